"""Readers come and go: from any server, at any place, during a run and after it."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from support.asking import Answer, ask, begin, read_on
from support.faults import read_through, shown
from support.service import STEADY
from support.site import Site
from support.stack import Stack
from support.stream import check

READERS = 8
STOP_SECONDS = 1.0
FLUSH_SECONDS = 1.0
# The clock of a test that runs beside others.
SLACK_SECONDS = 0.7


@pytest.fixture(params=["threaded", "prefork", "documented"])
def home(request: pytest.FixtureRequest) -> Site:
    """Where the run is."""
    return request.getfixturevalue(request.param)


@pytest.fixture(params=["threaded", "prefork", "documented"])
def elsewhere(request: pytest.FixtureRequest) -> Site:
    """Where it is read: another node of the same database, or the same one."""
    return request.getfixturevalue(request.param)


def _reader(answer: Answer) -> Answer:
    return Answer(answer.thread, answer.id, answer.question, answer.body)


def test_each_reader_gets_exactly_the_rest(home: Site, elsewhere: Site):
    answer = begin(home.client, "mode:steady", first=10)
    with ThreadPoolExecutor() as pool:
        readers = [_reader(answer) for _ in range(READERS)]
        for reader, seen in zip(readers, range(READERS), strict=True):
            # As if it had read so far before its connection broke.
            reader.events = answer.events[:seen]
        list(pool.map(lambda reader: read_through(elsewhere.client, reader, 30), readers))
    read_through(home.client, answer, 30)
    check(answer.events, answer.thread, answer.id)
    assert shown(answer) == STEADY
    assert all(reader.events == answer.events for reader in readers)
    late = _reader(answer)
    late.events = answer.events[:5]
    read_on(elsewhere.client, late)
    assert late.events == answer.events


def test_stop_from_anywhere_ends_the_request_within_a_second(home: Site, elsewhere: Site, service):
    service.expect_close()
    answer = begin(home.client, "mode:long", first=6)
    began = time.monotonic()
    assert elsewhere.client.post(f"/runs/{answer.id}/stop").status_code == 204
    assert service.closed.wait(STOP_SECONDS + SLACK_SECONDS)
    assert service.closed_at - began < STOP_SECONDS + SLACK_SECONDS
    read_through(home.client, answer, 10)
    assert answer.run.end["outcome"]["type"] == "cancelled"
    assert home.client.ended(answer.thread)["messages"][-1]["content"] == shown(answer)


def test_the_browser_going_away_ends_nothing(home: Site):
    answer = begin(home.client, "mode:steady", first=3)
    thread = home.client.ended(answer.thread, seconds=30)
    assert thread["messages"][-1]["content"] == STEADY
    assert thread["messages"][-1]["status"] == "finished"


def test_text_is_saved_once_a_second_and_not_by_the_word(stack: Stack, home: Site):
    """What was seen a second ago is in PostgreSQL, in a row for each flush."""
    answer = begin(home.client, "mode:steady", first=3)
    run = "(SELECT id FROM ai_agent_run WHERE public_id = %s)"
    with ThreadPoolExecutor() as pool:
        reading = pool.submit(read_through, home.client, answer, 30)
        while not reading.done():
            seen, at = answer.last, time.monotonic()
            time.sleep(FLUSH_SECONDS + SLACK_SECONDS)
            (last,) = stack.postgres.rows(
                f"SELECT MAX(last_seq) FROM ai_agent_run_event WHERE run_id = {run}", answer.id
            )[0]
            assert last >= seen, f"{seen - last} events are not saved after {time.monotonic() - at:.1f} s"
    took = answer.arrivals[-1]
    (rows,) = stack.postgres.rows(f"SELECT count(*) FROM ai_agent_run_event WHERE run_id = {run}", answer.id)[0]
    assert rows <= took / 0.5 + 3
    assert rows < len(answer.events) / 3


def test_what_a_run_cost_is_kept(stack: Stack, home: Site):
    answer = ask(home.client, "mode:steady")
    row = stack.postgres.rows(
        "SELECT r.state, u.login, r.model, r.tokens_in, r.tokens_out, r.first_text_ms, r.duration_ms, r.error_code,"
        " p.name FROM ai_agent_run r JOIN res_users u ON u.id = r.user_id"
        " JOIN ai_agent_process p ON p.id = r.process_id WHERE r.public_id = %s",
        answer.id,
    )[0]
    assert row[:5] == ("finished", "admin", "scripted", 11, 5)
    first, duration, code, process = row[5:]
    assert 0 <= first < 3000
    assert 5000 < duration < 15_000
    assert code is None
    assert ":" in process
