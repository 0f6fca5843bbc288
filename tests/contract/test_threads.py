"""Threads: the tree of messages, paging, deleting."""

import re
import time

import pytest
from support.client import Client, new_id, problem, user

TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


def _ids(thread: dict) -> list[str]:
    return [message["id"] for message in thread["messages"]]


def test_a_thread_reads_as_the_contract_says(client: Client):
    run = client.ask("How much is the fish?")
    thread = client.thread(run.thread)
    assert thread["id"] == run.thread
    assert "fish" in thread["title"]
    assert TIME.fullmatch(thread["createdAt"])
    assert TIME.fullmatch(thread["updatedAt"])
    question, answer = thread["messages"]
    assert TIME.fullmatch(question.pop("createdAt"))
    assert TIME.fullmatch(answer.pop("createdAt"))
    nothing = {"parentId": None, "runId": None, "status": None, "code": None}
    assert question == {"id": run.question, "role": "user", "content": "How much is the fish?", **nothing}
    assert answer.pop("content") == run.text.rstrip() or run.text
    assert answer == {
        "id": run.message,
        "role": "assistant",
        "parentId": run.question,
        "runId": run.id,
        "status": "finished",
        "code": None,
    }
    assert thread["previousCursor"] is None
    assert thread["activeRun"] is None
    assert thread["lastRun"] == {"id": run.id, "status": "finished", "code": None, "detail": None}


def test_an_active_run_is_not_among_the_messages(client: Client):
    with client.running("mode:long") as (body, stream):
        next(stream)
        thread = client.thread(body["threadId"])
        assert [message["role"] for message in thread["messages"]] == ["user"]
        assert thread["activeRun"] == {"id": body["runId"]}
        assert thread["lastRun"]["status"] == "running"
        client.post(f"/runs/{body['runId']}/stop")
        list(stream)


def test_a_question_goes_to_the_head_or_after_the_known_message_before_it(client: Client):
    first = client.ask("One")
    second = client.ask("Two", threadId=first.thread)
    third = client.ask(
        threadId=first.thread,
        messages=[{"id": first.message, "role": "assistant", "content": ""}, user("Three")],
    )
    assert _ids(client.thread(first.thread)) == [first.question, first.message, third.question, third.message]
    fourth = client.ask(
        threadId=first.thread,
        messages=[{"id": second.message, "role": "assistant", "content": ""}, user("Four")],
    )
    branch = [first.question, first.message, second.question, second.message, fourth.question, fourth.message]
    assert _ids(client.thread(first.thread)) == branch


def test_a_known_question_is_answered_again_as_a_sibling(client: Client):
    first = client.ask("Again?")
    again = client.ask(threadId=first.thread, messages=[user("Again?", first.question)])
    assert again.message != first.message
    thread = client.thread(first.thread)
    assert _ids(thread) == [first.question, again.message]
    assert thread["lastRun"]["id"] == again.id


def test_a_failed_question_can_be_asked_again(client: Client):
    failed = client.ask("mode:500")
    assert failed.end["type"] == "RUN_ERROR"
    thread = client.thread(failed.thread)
    assert _ids(thread) == [failed.question]
    assert thread["lastRun"]["status"] == "failed"
    assert thread["lastRun"]["code"] == "service_error"
    assert thread["lastRun"]["detail"]
    again = client.ask(threadId=failed.thread, messages=[user("mode:500", failed.question)])
    assert again.end["code"] == "service_error"


def test_an_answer_cannot_be_answered(client: Client):
    run = client.ask("Hi")
    answer = {"id": run.message, "role": "assistant", "content": run.text}
    body = client.input(threadId=run.thread, messages=[user("Hi", run.question), answer])
    problem(client.post("/run", json=body), "invalid_input")


def test_a_question_of_another_thread_is_not_answered_here(client: Client):
    run = client.ask("Hi")
    problem(client.post("/run", json=client.input(messages=[user("Hi", run.question)])), "invalid_input")


def test_messages_come_in_pages_that_meet(client: Client):
    thread, expected = new_id(), []
    for number in range(3):
        run = client.ask(f"Turn {number}", threadId=thread)
        expected += [run.question, run.message]
    seen, page = [], client.thread(thread, limit=4)
    assert len(page["messages"]) == 4
    while True:
        seen = _ids(page) + seen
        if page["previousCursor"] is None:
            break
        page = client.thread(thread, limit=4, before=page["previousCursor"])
    assert seen == expected


def test_threads_come_newest_first_in_pages_that_meet(client: Client):
    made = [client.ask(f"Thread {number}").thread for number in range(5)]
    time.sleep(1.1)  # times have whole seconds; within one, the order is the server's
    client.ask("Once more", threadId=made[0])
    expected = [made[0], *reversed(made[1:])]
    seen, cursor = [], None
    while len(seen) < 5:
        page = client.get("/threads", params={"limit": 2, **({"cursor": cursor} if cursor else {})}).json()
        assert len(page["threads"]) == 2
        for thread in page["threads"]:
            assert thread.keys() == {"id", "title", "createdAt", "updatedAt"}
            assert TIME.fullmatch(thread["updatedAt"])
        seen += [thread["id"] for thread in page["threads"]]
        cursor = page["nextCursor"]
    assert seen[:5] == expected


@pytest.mark.parametrize(("path", "most"), [("/threads", 100), ("/threads/{}", 200)])
def test_limits_are_kept(client: Client, path, most):
    path = path.format(client.ask("Hi").thread)
    for good in (1, most):
        assert client.get(path, params={"limit": good}).status_code == 200
    for bad in (0, most + 1, -1, "x", "1.5"):
        problem(client.get(path, params={"limit": bad}), "invalid_input")


@pytest.mark.parametrize(("path", "name"), [("/threads", "cursor"), ("/threads/{}", "before")])
def test_a_cursor_that_is_none_is_invalid(client: Client, path, name):
    path = path.format(client.ask("Hi").thread)
    problem(client.get(path, params={name: "no such cursor"}), "invalid_input")


def test_a_deleted_thread_is_gone_with_all_it_had(client: Client):
    run = client.ask("Hi")
    assert client.delete(f"/threads/{run.thread}").status_code == 204
    problem(client.get(f"/threads/{run.thread}"), "not_found")
    problem(client.delete(f"/threads/{run.thread}"), "not_found")
    problem(client.get(f"/runs/{run.id}/events"), "not_found")
    problem(client.post(f"/runs/{run.id}/stop"), "not_found")
    assert run.thread not in [thread["id"] for thread in client.get("/threads").json()["threads"]]
