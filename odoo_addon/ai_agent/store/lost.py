"""Endings of runs whose process died."""

# The only thing put into statements by name is NOW, a constant.
# ruff: noqa: S608

from __future__ import annotations

import json
import logging

from odoo.sql_db import BaseCursor

from ..services import texts
from ..services.engine.events import as_line, closing_events, packed, retold, unpacked
from ..services.engine.live import LOST, Ending
from ..services.errors import AgentError
from ..services.limits import HEARTBEAT_DEAD_SECONDS
from .endings import finish
from .transact import NOW, transact

_logger = logging.getLogger(__name__)

_FORGET = f"DELETE FROM ai_agent_process WHERE heartbeat < {NOW} - interval '1 day'"

RESTART_GRACE_SECONDS = HEARTBEAT_DEAD_SECONDS

LOST_GAP = 1_000_000
"""Readers of a process that died may have seen events that it had not written yet. The end that
another process writes for it is numbered beyond them, so that nobody has it behind them."""


def reap(db: str, user_id: int | None = None) -> None:
    """End the runs whose process is dead by the clock of the database, of one user or all."""
    transact(db, lambda cr: reap_in(cr, user_id))


def reap_in(cr: BaseCursor, user_id: int | None = None) -> None:
    """The same in a transaction that there is already."""
    cr.execute(
        f"""
        SELECT r.id FROM ai_agent_run r LEFT JOIN ai_agent_process p ON p.id = r.process_id
         WHERE r.state = 'running'
           AND COALESCE(p.heartbeat, r.started_at) < {NOW} - make_interval(secs => %s)
           -- After a restart all heartbeats are old: processes get the time to beat again.
           AND pg_postmaster_start_time() < clock_timestamp() - make_interval(secs => %s)
           AND (%s IS NULL OR r.user_id = %s)
           FOR UPDATE OF r SKIP LOCKED
        """,
        (HEARTBEAT_DEAD_SECONDS, RESTART_GRACE_SECONDS, user_id, user_id),
    )
    for (pk,) in cr.fetchall():
        _finish_lost(cr, pk)


def abandon_in(cr: BaseCursor, process_id: int, kept: list[int]) -> None:
    """End the runs of a living process that it does not know, but for those that have just begun."""
    cr.execute(
        f"""
        SELECT id FROM ai_agent_run
         WHERE state = 'running' AND process_id = %s AND id <> ALL(%s)
           AND started_at < {NOW} - make_interval(secs => %s)
           FOR UPDATE SKIP LOCKED
        """,
        (process_id, kept, HEARTBEAT_DEAD_SECONDS),
    )
    for (pk,) in cr.fetchall():
        _finish_lost(cr, pk)


def forget_processes(db: str) -> None:
    """Delete the rows of processes that are long gone."""
    transact(db, lambda cr: cr.execute(_FORGET))


def _finish_lost(cr: BaseCursor, pk: int) -> None:
    cr.execute(
        """
        SELECT r.public_id, t.public_id, r.lang
          FROM ai_agent_run r LEFT JOIN ai_agent_thread t ON t.id = r.thread_id WHERE r.id = %s
        """,
        (pk,),
    )
    run_id, thread_id, lang = cr.fetchone()
    cr.execute("SELECT seq, payload FROM ai_agent_run_event WHERE run_id = %s ORDER BY seq", (pk,))
    said = [(number, json.loads(line)) for number, line in unpacked(cr.fetchall(), 0)]
    text, parts, open_id = retold(event for _number, event in said)
    sentence = texts.sentence(AgentError("process_lost"), lang or "en_US")
    ending = Ending(LOST, "process_lost", sentence, text=text, parts=parts)
    closers = closing_events(thread_id or "", run_id, open_id, ending)
    first = (said[-1][0] if said else 0) + LOST_GAP + 1
    if finish(cr, pk, ending, packed([(first + i, as_line(event)) for i, event in enumerate(closers)])):
        _logger.warning("AI Agent: run %s was lost with its process", run_id)
