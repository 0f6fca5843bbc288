"""A transaction of one's own, tried again where that helps."""

# The only things put into statements by name are constants of this package.

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable
from contextlib import nullcontext
from typing import TypeVar

import odoo
import psycopg2
import psycopg2.errors
from odoo.modules.registry import Registry
from odoo.sql_db import BaseCursor, Cursor, PoolError, db_connect

T = TypeVar("T")

TRIES = 6
PAUSE_SECONDS = 0.05
OUTAGE_PAUSE_SECONDS = 0.5
NOW = "date_trunc('second', clock_timestamp() AT TIME ZONE 'UTC')"

EVENTED_CURSORS = 12
"""Cursors of ours at a time in the evented process: its pool serves Odoo's websockets too, and a
full pool refuses at once, so what is more waits here."""

AGAIN = (
    psycopg2.errors.SerializationFailure,
    psycopg2.errors.DeadlockDetected,
    psycopg2.errors.LockNotAvailable,
    PoolError,
)
OUTAGE = (psycopg2.OperationalError, psycopg2.InterfaceError)
"""PostgreSQL is away, or was restarted under our feet."""

_evented_cursors = threading.BoundedSemaphore(EVENTED_CURSORS)


def transact(
    db: str,
    action: Callable[[BaseCursor], T],
    again: tuple[type[Exception], ...] = AGAIN,
    *,
    patience: float = 0.0,
) -> T:
    """Run an action with a cursor of its own, and once more where PostgreSQL asks for it.

    Committed on return, rolled back if the action raises. After an outage the action may run again
    although it was committed, so with `patience` it must bear that.

    :param again: errors after which it is tried again, a few times
    :param patience: seconds for which it is tried again while PostgreSQL is away
    """
    tries = 0
    end = time.monotonic() + patience
    gate = _evented_cursors if getattr(odoo, "evented", False) else nullcontext()
    while True:
        tries += 1
        try:
            with gate, _cursor(db) as cr:
                return action(cr)
        except again:
            if tries >= TRIES:
                raise
            pause = PAUSE_SECONDS * tries
        except OUTAGE:
            if time.monotonic() >= end:
                raise
            tries, pause = 0, OUTAGE_PAUSE_SECONDS
        time.sleep(pause * random.uniform(0.5, 1.5))  # noqa: S311  spread, not a secret


def read_committed(cr: BaseCursor) -> None:
    """Let each statement of a new transaction see what is committed by then.

    Odoo's transactions see the state at their first statement; whoever waits for a lock and counts
    then would count the past. The cursor of Odoo's tests is one transaction for all: nobody else
    commits, and nothing is changed.
    """
    if isinstance(cr, Cursor):
        cr.execute("SET TRANSACTION ISOLATION LEVEL READ COMMITTED")


def _cursor(db: str) -> BaseCursor:
    """A cursor that neither loads the models of a database nor waits until somebody else has: an installation of a
    module may hold that lock for a minute, and heartbeats must go on."""
    registry = Registry.registries.snapshot.get(db)
    return registry.cursor() if registry is not None else db_connect(db).cursor()
