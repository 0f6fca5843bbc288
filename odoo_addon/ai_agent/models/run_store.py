"""What the run engine reads and writes, each in a short transaction of its own.

Plain SQL: the engine's threads have no request and no user, and one statement serves all runs
of a process. All times are PostgreSQL's `clock_timestamp()`, in UTC, to the second.
"""

# The only thing put into statements by name is NOW, a constant of this module.
# ruff: noqa: S608

from __future__ import annotations

import logging
import os
import random
import socket
import threading
import time
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import TypeVar

import psycopg2.errors
from odoo.modules.registry import Registry
from odoo.service.server import CommonServer
from odoo.sql_db import BaseCursor, PoolError

from ..services import texts
from ..services.engine import Ending, Hub, RunSpec
from ..services.engine.live import LOST, Row, as_line, closing_events, started_event
from ..services.errors import AgentError
from ..services.limits import HEARTBEAT_DEAD_SECONDS

_logger = logging.getLogger(__name__)
T = TypeVar("T")

TRIES = 6
PAUSE_SECONDS = 0.05
NOW = "date_trunc('second', clock_timestamp() AT TIME ZONE 'UTC')"

LOST_GAP = 1_000_000
"""Readers of a process that died may have seen events that it had not written yet. The end that
another process writes for it is numbered beyond them, so that nobody has it behind them."""

AGAIN = (
    psycopg2.errors.SerializationFailure,
    psycopg2.errors.DeadlockDetected,
    psycopg2.errors.LockNotAvailable,
    PoolError,
)


def transact(db: str, action: Callable[[BaseCursor], T], again: tuple[type[Exception], ...] = AGAIN) -> T:
    """Run an action with a cursor of its own, and once more where PostgreSQL asks for it.

    Committed on return, rolled back if the action raises.
    """
    for left in reversed(range(TRIES)):
        try:
            with Registry(db).cursor() as cr:
                return action(cr)
        except again:
            if not left:
                raise
            time.sleep(PAUSE_SECONDS * (TRIES - left) * random.uniform(0.5, 1.5))  # noqa: S311
    raise RuntimeError("unreachable")


class RunStore:
    """The `Store` of the engine's hub."""

    def append(self, db: str, rows: dict[int, list[Row]], first_text: dict[int, int | None]) -> set[int]:
        """Insert events, refresh heartbeats; return the ids of the runs that still run."""
        events = [(pk, seq, data) for pk, found in rows.items() for seq, data in found]

        def action(cr: BaseCursor) -> set[int]:
            cr.execute(
                f"""
                WITH said AS (
                    INSERT INTO ai_agent_run_event (run_id, seq, payload)
                    SELECT e.run_id, e.seq, e.payload
                      FROM unnest(%s::int[], %s::int[], %s::text[]) AS e (run_id, seq, payload)
                      JOIN ai_agent_run r ON r.id = e.run_id
                     WHERE r.state = 'running' AND r.thread_id IS NOT NULL
                        ON CONFLICT (run_id, seq) DO NOTHING
                )
                UPDATE ai_agent_run r
                   SET heartbeat = {NOW}, first_text_ms = COALESCE(v.first_text_ms, r.first_text_ms)
                  FROM unnest(%s::int[], %s::int[]) AS v (id, first_text_ms)
                 WHERE r.id = v.id AND r.state = 'running' AND r.thread_id IS NOT NULL
             RETURNING r.id
                """,
                (
                    [e[0] for e in events],
                    [e[1] for e in events],
                    [e[2] for e in events],
                    list(first_text),
                    list(first_text.values()),
                ),
            )
            return {row[0] for row in cr.fetchall()}

        return transact(db, action)

    def finish(self, db: str, pk: int, ending: Ending, rows: list[Row]) -> bool:
        """Write an ending and the answer; False if the run was ended before, or is gone."""
        return transact(db, lambda cr: _finish(cr, pk, ending, rows))

    def stop_requests(self, db: str, pks: Iterable[int]) -> set[int]:
        """Return those of the runs for which a stop was asked."""

        def action(cr: BaseCursor) -> set[int]:
            cr.execute("SELECT run_id FROM ai_agent_run_stop WHERE run_id = ANY(%s)", (list(pks),))
            return {row[0] for row in cr.fetchall()}

        return transact(db, action)

    def sentence(self, error: AgentError, lang: str) -> str:
        """Return the translated sentence of an error."""
        return texts.sentence(error, lang)


_hub: Hub | None = None
_hub_pid = 0
_hub_lock = threading.Lock()


def hub() -> Hub:
    """Return the hub of this process (a forked process gets its own)."""
    global _hub, _hub_pid
    with _hub_lock:
        if _hub is None or _hub_pid != os.getpid():
            _hub, _hub_pid = Hub(RunStore()), os.getpid()
        return _hub


def _on_stop() -> None:
    """End this process's runs as lost when the server stops in an orderly way."""
    if _hub is not None and _hub_pid == os.getpid():
        _hub.shutdown()


CommonServer.on_stop(_on_stop)


def process_name() -> str:
    """Return host and process id, for people who look for a run."""
    return f"{socket.gethostname()}:{os.getpid()}"


def request_stop(db: str, pk: int) -> None:
    """Ask for the end of a run, wherever it is; one of this process ends before this returns."""
    transact(
        db,
        lambda cr: cr.execute(
            "INSERT INTO ai_agent_run_stop (run_id) SELECT id FROM ai_agent_run "
            "WHERE id = %s AND state IN ('running', 'waiting_approval') ON CONFLICT DO NOTHING",
            (pk,),
        ),
    )
    hub().stop(db, pk)


