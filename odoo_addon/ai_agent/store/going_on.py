"""The rows of a run that goes on where a person or a browser was waited for."""

# The only thing put into statements by name is NOW, a constant.
# ruff: noqa: S608

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from odoo.sql_db import BaseCursor

from ..services.engine import Used
from ..services.errors import AgentError
from .calls import give_up_calls
from .transact import NOW


@dataclass(frozen=True)
class Before:
    """The run that is gone on from."""

    pk: int
    message_pk: int
    question_pk: int | None
    used: Used


def before_of(cr: BaseCursor, user_id: int, run_pk: int) -> Before | None:
    """Return a run of the user with its answer; None if it has none."""
    cr.execute(
        """
        SELECT r.id, COALESCE(m.id, r.parent_id), r.question_id, r.turn_rounds, r.turn_calls, r.turn_tokens
          FROM ai_agent_run r LEFT JOIN ai_agent_message m ON m.run_id = r.id
         WHERE r.id = %s AND r.user_id = %s AND r.state <> 'running' AND COALESCE(m.id, r.parent_id) IS NOT NULL
         ORDER BY m.id DESC LIMIT 1
        """,
        (run_pk, user_id),
    )
    row = cr.fetchone()
    return Before(*row[:3], Used(*(value or 0 for value in row[3:]))) if row else None


def open_calls(cr: BaseCursor, user_id: int, thread_pk: int, public_ids: Sequence[str]) -> dict[str, tuple[int, int]]:
    """Lock those of the calls that wait for a browser; return id and run of each by public id."""
    cr.execute(
        """
        SELECT public_id, id, run_id FROM ai_agent_tool_call
         WHERE user_id = %s AND thread_id = %s AND public_id = ANY(%s) AND state = 'open'
         ORDER BY id FOR UPDATE
        """,
        (user_id, thread_pk, list(public_ids)),
    )
    return {row[0]: (row[1], row[2]) for row in cr.fetchall()}


def cancel_calls(cr: BaseCursor, thread_pk: int, states: Sequence[str]) -> None:
    """Let calls be over that wait, `open` for a browser, `waiting` for a person: nothing of them was carried out."""
    cr.execute(
        f"""
        UPDATE ai_agent_tool_call SET state = 'cancelled', ended_at = {NOW}, write_date = {NOW}
         WHERE thread_id = %s AND state = ANY(%s)
        """,
        (thread_pk, list(states)),
    )


def end_waiting(cr: BaseCursor, run_pk: int) -> bool:
    """End a run that waits for a person; False if it does not wait any more."""
    cr.execute(
        f"""
        UPDATE ai_agent_run SET state = 'finished', write_date = {NOW} WHERE id = %s AND state = 'waiting_approval'
     RETURNING id
        """,
        (run_pk,),
    )
    return cr.fetchone() is not None


def stop_waiting(cr: BaseCursor, run_pks: Sequence[int]) -> list[int]:
    """End those of the runs that wait for a person, with what they wait for; return their ids."""
    cr.execute(
        f"""
        UPDATE ai_agent_run SET state = 'cancelled', write_date = {NOW}
         WHERE id = ANY(%s) AND state = 'waiting_approval' RETURNING id
        """,
        (list(run_pks),),
    )
    stopped = [row[0] for row in cr.fetchall()]
    for pk in stopped:
        give_up_calls(cr, pk, waits=False)
    return stopped


def insert_continuing_run(cr: BaseCursor, before: Before, values: dict[str, object]) -> int:
    """Store a run that goes on after the answer of another one; return its id.

    :param values: `run_public_id`, `answer_public_id`, `lang`, `model`, `process_id`, `company_csv`, `started_line`,
        `sent`
    :raises IntegrityError: if another request was faster with the id, or on the thread
    :raises AgentError: `not_found` if the thread was deleted meanwhile
    """
    cr.execute(
        f"""
        WITH thread AS (
            UPDATE ai_agent_thread t SET active_at = {NOW}, archived = FALSE
              FROM ai_agent_run r
             WHERE r.id = %(before)s AND t.id = r.thread_id AND t.deleted_at IS NULL
         RETURNING t.id, r.user_id, r.company_id
        ), run AS (
            INSERT INTO ai_agent_run (public_id, thread_id, question_id, parent_id, answer_public_id, lang, model, kind,
                                      state, company_csv, turn_rounds, turn_calls, turn_tokens, started_at,
                                      process_id, user_id, company_id,
                                      create_uid, write_uid, create_date, write_date)
            SELECT %(run_public_id)s, thread.id, %(question)s::int, %(parent)s::int, %(answer_public_id)s, %(lang)s,
                   %(model)s, 'answer', 'running', %(company_csv)s, %(rounds)s, %(calls)s, %(tokens)s, {NOW},
                   %(process_id)s::int,
                   user_id, company_id, user_id, user_id, {NOW}, {NOW}
              FROM thread
         RETURNING id
        ), started AS (
            INSERT INTO ai_agent_run_event (run_id, seq, last_seq, payload)
            SELECT id, 1, 1, %(started_line)s FROM run
        ), sent AS (
            INSERT INTO ai_agent_run_sent (run_id, number, payload) SELECT id, 0, %(sent)s FROM run
        )
        SELECT id FROM run
        """,
        {
            **values,
            **vars(before.used),
            "before": before.pk,
            "question": before.question_pk,
            "parent": before.message_pk,
        },
        log_exceptions=False,
    )
    row = cr.fetchone()
    if row is None:
        raise AgentError("not_found")
    return row[0]
