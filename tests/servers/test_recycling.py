"""A process that ends in an orderly way saves its runs, whatever made it end."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator

import psutil
import pytest
from support.asking import Answer, begin
from support.faults import begin_and_read, check_goes_on, check_lost, read_through
from support.odoo import Odoo
from support.service import STEADY
from support.site import Site, limit, visit
from support.stack import Stack

# Told by the process itself, long before its heartbeat is old.
TOLD_SECONDS = 15
ROOM_BYTES = 20_000_000
MOST_RUNS = 100


def _check_saved(site: Site, answer: Answer) -> None:
    """Lost, told soon, and with every word that was shown."""
    seen = "".join(event.get("delta", "") for _number, event in answer.events)
    read_through(site.client, answer, TOLD_SECONDS)
    stored = check_lost(site.client, answer, STEADY)
    assert stored.startswith(seen), "words that were shown are not stored"
    check_goes_on(site.client, answer.thread)


@pytest.fixture
def own(stack: Stack, threaded_odoo: Odoo) -> Iterator[Callable[..., Odoo]]:  # noqa: ARG001  the settings are there
    """Servers of a test's own."""
    started: list[Odoo] = []

    def start(way: str, **options: object) -> Odoo:
        started.append(stack.threaded(**options) if way == "threaded" else stack.prefork(**options))
        return started[-1]

    yield start
    for odoo in started:
        odoo.stop()


def test_a_worker_that_has_served_its_requests(own):
    odoo = own("prefork", workers=1, limit_request=25)
    site = visit("prefork", odoo)
    answer = begin_and_read(site.client, "mode:steady", 15)
    (worker,) = odoo.http_workers()
    while worker in odoo.http_workers():
        site.client.http.get("/web/login")
    odoo.wait_for_processes(without=worker)
    _check_saved(site, answer)


def test_a_worker_that_is_interrupted(own):
    odoo = own("prefork", workers=1)
    site = visit("prefork", odoo)
    answer = begin_and_read(site.client, "mode:steady", 15)
    (worker,) = odoo.http_workers()
    os.kill(worker, signal.SIGINT)
    odoo.wait_for_processes(without=worker)
    _check_saved(site, answer)


def test_a_worker_that_has_taken_too_much_memory(own):
    usual = own("prefork", workers=1)
    begin_and_read(visit("usual", usual).client, "mode:steady", 5)
    size = psutil.Process(*usual.http_workers()).memory_info().vms
    # Each run is a thread, whose stack counts: some more are too many.
    odoo = own("prefork", workers=1, limit_memory_soft=size + ROOM_BYTES)
    site = visit("prefork", odoo)
    (worker,) = odoo.http_workers()
    answers: list[Answer] = []
    with limit(site, "user_running", MOST_RUNS):
        while worker in odoo.http_workers():
            assert len(answers) < MOST_RUNS, "the worker was never too large"
            answers.append(begin(site.client, "mode:steady"))
    odoo.wait_for_processes(without=worker)
    # The last one may have been taken by the worker that came after.
    _check_saved(site, answers[0])


def test_an_evented_process_that_ends_itself(stack: Stack, own):
    odoo = own("prefork", workers=1)
    with stack.nginx(odoo) as nginx:
        site = visit("documented", odoo, nginx)
        answer = begin_and_read(site.client, "mode:steady", 15)
        evented = odoo.evented()
        assert evented
        os.kill(evented, signal.SIGTERM)
        odoo.wait_for_processes(without=evented)
        _check_saved(site, answer)


@pytest.mark.parametrize("way", ["threaded", "prefork", "evented"])
def test_a_server_that_is_stopped(stack: Stack, own, way: str):
    odoo = own("threaded" if way == "threaded" else "prefork")
    with stack.nginx(odoo) as nginx:
        site = visit(way, odoo, nginx if way == "evented" else None)
        answer = begin_and_read(site.client, "mode:steady", 15)
        odoo.stop()
        odoo.start()
        _check_saved(site, answer)
