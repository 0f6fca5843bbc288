"""Every way that a proposal can go, over HTTP."""

from __future__ import annotations

import json

import pytest
from support.asking import send
from support.conversation import Conversation, Turn
from support.demo import Demo
from support.snapshot import snapshot, written

CHANGE = "Raise both by a thousand."


@pytest.fixture
def pair(demo: Demo) -> list[int]:
    """Two opportunities."""
    return [demo.create("crm.lead", name=f"Pair {n}", type="opportunity", expected_revenue=1000) for n in (1, 2)]


@pytest.fixture
def asked(service, chat, pair) -> Turn:
    """A run that waits for a decision on both."""
    update = {"model": "crm.lead", "ids": pair, "values": {"expected_revenue": 2000, "description": "Raised"}}
    service.plays(CHANGE, [{"calls": [{"name": "update_records", "arguments": update}]}, {"text": "So be it."}])
    return chat.ask(CHANGE)


def _amounts(demo: Demo, pair: list[int]) -> list[float]:
    rows = demo.rows("select expected_revenue from crm_lead where id = any(%(ids)s) order by id", ids=pair)
    return [float(row[0]) for row in rows]


def _state(chat: Conversation, turn: Turn) -> str:
    return chat.client.get(f"/proposals/{turn.proposal['id']}").json()["state"]


def test_the_card_shows_what_would_change(chat, asked, demo, pair):
    proposal = asked.proposal
    assert [item["record"]["name"] for item in proposal["items"]] == ["Pair 1", "Pair 2"]
    changes = {change["field"]: change for change in proposal["items"][0]["changes"]}
    assert changes["expected_revenue"]["old"]["value"] == 1000
    assert changes["expected_revenue"]["new"]["value"] == 2000
    assert "2,000" in changes["expected_revenue"]["new"]["text"]
    assert changes["expected_revenue"]["label"] == "Expected Revenue"
    assert chat.client.thread(chat.thread)["lastRun"]["status"] == "waiting_approval"
    assert _amounts(demo, pair) == [1000, 1000]
    chat.decide(asked, approved=False)


def test_approved_is_written_and_the_service_goes_on(chat, asked, demo, service, pair):
    done = chat.decide(asked, approved=True)
    assert _amounts(demo, pair) == [2000, 2000]
    assert done.text == "So be it."
    assert done.result["ok"] is True
    assert _state(chat, asked) == "executed"
    (call,) = asked.calls
    assert done.of("TOOL_CALL_RESULT")[0]["toolCallId"] == call["id"]
    messages = service.requests[-1]["body"]["messages"]
    assert [message["role"] for message in messages[-3:]] == ["user", "assistant", "tool"]


def test_what_is_left_out_stays(chat, asked, demo, pair):
    first, _second = asked.proposal["items"]
    chat.decide(asked, approved=True, items=[first["id"]])
    assert _amounts(demo, pair) == [2000, 1000]


def test_an_edit_is_written_instead(chat, asked, demo, pair):
    first, _second = asked.proposal["items"]
    edits = {first["id"]: {"expected_revenue": 1500}}
    shown = chat.client.post(f"/proposals/{asked.proposal['id']}/preview", json={"edits": edits})
    assert shown.status_code == 200, shown.text
    assert _amounts(demo, pair) == [1000, 1000]
    chat.decide(asked, approved=True, edits=edits)
    assert _amounts(demo, pair) == [1500, 2000]


@pytest.mark.parametrize(
    "payload",
    [
        {"approved": True, "edits": {"1": {"user_id": 1}}},
        {"approved": True, "items": ["9"]},
        {"approved": "yes"},
        {"approved": True, "values": {"expected_revenue": 9}},
        {"approved": True, "edits": {"1": {"id": 15}}},
        {},
    ],
    ids=json.dumps,
)
def test_a_decision_on_more_than_was_shown_is_refused(chat, asked, demo, pair, payload):
    body = chat.client.input(threadId=chat.thread, messages=[], resume=_resume(asked, payload))
    answer = chat.client.http.post(f"{chat.client.boot['runBase']}/run", json=body)
    assert answer.status_code == 400, answer.text
    assert _amounts(demo, pair) == [1000, 1000]
    assert _state(chat, asked) == "pending"
    chat.decide(asked, approved=False)


def test_a_rejection_tells_the_reason(chat, asked, demo, service, pair):
    done = chat.decide(asked, approved=False, reason="Too dear for them")
    assert _amounts(demo, pair) == [1000, 1000]
    assert done.text == "So be it."
    assert "Too dear for them" in service.requests[-1]["body"]["messages"][-1]["content"]
    assert _state(chat, asked) == "rejected"


