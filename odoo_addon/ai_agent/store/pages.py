"""Messages as a page of a thread shows them: two statements a page, however long the thread is.

The thread was found under its user's rights; what is below it is the same user's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from odoo.sql_db import BaseCursor

from ..services.errors import AgentError
from .branches import ancestors, between


@dataclass(frozen=True)
class Place:
    """Which page: at the end of the branch, or beside or around a message of it."""

    kind: str
    """`end`, `before`, `after` or `around`"""
    message_pk: int | None = None


@dataclass(frozen=True)
class Page:
    """Ids of messages, oldest first, and whether the branch has more on either side."""

    pks: list[int]
    earlier: bool
    later: bool


@dataclass(frozen=True)
class Message:
    """A message with what is shown of its run, and the public ids of those beside it."""

    pk: int
    public_id: str
    role: str
    content: str
    created_at: datetime
    parent_id: str | None
    run_id: str | None
    status: str | None
    code: str | None
    siblings: list[str]
    rating: str | None
    comment: str | None
    shared: bool | None
    run_pk: int | None
    parts: str | None


@dataclass(frozen=True)
class Run:
    """The state of a run."""

    public_id: str
    state: str
    code: str | None
    detail: str | None


def page(cr: BaseCursor, head_pk: int | None, place: Place, limit: int) -> Page:
    """Return a page of the branch that ends in a head.

    :raises AgentError: `invalid_input` if the message is not on the branch
    """
    if place.kind == "end":
        pks = ancestors(cr, head_pk, limit + 1)
        return Page(pks[-limit:], len(pks) > limit, later=False)
    if place.kind == "before":
        # What is before a message is the same on all its branches.
        pks = ancestors(cr, place.message_pk, limit + 2)[:-1]
        return Page(pks[-limit:], len(pks) > limit, later=True)
    pks = between(cr, place.message_pk, head_pk)
    if pks is None:
        raise AgentError("invalid_input", "bad_page")
    if place.kind == "after":
        return Page(pks[1 : limit + 1], earlier=True, later=len(pks) > limit + 1)
    return _around(cr, pks, limit)


def _around(cr: BaseCursor, pks: list[int], limit: int) -> Page:
    """About half of the page is before the first of the ids; near an end of the branch the other side fills it."""
    after = min(len(pks), limit - limit // 2)
    before = ancestors(cr, pks[0], limit - after + 2)[:-1]
    earlier = len(before) > limit - after
    before = before[len(before) - (limit - after) :] if earlier else before
    after = limit - len(before)
    return Page(before + pks[:after], earlier, later=len(pks) > after)


def messages(cr: BaseCursor, pks: Sequence[int]) -> list[Message]:
    """Return messages of one thread in the order of their ids."""
    cr.execute(
        """
        SELECT m.id, m.public_id, m.role, m.content, m.create_date, p.public_id, r.public_id, r.state, r.error_code,
               CASE WHEN m.parent_id IS NULL
                    THEN ARRAY(SELECT s.public_id FROM ai_agent_message s
                                WHERE s.thread_id = m.thread_id AND s.parent_id IS NULL ORDER BY s.id)
                    ELSE ARRAY(SELECT s.public_id FROM ai_agent_message s
                                WHERE s.parent_id = m.parent_id ORDER BY s.id)
               END,
               f.rating, f.comment, f.shared, m.run_id, m.parts
          FROM ai_agent_message m
          LEFT JOIN ai_agent_message p ON p.id = m.parent_id
          LEFT JOIN ai_agent_run r ON r.id = m.run_id
          LEFT JOIN ai_agent_feedback f ON f.message_id = m.id
         WHERE m.id = ANY(%s) ORDER BY m.id
        """,
        (list(pks),),
    )
    return [Message(*row) for row in cr.fetchall()]


def runs(cr: BaseCursor, thread_pk: int, head_pk: int | None) -> tuple[str | None, Run | None]:
    """Return the public id of the thread's run that writes, and the last run on the head of its branch."""
    cr.execute(
        """
        SELECT (SELECT public_id FROM ai_agent_run WHERE thread_id = %(thread)s AND state = 'running'),
               last.public_id, last.state, last.error_code, last.error_detail
          FROM (SELECT 1) AS one
          LEFT JOIN ai_agent_run last ON last.id = COALESCE(
               (SELECT run_id FROM ai_agent_message WHERE id = %(head)s),
               (SELECT max(id) FROM ai_agent_run WHERE question_id = %(head)s))
        """,
        {"thread": thread_pk, "head": head_pk},
    )
    active, *last = cr.fetchone()
    return active, Run(*last) if last[0] else None
