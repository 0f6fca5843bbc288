"""Clients that are gone silently: their network is no more, and no FIN and no RST tells the server."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from dataclasses import dataclass, field, replace

import httpx
import pytest
from support.asking import Answer, ask, lines
from support.description import Description
from support.faults import check_goes_on, read_through, shown
from support.namespace import Namespace
from support.nginx import Nginx
from support.service import ANSWER, STEADY
from support.site import Site, configure, limit, visit
from support.stack import Stack
from support.stream import check

WAYS = ("threaded", "evented", "nginx")
# How many follow the long answer, besides whoever has asked.
FOLLOWERS = 20
LONG = "".join(f"word{number} " for number in range(3000))
LONG_SECONDS = 120
# What has not been acknowledged for 30 s ends a connection; the next ping after a silence is sent within 5 s.
GONE_SECONDS = 45
# So long is looked, to tell "late" from "never".
LOOK_SECONDS = 55
# Whoever reads the long and the silent answer of a server still does when it is looked.
READERS = 2
# Two cores, three servers, a hundred streams: without anything in the way it is a quarter of a second.
PAGE_SECONDS = 3
PAUSE_SECONDS = 1
THREADS = 32


@dataclass
class Gone:
    """What became of the runs that silent clients have asked for, of their connections, and of others."""

    site: Site
    # Where the silent clients go; others go to the site.
    url: str
    port: int
    # The process that answers them.
    pid: int
    asked: list[Answer] = field(default_factory=list)
    read: list[Answer] = field(default_factory=list)
    connections_before: int = 0
    requests_before: int = 0
    # Seconds until no socket was left, or the states of those that were.
    gone_after: float = 0
    left: list[str] = field(default_factory=list)
    requests_after: int = 0
    pages: list[float] = field(default_factory=list)
    answers: list[float] = field(default_factory=list)


@pytest.fixture(scope="module")
def gone(stack: Stack, service) -> Iterator[dict[str, Gone]]:
    """All at once, since each waits for most of a minute."""
    with (
        Namespace() as network,
        stack.threaded(http_interface=network.here) as threaded,
        stack.prefork(http_interface=network.here) as prefork,
        Nginx(_also_there(stack.description, network), prefork, "documented", tls=False) as nginx,
        pytest.MonkeyPatch.context() as patch,
        ExitStack() as held,
    ):
        patch.setenv("NO_PROXY", "*")
        nginx.start()
        configure(threaded, service.url)
        direct, proxied = visit("threaded", threaded), visit("documented", prefork, nginx)
        evented = prefork.evented()
        assert evented
        for name, value in (("user_running", 50), ("user_per_minute", 1000)):
            held.enter_context(limit(direct, name, value))
        found = {
            "threaded": Gone(direct, threaded.url, threaded.http_port, threaded.pid),
            "evented": Gone(proxied, prefork.gevent_url, prefork.gevent_port, evented),
            "nginx": Gone(proxied, f"http://{network.here}:{nginx.port}", nginx.port, evented),
        }
        with network.inside():
            for way, case in found.items():
                _ask_from_there(case, way, held)
        for case in found.values():
            case.connections_before = len(network.connections(case.port))
            case.requests_before = case.site.odoo.requests(case.pid)
        network.vanish()
        with ThreadPoolExecutor(THREADS) as pool:
            seen = [pool.submit(_watch, case, network, time.monotonic()) for case in found.values()]
            used = [pool.submit(_use, case) for case in found.values()]
            for case in found.values():
                case.read = [Answer(one.thread, one.id, one.question, one.body) for one in case.asked]
                seen += [pool.submit(read_through, case.site.client, one, LONG_SECONDS) for one in case.read]
            for one in used:
                one.result()
            for case in found.values():
                case.requests_after = case.site.odoo.requests(case.pid)
            for one in seen:
                one.result()
        yield found


def _also_there(description: Description, network: Namespace) -> Description:
    """nginx listens on both networks, before an Odoo that is on the other one."""
    parts = description.nginx
    listen, http, gevent = (parts.places[name] for name in ("listen", "http", "gevent"))
    text = parts.configurations["documented"]
    for port in (http, gevent):
        text = text.replace(f"127.0.0.1:{port}", f"{network.here}:{port}")
    both = f"listen 127.0.0.1:{listen};\n listen {network.here}:{listen};"
    text = text.replace(f"listen 127.0.0.1:{listen};", both)
    return replace(description, nginx=replace(parts, configurations={"documented": text}))


def _ask_from_there(case: Gone, way: str, held: ExitStack) -> None:
    """Clients that read a few events. nginx keeps its connection until the run ends: there it is a short one."""
    own = case.site.client
    http = held.enter_context(closing(httpx.Client(base_url=case.url, timeout=60)))
    http.headers.update(own.http.headers)
    http.cookies.update(dict(own.http.cookies))
    base = own.boot["runBase"]
    questions = ("mode:steady",) if way == "nginx" else ("mode:long", "mode:steady", "mode:dead-silent")
    for question in questions:
        body = own.input(question)
        case.asked.append(Answer(body["threadId"], body["runId"], body["messages"][-1]["id"], body))
        _read_some(http, "POST", f"{base}/run", held, json=body)
    if way != "nginx":
        for _ in range(FOLLOWERS):
            _read_some(http, "GET", f"{base}/runs/{case.asked[0].id}/events", held)


def _read_some(http: httpx.Client, method: str, path: str, held: ExitStack, **options: object) -> None:
    """Read three events, and keep the connection without reading on."""
    response = held.enter_context(http.stream(method, path, **options))
    assert response.status_code == 200
    found = lines(response)
    # A generator that ends closes what it reads from.
    held.callback(found.close)
    for _ in range(3):
        while not next(found).startswith("data:"):
            pass


def _watch(case: Gone, network: Namespace, began: float) -> None:
    while (left := network.connections(case.port)) and time.monotonic() - began < LOOK_SECONDS:
        time.sleep(PAUSE_SECONDS)
    case.left, case.gone_after = left, time.monotonic() - began


def _use(case: Gone) -> None:
    """Ask for a page and ask a question, again and again until the others are gone."""
    end = time.monotonic() + GONE_SECONDS
    while time.monotonic() < end:
        began = time.monotonic()
        assert httpx.get(f"{case.site.url}/web/login", timeout=60).status_code == 200
        case.pages.append(time.monotonic() - began)
        began = time.monotonic()
        assert ask(case.site.client, "Hi").run.text == ANSWER
        case.answers.append(time.monotonic() - began)
        time.sleep(PAUSE_SECONDS)


@pytest.fixture(params=WAYS)
def case(request: pytest.FixtureRequest, gone: dict[str, Gone]) -> Gone:
    return gone[request.param]


@pytest.fixture(params=["threaded", "evented"])
def direct(request: pytest.FixtureRequest, gone: dict[str, Gone]) -> Gone:
    """Where Odoo itself has the connections of the clients."""
    return gone[request.param]


def test_runs_go_on_and_another_reader_gets_them_whole(case: Gone):
    for asked, read in zip(case.asked, case.read, strict=True):
        check(read.events, read.thread, read.id)
        question = asked.body["messages"][-1]["content"]
        thread = case.site.client.ended(asked.thread)
        if question == "mode:dead-silent":
            # The service says one word and nothing more: that is another fault, told as such.
            assert read.run.end["code"] == "service_timeout"
            assert shown(read) == "One word"
        else:
            assert read.run.end["outcome"]["type"] == "success"
            assert shown(read) == (LONG if question == "mode:long" else STEADY)
            assert thread["lastRun"]["status"] == "finished"
        assert [message["content"] for message in thread["messages"]] == [question, shown(read)]


def test_their_sockets_are_gone_within_a_minute(direct: Gone):
    assert direct.connections_before >= FOLLOWERS
    assert direct.left == []
    assert direct.gone_after < GONE_SECONDS


def test_no_thread_is_left_that_follows_for_them(case: Gone):
    assert case.requests_before >= FOLLOWERS
    assert case.requests_after <= READERS


def test_nothing_is_slower_for_others(case: Gone):
    assert len(case.pages) > GONE_SECONDS / (PAUSE_SECONDS + PAGE_SECONDS) / 2
    assert max(case.pages) < PAGE_SECONDS, case.pages
    assert max(case.answers) < PAGE_SECONDS, case.answers


def test_their_conversations_go_on(case: Gone):
    for asked in case.asked:
        check_goes_on(case.site.client, asked.thread)
