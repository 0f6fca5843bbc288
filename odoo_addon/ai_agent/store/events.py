"""Stored events, for readers of runs that are not in this process or have ended."""

from __future__ import annotations

from collections.abc import Iterable

from odoo.sql_db import BaseCursor

from ..services.engine.events import Row, as_line, snapshot_event, unpacked
from .branches import ancestors
from .lost import LOST_GAP
from .transact import transact


def events_after(db: str, pk: int, after: int) -> tuple[list[Row], bool]:
    """Return the stored events of a run after a number, and whether the run has ended.

    A reader who has seen more than was stored before the run was lost gets a snapshot that
    replaces what it has seen, and then the end.
    """
    return transact(db, lambda cr: _events_after(cr, pk, after))


def heads(db: str, pks: Iterable[int]) -> dict[int, tuple[int, bool]]:
    """Return the number of the last stored event of each run and whether it has ended; gone runs are left out."""

    def action(cr: BaseCursor) -> dict[int, tuple[int, bool]]:
        cr.execute(
            """
            SELECT r.id, COALESCE(e.last_seq, 0), r.state <> 'running' OR t.deleted_at IS NOT NULL
              FROM ai_agent_run r
              LEFT JOIN ai_agent_thread t ON t.id = r.thread_id
              LEFT JOIN LATERAL (SELECT last_seq FROM ai_agent_run_event
                                  WHERE run_id = r.id ORDER BY seq DESC LIMIT 1) e ON TRUE
             WHERE r.id = ANY(%s)
            """,
            (list(pks),),
        )
        return {pk: (last, ended) for pk, last, ended in cr.fetchall()}

    return transact(db, action)


def _events_after(cr: BaseCursor, pk: int, after: int) -> tuple[list[Row], bool]:
    # One statement, so that the state and the events are of one moment.
    cr.execute(
        """
        SELECT r.state, e.seq, e.payload
          FROM ai_agent_run r
          LEFT JOIN ai_agent_thread t ON t.id = r.thread_id
          LEFT JOIN ai_agent_run_event e ON e.run_id = r.id AND e.last_seq > %s
         -- A conversation that was deleted says nothing more, as long as that can be undone too.
         WHERE r.id = %s AND t.deleted_at IS NULL ORDER BY e.seq
        """,
        (after, pk),
    )
    found = cr.fetchall()
    if not found:
        return [], True
    state = found[0][0]
    rows = unpacked([row[1:] for row in found if row[1] is not None], after)
    if state == "lost" and rows and 0 < after < rows[0][0] - 1 and rows[0][0] > LOST_GAP:
        rows = _with_snapshot(cr, pk, after, rows)
    return rows, state != "running"


def _with_snapshot(cr: BaseCursor, pk: int, after: int, rows: list[Row]) -> list[Row]:
    first = rows[0][0]
    if after <= first - LOST_GAP - 1:
        # All that the reader has seen was stored.
        return rows
    cr.execute(
        """
        SELECT COALESCE(m.id, r.question_id)
          FROM ai_agent_run r LEFT JOIN ai_agent_message m ON m.run_id = r.id WHERE r.id = %s
        """,
        (pk,),
    )
    head = cr.fetchone()[0]
    names = ancestors(cr, head)
    cr.execute("SELECT id, public_id, role, content FROM ai_agent_message WHERE id = ANY(%s)", (names,))
    by_id = {row[0]: row[1:] for row in cr.fetchall()}
    snapshot = snapshot_event([by_id[name] for name in names])
    # The message was closed by the end that follows; the snapshot leaves none open.
    rest = [row for row in rows if '"type":"TEXT_MESSAGE_END"' not in row[1]]
    return [(first - 1, as_line(snapshot)), *rest]
