"""Fixtures of the agent's tests. README.md says how to run them."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from scripted import Service, Trap
from support.client import Client
from support.conversation import Conversation
from support.demo import PASSWORD, Demo
from support.description import Description
from support.snapshot import Snapshot, snapshot
from support.stack import Stack


@pytest.fixture(scope="session")
def description() -> Description:
    found = Description.load()
    # What the contract's helpers read.
    os.environ["CONTRACT_DB"] = found.database
    os.environ["CONTRACT_LOGIN"], os.environ["CONTRACT_PASSWORD"] = found.login, found.password
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
def trap() -> Iterator[Trap]:
    """A server that nobody may call."""
    made = Trap()
    yield made
    made.stop()


@pytest.fixture(scope="session")
def demo(stack: Stack, service: Service) -> Demo:
    """A threaded Odoo with demo data that asks the scripted service. Without timers: only the tests write."""
    made = Demo(stack.threaded(max_cron_threads=0), stack.postgres)
    made.prepare(service)
    return made


@pytest.fixture(scope="session")
def admin(demo: Demo) -> Client:
    return demo.client("admin")


@pytest.fixture(scope="session")
def anna(demo: Demo) -> Client:
    """A salesperson who sees own documents only."""
    demo.salesman("anna")
    return demo.client("anna", PASSWORD)


@pytest.fixture(scope="session")
def ben(demo: Demo) -> Client:
    """Another one."""
    demo.salesman("ben")
    return demo.client("ben", PASSWORD)


@pytest.fixture
def chat(admin: Client) -> Conversation:
    """A new conversation of the administrator."""
    return Conversation(admin)


@pytest.fixture
def before(demo: Demo) -> Snapshot:
    """What the database held when the test began."""
    return snapshot(demo)


@pytest.fixture(autouse=True)
def _scripts_fit(service: Service) -> Iterator[None]:
    """No placeholder of a script may name what is not there."""
    service.problems.clear()
    yield
    assert not service.problems


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """A failed test shows what the servers said last: their logs are gone when all is over."""
    report = yield
    stack = item.funcargs.get("stack") or getattr(item.funcargs.get("demo"), "stack", None)
    if report.failed and stack is not None:
        report.sections += [(f"the log of {process.name}", process.tail()) for process in stack.running()]
    return report
