"""Reads names as tools get them: `partner_id.country_id`, `date:month`, `amount:sum`, `name desc`."""

from __future__ import annotations

import re
from typing import NamedTuple

MOST_STEPS = 6
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,62}")
_ORDER = re.compile(r"\s*(\S+?)(?:\s+(asc|desc))?(?:\s+nulls\s+(first|last))?\s*", re.IGNORECASE)

TIME = ("hour", "day", "week", "month", "quarter", "year")
NUMBERS = (
    "year_number",
    "quarter_number",
    "month_number",
    "iso_week_number",
    "day_of_year",
    "day_of_month",
    "day_of_week",
    "hour_number",
    "minute_number",
    "second_number",
)
AGGREGATES = ("sum", "avg", "min", "max", "count", "count_distinct", "bool_and", "bool_or")


class Malformed(ValueError):
    """A name, an order or a domain that cannot be read; says what, for the model."""


class Order(NamedTuple):
    """One part of an order."""

    path: tuple[str, ...]
    direction: str
    """"", "desc", or with `nulls first` or `nulls last`."""


class Aggregate(NamedTuple):
    """A measure, `("id", "count")` for the number of records."""

    path: tuple[str, ...]
    function: str


def parse_path(path: object) -> tuple[str, ...]:
    """Read `a.b.c`.

    :raises Malformed: if it is not such a name
    """
    if not isinstance(path, str) or len(path) > 300:
        raise Malformed("A field name must be a text.")
    steps = tuple(path.split("."))
    if len(steps) > MOST_STEPS or not all(_NAME.fullmatch(step) for step in steps):
        raise Malformed(f"“{path[:100]}” is not a field name.")
    return steps


def parse_group(spec: object) -> tuple[tuple[str, ...], str]:
    """Read `path` or `path:granularity`.

    :return: path, and granularity or ""
    :raises Malformed: if it is not such a name
    """
    path, colon, granularity = spec.partition(":") if isinstance(spec, str) else (spec, "", "")
    if colon and granularity not in (*TIME, *NUMBERS):
        raise Malformed(f"“{granularity[:100]}” is not one of {', '.join((*TIME, *NUMBERS))}.")
    return parse_path(path), granularity


def parse_aggregate(spec: object) -> Aggregate:
    """Read `path:function`, or `__count`.

    :raises Malformed: if it is not such a name
    """
    if spec == "__count":
        return Aggregate(("id",), "count")
    path, colon, function = spec.partition(":") if isinstance(spec, str) else (spec, "", "")
    if colon and function not in AGGREGATES:
        raise Malformed(f"“{function[:100]}” is not one of {', '.join(AGGREGATES)}.")
    return Aggregate(parse_path(path), function)


def parse_order(order: object) -> list[Order]:
    """Read `name desc, date`.

    :raises Malformed: if it is not an order
    """
    if not isinstance(order, str) or len(order) > 500:
        raise Malformed("An order must be a text such as “name desc, date”.")
    parts = []
    for part in order.split(","):
        found = _ORDER.fullmatch(part)
        if not found:
            raise Malformed(f"“{part[:100]}” is not an order.")
        path, direction, nulls = found.groups()
        words = [word for word in ((direction or "").lower(), nulls and f"nulls {nulls.lower()}") if word]
        parts.append(Order(parse_path(path), " ".join(words)))
    return parts
