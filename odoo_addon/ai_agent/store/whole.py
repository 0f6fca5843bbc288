"""A whole conversation in two statements, for its export."""

from __future__ import annotations

from odoo.sql_db import BaseCursor

from ..services.export import Conversation, Message
from ..services.opinion import as_shown


def whole(cr: BaseCursor, thread_pk: int) -> Conversation:
    """Return a conversation with the messages of all branches. Callers have checked rights."""
    cr.execute(
        """
        SELECT m.public_id, m.role, m.content, m.create_date, p.public_id, r.state, f.rating, f.comment, f.shared
          FROM ai_agent_message m
          LEFT JOIN ai_agent_message p ON p.id = m.parent_id
          LEFT JOIN ai_agent_run r ON r.id = m.run_id
          LEFT JOIN ai_agent_feedback f ON f.message_id = m.id
         WHERE m.thread_id = %s ORDER BY m.id
        """,
        (thread_pk,),
    )
    messages = tuple(_message(*row) for row in cr.fetchall())
    cr.execute(
        """
        SELECT t.public_id, COALESCE(t.title, ''), t.create_date, t.active_at, h.public_id
          FROM ai_agent_thread t LEFT JOIN ai_agent_message h ON h.id = t.head_id WHERE t.id = %s
        """,
        (thread_pk,),
    )
    return Conversation(*cr.fetchone(), messages)


def _message(name, role, content, created_at, parent, state, rating, comment, shared) -> Message:
    return Message(name, role, content, created_at, parent, state, as_shown(rating, comment, shared))
