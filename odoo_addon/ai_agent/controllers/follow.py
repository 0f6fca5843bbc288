"""A body that follows a run, and ends itself long before Odoo would end it."""

from __future__ import annotations

import json
import logging
import socket
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

from odoo.http import Response, request
from odoo.tools import config as odoo_conf

from ..services.engine import LiveRun
from ..services.engine.events import Row
from ..services.limits import CLIENT_GONE_SECONDS, POLL_SECONDS, Limits
from ..services.sse import PING, encode, retry
from ..store.events import events_after
from ..store.tails import tails
from ..store.transact import AGAIN, OUTAGE
from .answers import answer
from .passes import Pass, passes
from .place import EVENTED, place

_logger = logging.getLogger(__name__)

SHARE_OF_LIMIT_TIME_REAL = 0.5
"""A response ends after this share of `limit_time_real`: over it, Odoo restarts itself."""

HEADERS = [
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
        rows, ended = events_after(self.db, self.pk, after)
        if rows or ended or wait <= 0:
            return rows, ended
        tails.wait((self.db, self.pk), after, wait)
        return events_after(self.db, self.pk, after)

    def batch(self, after: int) -> Response:
        """Return the events that are there, as JSON."""
        rows, done = self.events(after)
        events = [{"id": number, "event": json.loads(line)} for number, line in rows]
        return answer({"events": events, "done": done})


def wants_batch(accept: str) -> bool:
    """Whether an `Accept` header asks for one batch of JSON instead of a stream."""
    return "application/json" in accept and "text/event-stream" not in accept


def following(source: Source, after: int, entry: Pass, limits: Limits) -> Iterator[bytes]:
    """Yield the events of a run after a number until its end. The reader going away ends nothing."""
    end = time.monotonic() + _seconds(limits)
    try:
        with passes.opened(entry):
            while entry.good and (left := end - time.monotonic()) > 0:
                try:
                    rows, done = source.events(after, min(limits.ping_seconds * 0.9, left))
                except (*AGAIN, *OUTAGE) as error:
                    _logger.warning("AI Agent: a reader waits for PostgreSQL: %s", type(error).__name__)
                    rows, done = [], False
                    time.sleep(1)
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


def glance(source: Source, after: int) -> bytes:
    """Return the events that are there, for a reader that cannot be streamed to and is to come back."""
    rows, _done = source.events(after)
    return retry(POLL_SECONDS) + b"".join(encode(seq, data) for seq, data in rows)


def mind_client(environ: dict[str, object]) -> None:
    """Let the system notice a client that is gone without a word: a write to it would wait for a quarter of an hour."""
    sock = environ.get("socket")
    # AttributeError: another server, or a system that has no such option.
    with suppress(OSError, AttributeError):
        if sock is None and request:
            # Odoo hides it from controllers, and takes it like this itself (bus/websocket.py).
            sock = request.httprequest._HTTPRequest__environ.get("socket")
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, CLIENT_GONE_SECONDS * 1000)


def _seconds(limits: Limits) -> float:
    # The evented process knows no such limit.
    real = 0 if place() == EVENTED else odoo_conf["limit_time_real"]
    return min(limits.stream_seconds, real * SHARE_OF_LIMIT_TIME_REAL) if real > 0 else limits.stream_seconds
