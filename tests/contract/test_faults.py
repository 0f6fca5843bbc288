"""The AI service fails: each way has its code, keeps what was said, and tells no secret."""

import socket

import pytest
from support.client import Client
from support.service import KEY


@pytest.mark.parametrize(
    ("mode", "code", "said"),
    [
        ("401", "service_rejected_key", ""),
        ("403", "service_rejected_key", ""),
        ("404", "service_error", ""),
        ("429", "rate_limited", ""),
        ("500", "service_error", ""),
        ("302", "service_error", ""),
        ("context", "context_too_long", ""),
        ("filtered", "content_filtered", ""),
        ("not-json", "service_error", ""),
        ("empty", "service_error", ""),
        ("cut", "service_error", "Half a sen"),
        ("error-event", "service_error", "Well, "),
        ("broken-event", "service_error", "Well, "),
        ("idle", "service_timeout", "One word"),
        ("slow", "service_timeout", ""),
    ],
)
def test_a_fault_has_its_code(client: Client, mode, code, said):
    run = client.ask(f"mode:{mode}")
    assert run.end["type"] == "RUN_ERROR"
    assert run.end["code"] == code
    assert run.end["message"], "there is no sentence for the person"
    assert run.text.strip() == said.strip()
    thread = client.ended(run.thread)
    assert thread["lastRun"]["status"] == "failed"
    assert thread["lastRun"]["code"] == code
    answers = [message for message in thread["messages"] if message["role"] == "assistant"]
    assert [answer["content"].strip() for answer in answers] == ([said.strip()] if said else [])
    told = str(run.events) + str(thread)
    assert KEY not in told
    assert "upstream says" not in told
    assert "127.0.0.1:9" not in told


def test_too_many_requests_say_when_to_come_back(client: Client):
    assert client.ask("mode:429").end["metadata"]["retryAfter"] == 7


def test_a_whole_answer_is_one_delta(client: Client):
    run = client.ask("mode:whole")
    assert [event["delta"] for _, event in run.events if "delta" in event] == ["All at once."]
    assert run.end["outcome"]["type"] == "success"


def test_a_wrong_key_is_told_as_such(target, service):
    with target.serving(service.url, key="not-the-key") as client:
        run = client.ask("Hi")
        assert run.end["code"] == "service_rejected_key"
        assert "not-the-key" not in str(run.events)


def test_a_service_that_is_not_there_is_unreachable(target):
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        port = sock.getsockname()[1]
    with target.serving(f"http://127.0.0.1:{port}/v1") as client:
        assert client.ask("Hi").end["code"] == "service_unreachable"


@pytest.mark.parametrize("header", ["x_api_key", "bearer", "both"])
def test_the_key_goes_in_the_header_that_is_set(target, service, header):
    with target.serving(service.url, header=header) as client:
        client.ask("Hi")
    sent = service.requests[-1]["headers"]
    assert sent.get("x-api-key") == (None if header == "bearer" else KEY)
    assert sent.get("authorization") == (None if header == "x_api_key" else f"Bearer {KEY}")


def test_only_the_text_of_an_agent_comes_through(target, service):
    with target.serving(f"{service.origin}/agent", kind="agui") as client:
        run = client.ask("Hi")
        assert run.text == "From the agent."
        assert run.end["outcome"]["type"] == "success"
        told = str(run.events) + str(client.thread(run.thread))
        for word in ("forged", "upstream-id", "theirs", "delete_all"):
            assert word not in told
    sent = service.requests[-1]["body"]
    assert sent["messages"][-1]["role"] == "user"
    assert sent["messages"][-1]["content"] == "Hi"
