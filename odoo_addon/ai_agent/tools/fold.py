"""Words as they are compared: without case and accents."""

from __future__ import annotations

import unicodedata


def fold(text: str) -> str:
    """Return a text in which case and accents do not count."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))
