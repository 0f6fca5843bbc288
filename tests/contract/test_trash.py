"""Deleting: with time to think again, and for good."""

import pytest
from support.client import Client, Run, new_id, problem, user

RATING = {"rating": "up", "comment": "Good", "share": True}


def _assert_gone(client: Client, run: Run) -> None:
    """Nothing of the thread is there for any route."""
    batch = {"Accept": "application/json"}
    problem(client.get(f"/threads/{run.thread}"), "not_found")
    problem(client.patch(f"/threads/{run.thread}", json={"pinned": True}), "not_found")
    problem(client.delete(f"/threads/{run.thread}"), "not_found")
    problem(client.get(f"/threads/{run.thread}/export"), "not_found")
    problem(client.get(f"/runs/{run.id}/events"), "not_found")
    problem(client.get(f"/runs/{run.id}/events", headers=batch), "not_found")
    problem(client.get(f"/runs/{run.id}/sent"), "not_found")
    problem(client.post(f"/runs/{run.id}/stop"), "not_found")
    problem(client.post(f"/messages/{run.message}/feedback", json=RATING), "not_found")
    listed = [thread["id"] for archived in (0, 1) for thread in client.listed(archived=archived)]
    assert run.thread not in listed


def _assert_closed(client: Client, run: Run) -> None:
    """No question can be asked with ids of the thread."""
    problem(client.post("/run", json=client.input("More", threadId=run.thread)), "not_found")
    again = client.input(threadId=run.thread, messages=[user("Hi", run.question)])
    problem(client.post("/run", json=again), "not_found")
    problem(client.post("/run", json=client.input("Hi", runId=run.id)), "not_found")


def test_a_deleted_thread_is_gone_with_all_it_had(client: Client):
    run = client.ask("Hi")
    response = client.delete(f"/threads/{run.thread}")
    assert (response.status_code, response.content) == (204, b"")
    _assert_gone(client, run)
    _assert_closed(client, run)


def test_restoring_brings_back_all_it_had(client: Client):
    run = client.ask("Hi")
    client.ask("An edit", threadId=run.thread, forwardedProps={"parentId": None})
    client.change(run.thread, title="Mine", pinned=True, head=run.question)
    client.post(f"/messages/{run.message}/feedback", json=RATING)
    before = client.thread(run.thread)
    listed = client.listed()
    sent = client.get(f"/runs/{run.id}/sent").json()
    client.delete(f"/threads/{run.thread}")
    response = client.post(f"/threads/{run.thread}/restore")
    assert response.status_code == 200
    assert response.json() == {name: before[name] for name in response.json()}
    assert response.json().keys() == {"id", "title", "createdAt", "updatedAt", "pinned", "archived"}
    assert client.thread(run.thread) == before
    assert client.listed() == listed
    assert client.events(run.id) == run.events
    assert client.get(f"/runs/{run.id}/sent").json() == sent
    more = client.ask("And on it goes", threadId=run.thread)
    assert client.thread(run.thread)["messages"][-1]["id"] == more.message
    client.delete(f"/threads/{run.thread}", params={"now": 1})


def test_restoring_what_is_not_deleted_changes_nothing(client: Client):
    run = client.ask("Hi")
    before = client.thread(run.thread)
    for _ in range(2):
        assert client.post(f"/threads/{run.thread}/restore").status_code == 200
    assert client.thread(run.thread) == before


def test_an_archived_thread_comes_back_into_the_archive(client: Client):
    run = client.ask("Hi")
    client.change(run.thread, archived=True)
    client.delete(f"/threads/{run.thread}")
    assert client.post(f"/threads/{run.thread}/restore").json()["archived"] is True
    assert run.thread in [thread["id"] for thread in client.listed(archived=1)]


@pytest.mark.parametrize("deleted", [False, True])
def test_deleting_now_is_for_good(client: Client, deleted):
    run = client.ask("Hi")
    if deleted:
        client.delete(f"/threads/{run.thread}")
    assert client.delete(f"/threads/{run.thread}", params={"now": 1}).status_code == 204
    _assert_gone(client, run)
    problem(client.post(f"/threads/{run.thread}/restore"), "not_found")
    problem(client.delete(f"/threads/{run.thread}", params={"now": 1}), "not_found")


def test_what_was_deleted_for_good_leaves_its_ids_and_those_of_its_messages_free(client: Client):
    run = client.ask("Hi")
    client.delete(f"/threads/{run.thread}", params={"now": 1})
    again = client.ask(threadId=run.thread, messages=[user("Anew", run.question)])
    assert client.thread(run.thread)["messages"][0]["content"] == "Anew"
    assert again.message != run.message


def test_what_is_said_until_a_thread_is_deleted_comes_back_with_it(client: Client, service):
    service.expect_close()
    with client.running("mode:long") as (body, stream):
        said = next(item.event["delta"] for item in stream if item.event and "delta" in item.event)
        assert client.delete(f"/threads/{body['threadId']}").status_code == 204
        assert service.closed.wait(2), "the service goes on writing"
    assert client.post(f"/threads/{body['threadId']}/restore").status_code == 200
    thread = client.ended(body["threadId"])
    assert thread["messages"][-1]["content"].startswith(said.rstrip())
    assert thread["messages"][-1]["status"] == "cancelled"
    assert thread["lastRun"]["status"] == "cancelled"


@pytest.mark.parametrize("bad", ["2", "x", "true"])
def test_now_is_0_or_1(client: Client, bad):
    run = client.ask("Hi")
    problem(client.delete(f"/threads/{run.thread}", params={"now": bad}), "invalid_input")
    assert client.thread(run.thread)
    assert client.delete(f"/threads/{run.thread}", params={"now": 0}).status_code == 204
    assert client.post(f"/threads/{run.thread}/restore").status_code == 200


def test_what_nobody_knows_cannot_be_restored(client: Client):
    problem(client.post(f"/threads/{new_id()}/restore"), "not_found")
    problem(client.delete(f"/threads/{new_id()}", params={"now": 1}), "not_found")
