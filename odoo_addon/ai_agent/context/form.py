"""A record in front of the user, or a new one, with what is not saved yet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..tools.cells import cell, masked
from ..tools.columns import of_form
from ..tools.formats import plain
from ..tools.models import record
from ..tools.paths import UNREADABLE, Path, column, path

if TYPE_CHECKING:
    from .place import Place

MOST_UNSAVED = 40
_STATES = ("state", "stage_id", "status", "kanban_state")
_DATES = ("date", "datetime")


def tell_form(place: Place, name: str) -> None:
    """Tell of a form: first what is not saved, which nobody else can know, then the record's most useful fields.

    :raises ToolError: when the user may not see the record
    """
    call, hint = place.call, place.hint
    res_id = hint.get("resId")
    found = None
    if res_id is not None:
        found = record(call, place.model, res_id if isinstance(res_id, int) else 0)
        shown = call.policy.name(found)
        place.lines.add(f"Open: {name} “{_short(shown)}” ({place.model}, id {found.id}).")
        place.chip("record", shown or f"{name} {found.id}", (found.id,))
        place.was_read([], (found.id,))
    else:
        call.policy.check_model(place.model, "create")
        place.lines.add(f"Open: a new {name} that is not saved ({place.model}).")
        place.chip("record", call.env._("New: %s", name))
    unsaved = _unsaved(place)
    if unsaved:
        place.lines.add("Typed in the form and not saved:")
        told = [label for label, value in unsaved if place.lines.pair(label, value)]
        place.chip("unsaved", call.env._("%s unsaved changes", len(told)))
    if found:
        _tell_fields(place, found)


def _tell_fields(place: Place, found) -> None:
    fields = ranked(place, of_form(place.call, place.model))
    if not place.lines.add("Saved values:"):
        return
    told = []
    for one in fields:
        (value, text), _brief = cell(place.call, found, one)
        if value in (None, "") or value is False or (value == 0 and column(place.call, one).type != "monetary"):
            continue
        if place.lines.pair(one.label, text):
            told.append(one.name)
    place.was_read(told, (found.id,))


def ranked(place: Place, fields: list[Path]) -> list[Path]:
    """Return fields in the order in which they tell most: name, state, amounts, dates, who, then as in the form."""
    model = place.call.env[place.model]

    def rank(one: Path) -> int:
        kind = model._fields[one.name].type
        if one.name in (model._rec_name, "display_name"):
            return 0
        if one.name in _STATES:
            return 1
        if kind == "monetary":
            return 2
        if kind in _DATES:
            return 3
        if one.name in ("partner_id", "user_id"):
            return 4
        return 6 if kind in ("one2many", "boolean") else 5

    return sorted(fields, key=rank)


def _unsaved(place: Place) -> list[tuple[str, str]]:
    values = place.hint.get("unsaved")
    if not isinstance(values, dict):
        return []
    readable = place.call.policy.readable(place.model)
    found = []
    for name, value in list(values.items())[:MOST_UNSAVED]:
        if name not in readable or readable[name]["type"] in UNREADABLE:
            continue
        one = path(place.call, place.model, name)
        text = _text(place, one, value)
        if readable[name].get("masked"):
            masked(place.call, place.model, name, ((text, text), text))
        found.append((one.label, text or "∅"))
    return found


def _text(place: Place, one: Path, value: Any) -> str:
    """Return a value that a browser sent; records by the name that the user may see, whatever it called them."""
    call = place.call
    field = call.env[place.model]._fields[one.name]
    if value in (None, "", []) or (value is False and field.type != "boolean"):
        return ""
    if field.type == "boolean":
        return call.formats.boolean(bool(value))
    if field.type == "selection":
        return str(dict(field._description_selection(call.env)).get(value, ""))
    if field.relational:
        return _names(place, field.comodel_name, value if isinstance(value, list) else [value])
    if field.type in ("integer", "float", "monetary"):
        return str(value) if isinstance(value, (int, float)) else ""
    if not isinstance(value, str):
        return ""
    return plain(value) if field.type == "html" else value


def _names(place: Place, comodel: str, values: list[Any]) -> str:
    ids = [value.get("id") if isinstance(value, dict) else value for value in values[:20]]
    known = [one for one in ids if isinstance(one, int) and not isinstance(one, bool) and one > 0]
    names = place.call.policy.names(place.call.env[comodel].browse(known))
    told = [names[one] for one in known if names.get(one)]
    new = len(ids) - len(known)
    return ", ".join([*told, *([f"{new} new"] if new else [])])


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat[:120]
