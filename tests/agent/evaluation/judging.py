"""Whether an answer says what the database says."""

from __future__ import annotations

import datetime
import html
import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Literal

from .numbers import contains

Verdict = Literal["right", "wrong", "refused"]
_REFUSING = re.compile(
    r"\b(i (can(no|')t|am unable|do not have|don't have|was not able)|i'm (unable|not able|sorry)|unable to"
    r"|no tools were offered)",
    re.IGNORECASE,
)


def judge(text: str, rows: Iterable[tuple], not_rows: Iterable[tuple] = ()) -> Verdict:
    """Compare an answer with the truth.

    :param rows: what SQL found; each value must be in the answer, numbers and dates in any usual format
    :param not_rows: names that must not be in it
    :return: `refused` where it says nothing, or that it cannot, and is not right
    """
    said = _plain(text)
    values = [value for row in rows for value in row]
    if values and all(_says(said, value) for value in values):
        return "wrong" if any(_says(said, value) for row in not_rows for value in row) else "right"
    return "refused" if not said or _REFUSING.search(said) else "wrong"


def _says(said: str, value: object) -> bool:
    if isinstance(value, bool):
        return bool(re.search(r"\byes\b" if value else r"\bno\b", said))
    if isinstance(value, (int, float, Decimal)):
        return contains(said, value)
    if isinstance(value, datetime.date):
        return any(form.casefold() in said for form in _forms(value))
    wanted = _plain(str(value))
    return bool(re.search(rf"(?<!\w){re.escape(wanted)}(?!\w)", said))


def _forms(day: datetime.date) -> list[str]:
    month, short = day.strftime("%B"), day.strftime("%b")
    two = f"{day.month:02}/{day.day:02}/{day.year}"
    return [
        day.strftime("%Y-%m-%d"),
        two,
        f"{day.month}/{day.day}/{day.year}",
        f"{day.day:02}/{day.month:02}/{day.year}",
        f"{day.day:02}.{day.month:02}.{day.year}",
        f"{day.day}.{day.month}.{day.year}",
        *(f"{name} {day.day}, {day.year}" for name in (month, short)),
        *(f"{day.day} {name} {day.year}" for name in (month, short)),
        *(f"{day.day}. {name} {day.year}" for name in (month, short)),
    ]


def _plain(text: str) -> str:
    """Without marks of Markdown, in one line, in small letters."""
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", html.unescape(text))
    return " ".join(re.sub(r"[*_`|#]+", " ", text).split()).casefold().replace("\u2019", "'")
