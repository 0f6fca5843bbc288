"""Threads: what is read, where questions go, and the list in its order."""

import pytest
from support.client import Client, next_second, problem, user
from support.threads import TIME, ids


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
    nothing = {"parentId": None, "runId": None, "status": None, "code": None, "parts": None}
    assert question == {
        "id": run.question,
        "role": "user",
        "content": "How much is the fish?",
        **nothing,
        "siblings": [run.question],
        "feedback": None,
    }
    assert answer.pop("content") == run.text.rstrip() or run.text
    assert answer == {
        "id": run.message,
        "role": "assistant",
        "parentId": run.question,
        "runId": run.id,
        "status": "finished",
        "code": None,
        "parts": None,
        "siblings": [run.message],
        "feedback": None,
    }
    assert (thread["pinned"], thread["archived"]) == (False, False)
    assert "match" not in thread
    assert thread["previousCursor"] is None
    assert thread["nextCursor"] is None
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
    assert ids(client.thread(first.thread)) == [first.question, first.message, third.question, third.message]
    fourth = client.ask(
        threadId=first.thread,
        messages=[{"id": second.message, "role": "assistant", "content": ""}, user("Four")],
    )
    branch = [first.question, first.message, second.question, second.message, fourth.question, fourth.message]
    assert ids(client.thread(first.thread)) == branch


def test_a_known_question_is_answered_again_as_a_sibling(client: Client):
    first = client.ask("Again?")
    again = client.ask(threadId=first.thread, messages=[user("Again?", first.question)])
    assert again.message != first.message
    thread = client.thread(first.thread)
    assert ids(thread) == [first.question, again.message]
    assert thread["lastRun"]["id"] == again.id


def test_a_failed_question_can_be_asked_again(client: Client):
    failed = client.ask("mode:500")
    assert failed.end["type"] == "RUN_ERROR"
    thread = client.thread(failed.thread)
    assert ids(thread) == [failed.question]
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


def test_threads_come_newest_first_in_pages_that_meet(client: Client):
    made = [client.ask(f"Thread {number}").thread for number in range(5)]
    next_second()
    client.ask("Once more", threadId=made[0])
    expected = [made[0], *reversed(made[1:])]
    seen, cursor = [], None
    while len(seen) < 5:
        page = client.get("/threads", params={"limit": 2, **({"cursor": cursor} if cursor else {})}).json()
        assert len(page["threads"]) == 2
        for thread in page["threads"]:
            assert thread["match"] is None
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


@pytest.mark.parametrize("query", [{}, {"q": "fish"}, {"archived": 1}])
@pytest.mark.parametrize("bad", ["no such cursor", "0", "-1", "é", "\x00", "e30", "W10=", "9" * 400])
def test_a_cursor_that_is_none_is_invalid(client: Client, query, bad):
    problem(client.get("/threads", params={**query, "cursor": bad}), "invalid_input")
