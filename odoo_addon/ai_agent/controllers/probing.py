"""What the settings learn of the way from the browser to here."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping

from odoo.tools import config as odoo_conf

from .place import PREFORK, place

TICKS = 4
TICK_SECONDS = 0.2


def probing(environ: Mapping[str, object]) -> Iterator[bytes]:
    """Yield what this process is and how the request came, then ticks, so that buffering on the way shows."""
    yield _event(facts(environ))
    if place() != PREFORK:
        for tick in range(1, TICKS + 1):
            time.sleep(TICK_SECONDS)
            yield _event({"tick": tick})


def facts(environ: Mapping[str, object]) -> dict[str, object]:
    """Return the first event of the probe (docs/contract.md)."""
    forwarded = [name for name in ("FOR", "HOST", "PROTO") if environ.get(f"HTTP_X_FORWARDED_{name}")]
    scheme = environ.get("HTTP_X_FORWARDED_PROTO") or environ.get("wsgi.url_scheme")
    return {
        "mode": place(),
        "workers": odoo_conf["workers"],
        "geventPort": odoo_conf["gevent_port"],
        "proxyMode": bool(odoo_conf["proxy_mode"]),
        "forwarded": bool(forwarded),
        "https": scheme == "https",
    }


def _event(value: dict[str, object]) -> bytes:
    return f"data: {json.dumps(value)}\n\n".encode()
