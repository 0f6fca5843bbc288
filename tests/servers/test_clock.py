"""The clock of a server is wrong by an hour; that of PostgreSQL and of the other servers is right."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from email.utils import parsedate_to_datetime

import httpx
import pytest
from support.asking import Answer, ask, begin
from support.client import Client, new_id, problem
from support.clock import wrong_by
from support.faults import begin_and_read, check_goes_on, check_lost, read_through, shown
from support.service import ANSWER, STEADY
from support.site import Site, administrator, limit, visit
from support.stack import Stack
from support.stream import check

HOUR = 3600
WAYS = ("threaded, fast", "threaded, slow", "workers, fast", "workers, slow")
WRONG_BY = {"fast": HOUR, "slow": -HOUR}
# The heartbeat is dead after 30 s; then the next look ends the run.
DEAD_SECONDS, LOOK_SECONDS = 30, 30 + 15
# Times are stored to the second.
CLOCK_SECONDS = 2
PER_MINUTE = 7
THREADS = 32


@pytest.fixture(scope="module")
def wrong(stack: Stack, documented: Site) -> Iterator[dict[str, Site]]:  # noqa: ARG001  the settings are entered there
    """Servers with a wrong clock, each with all of its processes."""
    with ExitStack() as held:
        found = {}
        for way in WAYS:
            mode, clock = way.split(", ")
            env = wrong_by(WRONG_BY[clock], stack.description.directory)
            if mode == "threaded":
                found[way] = visit(way, held.enter_context(stack.threaded(env=env)))
            else:
                odoo = held.enter_context(stack.prefork(workers=1, env=env))
                found[way] = visit(way, odoo, held.enter_context(stack.nginx(odoo)))
        yield found


@pytest.fixture(scope="module")
def right(threaded: Site, documented: Site) -> dict[str, Site]:
    """The server beside each of them."""
    return {way: threaded if way.startswith("threaded") else documented for way in WAYS}


@pytest.mark.parametrize("way", WAYS)
def test_their_clocks_are_wrong(wrong: dict[str, Site], right: dict[str, Site], way: str):
    by = WRONG_BY[way.split(", ")[1]]
    for url in _processes(wrong[way]):
        assert abs(_said_time(url) - time.time() - by) < CLOCK_SECONDS
    for url in _processes(right[way]):
        assert abs(_said_time(url) - time.time()) < CLOCK_SECONDS


def _processes(site: Site) -> list[str]:
    odoo = site.odoo
    evented = [f"{odoo.gevent_url}/websocket/health"] if site.evented else []
    return [f"{odoo.url}/web/login", *evented]


def _said_time(url: str) -> float:
    response = httpx.get(url, timeout=20, trust_env=False)
    assert response.status_code == 200
    return parsedate_to_datetime(response.headers["Date"]).timestamp()


@dataclass
class Shared:
    """A run of one server, read there and at another one from its beginning."""

    home: Site
    elsewhere: Site
    asked: Answer
    read: Answer
    began: datetime
    seconds: float


@pytest.fixture(scope="module")
def shared(wrong: dict[str, Site], right: dict[str, Site]) -> dict[tuple[str, str], Shared]:
    """Both ways round, for all servers at once."""
    pairs = {(way, "wrong"): (wrong[way], right[way]) for way in WAYS}
    pairs |= {(way, "right"): (right[way], wrong[way]) for way in WAYS}
    with limit(right[WAYS[0]], "user_running", 50), ThreadPoolExecutor(THREADS) as pool:
        return dict(zip(pairs, pool.map(lambda pair: _share(*pair), pairs.values()), strict=True))


def _share(home: Site, elsewhere: Site) -> Shared:
    began, at = datetime.now(timezone.utc).replace(tzinfo=None), time.monotonic()
    with ThreadPoolExecutor(THREADS) as pool:
        body = home.client.input("mode:steady")
        asked = pool.submit(begin, home.client, "mode:steady", **body)
        read = Answer(body["threadId"], body["runId"], body["messages"][-1]["id"], body)
        _wait_for(elsewhere.client, read)
        read_through(elsewhere.client, read, 30)
        seconds = time.monotonic() - at
        return Shared(home, elsewhere, asked.result(), read, began, seconds)


def _wait_for(client: Client, answer: Answer) -> None:
    end = time.monotonic() + 10
    while client.get(f"/threads/{answer.thread}").status_code == 404:
        assert time.monotonic() < end, "the run is not there"
        time.sleep(0.1)


both_ways = pytest.mark.parametrize("home", ["wrong", "right"])
every_way = pytest.mark.parametrize("way", WAYS)


@both_ways
@every_way
def test_no_run_is_taken_for_dead_by_another_clock(shared: dict[tuple[str, str], Shared], way: str, home: str):
    run = shared[way, home]
    assert run.asked.readings == 0
    for answer in (run.asked, run.read):
        check(answer.events, answer.thread, answer.id)
        assert answer.run.end["outcome"]["type"] == "success"
        assert shown(answer) == STEADY
    assert run.read.events == run.asked.events
    for site in (run.home, run.elsewhere):
        thread = site.client.ended(run.asked.thread)
        assert thread["lastRun"]["status"] == "finished"
        assert [message["content"] for message in thread["messages"]] == ["mode:steady", STEADY]


@both_ways
@every_way
def test_times_are_those_of_the_database(stack: Stack, shared: dict[tuple[str, str], Shared], way: str, home: str):
    run = shared[way, home]
    (row,) = stack.postgres.rows(
        "SELECT r.started_at, r.ended_at, r.duration_ms, r.first_text_ms, r.create_date, r.write_date, m.create_date,"
        " t.active_at, t.create_date, p.heartbeat FROM ai_agent_run r JOIN ai_agent_message m ON m.run_id = r.id"
        " JOIN ai_agent_thread t ON t.id = r.thread_id JOIN ai_agent_process p ON p.id = r.process_id"
        " WHERE r.public_id = %s",
        run.asked.id,
    )
    started, ended, duration, first_text, made, written, said, active, thread_made, heartbeat = row
    slack, end = timedelta(seconds=CLOCK_SECONDS), run.began + timedelta(seconds=run.seconds)
    for at in (started, made, thread_made):
        assert abs(at - run.began) < slack
    for at in (ended, written, said, active):
        assert abs(at - end) < slack
    assert heartbeat - started < timedelta(minutes=5)
    assert abs(duration / 1000 - run.seconds) < CLOCK_SECONDS
    assert 0 <= first_text < 3000


@every_way
def test_limits_are_counted_over_both_clocks(wrong: dict[str, Site], right: dict[str, Site], way: str):
    login = f"clock-{new_id()[:8]}"
    sites = (wrong[way], right[way])
    with limit(right[way], "user_per_minute", PER_MINUTE), ExitStack() as held:
        clients = [Client(held.enter_context(closing(site.target.other_user(login)))).start() for site in sites]
        for number in range(PER_MINUTE):
            assert ask(clients[number % 2], "Hi").run.text == ANSWER
        for client in clients:
            body = client.input("Hi")
            said = problem(client.http.post(f"{client.boot['runBase']}/run", json=body), "rate_limited")
            assert 60 - 20 < said["retryAfter"] <= 60


@both_ways
@every_way
def test_a_session_holds_at_the_other_server(wrong: dict[str, Site], right: dict[str, Site], way: str, home: str):
    """Both cookie and token; Odoo itself wants clocks that are less than its own hours apart."""
    made, used = (wrong[way], right[way]) if home == "wrong" else (right[way], wrong[way])
    with closing(made.target.login(*administrator())) as fresh, closing(httpx.Client(base_url=used.url)) as http:
        client = Client(fresh).start()
        http.headers["X-CSRF-Token"] = client.boot["csrfToken"]
        http.cookies.update(dict(fresh.cookies))
        there = Client(http)
        there.boot = client.boot
        answer = ask(there, "Hi")
        assert answer.run.text == ANSWER
        assert client.thread(answer.thread)["lastRun"]["status"] == "finished"


@pytest.fixture(scope="module")
def killed(stack: Stack, wrong: dict[str, Site], right: dict[str, Site]) -> Iterator[dict[str, tuple[Site, Answer]]]:
    """A run of each server with a wrong clock and of one with a right one: killed, and read by another clock."""
    with stack.threaded() as mine, limit(right[WAYS[0]], "user_running", 50):
        sites = {**wrong, "right": visit("right", mine)}
        answers = {way: begin_and_read(site.client, "mode:steady", 20) for way, site in sites.items()}
        for site in sites.values():
            if site.evented:
                killed = site.odoo.evented()
                assert killed
                site.odoo.kill_process(killed)
            else:
                site.odoo.kill()
        for site in sites.values():
            if site.evented:
                site.odoo.wait_for_processes()
        wrong["threaded, fast"].odoo.start()
        readers = {**right, "right": wrong["threaded, fast"]}
        with ThreadPoolExecutor(THREADS) as pool:
            list(pool.map(lambda way: read_through(readers[way].client, answers[way], LOOK_SECONDS), answers))
        yield {way: (readers[way], answer) for way, answer in answers.items()}


@pytest.mark.parametrize("way", [*WAYS, "right"])
def test_a_killed_process_is_dead_by_the_clock_of_the_database(
    stack: Stack, killed: dict[str, tuple[Site, Answer]], way: str
):
    reader, answer = killed[way]
    check_lost(reader.client, answer, STEADY)
    (row,) = stack.postgres.rows(
        "SELECT r.ended_at - p.heartbeat FROM ai_agent_run r JOIN ai_agent_process p ON p.id = r.process_id"
        " WHERE r.public_id = %s",
        answer.id,
    )
    assert timedelta(seconds=DEAD_SECONDS) <= row[0] <= timedelta(seconds=LOOK_SECONDS)
    check_goes_on(reader.client, answer.thread)
