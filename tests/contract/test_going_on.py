"""Where a run goes on: decisions of a person, answers of a browser. And what is told of an answer's parts."""

import pytest
from support.client import Client, new_id, problem, user


def _resume(**entry: object) -> list[dict]:
    return [{"interruptId": new_id(), "status": "resolved", "payload": {"approved": True}, **entry}]


def _of_tool(call: str | None, content: object = '{"ok": true}') -> list[dict]:
    return [{"id": new_id(), "role": "tool", "toolCallId": call, "content": content}]


def _refused(client: Client, code: str, **input_: object) -> None:
    problem(client.post("/run", json=client.input(**input_)), code)


def test_an_answer_of_text_alone_has_no_parts(client: Client):
    run = client.ask("What is there?")
    messages = client.thread(run.thread)["messages"]
    assert [message["parts"] for message in messages] == [None, None]
    assert messages[1]["content"] == run.text


def test_each_request_that_was_sent(client: Client):
    run = client.ask("What do you send of this?")
    said = client.get(f"/runs/{run.id}/sent").json()
    assert said.keys() >= {"model", "messages", "requests"}
    assert [request["messages"] for request in said["requests"]] == [said["messages"]]
    assert said["messages"][-1]["role"] == "user"


@pytest.mark.parametrize("with_thread", [False, True], ids=["in no thread", "in one that waits for nobody"])
def test_nobody_asked_for_a_decision(client: Client, with_thread):
    thread = client.ask("Do you ask me?").thread if with_thread else new_id()
    _refused(client, "invalid_input", threadId=thread, resume=_resume())


@pytest.mark.parametrize(
    "entry",
    [{"interruptId": None}, {"interruptId": "a b"}, {"status": "maybe"}, {"status": None}, {"payload": []}],
    ids=str,
)
def test_a_decision_that_cannot_be_read(client: Client, entry):
    _refused(client, "invalid_input", resume=_resume(**entry))


@pytest.mark.parametrize("with_thread", [False, True], ids=["in no thread", "in one without calls"])
def test_nobody_called_this_tool(client: Client, with_thread):
    thread = client.ask("Do you call me?").thread if with_thread else new_id()
    _refused(client, "invalid_input", threadId=thread, messages=_of_tool(new_id()))


@pytest.mark.parametrize("call", [None, "a b", ""], ids=repr)
def test_an_answer_to_no_call(client: Client, call):
    _refused(client, "invalid_input", messages=_of_tool(call))


def test_a_browser_says_little(client: Client):
    _refused(client, "too_large", messages=_of_tool(new_id(), "x" * 4001))


def test_what_was_refused_left_nothing(client: Client):
    thread = new_id()
    _refused(client, "invalid_input", threadId=thread, resume=_resume())
    _refused(client, "invalid_input", threadId=thread, messages=_of_tool(new_id()))
    problem(client.get(f"/threads/{thread}"), "not_found")
    assert client.ask("And now?", threadId=thread).end["type"] == "RUN_FINISHED"


def test_an_old_answer_of_a_tool_before_a_question_is_no_news(client: Client):
    run = client.ask(messages=[*_of_tool(new_id()), user("And this?")])
    assert run.end["type"] == "RUN_FINISHED"


@pytest.mark.parametrize("route", ["", "/preview", "/undo"])
def test_a_proposal_that_is_none(client: Client, route):
    path = f"/proposals/{new_id()}{route}"
    problem(client.post(path, json={"edits": {}}) if route else client.get(path), "not_found")


@pytest.mark.parametrize("format_", ["csv", "xlsx"])
def test_a_table_of_no_call(client: Client, format_):
    problem(client.get(f"/calls/{new_id()}/table", params={"format": format_}), "not_found")


def test_where_the_user_is(client: Client):
    told = client.post("/context/preview", json={"context": {}})
    assert told.status_code == 200
    assert {"text", "chips", "tokens"} <= told.json().keys()
    assert (told.json()["text"], told.json()["chips"]) == ("", [])
    for bad in ({}, {"context": None}, {"context": []}, {"context": "here"}):
        problem(client.post("/context/preview", json=bad), "invalid_input")
