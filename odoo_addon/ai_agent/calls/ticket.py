"""What lets the evented process ask an HTTP worker to carry out a stored call.

It carries no authority of its own: it names a row that is committed and pending, which the worker runs once, as the
user of the row, and answers with nothing. Who has no secret of the database cannot make one; one that came by a proxy
is refused.
"""

from __future__ import annotations

import hashlib
import hmac
import http.client
import logging
import time

from odoo.sql_db import BaseCursor
from odoo.tools import config as odoo_conf

_logger = logging.getLogger(__name__)

PATH = "/ai_agent/internal/call/"
HEADER = "X-AI-Agent-Ticket"
SECONDS = 60
_PURPOSE = "ai_agent.call"
PROXY_HEADERS = ("X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "Forwarded", "Via", "X-Real-Ip")

WORKER_SECONDS = 120.0
"""How long a worker may take for a call, with the wait for its turn."""


def sign(cr: BaseCursor, pk: int, now: float | None = None) -> str:
    """Return a ticket for a call: when it ends, and its signature."""
    end = round(now if now is not None else time.time()) + SECONDS
    return f"{end}:{_signature(cr, pk, end)}"


def is_good(cr: BaseCursor, pk: int, ticket: str, now: float | None = None) -> bool:
    """Say whether a ticket is for a call, and not over."""
    end, _colon, signature = ticket.partition(":")
    if not (end.isascii() and end.isdigit() and len(end) < 12):
        return False
    now = now if now is not None else time.time()
    fresh = 0 <= int(end) - now <= SECONDS + 5
    return hmac.compare_digest(signature.encode(), _signature(cr, pk, int(end)).encode()) and fresh


def ask_worker(db: str, pk: int, ticket: str, host: str) -> bool:
    """Have a worker carry out a call; False if none could be had.

    :param host: the Host of the client's own request, by which Odoo may choose the database
    """
    interface = odoo_conf["http_interface"] or ""
    address = {"": "127.0.0.1", "0.0.0.0": "127.0.0.1", "::": "::1"}.get(interface, interface)  # noqa: S104  compared
    connection = http.client.HTTPConnection(address, odoo_conf["http_port"], timeout=WORKER_SECONDS)
    headers = {HEADER: ticket, "Connection": "close", "Content-Length": "0", "X-Odoo-Database": db}
    if host:
        headers["Host"] = host
    try:
        connection.request("POST", f"{PATH}{pk}", headers=headers)
        response = connection.getresponse()
        response.read()
    except (OSError, http.client.HTTPException) as error:
        _logger.warning("AI Agent: no worker carries out a tool call: %s", type(error).__name__)
        return False
    finally:
        connection.close()
    return response.status == 204


def _signature(cr: BaseCursor, pk: int, end: int) -> str:
    cr.execute("SELECT value FROM ir_config_parameter WHERE key = 'database.secret'")
    secret = cr.fetchone()[0]
    return hmac.new(secret.encode(), f"{_PURPOSE} {cr.dbname} {pk} {end}".encode(), hashlib.sha256).hexdigest()
