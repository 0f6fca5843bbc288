"""What open streams were let in with, looked at again every few seconds."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from odoo import api
from odoo.http import root
from odoo.modules.registry import Registry
from odoo.service.security import check_session
from odoo.sql_db import BaseCursor

from ..services.limits import SESSION_CHECK_SECONDS
from ..store import lost
from ..store.transact import transact

_logger = logging.getLogger(__name__)

GROUP = "ai_agent.group_user"

STREAMS_OF_A_USER = 30
"""Open streams of one user in one process; one more ends the oldest."""


@dataclass(eq=False)
class Pass:
    """A stream's right to go on: of a session, or of an API key (then the session id is empty)."""

    db: str
    uid: int
    sid: str
    key_id: int | None = None
    good: bool = True
    """Becomes False, for good, when session, key, user or group is gone, or its user has too many."""


class Passes:
    """All passes of this process, checked in one go: a stream of its own cursor each would be many."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._open: dict[Pass, None] = {}
        """In the order in which they were opened."""
        self._running = False

    @contextmanager
    def opened(self, entry: Pass) -> Iterator[None]:
        """Have a pass looked at as long as its stream is open."""
        with self._lock:
            if not self._running:
                threading.Thread(target=self._loop, name="ai_agent.passes", daemon=True).start()
                self._running = True
            mine = [other for other in self._open if (other.db, other.uid) == (entry.db, entry.uid)]
            for oldest in mine[: 1 - STREAMS_OF_A_USER]:
                # It ends, and its reader comes back if there is one.
                oldest.good = False
            self._open[entry] = None
        try:
            yield
        finally:
            with self._lock:
                self._open.pop(entry, None)

    def check_all(self) -> None:
        """Look at all passes, and for runs whose readers wait in vain because their process is dead."""
        with self._lock:
            entries = list(self._open)
        for db in {entry.db for entry in entries}:
            try:
                check(db, [entry for entry in entries if entry.db == db])
                lost.reap(db)
            except Exception:
                _logger.warning("AI Agent: cannot check the open streams of %s, trying again", db, exc_info=True)

    def _loop(self) -> None:
        while True:
            # Half of it: a stream that waits for news notices a few seconds later.
            time.sleep(SESSION_CHECK_SECONDS / 2)
            self.check_all()
            with self._lock:
                if not self._open:
                    self._running = False
                    return


def check(db: str, entries: Iterable[Pass]) -> None:
    """Mark the passes that hold no more."""
    # A thread of ours sees no requests: without this it would go on with what it has cached.
    registry = Registry(db).check_signaling()

    def action(cr: BaseCursor) -> None:
        env = api.Environment(cr, api.SUPERUSER_ID, {})
        group = env.ref(GROUP, raise_if_not_found=False)
        for entry in entries:
            user = env(user=entry.uid, su=False).user
            welcome = group and user.exists() and user.active and user.has_group(GROUP)
            if not (welcome and (_has_key(cr, entry) if entry.key_id else _has_session(env, entry))):
                # Never the other way: a pass may also have ended because its user has too many.
                entry.good = False
            # Reading sessions is no switch point of the evented process, and there may be hundreds.
            time.sleep(0)

    transact(registry.db_name, action)


def _has_session(env: api.Environment, entry: Pass) -> bool:
    session = root.session_store.get(entry.sid)
    if "next_sid" in session:
        # Odoo has rotated the session id; the old one is on its way out.
        session = root.session_store.get(session["next_sid"])
    return session.uid == entry.uid and check_session(session, env)


def _has_key(cr: BaseCursor, entry: Pass) -> bool:
    cr.execute(
        "SELECT 1 FROM res_users_apikeys WHERE id = %s AND user_id = %s "
        "AND (expiration_date IS NULL OR expiration_date >= now() AT TIME ZONE 'utc')",
        (entry.key_id, entry.uid),
    )
    return cr.fetchone() is not None


passes = Passes()
