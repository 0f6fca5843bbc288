"""Totals over all records of a domain, where a sum makes sense."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from odoo.exceptions import AccessError
from odoo.fields import Domain

from ..services.tools import ToolError
from ..services.tools.result import Cell
from .formats import DIGITS

if TYPE_CHECKING:
    from .call import Call
    from .paths import Path


@dataclass(frozen=True)
class Totals:
    """Sums of the columns of a table."""

    cells: tuple[Cell | None, ...]
    """One a column; empty when no column has a sum."""
    values: dict[str, Any]
    """For the model: `{"amount": 12.5}`, an amount with its currency beside it."""
    mixed: tuple[str, ...]
    """Columns that have more than one currency, and so no sum."""


def totals(call: Call, model: str, domain: list[Any], paths: list[Path]) -> Totals:
    """Add up what Odoo adds up in a list of the model: fields that it stores and sums."""
    cells: list[Cell | None] = []
    values: dict[str, Any] = {}
    mixed = []
    for path in paths:
        cell = None
        if path.plain and summed(call, model, path.name):
            total = total_of(call, model, domain, path.name)
            if total is MIXED:
                mixed.append(path.text)
            elif total is not None:
                cell, values[path.text] = total
        cells.append(cell)
    return Totals(tuple(cells) if any(cells) else (), values, tuple(mixed))


MIXED = object()
"""Instead of a sum over more than one currency."""


def summed(call: Call, model: str, name: str) -> bool:
    """Say whether a column of the field may have a sum at all."""
    field = call.env[model]._fields[name]
    if field.type not in ("integer", "float", "monetary") or name == "id":
        return False
    try:
        call.policy.check_field(model, f"{name}:sum", "aggregate")
    except ToolError:
        return False
    return field._description_aggregator(call.env) == "sum"


def total_of(call: Call, model: str, domain: list[Any], name: str) -> Any:
    """Return the sum of a field as `(cell, value for the model)`, `MIXED`, or None where there is none."""
    records = call.env[model]
    field = records._fields[name]
    specs = [f"{name}:sum"]
    currency_field = field.get_currency_field(records) if field.type == "monetary" else None
    if currency_field:
        specs.append(f"{currency_field}:array_agg_distinct")
    try:
        # Zeros say nothing about currencies, and a record without an amount often has none.
        [row] = records._read_group(_amounts(domain, name) if currency_field else domain, aggregates=specs)
    except (AccessError, ValueError):
        return None
    value = row[0] or 0
    if not currency_field:
        return plain_total(call, field, value)
    ids = [currency for currency in row[1] or () if currency]
    if len(ids) > 1:
        return MIXED
    return money(call, value, call.env["res.currency"].browse(ids))


def plain_total(call: Call, field, value: float) -> tuple[Cell, Any]:
    """Return a sum without a currency."""
    digits = field.get_digits(call.env) if field.type == "float" else None
    places = 0 if field.type == "integer" else digits[1] if digits else DIGITS
    number = int(value) if field.type == "integer" else round(value, places)
    return (number, call.formats.number(number, places)), number


def money(call: Call, value: float, currency) -> tuple[Cell, Any]:
    """Return a sum in a currency."""
    rounded = currency.round(value) if currency else round(value, DIGITS)
    text = call.formats.amount(rounded, currency)
    return (rounded, text), [rounded, currency.name] if currency else rounded


def _amounts(domain: list[Any], name: str) -> list[Any]:
    return list(Domain(domain) & Domain(name, "!=", 0))
