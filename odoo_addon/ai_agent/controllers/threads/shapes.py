"""How a conversation looks in JSON, and the numbers that ask for a page."""

from __future__ import annotations

from datetime import datetime

from odoo import fields

from ...services.errors import AgentError


def item(thread) -> dict[str, object]:
    """Return what the list shows of a conversation."""
    return {
        "id": thread.public_id,
        "title": thread.title or "",
        "createdAt": rfc3339(thread.create_date),
        "updatedAt": rfc3339(thread.active_at),
        "pinned": thread.pinned,
        "archived": thread.archived,
    }


def rfc3339(at: datetime) -> str:
    """Return a time of the database: UTC, to the second."""
    return fields.Datetime.to_datetime(at).strftime("%Y-%m-%dT%H:%M:%SZ")


def limit_of(raw: str, default: int, most: int) -> int:
    """Return the wanted length of a page.

    :raises AgentError: `invalid_input`
    """
    if not raw:
        return default
    if not (raw.isascii() and raw.isdigit() and len(raw) < 6 and 1 <= int(raw) <= most):
        raise AgentError("invalid_input", "bad_page")
    return int(raw)
