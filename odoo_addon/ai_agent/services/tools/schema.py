"""A tool's schema and words, from its signature and docstring."""

from __future__ import annotations

import inspect
import re
import types
from collections.abc import Callable
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

_PARAM = re.compile(r"^\s*:param\s+(?:\w+\s+)?(\w+)\s*:\s*(.*)$")
_OTHER = re.compile(r"^\s*:(return|returns|raise|raises|rtype|type)\b.*$")

_SIMPLE: dict[Any, str] = {str: "string", int: "integer", float: "number", bool: "boolean"}


def parameters_of(function: Callable[..., Any]) -> dict[str, Any]:
    """Return the JSON Schema of a function's arguments but the first, which is the call.

    Understood are `str`, `int`, `float`, `bool`, `list`, `list[…]`, `dict`, `dict[str, …]`, `Any`, `Literal[…]`,
    `X | None` (may be absent; the default says what then), and `Annotated[X, "…"]`, whose text describes it unless the
    docstring does.

    :raises TypeError: for what has no schema, or an argument without a type
    """
    hints = get_type_hints(function, include_extras=True)
    texts = described(function)[1]
    properties: dict[str, Any] = {}
    required: list[str] = []
    for parameter in list(inspect.signature(function).parameters.values())[1:]:
        if parameter.kind in (parameter.VAR_KEYWORD, parameter.VAR_POSITIONAL) or parameter.name not in hints:
            raise TypeError(f"{function.__name__}: {parameter.name} has no type of its own")
        schema = schema_of(hints[parameter.name])
        if text := texts.pop(parameter.name, ""):
            schema["description"] = text
        if parameter.default is parameter.empty:
            required.append(parameter.name)
        elif parameter.default is not None:
            schema["default"] = parameter.default
        properties[parameter.name] = schema
    if texts:
        raise TypeError(f"{function.__name__}: {', '.join(sorted(texts))} in the docstring is no parameter")
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


def schema_of(hint: Any) -> dict[str, Any]:
    """Return the JSON Schema of one type.

    :raises TypeError: when it has none
    """
    if hint in _SIMPLE:
        return {"type": _SIMPLE[hint]}
    if hint is Any:
        return {}
    if hint in (list, dict):
        return {"type": "array", "items": {}} if hint is list else {"type": "object"}
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is Annotated:
        schema = schema_of(arguments[0])
        for extra in arguments[1:]:
            if isinstance(extra, str):
                schema["description"] = extra
        return schema
    if origin in (Union, types.UnionType):
        return _union([argument for argument in arguments if argument is not type(None)])
    if origin is Literal:
        return {"type": _literal_type(arguments), "enum": list(arguments)}
    if origin is list:
        return {"type": "array", "items": schema_of(arguments[0])}
    if origin is dict and arguments[0] is str:
        value = schema_of(arguments[1])
        return {"type": "object", "additionalProperties": value} if value else {"type": "object"}
    raise TypeError(f"no schema for {hint!r}")


def described(function: Callable[..., Any]) -> tuple[str, dict[str, str]]:
    """Return what a docstring says of the tool, and of each of its parameters, each on one line."""
    words: list[str] = []
    texts: dict[str, str] = {}
    current = ""
    for line in inspect.cleandoc(function.__doc__ or "").splitlines():
        if found := _PARAM.match(line):
            current = found[1]
            texts[current] = found[2].strip()
        elif _OTHER.match(line):
            current = "-"
        elif current in texts:
            texts[current] = f"{texts[current]} {line.strip()}".strip()
        elif not current:
            words.append(line.strip())
    return re.sub(r"\s+", " ", " ".join(words)).strip(), texts


def _union(options: list[Any]) -> dict[str, Any]:
    if len(options) == 1:
        return schema_of(options[0])
    return {"anyOf": [schema_of(option) for option in options]}


def _literal_type(values: tuple[Any, ...]) -> str:
    kinds = {type(value) for value in values}
    if len(kinds) != 1 or (kind := kinds.pop()) not in _SIMPLE:
        raise TypeError(f"no schema for the literals {values!r}")
    return _SIMPLE[kind]
