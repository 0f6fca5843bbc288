"""The rows of a beginning run: found in two statements, written in one.

Beginnings are what HTTP workers do for every answer, so they are few statements without the ORM.
Owner and companies are in each condition; `models/ai_agent_begin.py` says what they mean.
"""

# The only thing put into statements by name is NOW, a constant.
# ruff: noqa: S608

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from odoo.sql_db import BaseCursor

from ..services.errors import AgentError
from ..services.history import PastCall, turns_of
from ..services.providers import Turn
from . import branches
from .calls import calls_of_runs
from .locks import lock_thread
from .search import document, indexed
from .transact import NOW

PROMPT_MESSAGES = 1000
"""How far back a branch is followed for a prompt; far more than any context holds."""


@dataclass(frozen=True)
class Place:
    """What there is already of a thread and a run."""

    run_pk: int | None
    thread_pk: int | None
    thread_visible: bool
    """False: its company is none of the user's any more, or it was deleted."""
    company_id: int | None
    head_pk: int | None
    active_pk: int | None
    active: str | None
    """The state of a run of the thread that has not ended: `running` or `waiting_approval`."""


@dataclass(frozen=True)
class Known:
    """A message of the user that is stored."""

    pk: int
    public_id: str
    thread_pk: int
    role: str
    parent_pk: int | None
    content: str


@dataclass(frozen=True)
class Person:
    """Names for the model, and whom to tell."""

    name: str
    company: str
    partner_id: int


@dataclass(frozen=True)
class NewRun:
    """A run to be stored, with the question and the thread where these are new."""

    user_id: int
    company_id: int
    thread_pk: int | None
    thread_public_id: str
    head_pk: int | None
    """The head of the thread's branch until now."""
    title: str
    question_pk: int | None
    question_public_id: str
    question: str
    parent_pk: int | None
    run_public_id: str
    answer_public_id: str
    lang: str
    model: str
    process_id: int | None
    company_csv: str
    started_line: str
    sent: str


def place_of(cr: BaseCursor, user_id: int, company_ids: Sequence[int], thread: str, run: str) -> Place:
    """Look for a run and a thread of a user by their public ids."""
    cr.execute(
        """
        SELECT (SELECT id FROM ai_agent_run WHERE user_id = %(user)s AND public_id = %(run)s),
               t.id, COALESCE(t.company_id = ANY(%(companies)s) AND t.deleted_at IS NULL, TRUE),
               t.company_id, t.head_id, r.id, r.state
          FROM (SELECT 1) AS one
          LEFT JOIN ai_agent_thread t ON t.user_id = %(user)s AND t.public_id = %(thread)s
          LEFT JOIN ai_agent_run r ON r.thread_id = t.id AND r.state IN ('running', 'waiting_approval')
        """,
        {"user": user_id, "companies": list(company_ids), "thread": thread, "run": run},
    )
    return Place(*cr.fetchone())


def known_messages(cr: BaseCursor, user_id: int, public_ids: Sequence[str]) -> dict[str, Known]:
    """Return those of the messages that the user has, by public id."""
    cr.execute(
        "SELECT id, public_id, thread_id, role, parent_id, content FROM ai_agent_message "
        "WHERE user_id = %s AND public_id = ANY(%s)",
        (user_id, list(public_ids)),
    )
    return {row[1]: Known(*row) for row in cr.fetchall()}


def history(cr: BaseCursor, message_pk: int | None, *, with_tools: bool, whole_from: int | None = None) -> list[Turn]:
    """Return the branch up to and with a message, oldest first.

    :param with_tools: with calls of tools and what they gave
    :param whole_from: from this message on answers of tools are whole; None: all are shortened
    """
    if message_pk is None:
        return []
    pks = branches.ancestors(cr, message_pk, PROMPT_MESSAGES)
    cr.execute("SELECT id, role, content, parts, run_id FROM ai_agent_message WHERE id = ANY(%s)", (pks,))
    rows = {row[0]: row[1:] for row in cr.fetchall()}
    called = [run for _role, _content, parts, run in rows.values() if parts and run] if with_tools else []
    calls = {
        name: PastCall(row.public_id, row.name, row.arguments, row.state, row.answer)
        for name, row in (calls_of_runs(cr, called) if called else {}).items()
    }
    turns: list[Turn] = []
    cut = True
    for pk in pks:
        role, content, parts, _run = rows[pk]
        cut = cut and pk != whole_from
        turns += turns_of(role, content, parts, calls, with_tools=with_tools, cut=cut)
    return turns


