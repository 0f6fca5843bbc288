"""Deletes conversations for good, with all that hangs on them.

In SQL, since a year of one employee is a hundred thousand rows; but for attachments, whose files only the ORM collects.
Each foreign key to a table here must have an index: PostgreSQL looks through it for every deleted row.
"""

# The only thing put into statements by name is NOW, a constant.
# ruff: noqa: S608

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from odoo import api

from .locks import lock_threads
from .transact import NOW


@dataclass(frozen=True)
class Purged:
    """How much was deleted. Messages are questions and answers, of all branches."""

    threads: int = 0
    messages: int = 0

    def __add__(self, other: Purged) -> Purged:
        return Purged(self.threads + other.threads, self.messages + other.messages)


def purge(env: api.Environment, thread_ids: Sequence[int]) -> Purged:
    """Delete conversations with messages, events, texts sent, feedback, search entries and attachments.

    Runs stay, without any text and without their conversation, for the count of tokens. Active ones are stopped first;
    then the transaction may fail to serialize, and has to be repeated (as Odoo and `Caller.transact` do).
    Rights are not checked: callers have done that. A few hundred conversations at a time block nobody long.

    :param thread_ids: ids of `ai_agent.thread`; those that are gone already are left out
    """
    ids = list(thread_ids)
    if not ids:
        return Purged()
    env.flush_all()
    # Before the locks: an end that is written elsewhere wants them itself.
    _stop_runs(env, ids)
    ids = _locked(env, ids)
    _unlink_attachments(env, ids)
    cr = env.cr
    cr.execute(
        "DELETE FROM ai_agent_run_event e USING ai_agent_run r WHERE r.id = e.run_id AND r.thread_id = ANY(%s)", (ids,)
    )
    cr.execute(
        "DELETE FROM ai_agent_run_sent s USING ai_agent_run r WHERE r.id = s.run_id AND r.thread_id = ANY(%s)", (ids,)
    )
    # Nobody can read the sentence about an error any more; its code, which usage shows, stays. What another process
    # still runs was stopped: it will find nothing to end.
    cr.execute(
        f"""
        UPDATE ai_agent_run
           SET thread_id = NULL, question_id = NULL, parent_id = NULL, error_detail = NULL,
               state = CASE WHEN state IN ('running', 'waiting_approval') THEN 'cancelled' ELSE state END,
               ended_at = COALESCE(ended_at, {NOW})
         WHERE thread_id = ANY(%s)
        """,
        (ids,),
    )
    cr.execute("DELETE FROM ai_agent_tool_call WHERE thread_id = ANY(%s)", (ids,))
    cr.execute("UPDATE ai_agent_thread SET head_id = NULL WHERE id = ANY(%s)", (ids,))
    # Feedback, search entries, proposals and pseudonyms go by their foreign keys.
    cr.execute("DELETE FROM ai_agent_message WHERE thread_id = ANY(%s)", (ids,))
    messages = cr.rowcount
    cr.execute("DELETE FROM ai_agent_thread WHERE id = ANY(%s)", (ids,))
    threads = cr.rowcount
    env.invalidate_all(flush=False)
    return Purged(threads, messages)


def _locked(env: api.Environment, ids: list[int]) -> list[int]:
    """Lock runs and conversations, in the order of a run's end; return the ids of those that are still there."""
    env.cr.execute(
        "SELECT id FROM ai_agent_run WHERE thread_id = ANY(%s) ORDER BY id FOR NO KEY UPDATE",
        (ids,),
        log_exceptions=False,
    )
    return lock_threads(env.cr, ids)


def _stop_runs(env: api.Environment, ids: list[int]) -> None:
    env.cr.execute(
        "SELECT id FROM ai_agent_run WHERE thread_id = ANY(%s) AND state IN ('running', 'waiting_approval')", (ids,)
    )
    # sudo: runs are the server's; the right to delete their conversations was checked by the caller.
    env["ai_agent.run"].sudo().browse(row[0] for row in env.cr.fetchall())._stop()


def _unlink_attachments(env: api.Environment, ids: list[int]) -> None:
    env.cr.execute(
        """
        SELECT id FROM ir_attachment WHERE res_model = 'ai_agent.thread' AND res_id = ANY(%(ids)s)
        UNION ALL
        SELECT a.id FROM ir_attachment a JOIN ai_agent_message m ON m.id = a.res_id
         WHERE a.res_model = 'ai_agent.message' AND m.thread_id = ANY(%(ids)s)
        UNION ALL
        SELECT a.id FROM ir_attachment a JOIN ai_agent_run r ON r.id = a.res_id
         WHERE a.res_model = 'ai_agent.run' AND r.thread_id = ANY(%(ids)s)
        """,
        {"ids": ids},
    )
    # sudo: they hang on what is being deleted, whoever may read them.
    env["ir.attachment"].sudo().browse(row[0] for row in env.cr.fetchall()).unlink()
