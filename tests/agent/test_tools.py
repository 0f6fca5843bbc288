"""Every tool, called by the service through the whole of the addon."""

from __future__ import annotations

import json

import pytest
from support.conversation import Conversation
from support.snapshot import snapshot, written

LEAD = "crm.lead"
READ = {
    "find_models": {"words": "opportunities"},
    "describe_model": {"model": LEAD},
    "search_records": {"model": LEAD, "domain": [["type", "=", "opportunity"]], "fields": ["name", "expected_revenue"]},
    "count_records": {"model": LEAD},
    "group_records": {"model": LEAD, "group_by": ["stage_id"], "aggregates": ["expected_revenue:sum"]},
    "read_record": {"model": LEAD, "id": 15},
    "find_by_name": {"model": "res.partner", "name": "Azure"},
    "list_activities": {},
    "follow_relation": {"model": LEAD, "id": 15, "field": "partner_id"},
}
BROWSER = {
    "open_record": {"model": LEAD, "id": 15},
    "open_list": {"model": LEAD, "domain": [["type", "=", "opportunity"]], "title": "All"},
    "open_pivot": {"model": LEAD, "group_by": ["stage_id"], "measures": ["expected_revenue"]},
    "open_graph": {"model": LEAD, "group_by": ["stage_id"], "measure": "expected_revenue"},
    "adjust_view": {"model": LEAD, "domain": [["type", "=", "lead"]]},
    "fill_form": {"model": LEAD, "values": {"name": "Another name"}, "id": 15},
}
WRITE = {
    "create_records": {"model": "res.partner", "records": [{"name": "New one"}]},
    "update_records": {"model": LEAD, "ids": [15], "values": {"expected_revenue": 1}},
    "delete_records": {"model": LEAD, "ids": [15]},
    "post_note": {"model": LEAD, "ids": [15], "text": "A note"},
    "schedule_activities": {"model": LEAD, "ids": [15], "date": "2030-01-01", "activity_type": "call"},
    "call_method": {"model": LEAD, "ids": [15], "method": "action_set_won"},
}


@pytest.fixture(scope="module", autouse=True)
def _allowed(demo):
    """The administrator allows a workflow method."""
    model = demo.value("select id from ir_model where model = %(model)s", model=LEAD)
    demo.create("ai_agent.allowed_method", model_id=model, method="action_set_won", label="Mark as won")


def _called(service, chat: Conversation, name: str, arguments: dict, text: str = "Done."):
    question = f"Please use {name}."
    service.plays(question, [{"calls": [{"name": name, "arguments": arguments}]}, {"text": text}])
    return chat.ask(question)


@pytest.mark.parametrize("name", READ)
def test_a_tool_that_reads_answers_at_once(service, chat, before, demo, name):
    turn = _called(service, chat, name, READ[name])
    (call,) = turn.calls
    assert (call["name"], call["arguments"]) == (name, READ[name])
    assert call["result"]["ok"] is True, call["result"]
    assert call["result"]["summary"]
    assert turn.text == "Done."
    answered = service.requests[-1]["body"]["messages"][-1]
    assert answered["role"] == "tool"
    assert "data" in json.loads(answered["content"]), "the model got no data"
    (part,) = [part for part in chat.stored()["messages"][-1]["parts"] if part["type"] == "toolCall"]
    assert (part["name"], part["state"], part["access"]) == (name, "done", "read")
    assert part["result"] == call["result"]
    assert not written(before, snapshot(demo))


@pytest.mark.parametrize("name", BROWSER)
def test_a_tool_of_the_browser_waits_for_it_once(service, chat, before, demo, name):
    turn = _called(service, chat, name, BROWSER[name], "You see it.")
    (call,) = turn.calls
    assert call["result"] is None
    assert turn.outcome == "success"
    assert turn.text == ""
    after = chat.give(turn, ok=True, summary="Opened")
    assert after.text == "You see it."
    told = [message for message in service.requests[-1]["body"]["messages"] if message["role"] == "tool"]
    assert "Opened" in told[-1]["content"]
    again = chat.client.post("/run", json=_answer(chat, call["id"]))
    assert again.json()["code"] == "invalid_input", "a second answer of the same call counts"
    assert not written(before, snapshot(demo))


@pytest.mark.parametrize("name", WRITE)
def test_a_tool_that_writes_asks_first(service, chat, before, demo, name):
    turn = _called(service, chat, name, WRITE[name], "As you decided.")
    assert turn.outcome == "interrupt", turn.events
    proposal = turn.proposal
    assert proposal["state"] == "pending"
    assert proposal["items"]
    assert not written(before, snapshot(demo))
    after = chat.decide(turn, approved=False, reason="Not today")
    assert after.text == "As you decided."
    assert "Not today" in service.sent(len(service.requests) - 1), "the model does not know why"
    assert not written(before, snapshot(demo))


def test_all_tools_are_offered_and_tested(service, chat):
    service.plays("What tools are there?", [{"text": "These."}])
    chat.ask("What tools are there?")
    offered = {tool["function"]["name"] for tool in service.requests[-1]["body"]["tools"]}
    assert offered == {*READ, *BROWSER, *WRITE}


def test_a_table_is_there_as_a_file(service, chat):
    turn = _called(service, chat, "group_records", READ["group_records"])
    (call,) = turn.calls
    answer = chat.client.get(f"/calls/{call['id']}/table", params={"format": "csv"})
    assert answer.status_code == 200, answer.text
    assert "Qualified" in answer.text
    sheet = chat.client.get(f"/calls/{call['id']}/table", params={"format": "xlsx"})
    assert sheet.content[:2] == b"PK"


def test_what_was_sent_is_shown_word_for_word(service, chat):
    since = len(service.requests)
    turn = _called(service, chat, "count_records", READ["count_records"])
    sent = chat.client.get(f"/runs/{turn.answer.id}/sent").json()
    assert len(sent["requests"]) == 2
    asked = [request["body"] for request in service.requests[since:]]
    for shown, got in zip(sent["requests"], asked, strict=True):
        assert [message["content"] for message in shown["messages"]] == [
            message.get("content") or "" for message in got["messages"]
        ]
        assert sorted(sent["tools"]) == sorted(tool["function"]["name"] for tool in got["tools"])


def test_two_calls_at_once_are_both_answered(service, chat):
    calls = [
        {"name": "count_records", "arguments": {"model": LEAD}},
        {"name": "count_records", "arguments": {"model": "res.partner"}},
    ]
    service.plays(
        "Count two things.", [{"calls": calls}, {"text": "{{results.0.data.count}} {{results.1.data.count}}"}]
    )
    turn = chat.ask("Count two things.")
    assert [call["result"]["ok"] for call in turn.calls] == [True, True]
    assert len(turn.text.split()) == 2


def _answer(chat: Conversation, call: str) -> dict:
    message = {"id": f"again-{call}", "role": "tool", "toolCallId": call, "content": '{"ok": true}'}
    return chat.client.input(threadId=chat.thread, messages=[message])
