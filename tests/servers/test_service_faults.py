"""What an AI service does wrong, in every way of running Odoo."""

from __future__ import annotations

import pytest
from support.asking import ask, begin
from support.faults import check_goes_on, read_through, shown
from support.service import HUGE_PIECE, HUGE_PIECES
from support.site import Site, limit
from support.stream import check

MEGABYTE = 1_000_000


@pytest.fixture(params=["threaded", "prefork", "documented"])
def any_site(request: pytest.FixtureRequest) -> Site:
    return request.getfixturevalue(request.param)


def test_ten_minutes_of_silence_end_with_one_clear_message(any_site: Site, service):
    service.expect_close()
    with limit(any_site, "idle_seconds", 7):
        answer = begin(any_site.client, "mode:dead-silent")
        read_through(any_site.client, answer, 30)
    assert answer.run.end["code"] == "service_timeout"
    assert "7" in answer.run.end["message"]
    assert shown(answer) == "One word"
    assert service.closed.wait(2), "the service was not hung up on"
    check_goes_on(any_site.client, answer.thread)


def test_silence_is_bridged_by_pings(threaded: Site):
    with limit(threaded, "idle_seconds", 12):
        body = threaded.client.input("mode:dead-silent")
        with threaded.client.http.stream("POST", "/ai_agent/run", json=body) as response:
            pings = sum(line == ": ping" for line in response.iter_lines())
    assert pings >= 2


def test_an_endless_answer_is_cut_and_kept(any_site: Site):
    answer = ask(any_site.client, "mode:huge", seconds=120)
    assert answer.run.end["code"] == "service_error"
    assert shown(answer) == (HUGE_PIECE * HUGE_PIECES)[:MEGABYTE]
    assert any_site.client.ended(answer.thread)["messages"][-1]["content"] == shown(answer)
    check_goes_on(any_site.client, answer.thread)


def test_ten_megabytes_arrive_whole_where_they_are_allowed(any_site: Site):
    with limit(any_site, "answer_chars", 20 * MEGABYTE):
        answer = ask(any_site.client, "mode:huge", seconds=180)
    assert answer.run.end["outcome"]["type"] == "success"
    assert shown(answer) == HUGE_PIECE * HUGE_PIECES
    assert any_site.client.ended(answer.thread)["messages"][-1]["content"] == shown(answer)


def test_broken_utf8_is_shown_as_such(any_site: Site):
    answer = ask(any_site.client, "mode:broken-utf8")
    check(answer.events, answer.thread, answer.id)
    assert answer.run.end["outcome"]["type"] == "success"
    assert shown(answer).startswith("caf\ufffd ")
    assert shown(answer).endswith(" au lait")
    assert any_site.client.ended(answer.thread)["messages"][-1]["content"] == shown(answer)