def person_of(cr: BaseCursor, user_id: int, company_id: int) -> Person:
    """Return names of a user and a company."""
    cr.execute(
        """
        SELECT COALESCE(p.name, ''), COALESCE(c.name, ''), p.id
          FROM res_users u JOIN res_partner p ON p.id = u.partner_id, res_company c
         WHERE u.id = %s AND c.id = %s
        """,
        (user_id, company_id),
    )
    return Person(*cr.fetchone())


def insert_run(cr: BaseCursor, new: NewRun) -> int:
    """Store the run with what belongs to it; return its id.

    :raises IntegrityError: if another request was faster with one of the ids, or on the thread
    :raises AgentError: `not_found` if the thread was deleted meanwhile
    """
    below = new.question_pk or new.parent_pk
    if new.head_pk is not None and below != new.head_pk:
        if not lock_thread(cr, new.thread_pk):
            raise AgentError("not_found")
        branches.leave(cr, new.head_pk, below)
    cr.execute(
        f"""
        WITH ids AS (
            SELECT COALESCE(%(question_pk)s, nextval('ai_agent_message_id_seq')) AS question
        ), thread AS (
            INSERT INTO ai_agent_thread (public_id, title, titled, user_id, company_id, head_id, active_at,
                                         pinned, archived, create_uid, write_uid, create_date, write_date)
            SELECT %(thread_public_id)s, %(title)s, 'question', %(user_id)s, %(company_id)s, ids.question, {NOW},
                   FALSE, FALSE, %(user_id)s, %(user_id)s, {NOW}, {NOW}
              FROM ids WHERE %(thread_pk)s::int IS NULL
         RETURNING id
        ), moved AS (
            UPDATE ai_agent_thread SET head_id = ids.question, active_at = {NOW}, archived = FALSE
              FROM ids WHERE ai_agent_thread.id = %(thread_pk)s::int AND deleted_at IS NULL
         RETURNING ai_agent_thread.id
        ), place AS (
            SELECT id FROM thread UNION ALL SELECT id FROM moved
        ), question AS (
            INSERT INTO ai_agent_message (id, public_id, thread_id, parent_id, role, content, user_id, company_id,
                                          create_uid, write_uid, create_date, write_date)
            SELECT ids.question, %(question_public_id)s, place.id, %(parent_pk)s::int, 'user', %(question)s,
                   %(user_id)s, %(company_id)s, %(user_id)s, %(user_id)s, {NOW}, {NOW}
              FROM ids, place WHERE %(question_pk)s::int IS NULL
         RETURNING id, thread_id
        ), entries AS (
            INSERT INTO ai_agent_search_entry (thread_id, message_id, user_id, document)
            SELECT thread_id, id, %(user_id)s, {document("%(user_id)s", "question", "%(lang)s")}
              FROM question
             UNION ALL
            SELECT id, NULL, %(user_id)s, {document("%(user_id)s", "title", "%(lang)s")} FROM thread
        ), run AS (
            INSERT INTO ai_agent_run (public_id, thread_id, question_id, answer_public_id, lang, model, kind, state,
                                      company_csv, started_at, process_id, user_id, company_id,
                                      create_uid, write_uid, create_date, write_date)
            SELECT %(run_public_id)s, place.id, ids.question, %(answer_public_id)s, %(lang)s, %(model)s, 'answer',
                   'running', %(company_csv)s, {NOW}, %(process_id)s::int, %(user_id)s, %(company_id)s,
                   %(user_id)s, %(user_id)s, {NOW}, {NOW}
              FROM ids, place
         RETURNING id
        ), started AS (
            INSERT INTO ai_agent_run_event (run_id, seq, last_seq, payload)
            SELECT id, 1, 1, %(started_line)s FROM run
        ), sent AS (
            INSERT INTO ai_agent_run_sent (run_id, number, payload) SELECT id, 0, %(sent)s FROM run
        )
        SELECT id FROM run
        """,
        {**vars(new), **indexed("question", new.question), **indexed("title", new.title)},
        log_exceptions=False,
    )
    row = cr.fetchone()
    if row is None:
        # The conversation was deleted a moment ago.
        raise AgentError("not_found")
    return row[0]
