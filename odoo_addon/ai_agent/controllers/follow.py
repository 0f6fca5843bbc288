"""A response that follows a run, and ends itself long before Odoo would end it."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from dataclasses import dataclass

from odoo import api
from odoo.http import Response, root
from odoo.service.security import check_session
from odoo.tools import config as odoo_conf

from ..models import run_store
from ..services.engine import LiveRun
from ..services.engine.live import Row
from ..services.limits import SESSION_CHECK_SECONDS, Limits
from ..services.sse import PING, encode
from .guard import GROUP, Caller

_logger = logging.getLogger(__name__)

POLL_SECONDS = 0.5
"""How often the events of a run of another process are looked for."""

SHARE_OF_LIMIT_TIME_REAL = 0.5
"""A response ends after this share of `limit_time_real`: over it, Odoo restarts itself."""

_HEADERS = [
    ("Content-Type", "text/event-stream; charset=utf-8"),
    ("Cache-Control", "no-store, no-transform"),
    ("X-Accel-Buffering", "no"),
]


@dataclass
class Source:
    """Events of one run: from memory if it runs in this process, else from PostgreSQL."""

    db: str
    pk: int
    live: LiveRun | None

    def events(self, after: int, wait: float = 0.0) -> tuple[list[Row], bool]:
        """Return the events after a number and whether the run has ended, waiting for news."""
        if self.live is not None:
            return self.live.events(after, wait)
        until = time.monotonic() + wait
        while True:
            rows, ended = run_store.transact(self.db, lambda cr: run_store.events_after(cr, self.pk, after))
            if rows or ended or time.monotonic() + POLL_SECONDS > until:
                return rows, ended
            time.sleep(POLL_SECONDS)

    def look_after(self, uid: int) -> None:
        """End the run if its process died meanwhile."""
        if self.live is None:
            run_store.reap(self.db, uid)


def stream(caller: Caller, source: Source, after: int) -> Response:
    """Return the response that follows a run after a number. The reader going away ends nothing."""
    limits = caller.transact(lambda env: env["ai_agent.service"]._limits())
    return Response(_pieces(caller, source, after, limits), headers=_HEADERS, direct_passthrough=True)


def _pieces(caller: Caller, source: Source, after: int, limits: Limits) -> Iterator[bytes]:
    now = time.monotonic()
    end = now + _seconds(limits)
    check = now + SESSION_CHECK_SECONDS
    try:
        while True:
            now = time.monotonic()
            if now >= check:
                if not _welcome(caller):
                    return
                source.look_after(caller.uid)
                check = now + SESSION_CHECK_SECONDS
            if now >= end:
                # The widget goes on with Last-Event-ID.
                return
            wait = min(limits.ping_seconds * 0.9, end - now, check - now)
            rows, done = source.events(after, max(wait, 0.01))
            if rows:
                after = rows[-1][0]
                yield b"".join(encode(seq, data) for seq, data in rows)
            elif not done:
                yield PING
            if done:
                return
    except Exception:
        # Headers are gone: all that can be done is to end, and the reader comes back.
        _logger.exception("AI Agent: a stream of run %s broke", source.pk)


def _seconds(limits: Limits) -> float:
    real = odoo_conf["limit_time_real"]
    return min(limits.stream_seconds, real * SHARE_OF_LIMIT_TIME_REAL) if real > 0 else limits.stream_seconds


def _welcome(caller: Caller) -> bool:
    """Whether session and user still hold. No request here: the session is read from its store."""
    session = root.session_store.get(caller.sid)
    if "next_sid" in session:
        # Odoo has rotated the session id; the old one is on its way out.
        session = root.session_store.get(session["next_sid"])
    if session.uid != caller.uid:
        return False

    def action(cr) -> bool:
        env = api.Environment(cr, caller.uid, {})
        return bool(env.user.active and check_session(session, env) and env.user.has_group(GROUP))

    return run_store.transact(caller.db, action)
