"""Stopping."""

import time

from support.client import Client
from support.stream import check


def _talking(stream):
    """Read until the answer has begun; give what was read."""
    seen = []
    for item in stream:
        if item.event:
            seen.append((item.number, item.event))
            if "delta" in item.event:
                return seen
    raise AssertionError("no text came")


def test_stopping_ends_the_stream_and_the_request_and_keeps_the_text(client: Client, service):
    service.expect_close()
    with client.running("mode:long") as (body, stream):
        seen = _talking(stream)
        began = time.monotonic()
        assert client.post(f"/runs/{body['runId']}/stop").status_code == 204
        seen += [(item.number, item.event) for item in stream if item.event]
        ended = time.monotonic() - began
    check(seen, body["threadId"], body["runId"])
    assert seen[-1][1]["outcome"]["type"] == "cancelled"
    assert ended < 1.5
    assert service.closed.wait(2), "the service goes on writing"
    assert service.closed_at - began < 1
    said = "".join(event.get("delta", "") for _, event in seen)
    thread = client.ended(body["threadId"])
    assert thread["messages"][-1]["content"].strip() == said.strip()
    assert thread["messages"][-1]["status"] == "cancelled"
    assert thread["lastRun"] == {"id": body["runId"], "status": "cancelled", "code": None, "detail": None}


def test_stopping_before_the_first_word_leaves_no_message(client: Client, service):
    service.expect_close()
    with client.running("mode:slow") as (body, stream):
        next(stream)
        time.sleep(0.2)
        began = time.monotonic()
        client.post(f"/runs/{body['runId']}/stop")
        rest = [item.event for item in stream if item.event]
    assert [event["type"] for event in rest] == ["RUN_FINISHED"]
    assert rest[0]["outcome"]["type"] == "cancelled"
    assert service.closed.wait(2)
    assert service.closed_at - began < 1
    thread = client.ended(body["threadId"])
    assert [message["role"] for message in thread["messages"]] == ["user"]


def test_stopping_what_has_ended_is_fine(client: Client):
    run = client.ask("Hi")
    assert client.post(f"/runs/{run.id}/stop").status_code == 204
    assert client.events(run.id) == run.events


def test_deleting_a_thread_stops_its_run(client: Client, service):
    service.expect_close()
    with client.running("mode:long") as (body, stream):
        _talking(stream)
        assert client.delete(f"/threads/{body['threadId']}").status_code == 204
        assert service.closed.wait(2)
    assert client.get(f"/threads/{body['threadId']}").status_code == 404
