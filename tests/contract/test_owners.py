"""What is not the caller's own is not there (Odoo only: the dev server has one user)."""

import pytest
from support.client import Client, problem, user

pytestmark = pytest.mark.only("odoo")


def test_nothing_of_another_user_can_be_seen_or_touched(client: Client, other: Client):
    run = client.ask("A secret")
    problem(other.get(f"/threads/{run.thread}"), "not_found")
    problem(other.delete(f"/threads/{run.thread}"), "not_found")
    problem(other.get(f"/runs/{run.id}/events"), "not_found")
    problem(other.get(f"/runs/{run.id}/events", headers={"Accept": "application/json"}), "not_found")
    problem(other.post(f"/runs/{run.id}/stop"), "not_found")
    assert run.thread not in [thread["id"] for thread in other.get("/threads").json()["threads"]]
    assert len(client.thread(run.thread)["messages"]) == 2


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
