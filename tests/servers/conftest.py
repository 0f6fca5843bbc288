"""Fixtures of the tests of servers. README.md says how to run them and what each fixture is."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from support.description import Description
from support.nginx import Kind
from support.odoo import Odoo
from support.service import Service
from support.site import Site, configure, visit
from support.stack import Stack

BEHIND_NGINX = ("documented", "documented_tls", "example", "example_tls")
WAYS = ("threaded", "prefork", *BEHIND_NGINX)


@pytest.fixture(scope="session")
def description() -> Description:
    found = Description.load()
    # What the contract's helpers read, and whom httpx believes over HTTPS.
    os.environ["CONTRACT_DB"] = found.database
    os.environ["CONTRACT_LOGIN"], os.environ["CONTRACT_PASSWORD"] = found.login, found.password
    os.environ["SSL_CERT_FILE"] = str(found.nginx.certificate)
    return found


@pytest.fixture(scope="session")
def stack(description: Description) -> Iterator[Stack]:
    """The database server runs; whatever a test starts besides is stopped at the end."""
    made = Stack(description)
    yield made
    made.close()


@pytest.fixture(scope="session")
def service() -> Iterator[Service]:
    """The scripted AI service."""
    made = Service()
    yield made
    made.stop()


@pytest.fixture(scope="session")
def threaded_odoo(stack: Stack, service: Service) -> Odoo:
    """A threaded server that asks the scripted service."""
    odoo = stack.threaded()
    configure(odoo, service.url)
    return odoo


@pytest.fixture(scope="session")
def prefork_odoo(stack: Stack, service: Service) -> Odoo:
    """A server with two workers that asks the scripted service. Tests that kill start one of their own.

    Without cron: its worker ends where there is no database, and to replace it Odoo would end itself.
    """
    odoo = stack.prefork(workers=2, max_cron_threads=0)
    configure(odoo, service.url)
    return odoo


@pytest.fixture(scope="session")
def threaded(threaded_odoo: Odoo) -> Site:
    return visit("threaded", threaded_odoo)


@pytest.fixture(scope="session")
def prefork(prefork_odoo: Odoo) -> Site:
    """Workers reached without a proxy: nothing gets to the evented process."""
    return visit("prefork", prefork_odoo)


@pytest.fixture(scope="session")
def documented(stack: Stack, prefork_odoo: Odoo) -> Site:
    return _behind(stack, prefork_odoo, "documented")


@pytest.fixture(scope="session")
def documented_tls(stack: Stack, prefork_odoo: Odoo) -> Site:
    return _behind(stack, prefork_odoo, "documented", tls=True)


@pytest.fixture(scope="session")
def example(stack: Stack, prefork_odoo: Odoo) -> Site:
    return _behind(stack, prefork_odoo, "example")


@pytest.fixture(scope="session")
def example_tls(stack: Stack, prefork_odoo: Odoo) -> Site:
    return _behind(stack, prefork_odoo, "example", tls=True)


@pytest.fixture(scope="session", params=WAYS)
def site(request: pytest.FixtureRequest) -> Site:
    """Each way to run Odoo in turn."""
    return request.getfixturevalue(request.param)


@pytest.fixture(scope="session", params=BEHIND_NGINX)
def behind_nginx(request: pytest.FixtureRequest) -> Site:
    """Each nginx in turn, before workers."""
    return request.getfixturevalue(request.param)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """A failed test shows what the servers said last: their logs are gone when all is over."""
    report = yield
    stack = item.funcargs.get("stack") if isinstance(item, pytest.Function) else None
    if report.failed and stack is not None:
        report.sections += [(f"the log of {process.name}", process.tail()) for process in stack.running()]
    return report


def _behind(stack: Stack, odoo: Odoo, kind: Kind, *, tls: bool = False) -> Site:
    return visit(f"{kind}_tls" if tls else kind, odoo, stack.nginx(odoo, kind, tls=tls))
