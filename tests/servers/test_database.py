"""PostgreSQL goes away in the middle of an answer, or has no connection left."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from support.asking import Answer, ask, begin
from support.faults import check_goes_on, read_through, shown
from support.odoo import Odoo
from support.service import ANSWER, STEADY
from support.site import Site, visit, wait_for_calm
from support.stack import Stack
from support.stream import check

CONNECTIONS = 3


@pytest.fixture(scope="module")
def workers(stack: Stack, threaded_odoo: Odoo) -> Iterator[Site]:  # noqa: ARG001  the settings are entered there
    """Without cron: its worker ends where there is no database, and to replace it Odoo ends itself."""
    with stack.prefork(max_cron_threads=0) as odoo, stack.nginx(odoo) as nginx:
        yield visit("workers", odoo, nginx)


@pytest.fixture(params=["threaded", "workers"])
def streaming(request: pytest.FixtureRequest) -> Site:
    return request.getfixturevalue(request.param)


def _check_whole(site: Site, answer: Answer) -> None:
    wait_for_calm(site.odoo)
    check(answer.events, answer.thread, answer.id)
    assert answer.run.end["outcome"]["type"] == "success"
    assert shown(answer) == STEADY
    thread = site.client.ended(answer.thread)
    assert [message["content"] for message in thread["messages"]] == ["mode:steady", STEADY]
    again = Answer(answer.thread, answer.id, answer.question, answer.body)
    read_through(site.client, again, 10)
    assert again.events == answer.events


@pytest.mark.parametrize("how", ["restart", "restart_immediately"])
def test_a_restart_in_mid_stream_costs_nothing(stack: Stack, streaming: Site, how: str):
    answer = begin(streaming.client, "mode:steady", first=20)
    getattr(stack.postgres, how)()
    streaming.odoo.come_back()
    read_through(streaming.client, answer, 30)
    _check_whole(streaming, answer)
    check_goes_on(streaming.client, answer.thread)


def test_an_answer_that_ends_while_the_database_is_away_is_kept(stack: Stack, service, streaming: Site):
    with ThreadPoolExecutor() as pool:
        asked = pool.submit(ask, streaming.client, "mode:steady", checked=False)
        streaming.odoo.wait_until(lambda: service.open > 0, "the service is asked", 10)
        stack.postgres.stop()
        streaming.odoo.wait_until(lambda: service.open == 0, "the service has said all", 20)
        stack.postgres.start()
        answer = asked.result(60)
    streaming.odoo.come_back()
    _check_whole(streaming, answer)


@pytest.fixture(scope="module")
def narrow(stack: Stack, threaded_odoo: Odoo) -> Iterator[Odoo]:  # noqa: ARG001  the settings are entered there
    """A server with a pool of a few connections."""
    with stack.threaded(db_maxconn=CONNECTIONS) as odoo:
        yield odoo


def test_an_exhausted_pool_delays_and_loses_nothing(narrow: Odoo):
    site = visit("narrow", narrow)
    refused = []
    with ThreadPoolExecutor(25) as pool:
        running = pool.submit(_begin_patiently, site)
        pages = [pool.submit(_page, narrow.url, refused) for _ in range(200)]
        answer = running.result(60)
        [page.result() for page in pages]
    read_through(site.client, answer, 60)
    assert refused, "the pool was never exhausted"
    _check_whole(site, answer)
    assert ask(site.client, "Hi").run.text == ANSWER


def _begin_patiently(site: Site) -> Answer:
    """Ask until the pool has room; the same body each time."""
    body = site.client.input("mode:steady")
    answer = Answer(body["threadId"], body["runId"], body["messages"][-1]["id"], body)
    for _ in range(100):
        try:
            with site.client.http.stream("POST", f"{site.client.boot['runBase']}/run", json=body) as response:
                if response.status_code == 200:
                    for _line in response.iter_lines():
                        break
                    return answer
        except httpx.TransportError:
            answer.cuts += 1
    raise AssertionError("the question was never taken")


def _page(url: str, refused: list[int]) -> None:
    try:
        response = httpx.get(f"{url}/web/login", timeout=30, trust_env=False)
    except httpx.TransportError:
        return
    if response.status_code >= 500:
        refused.append(response.status_code)
