"""Rows as the model gets them: a header, arrays, what was left out."""

from __future__ import annotations

import json
from typing import Any

RESERVE = 200
"""Characters kept for the count, what was left out, and what an answer is wrapped in."""


def compact(head: dict[str, Any], columns: list[str], rows: list[list[Any]], count: int, chars: int) -> dict[str, Any]:
    """Return a table in a form that a model reads cheaply, of about `chars` characters at most.

    Amounts come as `[number, "EUR"]` and leave so only where a column has more than one currency: else the number
    alone, and the currency once.

    :param head: what stands before (model, totals, notes); its characters count
    :param rows: as many as may be shown
    :param count: how many there are in all
    """
    currencies = {}
    for index, name in enumerate(columns):
        names = {row[index][1] for row in rows if _is_amount(row[index])}
        if names and all(_is_amount(row[index]) or row[index] is None for row in rows) and len(names) == 1:
            currencies[name] = names.pop()
            for row in rows:
                row[index] = row[index][0] if row[index] else row[index]
    data: dict[str, Any] = {**head, "columns": columns}
    if currencies:
        data["currency"] = currencies
    room = chars - len(dumps(data)) - RESERVE
    shown = []
    for row in rows:
        room -= len(dumps(row)) + 1
        if room < 0 and shown:
            break
        shown.append(row)
    data |= {"rows": shown, "count": count}
    if len(shown) < count:
        data["truncated"] = f"{len(shown)} of {count} rows are shown here; count and totals are over all."
    return data


def dumps(value: Any) -> str:
    """Return JSON without blanks, as it leaves."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str)


def _is_amount(value: Any) -> bool:
    return isinstance(value, list) and len(value) == 2 and isinstance(value[0], float) and isinstance(value[1], str)
