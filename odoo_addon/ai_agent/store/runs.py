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
from ..services.engine.hub import ENDING_PATIENCE_SECONDS
from ..services.errors import AgentError
from . import process
from .endings import LONGER_WINS, finish, was_written
from .lost import abandon_in
from .transact import AGAIN, NOW, OUTAGE, read_committed, transact

T = TypeVar("T")

NOTICE = "ai_agent.thread"
"""The type of a notice on Odoo's bus."""


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
                        {LONGER_WINS}
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
                # Odoo would log the statement with its values: what people and services say stays out of logs.
                log_exceptions=False,
            )
            return {row[0] for row in cr.fetchall()}

        running = _transact(db, action)
        process.has_beaten(db)
        return running

    def finish(
        self, db: str, pk: int, ending: Ending, rows: list[Packed], patience: float = ENDING_PATIENCE_SECONDS
    ) -> bool:
        """Write an ending and the answer; False if the run was ended before, or is gone."""

        def action(cr: BaseCursor) -> bool:
            # A conversation that is changed by its user again and again must not keep its answer from being stored.
            read_committed(cr)
            # The second: it was written by us, and the word of it was lost with the connection.
            return finish(cr, pk, ending, rows) or was_written(cr, pk, rows)

        return _transact(db, action, patience=patience)

    def stop_requests(self, db: str, pks: Iterable[int]) -> set[int]:
        """Return those of the runs for which a stop was asked."""

        def action(cr: BaseCursor) -> set[int]:
            cr.execute("SELECT run_id FROM ai_agent_run_stop WHERE run_id = ANY(%s)", (list(pks),))
            return {row[0] for row in cr.fetchall()}

        return _transact(db, action)

    def abandon(self, db: str, runs: Iterable[int]) -> None:
        """End what this process is said to run and does not: an ending was not written, a beginning broke."""
        mine = process.known(db)
        if mine is not None:
            kept = list(runs)
            _transact(db, lambda cr: abandon_in(cr, mine, kept))

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


def request_stops_in(cr: BaseCursor, thread_pk: int) -> list[int]:
    """Ask for the end of the active runs of a thread in a transaction that there is already; return their ids."""
    cr.execute(
        """
        WITH active AS (
            SELECT id FROM ai_agent_run WHERE thread_id = %s AND state = 'running'
        ), asked AS (
            INSERT INTO ai_agent_run_stop (run_id) SELECT id FROM active ON CONFLICT DO NOTHING
        )
        SELECT id FROM active
        """,
        (thread_pk,),
    )
    return [row[0] for row in cr.fetchall()]


def request_stop(db: str, pk: int) -> None:
    """Ask for the end of a run, wherever it is."""
    transact(
        db,
        lambda cr: cr.execute(
            "INSERT INTO ai_agent_run_stop (run_id) SELECT id FROM ai_agent_run "
            "WHERE id = %s AND state = 'running' ON CONFLICT DO NOTHING",
            (pk,),
        ),
        patience=5.0,
    )


def _transact(db: str, action: Callable[[BaseCursor], T], *, patience: float = 0.0) -> T:
    try:
        return transact(db, action, patience=patience)
    except (*AGAIN, *OUTAGE) as error:
        raise StoreAway(type(error).__name__) from error