def reap(db: str, user_id: int | None = None) -> None:
    """End the runs whose heartbeat is too old by the clock of the database."""

    def action(cr: BaseCursor) -> None:
        cr.execute(
            f"""
            SELECT id FROM ai_agent_run
             WHERE state = 'running' AND heartbeat < {NOW} - make_interval(secs => %s)
               AND (%s IS NULL OR user_id = %s)
               FOR UPDATE SKIP LOCKED
            """,
            (HEARTBEAT_DEAD_SECONDS, user_id, user_id),
        )
        for (pk,) in cr.fetchall():
            _finish_lost(cr, pk)

    transact(db, action)


def clock(cr: BaseCursor) -> datetime:
    """Return the time by the clock of the database, in UTC, to the second."""
    cr.execute("SELECT date_trunc('second', clock_timestamp() AT TIME ZONE 'UTC')")
    return cr.fetchone()[0]


def insert_started(cr: BaseCursor, spec: RunSpec) -> None:
    """Write the first event with the run itself, so that even a run lost at once begins properly."""
    cr.execute(
        "INSERT INTO ai_agent_run_event (run_id, seq, payload) VALUES (%s, 1, %s)",
        (spec.pk, as_line(started_event(spec))),
    )


def events_after(cr: BaseCursor, pk: int, after: int) -> tuple[list[Row], bool]:
    """Return the written events of a run after a number, and whether the run has ended."""
    cr.execute("SELECT state FROM ai_agent_run WHERE id = %s", (pk,))
    row = cr.fetchone()
    ended = row is None or row[0] != "running"
    cr.execute("SELECT seq, payload FROM ai_agent_run_event WHERE run_id = %s AND seq > %s ORDER BY seq", (pk, after))
    return cr.fetchall(), ended


def _finish(cr: BaseCursor, pk: int, ending: Ending, rows: list[Row]) -> bool:
    cr.execute(
        f"""
        UPDATE ai_agent_run
           SET state = %s, error_code = %s, error_detail = %s, retry_after = %s, tokens_in = %s, tokens_out = %s,
               first_text_ms = COALESCE(%s, first_text_ms), ended_at = {NOW}, write_date = {NOW},
               duration_ms = COALESCE(%s, 1000 * EXTRACT(EPOCH FROM ({NOW} - started_at)))
         WHERE id = %s AND state = 'running'
     RETURNING thread_id, question_id, user_id, company_id, answer_public_id
        """,
        (
            ending.state,
            ending.code,
            ending.detail or None,
            ending.retry_after,
            ending.tokens_in,
            ending.tokens_out,
            ending.first_text_ms,
            ending.duration_ms or None,
            pk,
        ),
    )
    run = cr.fetchone()
    if run is None:
        return False
    cr.execute("DELETE FROM ai_agent_run_stop WHERE run_id = %s", (pk,))
    thread_id, question_id, user_id, company_id, answer_public_id = run
    if thread_id is None:
        # The conversation was deleted meanwhile: nothing of its text may come back.
        return True
    cr.execute(
        "INSERT INTO ai_agent_run_event (run_id, seq, payload) "
        "SELECT %s, e.seq, e.payload FROM unnest(%s::int[], %s::text[]) AS e (seq, payload) "
        "ON CONFLICT (run_id, seq) DO NOTHING",
        (pk, [row[0] for row in rows], [row[1] for row in rows]),
    )
    text = _text(cr, pk)
    if text:
        cr.execute(
            f"""
            INSERT INTO ai_agent_message (public_id, user_id, company_id, thread_id, parent_id, role, content,
                                          run_id, create_uid, write_uid, create_date, write_date)
            VALUES (%s, %s, %s, %s, %s, 'assistant', %s, %s, %s, %s, {NOW}, {NOW})
            RETURNING id
            """,
            (answer_public_id, user_id, company_id, thread_id, question_id, text, pk, user_id, user_id),
        )
        cr.execute("UPDATE ai_agent_thread SET head_id = %s WHERE id = %s", (cr.fetchone()[0], thread_id))
    cr.execute(f"UPDATE ai_agent_thread SET active_at = {NOW} WHERE id = %s", (thread_id,))
    return True


def _finish_lost(cr: BaseCursor, pk: int) -> None:
    cr.execute(
        """
        SELECT r.public_id, t.public_id, r.answer_public_id, r.lang, COALESCE(MAX(e.seq), 0),
               COALESCE(BOOL_OR(e.payload LIKE '{"type":"TEXT_MESSAGE_START"%%'), FALSE)
          FROM ai_agent_run r
          LEFT JOIN ai_agent_thread t ON t.id = r.thread_id
          LEFT JOIN ai_agent_run_event e ON e.run_id = r.id
         WHERE r.id = %s
      GROUP BY r.id, t.id
        """,
        (pk,),
    )
    run_id, thread_id, answer_id, lang, last, speaking = cr.fetchone()
    lang = lang or "en_US"
    spec = RunSpec(cr.dbname, pk, run_id, thread_id or "", answer_id, lang)
    ending = Ending(LOST, "process_lost", texts.sentence(AgentError("process_lost"), lang))
    closers = closing_events(spec, ending, speaking=speaking)
    rows = [(last + LOST_GAP + i, as_line(event)) for i, event in enumerate(closers)]
    if _finish(cr, pk, ending, rows):
        _logger.warning("AI Agent: run %s was lost with its process", run_id)


def _text(cr: BaseCursor, pk: int) -> str:
    """Return the answer, put together from its events."""
    cr.execute(
        """
        SELECT string_agg(payload::json ->> 'delta', '' ORDER BY seq) FROM ai_agent_run_event
         WHERE run_id = %s AND payload LIKE '{"type":"TEXT_MESSAGE_CONTENT"%%'
        """,
        (pk,),
    )
    return cr.fetchone()[0] or ""
