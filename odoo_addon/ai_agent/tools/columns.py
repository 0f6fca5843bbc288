"""Which fields a list of a model has when none are asked for: those of its list view, as people know it."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from lxml import etree

from ..services.tools import ToolError
from .paths import UNREADABLE, Path, path

if TYPE_CHECKING:
    from .call import Call

MOST = 8
FORM = 60
ASKED = 20
"""Columns that may be asked for."""

_CHATTER = ("message_", "activity_")
_SKIPPED_WIDGETS = ("handle", "image", "many2one_avatar_activity", "list_activity", "kanban_activity")


def columns(call: Call, model: str, fields: list[str] | None) -> list[Path]:
    """Return the columns asked for, or the usual ones.

    :raises ToolError: `forbidden` or `invalid`, naming the field
    """
    if fields:
        asked = list(dict.fromkeys(name for name in fields if name != "id"))
        if len(asked) > ASKED:
            raise ToolError("invalid", f"fields: at most {ASKED}.")
        return [path(call, model, name) for name in asked] or usual(call, model)
    return usual(call, model)


def usual(call: Call, model: str, most: int = MOST) -> list[Path]:
    """Return the fields of the model's list view that may be read, the name first."""
    readable = call.policy.readable(model)
    shown = _of_view(call, model)
    rec_name = call.env[model]._rec_name or "display_name"
    named = next((name for name in ("complete_name", "display_name") if name in shown), rec_name)
    names = [name for name in (named,) if name in readable]
    for name in shown:
        info = readable.get(name)
        if info and info["type"] not in UNREADABLE and name not in names and name != "id":
            names.append(name)
    if len(names) == 1:
        names += [
            name for name in ("state", "stage_id", "partner_id", "user_id", "date", "create_date") if name in readable
        ]
    found = []
    for name in names:
        try:
            found.append(path(call, model, name))
        except ToolError:
            continue
    return found[:most]


def of_form(call: Call, model: str, most: int = FORM) -> list[Path]:
    """Return the fields of the model's form that may be read, the most telling first."""
    readable = call.policy.readable(model)
    first = [one.name for one in usual(call, model)]
    names = dict.fromkeys([*first, *_of_view(call, model, "form")])
    found = []
    for name in names:
        if readable.get(name, {"type": "binary"})["type"] in UNREADABLE or name.startswith(_CHATTER):
            continue
        try:
            found.append(path(call, model, name))
        except ToolError:
            continue
    return found[:most]


def _of_view(call: Call, model: str, kind: str = "list") -> list[str]:
    try:
        arch = call.env[model].get_view(view_type=kind)["arch"]
    except Exception:  # noqa: BLE001  a broken view of some addon must not keep its records from being read
        return []
    names = []
    for node in etree.fromstring(arch).xpath("/*/field" if kind == "list" else "//field[not(ancestor::field)]"):
        hidden = any(_true(node.get(key)) for key in ("column_invisible", "invisible"))
        if not hidden and node.get("optional") != "hide" and node.get("widget") not in _SKIPPED_WIDGETS:
            names.append(node.get("name"))
    return names


def _true(text: str | None) -> bool:
    if not text:
        return False
    try:
        return bool(ast.literal_eval(text))
    except (ValueError, SyntaxError):
        return False
