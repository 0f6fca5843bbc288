"""This process's row: as long as its heartbeat is fresh, its runs live."""

# The only thing put into statements by name is NOW, a constant.
# ruff: noqa: S608

from __future__ import annotations

import os
import socket
import threading
import time
from collections import defaultdict
from dataclasses import dataclass

from odoo.sql_db import BaseCursor

from .transact import NOW, transact

FRESH_SECONDS = 5.0
"""A process without runs does not beat; before its next run it does, if the last beat is older."""


@dataclass
class _Row:
    pid: int
    pk: int
    beaten_at: float


_rows: dict[str, _Row] = {}
_locks: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)
"""One for each database: a database that hangs is no trouble of the others."""


def beating(db: str) -> int:
    """Return the id of this process's row in a database, with a fresh heartbeat."""
    with _locks[db]:
        row = _rows.get(db)
        known = row if row is not None and row.pid == os.getpid() else None
        if known and time.monotonic() - known.beaten_at < FRESH_SECONDS:
            return known.pk
        pk = transact(db, lambda cr: _beat(cr, known.pk if known else None))
        _rows[db] = _Row(os.getpid(), pk, time.monotonic())
        return pk


def has_beaten(db: str) -> None:
    """Note that the writer has written a heartbeat."""
    row = _rows.get(db)
    if row is not None:
        row.beaten_at = time.monotonic()


def known(db: str) -> int | None:
    """Return the id of this process's row, if it has one."""
    row = _rows.get(db)
    return row.pk if row is not None and row.pid == os.getpid() else None


def forget() -> None:
    """Forget which rows this process has: the next run makes new ones."""
    _rows.clear()


def process_name() -> str:
    """Return host and process id, for people who look for a run."""
    return f"{socket.gethostname()}:{os.getpid()}"


def _beat(cr: BaseCursor, pk: int | None) -> int:
    if pk is not None:
        cr.execute(f"UPDATE ai_agent_process SET heartbeat = {NOW} WHERE id = %s RETURNING id", (pk,))
        if cr.rowcount:
            return pk
    cr.execute(
        f"INSERT INTO ai_agent_process (name, started_at, heartbeat) VALUES (%s, {NOW}, {NOW}) RETURNING id",
        (process_name(),),
    )
    return cr.fetchone()[0]
