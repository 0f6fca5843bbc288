"""The engine's store: events, endings, stop requests, and what other browsers are told."""

# The only thing put into statements by name is NOW, a constant.
# ruff: noqa: S608

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.sql_db import BaseCursor

from ..services import texts
from ..services.engine import Ending, Notice, StoreAway
from ..services.engine.events import Packed
from ..services.errors import AgentError
from . import process
from .transact import AGAIN, NOW, OUTAGE, transact

T = TypeVar("T")

NOTICE = "ai_agent.thread"
"""The type of a notice on Odoo's bus."""

ENDING_PATIENCE_SECONDS = 60.0
"""How long an ending waits for a PostgreSQL that is away. Readers get pings meanwhile."""


class RunStore:
    """The `Store` of the engine's hub."""

    def append(self, db: str, runs: Iterable[int], rows: list[tuple[int, Packed]]) -> set[int]:
        """Insert events, beat; return the ids of the runs that still run."""

        def action(cr: BaseCursor) -> set[int]:
            cr.execute(
                f"""
                WITH alive AS (
                    UPDATE ai_agent_process SET heartbeat = {NOW} WHERE id = %s
                ), running AS (
                    SELECT id FROM ai_agent_run WHERE id = ANY(%s) AND state = 'running' AND thread_id IS NOT NULL
                ), said AS (
                    INSERT INTO ai_agent_run_event (run_id, seq, last_seq, payload)
                    SELECT v.run_id, v.seq, v.last_seq, v.payload
                      FROM unnest(%s::int[], %s::int[], %s::int[], %s::text[]) AS v (run_id, seq, last_seq, payload)
                      JOIN running ON running.id = v.run_id
                        {_LONGER_WINS}
                )
                SELECT id FROM running
                """,
                (
                    process.known(db),
                    list(runs),
                    [pk for pk, _row in rows],
                    [row[0] for _pk, row in rows],
                    [row[1] for _pk, row in rows],
                    [row[2] for _pk, row in rows],
                ),
            )
            return {row[0] for row in cr.fetchall()}

        running = _transact(db, action)
        process.has_beaten(db)
        return running

    def finish(self, db: str, pk: int, ending: Ending, rows: list[Packed]) -> bool:
        """Write an ending and the answer; False if the run was ended before, or is gone."""

        def action(cr: BaseCursor) -> bool:
            # The second: it was written by us, and the word of it was lost with the connection.
            return finish(cr, pk, ending, rows) or _was_written(cr, pk, rows)

        return _transact(db, action, patience=ENDING_PATIENCE_SECONDS)

    def stop_requests(self, db: str, pks: Iterable[int]) -> set[int]:
        """Return those of the runs for which a stop was asked."""

        def action(cr: BaseCursor) -> set[int]:
            cr.execute("SELECT run_id FROM ai_agent_run_stop WHERE run_id = ANY(%s)", (list(pks),))
            return {row[0] for row in cr.fetchall()}

        return _transact(db, action)

    def tell(self, db: str, notices: Iterable[Notice]) -> None:
        """Tell the users' other browsers by Odoo's bus: that something happened, never what was said."""

        def action(cr: BaseCursor) -> None:
            # Superuser: the bus is written by the server only; channel and ids are of the run's own user.
            bus = api.Environment(cr, SUPERUSER_ID, {})["bus.bus"]
            for notice in notices:
                payload = {"threadId": notice.thread_id, "runId": notice.run_id or None, "event": notice.event}
                bus._sendone((db, "res.partner", notice.partner_id), NOTICE, payload)

        if db in Registry.registries.snapshot:
            _transact(db, action)

    def sentence(self, error: AgentError, lang: str) -> str:
        """Return the translated sentence of an error."""
        return texts.sentence(error, lang)


def request_stop(db: str, pk: int) -> None:
    """Ask for the end of a run, wherever it is."""
    transact(
        db,
        lambda cr: cr.execute(
            "INSERT INTO ai_agent_run_stop (run_id) SELECT id FROM ai_agent_run "
            "WHERE id = %s AND state IN ('running', 'waiting_approval') ON CONFLICT DO NOTHING",
            (pk,),
        ),
        patience=5.0,
    )


def finish(cr: BaseCursor, pk: int, ending: Ending, rows: list[Packed]) -> bool:
    """Write an ending, its events and the answer in one statement; False if the run was ended before."""
    cr.execute(
        f"""
        WITH ended AS (
            UPDATE ai_agent_run
               SET state = %(state)s, error_code = %(code)s, error_detail = %(detail)s, retry_after = %(retry_after)s,
                   tokens_in = %(tokens_in)s, tokens_out = %(tokens_out)s, first_text_ms = %(first_text_ms)s,
                   ended_at = {NOW}, write_date = {NOW},
                   duration_ms = COALESCE(%(duration_ms)s, 1000 * EXTRACT(EPOCH FROM ({NOW} - started_at)))
             WHERE id = %(pk)s AND state = 'running'
         RETURNING id, thread_id, question_id, user_id, company_id, answer_public_id
        ), gone AS (
            DELETE FROM ai_agent_run_stop WHERE run_id = %(pk)s
        ), said AS (
            INSERT INTO ai_agent_run_event (run_id, seq, last_seq, payload)
            SELECT e.id, v.seq, v.last_seq, v.payload
              FROM ended e, unnest(%(seqs)s::int[], %(last_seqs)s::int[], %(payloads)s::text[])
                            AS v (seq, last_seq, payload)
             -- A conversation that was deleted meanwhile: nothing of its text may come back.
             WHERE e.thread_id IS NOT NULL
                {_LONGER_WINS}
        ), answer AS (
            INSERT INTO ai_agent_message (public_id, user_id, company_id, thread_id, parent_id, role, content,
                                          run_id, create_uid, write_uid, create_date, write_date)
            SELECT answer_public_id, user_id, company_id, thread_id, question_id, 'assistant', %(text)s,
                   id, user_id, user_id, {NOW}, {NOW}
              FROM ended
             WHERE thread_id IS NOT NULL AND %(text)s <> ''
         RETURNING id
        ), thread AS (
            UPDATE ai_agent_thread
               SET active_at = {NOW}, head_id = COALESCE((SELECT id FROM answer), head_id)
             WHERE id = (SELECT thread_id FROM ended)
        )
        SELECT id FROM ended
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
            "text": ending.text,
            "seqs": [row[0] for row in rows],
            "last_seqs": [row[1] for row in rows],
            "payloads": [row[2] for row in rows],
        },
    )
    return cr.fetchone() is not None


def _transact(db: str, action: Callable[[BaseCursor], T], *, patience: float = 0.0) -> T:
    try:
        return transact(db, action, patience=patience)
    except (*AGAIN, *OUTAGE) as error:
        raise StoreAway(type(error).__name__) from error


def _was_written(cr: BaseCursor, pk: int, rows: list[Packed]) -> bool:
    cr.execute(
        "SELECT 1 FROM ai_agent_run_event WHERE run_id = %s AND seq = %s AND payload = %s",
        (pk, rows[-1][0], rows[-1][2]),
    )
    return cr.fetchone() is not None


_LONGER_WINS = """
    ON CONFLICT (run_id, seq) DO UPDATE SET last_seq = EXCLUDED.last_seq, payload = EXCLUDED.payload
      WHERE EXCLUDED.last_seq > ai_agent_run_event.last_seq
"""
"""After an outage a flush may be repeated with more behind it: the longer row holds the shorter one."""
