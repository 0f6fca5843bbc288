"""Fixtures of the contract suite. README.md says how to run it."""

from __future__ import annotations

import os
from contextlib import closing

import pytest
from support.client import Client
from support.service import Service
from support.targets import DevTarget, OdooTarget

TARGET = os.environ.get("CONTRACT_TARGET", "dev")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "only(target): the test makes sense for this target alone")
    config.addinivalue_line("markers", "microservice: starts examples/microservice (needs its requirements)")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what belongs to the other target: it is no skipped test, it is none."""
    wanted = [item for item in items if all(mark.args[0] == TARGET for mark in item.iter_markers("only"))]
    config.hook.pytest_deselected(items=[item for item in items if item not in wanted])
    items[:] = wanted


@pytest.fixture(scope="session")
def service():
    service = Service()
    yield service
    service.stop()


@pytest.fixture(scope="session")
def target():
    url = os.environ.get("CONTRACT_URL", "")
    return OdooTarget(url) if TARGET == "odoo" else DevTarget(url)


@pytest.fixture(scope="session")
def client(target, service) -> Client:
    with target.main(service.url) as client:
        yield client


@pytest.fixture(scope="session")
def other(target, client) -> Client:  # noqa: ARG001  the settings that `client` makes hold for all users
    """Another internal user (Odoo only)."""
    with closing(target.other_user(os.environ.get("CONTRACT_LOGIN2", "contract-second"))) as http:
        yield Client(http).start()
