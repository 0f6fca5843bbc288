"""Many requests for one conversation at the same instant: all are served, one after the other."""

from __future__ import annotations

import random
import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import httpx
import pytest
from support.asking import ask
from support.client import Client, new_id, new_word
from support.site import Site, limit

AT_ONCE = 20
ROUNDS = 3


@pytest.fixture(params=["threaded", "prefork"])
def any_site(request: pytest.FixtureRequest) -> Site:
    return request.getfixturevalue(request.param)


def _at_once(send: Callable[[int], httpx.Response]) -> Counter[int]:
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return Counter(answer.status_code for _ in range(ROUNDS) for answer in pool.map(send, range(AT_ONCE)))


def _branches(client: Client) -> tuple[str, list[str], list[str]]:
    """Make a thread with branches; return its id, those of its messages, and those of the answers."""
    run = ask(client, "Once")
    for _ in range(3):
        body = client.input(threadId=run.thread, messages=[{"id": run.question, "role": "user", "content": ""}])
        ask(client, "", **{key: body[key] for key in ("threadId", "messages")})
        ask(client, "And then?", threadId=run.thread)
    messages = client.get(f"/threads/{run.thread}/export?format=json").json()["messages"]
    answers = [message["id"] for message in messages if message["role"] == "assistant"]
    return run.thread, [message["id"] for message in messages], answers


def test_changes_of_a_conversation_wait_for_each_other(any_site: Site):
    client, word = any_site.client, new_word()
    thread, messages, answers = _branches(client)
    before = len(any_site.odoo.log())

    def change(number: int) -> httpx.Response:
        fields = {"title": f"{word} {number}", "head": random.choice(messages), "pinned": number % 2 == 0}
        return client.patch(f"/threads/{thread}", json=fields)

    def rate(number: int) -> httpx.Response:
        rating = random.choice(("up", "down", None))
        return client.post(f"/messages/{answers[0]}/feedback", json={"rating": rating, "comment": f"{word} {number}"})

    assert _at_once(change) == {200: AT_ONCE * ROUNDS}
    assert _at_once(rate) == {200: AT_ONCE * ROUNDS}
    said = any_site.odoo.log()[before:]
    assert word not in said, "what a person wrote is in the log"
    assert "bad query" not in said
    read = client.thread(thread)
    assert read["messages"][-1]["id"] in messages
    assert [found["id"] for found in client.listed(q=word)] == [thread]


def test_deleting_and_restoring_at_once(any_site: Site):
    client = any_site.client
    thread, messages, answers = _branches(client)

    def act(number: int) -> httpx.Response:
        path = f"/threads/{thread}"
        return (
            lambda: client.delete(path),
            lambda: client.post(f"{path}/restore"),
            lambda: client.patch(path, json={"head": random.choice(messages), "title": "x"}),
            lambda: client.post(f"/messages/{answers[0]}/feedback", json={"rating": "up"}),
        )[number % 4]()

    assert _at_once(act).keys() <= {200, 204, 404}
    assert client.post(f"/threads/{thread}/restore").status_code == 200
    assert len(client.get(f"/threads/{thread}/export?format=json").json()["messages"]) == len(messages)
    assert client.delete(f"/threads/{thread}?now=1").status_code == 204


def test_everything_of_an_employee_is_deleted_who_is_busy_just_now(threaded: Site):
    login = f"busy-{new_id()[:8]}"
    with closing(threaded.target.other_user(login)) as http, limit(threaded, "user_per_minute", 100_000):
        client = Client(http).start()
        runs = [ask(client, f"Number {number}") for number in range(AT_ONCE // 2)]
        done = threading.Event()

        def change(run) -> None:
            while not done.is_set():
                client.patch(f"/threads/{run.thread}", json={"title": new_word(), "head": run.question})
                client.post("/run", json=client.input("Once more", threadId=run.thread))

        with ThreadPoolExecutor(len(runs)) as pool:
            busy = [pool.submit(change, run) for run in runs]
            try:
                (user,) = threaded.target.call("res.users", "search", [[("login", "=", login)]])
                erasure = threaded.target.call("ai_agent.erasure", "create", [{"user_ids": [(6, 0, [user])]}])
                threaded.target.call("ai_agent.erasure", "action_erase", [erasure])
            finally:
                done.set()
            for one in busy:
                one.result()
        # What was asked since then makes new conversations, with the same ids.
        assert all(client.get(f"/runs/{run.id}/sent").status_code == 404 for run in runs)
