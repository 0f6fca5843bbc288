"""What a client may change of a conversation."""

from __future__ import annotations

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
    line = " ".join(clean(title).split())
    if len(line) > TITLE_CHARS:
        raise AgentError("invalid_input", "long_title", limit=TITLE_CHARS)
    return Change(
        title=line if "title" in body else None,
        pinned=body.get("pinned"),
        archived=body.get("archived"),
        head=checked_id(body["head"], "head") if "head" in body else None,
    )