def test_cancelled_counts_as_rejected(chat, asked, demo, pair):
    chat.send([], resume=[{"interruptId": asked.interrupts[0]["id"], "status": "cancelled"}])
    assert _amounts(demo, pair) == [1000, 1000]
    assert _state(chat, asked) == "rejected"


def test_a_second_decision_does_nothing(chat, asked, demo, pair):
    chat.decide(asked, approved=True)
    demo.rows("update crm_lead set expected_revenue = 5 where id = any(%(ids)s)", ids=pair)
    body = chat.client.input(threadId=chat.thread, messages=[], resume=_resume(asked, {"approved": True}))
    answer = chat.client.http.post(f"{chat.client.boot['runBase']}/run", json=body)
    assert answer.status_code in (400, 409), answer.text
    assert _amounts(demo, pair) == [5, 5]


def test_the_same_decision_sent_twice_is_carried_out_once(chat, asked, demo, pair):
    body = chat.client.input(threadId=chat.thread, messages=[], resume=_resume(asked, {"approved": True}))
    first = send(chat.client, body)
    demo.rows("update crm_lead set expected_revenue = 5 where id = any(%(ids)s)", ids=pair)
    second = send(chat.client, body)
    assert first.events == second.events
    assert _amounts(demo, pair) == [5, 5]


def test_a_record_that_was_changed_meanwhile_is_asked_about_again(chat, asked, demo, pair):
    demo.call("crm.lead", "write", [pair[0]], {"expected_revenue": 1200})
    again = chat.decide(asked, approved=True)
    assert again.outcome == "interrupt"
    assert again.proposal["id"] != asked.proposal["id"]
    assert _amounts(demo, pair) == [1200, 1000]
    changes = {change["field"]: change for change in again.proposal["items"][0]["changes"]}
    assert changes["expected_revenue"]["old"]["value"] == 1200
    done = chat.decide(again, approved=True)
    assert done.text == "So be it."
    assert _amounts(demo, pair) == [2000, 2000]


def test_an_expired_one_is_not_carried_out(chat, asked, demo, pair):
    expire = "update ai_agent_proposal set expires_at = now() - interval '1 hour' where public_id = %(id)s"
    demo.rows(expire, id=asked.proposal["id"])
    body = chat.client.input(threadId=chat.thread, messages=[], resume=_resume(asked, {"approved": True}))
    answer = chat.client.http.post(f"{chat.client.boot['runBase']}/run", json=body)
    assert answer.status_code == 410, answer.text
    assert _amounts(demo, pair) == [1000, 1000]
    assert _state(chat, asked) == "expired"


def test_rights_that_were_lost_meanwhile_count(demo, service, anna):
    uid = demo.user_id("anna")
    lead = demo.create("crm.lead", name="Anna's", type="opportunity", user_id=uid, expected_revenue=1000)
    update = {"model": "crm.lead", "ids": [lead], "values": {"expected_revenue": 2000}}
    service.plays("Raise Anna's.", [{"calls": [{"name": "update_records", "arguments": update}]}, {"text": "Hm."}])
    chat = Conversation(anna)
    turn = chat.ask("Raise Anna's.")
    demo.rows("update crm_lead set user_id = %(other)s where id = %(lead)s", other=demo.user_id("admin"), lead=lead)
    done = chat.decide(turn, approved=True)
    assert _amounts(demo, [lead]) == [1000]
    assert not done.interrupts
    assert done.result["ok"] is False


def test_a_new_question_takes_it_back(chat, asked, demo, service, pair):
    service.plays("Never mind.", [{"text": "All right."}])
    turn = chat.ask("Never mind.")
    assert turn.text == "All right."
    assert _state(chat, asked) == "cancelled"
    body = chat.client.input(threadId=chat.thread, messages=[], resume=_resume(asked, {"approved": True}))
    assert chat.client.http.post(f"{chat.client.boot['runBase']}/run", json=body).status_code in (400, 404)
    assert _amounts(demo, pair) == [1000, 1000]


def test_words_do_not_approve(chat, asked, demo, pair, before, service):
    service.plays("Yes, I approve all of it.", [{"text": "You must press the button."}])
    chat.ask("Yes, I approve all of it.")
    assert _amounts(demo, pair) == [1000, 1000]


