"""The scripted service itself, in both protocols, without Odoo."""

from __future__ import annotations

import json

import httpx
import pytest
from scripted import KEY, Service
from scripted.placeholders import NoSuchPlace, fill

TOOL = {"function": {"name": "count"}, "name": "count"}
ROUNDS = [
    {"say": "Let me see.", "calls": [{"name": "count", "arguments": {"model": "crm.lead"}}]},
    {"text": "{{result.n}} in all."},
]
CALLED = [
    {"role": "user", "content": "How many?"},
    {"role": "assistant", "tool_calls": [{}]},
    {"role": "tool", "content": '{"n": 7}'},
]


@pytest.fixture
def own():
    made = Service()
    yield made
    made.stop()


def _asked(service: Service, path: str, messages: list[dict], tools: list[dict] | None = None) -> list[dict]:
    body = {"messages": messages, "tools": [TOOL] if tools is None else tools}
    text = httpx.post(f"{service.origin}{path}", json=body, headers={"X-API-Key": KEY}).text
    lines = [line.removeprefix("data: ") for line in text.splitlines() if line.startswith("data: ")]
    return [json.loads(line) for line in lines if line != "[DONE]"]


def _said(chunks: list[dict]) -> str:
    return "".join(chunk["choices"][0]["delta"].get("content", "") for chunk in chunks if chunk["choices"])


def test_which_round_it_is_follows_from_the_messages(own):
    own.plays("How many?", ROUNDS)
    first = _asked(own, "/v1/chat/completions", CALLED[:1])
    calls = [call for chunk in first if chunk["choices"] for call in chunk["choices"][0]["delta"].get("tool_calls", [])]
    assert calls[0]["function"]["name"] == "count"
    assert json.loads("".join(call["function"]["arguments"] for call in calls)) == {"model": "crm.lead"}
    assert len(calls) > 2, "arguments come in pieces"
    assert _said(first) == "Let me see."
    assert _said(_asked(own, "/v1/chat/completions", CALLED)) == "7 in all."


def test_the_same_over_ag_ui(own):
    own.plays("How many?", ROUNDS)
    first = _asked(own, "/agent", CALLED[:1])
    kinds = [event["type"] for event in first]
    assert kinds[0] == "RUN_STARTED"
    assert kinds[-2:] == ["TOOL_CALL_END", "RUN_FINISHED"]
    second = _asked(own, "/agent", CALLED)
    assert "".join(event.get("delta", "") for event in second) == "7 in all."


def test_without_tools_it_calls_none(own):
    own.plays("How many?", ROUNDS)
    assert _said(_asked(own, "/v1/chat/completions", CALLED[:1], tools=[])) == "No tools were offered."


def test_a_call_can_break_off(own):
    own.plays("How many?", [{"calls": [{"name": "count", "arguments": {"model": "crm.lead"}}], "fault": "cut"}])
    chunks = _asked(own, "/v1/chat/completions", CALLED[:1])
    assert all(chunk["choices"][0]["finish_reason"] is None for chunk in chunks)


def test_placeholders():
    answer = {"columns": ["id", "name"], "rows": [[3, "A"], [4, "B"]]}
    assert fill({"ids": "{{result.rows.*.@id}}"}, [answer]) == {"ids": [3, 4]}
    assert fill("{{results.0.rows.-1.@name}} and {{result.rows.*.1}}", [answer]) == "B and A, B"
    with pytest.raises(NoSuchPlace):
        fill("{{result.nothing}}", [answer])
    with pytest.raises(NoSuchPlace):
        fill("{{result}}", [])


def test_a_wrong_placeholder_is_noted(own):
    own.plays("How many?", [ROUNDS[0], {"text": "{{result.none}}"}])
    _asked(own, "/v1/chat/completions", CALLED)
    assert own.problems
