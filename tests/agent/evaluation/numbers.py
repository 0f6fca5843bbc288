"""Numbers in a text, in any format that people use."""

from __future__ import annotations

import re
from decimal import Decimal

_WORDS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
_DATES = re.compile(r"\d{4}-\d\d-\d\d|\d{1,2}[./]\d{1,2}[./]\d{2,4}")
_NUMBER = re.compile(
    r"(?<![\w.,])[-\u2212]?\d{1,3}(?:([ \u00a0\u202f'\u2019.,])\d{3})(?:\1\d{3})*(?:[.,]\d+)?|[-\u2212]?\d+(?:[.,]\d+)?"
)
_SCALE = re.compile(r"\s?(k|thousand|m|million)\b", re.IGNORECASE)
_LARGE = 1000
"""From here on cents may be left out."""


def contains(text: str, wanted: Decimal | int | float) -> bool:
    """Whether a text has this number: grouped or not, with a point or a comma, rounded to what it shows."""
    wanted = Decimal(str(wanted))
    if wanted == int(wanted) and 0 <= wanted < len(_WORDS):
        if re.search(rf"\b{_WORDS[int(wanted)]}\b", text, re.IGNORECASE):
            return True
        if wanted == 0 and re.search(r"\b(none|no)\b", text, re.IGNORECASE):
            return True
    plain = _DATES.sub(" ", text)
    return any(_same(value, wanted) for match in _NUMBER.finditer(plain) for value in _meanings(match, plain))


def _same(value: Decimal, wanted: Decimal) -> bool:
    if value == wanted:
        return True
    digits = -int(value.as_tuple().exponent)
    return (digits >= 1 or abs(wanted) >= _LARGE) and round(wanted, max(digits, 0)) == value


def _meanings(match: re.Match[str], text: str) -> set[Decimal]:
    """`1.234` may be a thousand or one and a bit; each is a meaning."""
    raw = re.sub(r"[ \u00a0\u202f'\u2019]", "", match[0]).replace("\u2212", "-")
    found = {Decimal(raw.replace(",", ""))} if raw.count(".") <= 1 else set()
    if raw.count(",") <= 1:
        found.add(Decimal(raw.replace(".", "").replace(",", ".")))
    scale = _SCALE.match(text, match.end())
    if scale:
        factor = 1000 if scale[1].lower() in ("k", "thousand") else 1_000_000
        found |= {value * factor for value in found}
    return found
