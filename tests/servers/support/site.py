"""An address where an administrator can ask: what most tests are given."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass

import httpx

from .client import Client
from .nginx import Nginx
from .odoo import Odoo
from .service import KEY
from .targets import OdooTarget

CALM_ANSWERS = 10
CALM_SECONDS = 60


@dataclass(frozen=True)
class Site:
    """One way to reach Odoo, with the administrator logged in."""

    # threaded, prefork, documented, documented_tls, example, example_tls
    name: str
    odoo: Odoo
    nginx: Nginx | None
    target: OdooTarget
    client: Client

    @property
    def url(self) -> str:
        return self.nginx.url if self.nginx else self.odoo.url

    @property
    def evented(self) -> bool:
        """Whether runs reach the evented process."""
        return self.nginx is not None


def administrator() -> tuple[str, str]:
    """Name and password, where the contract's helpers find them too."""
    return os.environ["CONTRACT_LOGIN"], os.environ["CONTRACT_PASSWORD"]


def visit(name: str, odoo: Odoo, nginx: Nginx | None = None) -> Site:
    """Log in where a server is reached."""
    wait_for_calm(odoo)
    target = OdooTarget((nginx or odoo).url)
    client = Client(target.login(*administrator())).start()
    return Site(name, odoo, nginx, target, client)


def wait_for_calm(odoo: Odoo) -> None:
    """Let a server find out which of its connections to the database are dead: it answers an error once for each."""
    end = time.monotonic() + CALM_SECONDS
    good = 0
    while good < CALM_ANSWERS:
        assert time.monotonic() < end, f"{odoo.name} answers errors:\n{odoo.tail()}"
        good = good + 1 if httpx.get(f"{odoo.url}/web/login", timeout=20, trust_env=False).status_code == 200 else 0


def configure(odoo: Odoo, service_url: str) -> None:
    """Enter the scripted service in Odoo's settings. All servers have one database, so once is enough."""
    wait_for_calm(odoo)
    target = OdooTarget(odoo.url)
    for name in ("user_running", "user_per_minute"):
        # The tests ask more than a person does.
        target.call("ir.config_parameter", "set_param", [f"ai_agent.limit.{name}", "10000"])
    values = {
        "ai_agent_url": service_url,
        "ai_agent_kind": "openai",
        "ai_agent_key_header": "x_api_key",
        "ai_agent_model": "scripted",
        "ai_agent_allow_private": True,
        "ai_agent_api_key": KEY,
    }
    created = target.call("res.config.settings", "create", [values])
    target.call("res.config.settings", "execute", [[created] if isinstance(created, int) else created])
    with closing(target.login(*administrator())) as http:
        assert Client(http).start().boot["configured"] is True


@contextmanager
def limit(site: Site, name: str, value: object) -> Iterator[None]:
    """Override a limit for a while."""
    key = f"ai_agent.limit.{name}"
    before = site.target.call("ir.config_parameter", "get_param", [key])
    site.target.call("ir.config_parameter", "set_param", [key, str(value)])
    try:
        yield
    finally:
        site.target.call("ir.config_parameter", "set_param", [key, before])
