"""What is not the caller's own is not there (Odoo only: the dev server has one user)."""

import pytest
from support.client import Client, new_word, problem, user

pytestmark = pytest.mark.only("odoo")


def test_nothing_of_another_user_can_be_seen_or_touched(client: Client, other: Client):
    word = new_word()
    run = client.ask(f"A secret {word}")
    batch = {"Accept": "application/json"}
    rating = {"rating": "down", "comment": "Not mine"}
    for refused in (
        other.get(f"/threads/{run.thread}"),
        other.get(f"/threads/{run.thread}/export"),
        other.get(f"/threads/{run.thread}/export", params={"format": "json"}),
        other.patch(f"/threads/{run.thread}", json={"title": "Not mine", "pinned": True}),
        other.patch(f"/threads/{run.thread}", json={"head": run.question}),
        other.delete(f"/threads/{run.thread}"),
        other.delete(f"/threads/{run.thread}", params={"now": 1}),
        other.post(f"/threads/{run.thread}/restore"),
        other.post(f"/messages/{run.message}/feedback", json=rating),
        other.post(f"/messages/{run.question}/feedback", json=rating),
        other.get(f"/runs/{run.id}/events"),
        other.get(f"/runs/{run.id}/events", headers=batch),
        other.get(f"/runs/{run.id}/sent"),
        other.post(f"/runs/{run.id}/stop"),
    ):
        problem(refused, "not_found")
    assert run.thread not in [thread["id"] for thread in other.listed()]
    assert other.listed(q=word) == []
    thread = client.thread(run.thread)
    assert len(thread["messages"]) == 2
    assert thread["title"] != "Not mine"
    assert thread["messages"][1]["feedback"] is None


def test_a_deleted_thread_is_not_restored_by_another_user(client: Client, other: Client):
    run = client.ask("A secret")
    client.delete(f"/threads/{run.thread}")
    problem(other.post(f"/threads/{run.thread}/restore"), "not_found")
    problem(other.delete(f"/threads/{run.thread}", params={"now": 1}), "not_found")
    problem(client.get(f"/threads/{run.thread}"), "not_found")
    assert client.post(f"/threads/{run.thread}/restore").status_code == 200


def test_messages_of_another_user_are_no_parent_head_or_place(client: Client, other: Client):
    mine, theirs = client.ask("A secret"), other.ask("Something else")
    body = other.input("And?", threadId=theirs.thread, forwardedProps={"parentId": mine.message})
    problem(other.post("/run", json=body), "invalid_input")
    problem(other.patch(f"/threads/{theirs.thread}", json={"head": mine.message}), "invalid_input")
    for name in ("before", "after", "around"):
        problem(other.get(f"/threads/{theirs.thread}", params={name: mine.message}), "invalid_input")
    assert len(other.thread(theirs.thread)["messages"]) == 2


def test_the_same_ids_of_two_users_are_two_things(client: Client, other: Client, service):
    mine = client.ask("A secret")
    theirs = other.ask(threadId=mine.thread, runId=mine.id, messages=[user("Something else", mine.question)])
    assert "A secret" not in str(service.requests[-1]["body"])
    assert other.thread(mine.thread)["messages"][0]["content"] == "Something else"
    assert client.thread(mine.thread)["messages"][0]["content"] == "A secret"
    assert theirs.message != mine.message


def test_messages_of_another_user_are_unknown(client: Client, other: Client, service):
    mine = client.ask("A secret")
    history = [user("A secret", mine.question), {"id": mine.message, "role": "assistant", "content": ""}]
    problem(other.post("/run", json=other.input(messages=[*history, user("And?")])), "invalid_input")
    other.ask(messages=[history[1], user("And?")])
    assert "A secret" not in str(service.requests[-1]["body"])
