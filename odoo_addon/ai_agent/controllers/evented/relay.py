"""Asks an HTTP worker on the loopback interface, in the name of the client, by its own headers."""

from __future__ import annotations

import http.client
import json
import logging
import threading
from dataclasses import dataclass
from urllib.parse import quote

from odoo.tools import config as odoo_conf

from ...services.errors import AgentError
from ..place import RELAY_HEADER

_logger = logging.getLogger(__name__)

PATIENCE_SECONDS = 30.0
"""How long a worker may take, with the wait for its turn."""

PASSED_ON = (
    "Host",
    "Cookie",
    "Authorization",
    "Content-Type",
    "Accept-Language",
    "User-Agent",
    "X-CSRF-Token",
    "X-Allowed-Companies",
    "X-Odoo-Database",
    "X-Forwarded-For",
    "X-Forwarded-Host",
    "X-Forwarded-Proto",
    "X-Forwarded-Port",
    "X-Real-Ip",
)
"""Who asks, of which database, by which way: with these a worker decides as if it had been asked itself."""


@dataclass(frozen=True)
class Found:
    """A run that the worker has found or stored for this client."""

    db: str
    pk: int
    uid: int
    key_id: int | None
    stream_seconds: float
    ping_seconds: float


class Refused(Exception):
    """The worker's own refusal, to be handed on as it is."""

    def __init__(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
        super().__init__(status)
        self.status, self.headers, self.body = status, headers, body


class Relay:
    """One instance a process: it lets in no more at a time than workers can take."""

    def __init__(self) -> None:
        # Workers answer one request at a time and their socket takes few more (8 each): beginnings
        # wait here, where waiting is cheap, and leave room for the pages that come to workers directly.
        self._turn = threading.BoundedSemaphore(odoo_conf["workers"] + 1)

    def ask(self, environ: dict[str, object], path: str, body: bytes | None = None) -> Found:
        """Have a worker check rights and find or store the run.

        :param path: the route below `/ai_agent`
        :raises Refused: with what the worker answered
        :raises AgentError: `busy` when no worker can be had
        """
        if not self._turn.acquire(timeout=PATIENCE_SECONDS):
            raise AgentError("busy", retry_after=2)
        try:
            # Again at once: after a restart of PostgreSQL a worker fails once for each connection that
            # it had. Nothing is done twice, the client's ids see to that.
            found = self._ask(environ, path, body) or self._ask(environ, path, body)
        finally:
            self._turn.release()
        if found is None:
            raise AgentError("busy", retry_after=1)
        return found

    def _ask(self, environ: dict[str, object], path: str, body: bytes | None) -> Found | None:
        """Ask once; None if a worker had a page of Odoo's own: its pool is full, it starts, has no database."""
        connection = http.client.HTTPConnection(_host(), odoo_conf["http_port"], timeout=PATIENCE_SECONDS)
        try:
            # WSGI has decoded the path, byte by byte; the worker is to see the same bytes.
            target = quote(path.encode("latin-1"))
            connection.request(str(environ["REQUEST_METHOD"]), target, body, _headers(environ))
            response = connection.getresponse()
            said = response.read()
        except (OSError, http.client.HTTPException) as error:
            _logger.warning("AI Agent: no worker answers on port %s: %s", odoo_conf["http_port"], type(error).__name__)
            raise AgentError("busy", retry_after=1) from None
        finally:
            connection.close()
        kind = response.headers.get_content_type()
        if response.status == 200 and kind == "application/json":
            value = json.loads(said)
            return Found(*(value[name] for name in ("db", "run", "user", "key", "streamSeconds", "pingSeconds")))
        if kind == "application/problem+json":
            kept = [(n, v) for n, v in response.getheaders() if n in ("Content-Type", "Cache-Control", "Retry-After")]
            raise Refused(response.status, kept, said)
        refusals = {401: "unauthenticated", 403: "forbidden"}
        # 404 is also what Odoo says while PostgreSQL is away: it goes on as if no database were chosen.
        if 400 <= response.status < 500 and response.status != 404:
            raise AgentError(refusals.get(response.status, "invalid_input"))
        _logger.warning("AI Agent: a worker answered %s with status %s", path, response.status)
        return None


def _host() -> str:
    interface = odoo_conf["http_interface"] or "0.0.0.0"  # noqa: S104  compared, not bound
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(interface, interface)  # noqa: S104


def _headers(environ: dict[str, object]) -> dict[str, str]:
    found = {RELAY_HEADER: "1", "Connection": "close"}
    for name in PASSED_ON:
        key = name.upper().replace("-", "_")
        value = environ.get(key if name == "Content-Type" else f"HTTP_{key}")
        if value:
            found[name] = str(value)
    return found
