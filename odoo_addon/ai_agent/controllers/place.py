"""In which of the three ways of running Odoo a request has arrived (docs/architecture.md)."""

from __future__ import annotations

import odoo
from odoo.http import request
from odoo.tools import config as odoo_conf

THREADED = "threaded"
"""One process with threads: answers are streamed, all work is done here."""

EVENTED = "evented"
"""The gevent process of a prefork server: answers are streamed, workers do what needs models."""

PREFORK = "prefork"
"""An HTTP worker of a prefork server: it must not be held by a stream."""

RELAY_HEADER = "X-AI-Agent-Relay"
"""The evented process asks for its client. It carries no authority: whoever sends it is told less."""


def place() -> str:
    """Return where this process stands."""
    if getattr(odoo, "evented", False):
        return EVENTED
    return PREFORK if odoo_conf["workers"] else THREADED


def is_relay() -> bool:
    """Whether the evented process asks, in the name of its client."""
    return place() == PREFORK and request.httprequest.headers.get(RELAY_HEADER) == "1"
