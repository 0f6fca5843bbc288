"""Branches: where a question goes, siblings, and the branch that opens."""

import pytest
from support.client import Client, Run, new_id, problem, user
from support.threads import ids, siblings


def _edit(client: Client, thread: str, text: str, parent: str | None) -> Run:
    return client.ask(text, threadId=thread, forwardedProps={"parentId": parent})


def test_a_first_question_can_have_a_sibling(client: Client):
    first = client.ask("One")
    other = _edit(client, first.thread, "One, but better", None)
    thread = client.thread(first.thread)
    assert ids(thread) == [other.question, other.message]
    assert thread["messages"][0]["parentId"] is None
    assert siblings(thread) == [[first.question, other.question], [other.message]]


def test_an_earlier_question_is_edited_beside_itself(client: Client):
    first = client.ask("One")
    second = client.ask("Two", threadId=first.thread)
    client.ask("Three", threadId=first.thread)
    edited = _edit(client, first.thread, "Two, but better", first.message)
    thread = client.thread(first.thread)
    assert ids(thread) == [first.question, first.message, edited.question, edited.message]
    assert siblings(thread)[2] == [second.question, edited.question]


def test_answers_to_one_question_are_siblings_oldest_first(client: Client):
    first = client.ask("Again?")
    others = [client.ask(threadId=first.thread, messages=[user("Again?", first.question)]) for _ in range(2)]
    thread = client.thread(first.thread)
    assert siblings(thread) == [[first.question], [first.message, *(run.message for run in others)]]
    assert ids(thread) == [first.question, others[-1].message]


def test_a_parent_said_outright_wins_over_the_messages(client: Client):
    first = client.ask("One")
    second = client.ask("Two", threadId=first.thread)
    known = [
        {"id": first.message, "role": "assistant", "content": ""},
        {"id": second.message, "role": "assistant", "content": ""},
    ]
    props = {"parentId": first.message}
    third = client.ask(threadId=first.thread, messages=[*known, user("Three")], forwardedProps=props)
    assert ids(client.thread(first.thread)) == [first.question, first.message, third.question, third.message]
    fourth = client.ask(threadId=first.thread, messages=[*known, user("Four")], forwardedProps={"parentId": None})
    assert ids(client.thread(first.thread)) == [fourth.question, fourth.message]


def test_a_question_without_an_answer_can_be_a_parent(client: Client):
    failed = client.ask("mode:500")
    after = _edit(client, failed.thread, "mode:echo And now?", failed.question)
    assert ids(client.thread(failed.thread)) == [failed.question, after.question, after.message]


def test_a_new_thread_begins_at_its_beginning(client: Client):
    run = client.ask("Hi", forwardedProps={"parentId": None})
    assert ids(client.thread(run.thread)) == [run.question, run.message]


@pytest.mark.parametrize("parent", ["nobody", "", "x" * 129, "a b", 7, True, [], {}])
def test_a_parent_that_is_none_is_invalid_and_leaves_nothing(client: Client, parent):
    run = client.ask("Hi")
    before = client.thread(run.thread)
    props = {"parentId": parent}
    body = client.input("And?", threadId=run.thread, forwardedProps=props)
    problem(client.post("/run", json=body), "invalid_input")
    assert client.thread(run.thread) == before
    body = client.input("A new thread?", forwardedProps=props)
    problem(client.post("/run", json=body), "invalid_input")
    problem(client.get(f"/threads/{body['threadId']}"), "not_found")


def test_a_message_of_another_thread_is_no_parent(client: Client):
    here, there = client.ask("Here"), client.ask("There")
    body = client.input("And?", threadId=here.thread, forwardedProps={"parentId": there.message})
    problem(client.post("/run", json=body), "invalid_input")


def test_a_parent_does_not_matter_to_a_known_question(client: Client):
    first = client.ask("One")
    second = client.ask("Two", threadId=first.thread)
    again = client.ask(
        threadId=first.thread, messages=[user("Two", second.question)], forwardedProps={"parentId": None}
    )
    thread = client.thread(first.thread)
    assert ids(thread) == [first.question, first.message, second.question, again.message]


def test_the_service_hears_the_branch_and_nothing_else(client: Client, service):
    first = client.ask("One")
    client.ask("Two", threadId=first.thread)
    _edit(client, first.thread, "Two, but better", first.message)
    told = [message["content"] for message in service.requests[-1]["body"]["messages"] if message["role"] == "user"]
    assert told == ["One", "Two, but better"]


