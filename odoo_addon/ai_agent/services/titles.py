"""Titles of conversations."""

from __future__ import annotations

TITLE_CHARS = 80


def title_of(prompt: str) -> str:
    """Return a title for a first question: its first line, cut at a word."""
    line = next((line.strip() for line in prompt.splitlines() if line.strip()), "")
    if len(line) <= TITLE_CHARS:
        return line
    return line[:TITLE_CHARS].rsplit(" ", 1)[0].rstrip() + "…"
