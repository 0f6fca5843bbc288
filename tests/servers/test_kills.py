"""`kill -9` of each kind of process in the middle of an answer."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import pytest
from support.asking import Answer, begin
from support.faults import begin_and_read, check_goes_on, check_lost, read_through, shown
from support.odoo import Odoo
from support.scripted import Scripted
from support.service import STEADY
from support.site import Site, configure, visit
from support.stack import Stack

# The heartbeat is dead after 30 s; then the next look ends the run.
LOOK_SECONDS = 30 + 15
WORDS_A_SECOND = 25
# What may be lost: the last second, and what was on its way.
MOST_LOST_WORDS = 2 * WORDS_A_SECOND


@dataclass
class Killed:
    """A run whose process was killed, read to its end."""

    site: Site
    answer: Answer
    seen: str


@pytest.fixture(scope="module")
def killed(stack: Stack, service) -> Iterator[dict[str, Killed]]:
    """All of them at once: each waits for a heartbeat to grow old."""
    with (
        stack.threaded() as threaded,
        stack.prefork(workers=2) as prefork,
        stack.nginx(prefork, "documented") as nginx,
    ):
        configure(threaded, service.url)
        sites = {
            "threaded": visit("threaded", threaded),
            "prefork": visit("prefork", prefork),
            "evented": visit("documented", prefork, nginx),
        }
        found = {name: _begin(site) for name, site in sites.items()}
        threaded.kill()
        for pid in prefork.http_workers():
            prefork.kill_process(pid)
        prefork.kill_process(prefork.evented())
        threaded.start()
        prefork.wait_for_processes()
        with ThreadPoolExecutor() as pool:
            list(pool.map(lambda k: read_through(k.site.client, k.answer, LOOK_SECONDS), found.values()))
        yield found


def _begin(site: Site) -> Killed:
    answer = begin_and_read(site.client, "mode:steady", 20)
    return Killed(site, answer, shown(answer))


@pytest.mark.parametrize("way", ["threaded", "prefork", "evented"])
def test_a_killed_process_loses_no_more_than_the_last_second(killed: dict[str, Killed], way: str):
    run = killed[way]
    stored = check_lost(run.site.client, run.answer, STEADY)
    assert len(run.seen.split()) - len(stored.split()) <= MOST_LOST_WORDS
    check_goes_on(run.site.client, run.answer.thread)


@pytest.mark.parametrize("way", ["threaded", "prefork", "evented"])
def test_another_reader_sees_the_same(killed: dict[str, Killed], way: str):
    run = killed[way]
    other = Answer(run.answer.thread, run.answer.id, run.answer.question, run.answer.body)
    read_through(run.site.client, other, 5)
    assert shown(other) == shown(run.answer)
    assert other.events[-1] == run.answer.events[-1]


@pytest.fixture(params=["threaded", "prefork", "documented"])
def any_site(request: pytest.FixtureRequest) -> Site:
    return request.getfixturevalue(request.param)


def test_a_killed_ai_service_is_told_at_once(stack: Stack, service, any_site: Site, threaded_odoo: Odoo):
    with stack.scripted() as scripted:
        configure(threaded_odoo, scripted.url)
        try:
            answer = _begin(any_site).answer
            scripted.kill()
            read_through(any_site.client, answer, 10)
            assert answer.run.end["type"] == "RUN_ERROR"
            assert answer.run.end["code"] == "service_error"
            thread = any_site.client.ended(answer.thread)
            assert thread["messages"][-1]["content"] == shown(answer)
            assert STEADY.startswith(shown(answer))
            assert thread["lastRun"]["status"] == "failed"
            scripted.start()
            check_goes_on(any_site.client, answer.thread)
        finally:
            configure(threaded_odoo, service.url)


def test_a_service_that_comes_back_elsewhere_needs_no_restart(scripted_is_gone: Scripted, threaded: Site):
    answer = begin(threaded.client, "Hi")
    assert answer.run.end["code"] == "service_unreachable"
    scripted_is_gone.start()
    check_goes_on(threaded.client, answer.thread)


@pytest.fixture
def scripted_is_gone(stack: Stack, service, threaded_odoo: Odoo) -> Iterator[Scripted]:
    with stack.scripted() as scripted:
        configure(threaded_odoo, scripted.url)
        scripted.kill()
        yield scripted
    configure(threaded_odoo, service.url)