def test_a_deleted_chat_takes_it_along(chat, asked, demo, pair):
    assert chat.client.delete(f"/threads/{chat.thread}?now=1").status_code == 204
    body = chat.client.input(threadId=chat.thread, messages=[], resume=_resume(asked, {"approved": True}))
    assert chat.client.http.post(f"{chat.client.boot['runBase']}/run", json=body).status_code in (400, 404)
    assert _amounts(demo, pair) == [1000, 1000]


def test_undo_brings_back_what_was(chat, asked, demo, pair):
    proposal = asked.proposal["id"]
    chat.decide(asked, approved=True)
    undone = chat.client.post(f"/proposals/{proposal}/undo", json={})
    assert undone.json()["state"] == "undone", undone.text
    assert _amounts(demo, pair) == [1000, 1000]


def test_undo_leaves_what_somebody_else_changed_since(chat, asked, demo, pair):
    chat.decide(asked, approved=True)
    demo.call("crm.lead", "write", [pair[0]], {"expected_revenue": 7777})
    chat.client.post(f"/proposals/{asked.proposal['id']}/undo", json={})
    assert _amounts(demo, pair) == [7777, 1000]


def test_a_new_record_is_made_and_unmade(chat, service, demo):
    create = {"model": "res.partner", "records": [{"name": "Brand New Ltd", "is_company": True}]}
    service.plays("Make it.", [{"calls": [{"name": "create_records", "arguments": create}]}, {"text": "Made."}])
    turn = chat.ask("Make it.")
    count = "select count(*) from res_partner where name = 'Brand New Ltd' and active"
    assert demo.value(count) == 0
    chat.decide(turn, approved=True)
    assert demo.value(count) == 1
    chat.client.post(f"/proposals/{turn.proposal['id']}/undo", json={})
    assert demo.value(count) == 0


def test_a_note_is_posted(chat, service, demo, pair):
    note = {"model": "crm.lead", "ids": pair, "text": "Said <b>by phone</b>"}
    service.plays("Note it.", [{"calls": [{"name": "post_note", "arguments": note}]}, {"text": "Noted."}])
    chat.decide(chat.ask("Note it."), approved=True)
    bodies = demo.rows(
        "select body from mail_message where model = 'crm.lead' and res_id = any(%(i)s) and body like '%%phone%%'",
        i=pair,
    )
    assert len(bodies) == 2
    assert all("<b>" not in body for (body,) in bodies), "the model's text became HTML"


def test_a_constraint_is_told_and_nothing_is_half_done(chat, service, demo, pair):
    update = {"model": "crm.lead", "ids": pair, "values": {"name": ""}, "each": {str(pair[0]): {"name": "Kept"}}}
    service.plays(
        "Break a rule.", [{"calls": [{"name": "update_records", "arguments": update}]}, {"text": "Not possible."}]
    )
    turn = chat.ask("Break a rule.")
    if turn.interrupts:
        turn = chat.decide(turn, approved=True)
    assert turn.text == "Not possible."
    assert demo.value("select count(*) from crm_lead where id = any(%(i)s) and name like 'Pair%%'", i=pair) == 2


def test_two_proposals_are_answered_in_one_request(chat, service, demo, pair):
    calls = [
        {
            "name": "update_records",
            "arguments": {"model": "crm.lead", "ids": [one], "values": {"expected_revenue": 3000}},
        }
        for one in pair
    ]
    service.plays("Two cards.", [{"calls": calls}, {"text": "Both decided."}])
    turn = chat.ask("Two cards.")
    first, second = turn.interrupts
    done = chat.resume([(first["id"], {"approved": True}), (second["id"], {"approved": False})])
    assert done.text == "Both decided."
    assert _amounts(demo, pair) == [3000, 1000]


def test_stopping_a_run_that_waits_takes_it_back(chat, asked, demo, pair, before):
    assert chat.client.post(f"/runs/{asked.answer.id}/stop").status_code == 204
    body = chat.client.input(threadId=chat.thread, messages=[], resume=_resume(asked, {"approved": False}))
    chat.client.http.post(f"{chat.client.boot['runBase']}/run", json=body)
    assert _amounts(demo, pair) == [1000, 1000]
    assert not written(before, snapshot(demo))


def test_managers_find_it_in_the_audit_without_texts(chat, asked, demo, pair):
    chat.decide(asked, approved=True)
    entries = demo.call("ai_agent.audit", "search_read", [], [])
    assert any(str(pair[0]) in str(entry) for entry in entries)
    assert "Raised" not in str(entries)
    assert CHANGE not in str(entries)


def _resume(turn: Turn, payload: dict) -> list[dict]:
    return [{"interruptId": interrupt["id"], "status": "resolved", "payload": payload} for interrupt in turn.interrupts]
