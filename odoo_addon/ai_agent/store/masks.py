"""Pseudonyms of a conversation, for processes that do no ORM work."""

from __future__ import annotations

from odoo.sql_db import BaseCursor

from ..services.masks import Masks


def known_masks(cr: BaseCursor, thread_pk: int | None) -> Masks:
    """Return what is known of a conversation; nothing can be learned without its key, which `ai_agent.mask` has."""
    if thread_pk is None:
        return Masks(b"")
    cr.execute("SELECT pseudonym, value FROM ai_agent_mask WHERE thread_id = %s AND pseudonym <> ''", (thread_pk,))
    return Masks(b"", dict(cr.fetchall()))


def masks_of_run(cr: BaseCursor, run_pk: int) -> Masks:
    """Return what is known of the conversation of a run."""
    cr.execute("SELECT thread_id FROM ai_agent_run WHERE id = %s", (run_pk,))
    row = cr.fetchone()
    return known_masks(cr, row[0] if row else None)
