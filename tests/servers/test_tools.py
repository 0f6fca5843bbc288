"""Tools and approvals in every way of running Odoo."""

import json

from support.asking import ask, begin, finish, send
from support.client import new_id
from support.service import ANSWER
from support.site import Site
from support.stream import check


def called(name: str, **arguments: object) -> str:
    """A question to which the scripted service answers by calling a tool."""
    return "mode:call " + json.dumps({"name": name, "arguments": arguments})


def results(answer) -> dict[str, dict]:
    """What was told of calls, by call."""
    told = [event for _number, event in answer.events if event["type"] == "TOOL_CALL_RESULT"]
    return {event["toolCallId"]: json.loads(event["content"]) for event in told}


def partner(site: Site) -> int:
    """A contact of its own."""
    made = site.target.call("res.partner", "create", [{"name": f"Tools {new_id()}"}])
    return made if isinstance(made, int) else made[0]


def phone(site: Site, number: int) -> object:
    return site.target.call("res.partner", "read", [[number], ["phone"]])[0]["phone"]


def test_a_tool_is_called_and_its_answer_goes_on(site: Site, service):
    number = partner(site)
    answer = ask(site.client, called("count_records", model="res.partner", domain=[["id", "=", number]]))
    ((call, result),) = results(answer).items()
    assert result["ok"], result
    assert "1" in result["summary"]
    assert answer.run.end["outcome"] == {"type": "success"}
    told = service.requests[-1]["body"]["messages"]
    assert [message["role"] for message in told[-3:]] == ["user", "assistant", "tool"]
    assert '"data"' in told[-1]["content"]
    (_question, said) = site.client.ended(answer.thread)["messages"]
    assert said["content"] == f"Let me see. \n\n{ANSWER}"
    assert [(part["type"], part.get("id")) for part in said["parts"]] == [
        ("text", None),
        ("toolCall", call),
        ("text", None),
    ]
    assert said["parts"][1]["state"] == "done"


def test_what_is_approved_is_written_once(site: Site):
    number = partner(site)
    question = called("update_records", model="res.partner", ids=[number], values={"phone": "+32 2 000"})
    answer = ask(site.client, question)
    outcome = answer.run.end["outcome"]
    assert outcome["type"] == "interrupt", answer.run.end
    assert phone(site, number) is False
    decision = {"interruptId": outcome["interrupts"][0]["id"], "status": "resolved", "payload": {"approved": True}}
    body = site.client.input(threadId=answer.thread, resume=[decision])
    going_on = send(site.client, body)
    finish(site.client, going_on)
    check(going_on.events, going_on.thread, going_on.id)
    assert phone(site, number) == "+32 2 000"
    assert [result["ok"] for result in results(going_on).values()] == [True]
    assert going_on.run.end["outcome"] == {"type": "success"}
    site.target.call("res.partner", "write", [[number], {"phone": "+32 9"}])
    again = send(site.client, body)
    finish(site.client, again)
    assert again.events == going_on.events
    assert phone(site, number) == "+32 9"


def test_a_rejected_change_is_not_written(site: Site):
    number = partner(site)
    answer = ask(site.client, called("update_records", model="res.partner", ids=[number], values={"phone": "+32 3"}))
    decision = {"interruptId": answer.run.end["outcome"]["interrupts"][0]["id"], "status": "cancelled"}
    going_on = send(site.client, site.client.input(threadId=answer.thread, resume=[decision]))
    finish(site.client, going_on)
    assert going_on.run.end["outcome"] == {"type": "success"}
    assert phone(site, number) is False


def test_the_evented_process_leaves_tools_to_workers(behind_nginx: Site):
    """Nobody outside can ask a worker for the same."""
    number = partner(behind_nginx)
    answer = begin(behind_nginx.client, called("count_records", model="res.partner", domain=[["id", "=", number]]))
    finish(behind_nginx.client, answer)
    assert [result["ok"] for result in results(answer).values()] == [True]
    refused = behind_nginx.client.http.post("/ai_agent/internal/call/1", headers={"X-AI-Agent-Ticket": "1:x"})
    assert refused.status_code == 404
