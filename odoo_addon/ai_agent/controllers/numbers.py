"""Numbers that come in headers and queries."""

from __future__ import annotations

from ..services.errors import AgentError


def event_number(raw: str) -> int:
    """Return the number of an event, or refuse it."""
    if not (raw.isascii() and raw.isdigit() and len(raw) < 10):
        raise AgentError("invalid_input", "bad_id", name="Last-Event-ID")
    return int(raw)
