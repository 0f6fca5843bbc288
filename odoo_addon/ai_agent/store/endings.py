"""The ending of a run: its row, its last events and the answer, in one statement."""

# The only things put into statements by name are constants of this package.
# ruff: noqa: S608

from __future__ import annotations

import json

from odoo.sql_db import BaseCursor

from ..services.engine import Ending
from ..services.engine.events import Packed
from ..services.engine.live import WAITING_APPROVAL
from .calls import give_up_calls
from .search import document, indexed
from .transact import NOW

LONGER_WINS = """
    ON CONFLICT (run_id, seq) DO UPDATE SET last_seq = EXCLUDED.last_seq, payload = EXCLUDED.payload
      WHERE EXCLUDED.last_seq > ai_agent_run_event.last_seq
"""
"""After an outage a flush may be repeated with more behind it: the longer row holds the shorter one."""


def finish(cr: BaseCursor, pk: int, ending: Ending, rows: list[Packed]) -> bool:
    """Write an ending, its events and the answer in one statement; False if the run was ended before."""
    cr.execute(
        f"""
        WITH ended AS (
            UPDATE ai_agent_run
               SET state = %(state)s, error_code = %(code)s, error_detail = %(detail)s, retry_after = %(retry_after)s,
                   tokens_in = %(tokens_in)s, tokens_out = %(tokens_out)s, first_text_ms = %(first_text_ms)s,
                   turn_rounds = %(turn_rounds)s, turn_calls = %(turn_calls)s, turn_tokens = %(turn_tokens)s,
                   ended_at = {NOW}, write_date = {NOW},
                   duration_ms = COALESCE(%(duration_ms)s, 1000 * EXTRACT(EPOCH FROM ({NOW} - started_at)))
             WHERE id = %(pk)s AND state = 'running'
         RETURNING id, thread_id, COALESCE(parent_id, question_id) AS parent_id, user_id, company_id,
                   answer_public_id, lang
        ), gone AS (
            DELETE FROM ai_agent_run_stop WHERE run_id = %(pk)s
        ), said AS (
            INSERT INTO ai_agent_run_event (run_id, seq, last_seq, payload)
            SELECT e.id, v.seq, v.last_seq, v.payload
              FROM ended e, unnest(%(seqs)s::int[], %(last_seqs)s::int[], %(payloads)s::text[])
                            AS v (seq, last_seq, payload)
             -- A conversation that was deleted meanwhile: nothing of its text may come back.
             WHERE e.thread_id IS NOT NULL
                {LONGER_WINS}
        ), answer AS (
            INSERT INTO ai_agent_message (public_id, user_id, company_id, thread_id, parent_id, role, content, parts,
                                          run_id, create_uid, write_uid, create_date, write_date)
            SELECT answer_public_id, user_id, company_id, thread_id, parent_id, 'assistant', %(text)s, %(parts)s,
                   id, user_id, user_id, {NOW}, {NOW}
              FROM ended
             WHERE thread_id IS NOT NULL AND (%(text)s <> '' OR %(parts)s IS NOT NULL)
         RETURNING id
        ), entry AS (
            INSERT INTO ai_agent_search_entry (thread_id, message_id, user_id, document)
            SELECT e.thread_id, a.id, e.user_id, {document("e.user_id", "text", "e.lang")}
              FROM ended e, answer a
             WHERE %(text)s <> ''
        ), thread AS (
            UPDATE ai_agent_thread
               SET active_at = {NOW}, head_id = COALESCE((SELECT id FROM answer), head_id)
             WHERE id = (SELECT thread_id FROM ended)
        )
        SELECT EXISTS (SELECT 1 FROM ai_agent_tool_call c
                        WHERE c.thread_id = ended.thread_id AND c.state IN ('pending', 'running', 'waiting'))
            OR EXISTS (SELECT 1 FROM ai_agent_proposal p
                        WHERE p.thread_id = ended.thread_id AND p.state IN ('pending', 'approved'))
          FROM ended
        """,
        {
            "pk": pk,
            "state": ending.state,
            "code": ending.code,
            "detail": ending.detail or None,
            "retry_after": ending.retry_after,
            "tokens_in": ending.tokens_in,
            "tokens_out": ending.tokens_out,
            "first_text_ms": ending.first_text_ms,
            "duration_ms": ending.duration_ms or None,
            "turn_rounds": ending.turn.rounds,
            "turn_calls": ending.turn.calls,
            "turn_tokens": ending.turn.tokens,
            "text": ending.text,
            "parts": json.dumps(ending.parts, ensure_ascii=False) if ending.parts else None,
            **indexed("text", ending.text),
            "seqs": [row[0] for row in rows],
            "last_seqs": [row[1] for row in rows],
            "payloads": [row[2] for row in rows],
        },
        log_exceptions=False,
    )
    row = cr.fetchone()
    if row and row[0]:
        give_up_calls(cr, pk, waits=ending.state == WAITING_APPROVAL)
    return row is not None


def was_written(cr: BaseCursor, pk: int, rows: list[Packed]) -> bool:
    """Whether an ending is stored already: the word of it may be lost with a connection."""
    cr.execute(
        "SELECT 1 FROM ai_agent_run_event WHERE run_id = %s AND seq = %s AND payload = %s",
        (pk, rows[-1][0], rows[-1][2]),
    )
    return cr.fetchone() is not None
