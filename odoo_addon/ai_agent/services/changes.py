"""What a client may change of a conversation."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from .clean import clean
from .errors import AgentError
from .ids import checked_id

TITLE_CHARS = 200
_FIELDS = {"title", "pinned", "archived", "head"}


@dataclass(frozen=True)
class Change:
    """New values; None where nothing changes."""

    title: str | None = None
    """One line; empty for the title made of the first question."""
    pinned: bool | None = None
    archived: bool | None = None
    head: str | None = None
    """A message of the branch that is to be in use."""


def parse_change(body: object) -> Change:
    """Return what a request body changes.

    :raises AgentError: `invalid_input`
    """
    if not isinstance(body, dict) or not body or not body.keys() <= _FIELDS:
        raise AgentError("invalid_input", "bad_change")
    title = body.get("title", "")
    flags = [body[name] for name in ("pinned", "archived") if name in body]
    if not isinstance(title, str) or not all(isinstance(flag, bool) for flag in flags):
        raise AgentError("invalid_input", "bad_change")
    line = _one_line(clean(title))
    if len(line) > TITLE_CHARS:
        raise AgentError("invalid_input", "long_title", limit=TITLE_CHARS)
    return Change(
        title=line if "title" in body else None,
        pinned=body.get("pinned"),
        archived=body.get("archived"),
        head=checked_id(body["head"], "head") if "head" in body else None,
    )


def _one_line(text: str) -> str:
    """Return a text on one line; empty if there is nothing to see in it."""
    # Categories: control characters are blanks; of what else is invisible, nothing is left only if it is alone.
    line = " ".join("".join(" " if unicodedata.category(c) == "Cc" else c for c in text).split())
    return line if any(unicodedata.category(c)[0] not in "CZ" for c in line) else ""