@pytest.fixture
def tree(client: Client):
    """Two first questions; below the first, two second ones; below the newer of them, two answers.

    The branch shown is that of the second first question.
    """
    first = client.ask("1")
    old = client.ask("1.1", threadId=first.thread)
    new = _edit(client, first.thread, "1.2", first.message)
    again = client.ask(threadId=first.thread, messages=[user("1.2", new.question)])
    last = _edit(client, first.thread, "2", None)
    return first, old, new, again, last


def test_the_leaf_last_seen_opens(client: Client, tree):
    first, old, new, again, last = tree
    thread = first.thread
    assert ids(client.thread(thread)) == [last.question, last.message]
    client.change(thread, head=first.question)
    assert ids(client.thread(thread)) == [first.question, first.message, new.question, again.message]
    client.change(thread, head=new.message)
    assert ids(client.thread(thread))[-1] == new.message
    client.change(thread, head=old.question)
    assert ids(client.thread(thread)) == [first.question, first.message, old.question, old.message]
    client.change(thread, head=new.question)
    assert ids(client.thread(thread))[-1] == new.message
    client.change(thread, head=old.message)
    client.change(thread, head=last.message)
    client.change(thread, head=first.message)
    assert ids(client.thread(thread))[-1] == old.message


def test_a_question_left_above_its_answers_opens_with_the_newest(client: Client, service):
    first = client.ask("One")
    again = client.ask(threadId=first.thread, messages=[user("One", first.question)])
    client.change(first.thread, head=first.message)
    service.refusing = True
    try:
        vain = client.ask(threadId=first.thread, messages=[user("One", first.question)])
    finally:
        service.refusing = False
    thread = client.thread(first.thread)
    assert ids(thread) == [first.question]
    assert thread["lastRun"]["id"] == vain.id
    _edit(client, first.thread, "Two", None)
    client.change(first.thread, head=first.question)
    assert ids(client.thread(first.thread)) == [first.question, again.message]


def test_the_run_that_is_shown_is_that_of_the_branch(client: Client, tree):
    first, old, _, again, last = tree
    assert client.thread(first.thread)["lastRun"]["id"] == last.id
    client.change(first.thread, head=first.question)
    assert client.thread(first.thread)["lastRun"]["id"] == again.id
    client.change(first.thread, head=old.message)
    assert client.thread(first.thread)["lastRun"]["id"] == old.id


def test_a_head_on_the_branch_changes_nothing(client: Client, tree):
    first, _, _, _, last = tree
    before = client.thread(first.thread)
    for head in (last.question, last.message):
        client.change(first.thread, head=head)
        assert client.thread(first.thread) == before


def test_a_question_goes_to_the_head_that_was_opened(client: Client, tree):
    first, old, _, _, _ = tree
    client.change(first.thread, head=old.question)
    more = client.ask("More", threadId=first.thread)
    branch = [first.question, first.message, old.question, old.message, more.question, more.message]
    assert ids(client.thread(first.thread)) == branch


def test_a_head_of_another_thread_is_invalid(client: Client, tree):
    other = client.ask("Elsewhere")
    for head in (other.question, new_id()):
        problem(client.patch(f"/threads/{tree[0].thread}", json={"head": head}), "invalid_input")


def test_no_other_branch_opens_while_a_run_is_active(client: Client):
    first = client.ask("One")
    other = _edit(client, first.thread, "Two", None)
    with client.running("mode:long", threadId=first.thread) as (body, stream):
        next(stream)
        before = ids(client.thread(first.thread))
        problem(client.patch(f"/threads/{first.thread}", json={"head": first.question}), "run_conflict")
        assert client.change(first.thread, title="Meanwhile", head=other.question)["title"] == "Meanwhile"
        assert ids(client.thread(first.thread)) == before
        client.post(f"/runs/{body['runId']}/stop")
        list(stream)
    client.ended(first.thread)
    client.change(first.thread, head=first.question)
    assert ids(client.thread(first.thread)) == [first.question, first.message]


def test_the_answer_of_an_active_run_is_no_sibling_yet(client: Client):
    first = client.ask("mode:echo One")
    with client.running("Two", threadId=first.thread, forwardedProps={"parentId": first.question}) as (body, stream):
        thread = client.thread(first.thread)
        assert siblings(thread)[1] == [first.message, body["messages"][0]["id"]]
        list(stream)
