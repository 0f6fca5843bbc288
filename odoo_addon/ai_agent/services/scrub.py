"""Takes secrets out of what an AI service said before it is logged or shown."""

from __future__ import annotations

from collections.abc import Iterable

MASK = "[key]"
_SHORTEST_PIECE = 8
_LOGGED_CHARS = 500


def scrub(text: str, secrets: Iterable[str]) -> str:
    """Replace each secret, and long pieces of it, by a mask.

    Services echo keys shortened ("sk-abcd...wxyz"), so the first and last eight characters
    of a long secret are masked as well.
    """
    for secret in secrets:
        if not secret:
            continue
        text = text.replace(secret, MASK)
        if len(secret) >= 2 * _SHORTEST_PIECE:
            text = text.replace(secret[:_SHORTEST_PIECE], MASK).replace(secret[-_SHORTEST_PIECE:], MASK)
    return text


def for_log(text: str, secrets: Iterable[str]) -> str:
    """Return one short line without secrets or control characters."""
    line = "".join(c if c.isprintable() else " " for c in scrub(text, secrets))
    return line[:_LOGGED_CHARS]
