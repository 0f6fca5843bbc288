"""What fields a model has."""

from __future__ import annotations

from typing import Any

from ...services.tools import READ, Result, ToolError
from ..call import Call
from ..columns import usual
from ..compact import RESERVE, dumps
from ..decorator import tool
from ..fold import fold
from ..models import label, reach
from ..paths import UNREADABLE

_NOISE = ("message_", "activity_exception", "website_message", "__", "my_activity", "has_message", "rating_")
OPTIONS = 12
"""Options of a selection that are told."""


@tool(access=READ, title="Look at fields")
def describe_model(call: Call, model: str, search: str | None = None) -> Result:
    """Say which fields a model has: name, label, type, and what else matters to search, group and write.

    :param model: technical name, from find_models
    :param search: only fields whose name, label or help has one of these words; for fields that the answer left out
    """
    records = reach(call, model)
    fields = {name: info for name, info in call.policy.readable(model).items() if info["type"] not in UNREADABLE}
    wanted = fold(search or "").split()
    if wanted:
        fields = {name: info for name, info in fields.items() if _matches(name, info, wanted)}
        if not fields:
            raise ToolError("not_found", f"{model} has no field like {search!r}.")
    names = _ranked(call, model, fields)
    data: dict[str, Any] = {
        "model": model,
        "label": label(call, model),
        "legend": "name: label, type, options as key=label; * required, r read only, "
        "n not stored (no order, no group), m masked (only = in domains)",
    }
    room = call.limits.tool_chars - len(dumps(data)) - RESERVE
    lines = []
    for name in names:
        line = _line(call, records, name, fields[name])
        room -= len(dumps(line)) + 1
        if room < 0 and lines:
            break
        lines.append(line)
    data["fields"] = lines
    if len(lines) < len(names):
        data["truncated"] = f"{len(names) - len(lines)} more fields, the less usual ones: ask with search."
    return Result(
        data=data,
        summary=call.env._("%(model)s: %(count)s fields", model=data["label"], count=len(lines)),
        models={model: ()},
    )


def _matches(name: str, info: dict[str, Any], words: list[str]) -> bool:
    text = fold(" ".join([name, info.get("string") or "", info.get("help") or ""]))
    return any(word in text for word in words)


def _ranked(call: Call, model: str, fields: dict[str, Any]) -> list[str]:
    first = [path.name for path in usual(call, model, most=30) if path.name in fields]

    def rank(name: str) -> tuple[bool, bool, bool, bool, str]:
        info = fields[name]
        return (
            name.startswith(_NOISE),
            not info.get("required"),
            not info.get("store", True),
            info["type"] in ("one2many", "many2many"),
            name,
        )

    return first + sorted((name for name in fields if name not in first), key=rank)


def _line(call: Call, records, name: str, info: dict[str, Any]) -> str:
    kind = info["type"]
    if info.get("relation"):
        kind = f"{kind} {info['relation']}"
    elif kind == "selection":
        options = [f"{key}={text}" for key, text in info.get("selection") or ()]
        kind = f"selection {', '.join(options[:OPTIONS])}{', …' if len(options) > OPTIONS else ''}"
    marks = "".join(
        mark
        for mark, on in (
            ("*", info.get("required")),
            ("r", info.get("readonly")),
            ("n", not info.get("store", True)),
            ("m", call.policy.field(records._name, name) == "mask"),
        )
        if on
    )
    return f"{name}: {info.get('string') or name}, {kind}{f' [{marks}]' if marks else ''}"
