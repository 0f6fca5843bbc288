"""Text as PostgreSQL and JSON can carry it."""

from __future__ import annotations


def clean(text: str) -> str:
    """Drop NUL characters and replace lone surrogates: PostgreSQL stores neither."""
    if "\0" in text:
        text = text.replace("\0", "")
    if text.isascii():
        return text
    return text.encode("utf-8", "replace").decode("utf-8")
