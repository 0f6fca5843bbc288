"""One value of a record, twice: for the person as a cell, for the model as short JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from odoo.exceptions import AccessError, MissingError

from ..services.tools import RecordRef
from ..services.tools.result import Cell
from .formats import DIGITS, cut, iso, plain

if TYPE_CHECKING:
    from .call import Call
    from .paths import Path

PERSON_CHARS = 1000
"""Of one text in a table."""

MODEL_CHARS = 200
"""Of one text that the model gets in a row."""

MANY = 5
"""Records of an x2many field that are named."""


def cell(call: Call, record, path: Path, model_chars: int = MODEL_CHARS) -> tuple[Cell, Any]:
    """Return the value at a path of a record, for the person and for the model.

    What the user may not read of a record on the way is empty, as it is in a list of Odoo's.
    """
    try:
        for step in path.steps:
            record = record[step]._filtered_access("read")
        if not record:
            return (None, ""), None
        value = record[path.name]
    except (AccessError, MissingError):
        return (None, ""), None
    found = _cell(call, record, path.name, value, model_chars)
    if call.policy.field(path.model, path.name) == "mask":
        return masked(call, path.model, path.name, found)
    return found


def masked(call: Call, model: str, name: str, found: tuple[Cell, Any]) -> tuple[Cell, Any]:
    """Return a masked value as text for the model, and note what would leave."""
    (value, text), brief = found
    if not text:
        return found
    said = brief if isinstance(brief, str) else text
    call.policy.note(model, name, text)
    call.policy.note(model, name, said)
    return (value, text), said


def currency_of(record, name: str):
    """Return the currency of an amount."""
    field = record._fields[name].get_currency_field(record)
    # sudo: an amount that may be read is shown with its currency, also where that field is for a group.
    return record.sudo()[field] if field else record.env["res.currency"]


def refer(call: Call, record) -> tuple[Cell, Any]:
    """Return a record as a cell, nameless where its name is out of reach."""
    name = call.policy.name(record) if record else ""
    if not name:
        return (None, ""), None
    return (RecordRef(record._name, record.id, name).to_json(), name), [record.id, cut(name, MODEL_CHARS)]


def _cell(call: Call, record, name: str, value: Any, model_chars: int) -> tuple[Cell, Any]:
    field = record._fields[name]
    formats = call.formats
    kind = field.type
    if kind == "boolean":
        return (bool(value), formats.boolean(value)), bool(value)
    if kind in ("integer", "many2one_reference"):
        number = int(value or 0)
        return (number, str(number) if name in ("id", "res_id") else formats.number(number)), number
    if kind in ("float", "monetary"):
        return _decimal(call, record, name, value or 0.0)
    if kind in ("many2one", "reference"):
        return refer(call, value)
    if kind in ("one2many", "many2many"):
        return _many(call, value)
    if not value:
        return (None, ""), None
    if kind == "date":
        return (iso(value), formats.date(value)), iso(value)
    if kind == "datetime":
        return (iso(value), formats.datetime(value)), formats.local(value)
    if kind == "selection":
        label = dict(field._description_selection(call.env)).get(value, str(value))
        return (value, str(label)), str(label)
    text = plain(value) if kind == "html" else str(value)
    return (cut(text, PERSON_CHARS), cut(text, PERSON_CHARS)), cut(text, model_chars)


def _decimal(call: Call, record, name: str, value: float) -> tuple[Cell, Any]:
    field = record._fields[name]
    if field.type == "monetary":
        currency = currency_of(record, name)
        rounded = currency.round(value) if currency else round(value, DIGITS)
        return (rounded, call.formats.amount(rounded, currency)), [rounded, currency.name or ""]
    digits = field.get_digits(call.env)
    places = digits[1] if digits else DIGITS
    rounded = round(value, digits[1] if digits else 6)
    return (rounded, call.formats.number(value, places)), rounded


def _many(call: Call, records) -> tuple[Cell, Any]:
    records = records._filtered_access("read")
    named = [(record.id, name) for record in records[:MANY] if (name := call.policy.name(record))]
    more = len(records) - len(records[:MANY])
    text = ", ".join(name for _id, name in named) + (f" (+{more})" if more else "")
    brief: list[Any] = [[res_id, cut(name, 60)] for res_id, name in named]
    return (text or None, text), brief + ([f"+{more} more"] if more else [])
