"""Ids of threads, runs and messages: opaque, chosen by a client or made here."""

from __future__ import annotations

import re
import uuid

from .errors import AgentError

_ID = re.compile(r"[A-Za-z0-9_.:-]{1,128}", re.ASCII)


def new_id() -> str:
    """Return a fresh id."""
    return str(uuid.uuid4())


def is_id(value: object) -> bool:
    """Say whether a value may be an id (docs/contract.md, rules for every route)."""
    return isinstance(value, str) and _ID.fullmatch(value) is not None


def checked_id(value: object, name: str) -> str:
    """Return the value, or raise `invalid_input` naming the field it came in."""
    if not is_id(value):
        raise AgentError("invalid_input", "bad_id", name=name)
    return str(value)
