"""A write that never happens: in a transaction of its own that cannot be committed, with no way out of the process.

Odoo's overrides may commit, send mail, call services or start threads. Within `sandbox` each of these raises, so what
cannot be tried without leaving a trace is not tried to the end.
"""

from __future__ import annotations

import functools
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from odoo import api
from odoo.sql_db import BaseCursor, Connection

from .quiet import quiet

LOCK_MS = 500
"""How long a dry run waits for a row that somebody else writes."""

STATEMENT_MS = 3000
"""The longest statement of a dry run."""

_FORBIDDEN_EVENTS = frozenset(
    (
        "socket.connect",
        "socket.sendto",
        "socket.sendmsg",
        "socket.getaddrinfo",
        "socket.gethostbyname",
        "http.client.connect",
        "smtplib.connect",
        "urllib.Request",
        "subprocess.Popen",
        "os.system",
        "os.exec",
        "os.posix_spawn",
        "os.fork",
        "_thread.start_new_thread",
    )
)
"""Python's own audit events: they are raised below requests, urllib3, http.client and smtplib alike."""

_here = threading.local()


class Escape(Exception):
    """Something wanted to leave the sandbox, or to make its work last."""


def inside() -> bool:
    """Whether this thread is in a sandbox."""
    return getattr(_here, "depth", 0) > 0


def refuse(what: str) -> None:
    """Raise if this thread is in a sandbox.

    :raises Escape: and notes it, so that an override that swallows it is found out
    """
    if inside():
        _here.escaped = what
        raise Escape(what)


@contextmanager
def sandbox(env: api.Environment) -> Iterator[api.Environment]:
    """Yield the environment on a cursor of its own that is always rolled back.

    :raises Escape: when anything inside tried to commit, to open another cursor, or to reach the outside
    """
    _install()
    cr = env.registry.cursor()
    try:
        _bind(cr)
        _limit(cr)
        _here.depth, _here.escaped = 1, None
        try:
            with quiet(cr):
                yield api.Environment(cr, env.uid, dict(env.context), False)
        finally:
            _here.depth = 0
        if _here.escaped:
            raise Escape(_here.escaped)
    finally:
        # Without flushing: what waits in the cache is thrown away as well.
        cr.clear()
        cr.rollback()
        _unbind(cr)
        cr.close()


def _bind(cr: BaseCursor) -> None:
    execute = cr.execute

    def commit() -> None:
        refuse("commit")

    def guarded(query, *args, **kw):
        text = (getattr(query, "code", None) or str(query)).lstrip().upper()
        if text.startswith(("COMMIT", "END", "ROLLBACK", "BEGIN", "PREPARE TRANSACTION")) and not text.startswith(
            "ROLLBACK TO"
        ):
            refuse("commit")
        return execute(query, *args, **kw)

    # On the object, not the class: only this cursor.
    cr.commit, cr.execute = commit, guarded


def _unbind(cr: BaseCursor) -> None:
    for name in ("commit", "execute"):
        cr.__dict__.pop(name, None)


def _limit(cr: BaseCursor) -> None:
    cr.execute(
        "SELECT set_config('lock_timeout', %s, true), set_config('statement_timeout', %s, true)",
        (str(LOCK_MS), str(STATEMENT_MS)),
    )


def _audit(event: str, _args: tuple) -> None:
    # The event first: a look at a thread's flag may raise events itself, without end.
    if event in _FORBIDDEN_EVENTS and getattr(_here, "depth", 0):
        refuse(event)


def _guarded_cursor(cursor):
    @functools.wraps(cursor)
    def guarded(self):
        refuse("cursor")
        return cursor(self)

    return guarded


@functools.cache
def _install() -> None:
    """Have the process watched, from its first sandbox on: elsewhere all it costs is a look at the name of an event.

    Never in the evented process, which tries nothing out.
    """
    sys.addaudithook(_audit)
    # An override with a cursor of its own would write past the one that is rolled back.
    Connection.cursor = _guarded_cursor(Connection.cursor)
