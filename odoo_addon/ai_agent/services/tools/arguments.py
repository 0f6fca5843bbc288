"""Arguments of a tool against its schema: the part of JSON Schema that `schema` writes.

A model is helped where its meaning is certain: a list or an object that came as JSON in a string, a number in a string,
`null` for what may be absent.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from .spec import ToolError

_NAMES = {
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "array": "a list",
    "object": "an object",
}
DEPTH = 20
"""How deep lists and objects may be nested."""


def checked(parameters: Mapping[str, Any], arguments: object) -> dict[str, Any]:
    """Return the arguments with the types of the schema.

    :param parameters: JSON Schema of an object, as `ToolSpec.parameters`
    :param arguments: what the model sent; an object, or JSON of one
    :raises ToolError: `invalid`, with a reason that names the parameter
    """
    value = _decoded(arguments, dict) if isinstance(arguments, str) else arguments
    if value is None:
        value = {}
    if not isinstance(value, dict):
        raise ToolError("invalid", "The arguments must be one JSON object.")
    properties: Mapping[str, Any] = parameters.get("properties", {})
    unknown = [str(name)[:60] for name in value if name not in properties]
    if unknown:
        known = ", ".join(properties) or "none"
        raise ToolError("invalid", f"Unknown parameter {unknown[0]!r}. Known: {known}.")
    required = parameters.get("required", ())
    clean = {}
    for name, item in value.items():
        if item is None and name not in required:
            continue
        clean[name] = _value(properties[name], item, name, 0)
    for name in required:
        if name not in clean:
            raise ToolError("invalid", f"The parameter {name!r} is missing.")
    return clean


def _value(schema: Mapping[str, Any], value: object, path: str, depth: int) -> Any:
    if depth > DEPTH:
        raise ToolError("invalid", f"{path}: nested too deeply.")
    if "anyOf" in schema:
        return _any_of(schema["anyOf"], value, path, depth)
    kind = schema.get("type")
    if kind is None:
        return value
    value = _typed(kind, value, path)
    if "enum" in schema and value not in schema["enum"]:
        options = ", ".join(json.dumps(option) for option in schema["enum"])
        raise ToolError("invalid", f"{path} must be one of {options}.")
    if kind == "array":
        items = schema.get("items") or {}
        return [_value(items, item, f"{path}[{n}]", depth + 1) for n, item in enumerate(value)]
    if kind == "object" and isinstance(schema.get("additionalProperties"), Mapping):
        inner = schema["additionalProperties"]
        return {str(key): _value(inner, item, f"{path}.{key}", depth + 1) for key, item in value.items()}
    return value


def _any_of(options: list[Mapping[str, Any]], value: object, path: str, depth: int) -> Any:
    # What fits as it is goes before what fits after help: "5" stays text where text may stand.
    for option in options:
        if _is(option.get("type"), value):
            return _value(option, value, path, depth)
    for option in options:
        try:
            return _value(option, value, path, depth)
        except ToolError:
            continue
    names = " or ".join(_NAMES.get(option.get("type", ""), "a value") for option in options)
    raise ToolError("invalid", f"{path} must be {names}.")


def _typed(kind: str, value: object, path: str) -> Any:
    if _is(kind, value):
        return value
    if kind == "integer" and isinstance(value, float) and value.is_integer():
        return int(value)
    if kind in ("integer", "number") and isinstance(value, str):
        with suppress(ValueError):
            return int(value) if kind == "integer" else float(value)
    if kind == "boolean" and value in ("true", "false", "True", "False"):
        return str(value).lower() == "true"
    if kind in ("array", "object") and isinstance(value, str):
        decoded = _decoded(value, list if kind == "array" else dict)
        if decoded is not None:
            return decoded
    raise ToolError("invalid", f"{path} must be {_NAMES[kind]}.")


def _is(kind: str | None, value: object) -> bool:
    if kind == "boolean":
        return isinstance(value, bool)
    if kind in ("integer", "number"):
        types = (int,) if kind == "integer" else (int, float)
        return isinstance(value, types) and not isinstance(value, bool)
    expected = {"string": str, "array": list, "object": dict}.get(kind or "")
    return expected is None or isinstance(value, expected)


def _decoded(text: str, kind: type) -> Any:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, kind) else None
