"""Groups of records and what is computed of each: specifications, cells, labels."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from odoo.fields import Datetime

from ..services.tools import Column, ToolError
from ..services.tools.result import Cell
from .cells import refer
from .formats import DIGITS
from .paths import TYPES, path
from .totals import money

if TYPE_CHECKING:
    from .call import Call

COUNT = "__count"
GRANULARITIES = ("hour", "day", "week", "month", "quarter", "year")
NUMBERS = (
    *("year_number", "quarter_number", "month_number", "iso_week_number", "day_of_year", "day_of_month"),
    *("day_of_week", "hour_number"),
)
FUNCTIONS = ("sum", "avg", "min", "max", "count", "count_distinct", "bool_and", "bool_or")
_NUMBERS_ONLY = ("sum", "avg")


@dataclass(frozen=True)
class Group:
    """A field to group by."""

    spec: str
    """As Odoo takes it: `date:month`, `partner_id.country_id`."""
    model: str
    name: str
    granularity: str
    label: str

    @property
    def column(self) -> Column:
        """Its column: the value is what sorts, the text what is read."""
        return Column(self.spec, self.label, "text")


@dataclass(frozen=True)
class Aggregate:
    """A number that is computed of each group."""

    spec: str
    name: str
    """The field; empty for the number of records."""
    function: str
    label: str
    type: str
    currency: str = ""
    """The field that says in which currency it is."""

    @property
    def column(self) -> Column:
        """Its column."""
        return Column(self.spec, self.label, self.type)


def group_of(call: Call, model: str, spec: str) -> Group:
    """Return what to group by; a date without a part is grouped by month.

    :raises ToolError: `forbidden` or `invalid`, naming the field
    """
    text, _colon, granularity = spec.partition(":")
    found = path(call, model, text, "group")
    field = call.env[found.model]._fields[found.name]
    if field.type in ("date", "datetime"):
        granularity = granularity or "month"
        if granularity not in (*GRANULARITIES, *NUMBERS):
            raise ToolError("invalid", f"{spec}: a date is grouped by {', '.join((*GRANULARITIES, *NUMBERS))}.")
    elif granularity:
        raise ToolError("invalid", f"{spec}: only dates have a part such as month.")
    if not field._description_groupable(call.env):
        raise ToolError("invalid", f"{spec}: this field is not stored, so nothing can be grouped by it.")
    checked = f"{text}:{granularity}" if granularity else text
    call.policy.check_field(model, checked, "group")
    return Group(checked, found.model, found.name, granularity, found.label)


def aggregate_of(call: Call, model: str, spec: str) -> Aggregate:
    """Return what to compute; a field without a function is added up.

    :raises ToolError: `forbidden` or `invalid`, naming the field
    """
    if spec in (COUNT, "count"):
        return Aggregate(COUNT, "", "count", call.env._("Count"), "integer")
    name, _colon, function = spec.partition(":")
    function = function or "sum"
    found = path(call, model, name)
    if not found.plain or function not in FUNCTIONS:
        raise ToolError("invalid", f"{spec}: must be a field of the model, then one of {', '.join(FUNCTIONS)}.")
    checked = f"{name}:{function}"
    call.policy.check_field(model, checked, "aggregate")
    records = call.env[model]
    field = records._fields[name]
    if function in _NUMBERS_ONLY and field.type not in ("integer", "float", "monetary"):
        raise ToolError("invalid", f"{spec}: {name} is no number.")
    if not (field.store or field._description_aggregator(call.env)):
        raise ToolError("invalid", f"{spec}: this field is not stored, so it cannot be computed over groups.")
    currency = ""
    kind = TYPES[field.type]
    if function in ("count", "count_distinct"):
        kind = "integer"
    elif field.type == "monetary":
        currency = field.get_currency_field(records) or ""
    elif function == "avg":
        kind = "float"
    return Aggregate(checked, name, function, _label(call, found.label, function), kind, currency)


def group_cell(call: Call, group: Group, value: Any, text: Any = None) -> tuple[Cell, Any]:
    """Return the value of a group as Odoo's formatter gave it: `value`, and the text of a part of a date."""
    field = call.env[group.model]._fields[group.name]
    if field.relational or group.name == "id":
        comodel = group.model if group.name == "id" else field.comodel_name
        return refer(call, call.env[comodel].browse(value)) if value else _none(call)
    if group.granularity:
        if value is None or value is False:
            return _none(call)
        return _period(call, group, field.type, value, text)
    if field.type == "boolean":
        return (bool(value), call.formats.boolean(value)), bool(value)
    if value is None or value is False:
        return _none(call)
    if field.type == "selection":
        label = str(dict(field._description_selection(call.env)).get(value, value))
        return (value, label), label
    if field.type in ("integer", "float", "monetary"):
        return (value, call.formats.number(value, 0 if field.type == "integer" else DIGITS)), value
    return (str(value), str(value)), str(value)


def aggregate_cell(call: Call, model: str, aggregate: Aggregate, value: Any, currencies: Any) -> tuple[Cell, Any]:
    """Return what was computed of a group; nothing for a sum over more than one currency."""
    if aggregate.type == "integer" and not isinstance(value, date):
        number = int(value or 0)
        return (number, call.formats.number(number)), number
    if value is None:
        return (None, ""), None
    if aggregate.type == "monetary":
        ids = [one for one in currencies or () if one]
        if len(ids) > 1:
            return (None, call.env._("different currencies")), None
        return money(call, value, call.env["res.currency"].browse(ids))
    if aggregate.type == "float":
        field = call.env[model]._fields[aggregate.name]
        digits = field.get_digits(call.env) if field.type == "float" else None
        number = round(float(value), digits[1] if digits else DIGITS)
        return (number, call.formats.number(number, digits[1] if digits else DIGITS)), number
    if aggregate.type == "boolean":
        return (bool(value), call.formats.boolean(value)), bool(value)
    if aggregate.type == "date":
        return (value.isoformat(), call.formats.date(value)), value.isoformat()
    if aggregate.type == "datetime":
        return (value.isoformat() + "Z", call.formats.datetime(value)), call.formats.local(value)
    return (str(value), str(value)), str(value)


def _period(call: Call, group: Group, kind: str, value: Any, text: Any) -> tuple[Cell, Any]:
    """Return the beginning of a period: of a time where the user is, who knows no UTC."""
    if group.granularity not in GRANULARITIES:
        return (value, str(value)), value
    if kind == "date":
        return (value, str(text)), value
    local = call.formats.local(Datetime.to_datetime(value))
    brief = local if group.granularity == "hour" else local[:10]
    return (brief, str(text)), brief


def _none(call: Call) -> tuple[Cell, Any]:
    return (None, call.env._("None")), None


def _label(call: Call, label: str, function: str) -> str:
    words = {
        "avg": call.env._("%s (average)", label),
        "min": call.env._("%s (least)", label),
        "max": call.env._("%s (most)", label),
        "count": call.env._("%s (filled in)", label),
        "count_distinct": call.env._("%s (different)", label),
    }
    return words.get(function, label)
