"""`Prefer: respond-async` and `Authorization: Bearer`."""

import httpx
import pytest
from support.client import Client, problem


def test_whoever_can_stream_ignores_the_wish_to_poll(client: Client):
    body = client.input("Hi")
    with client.stream(
        "POST", f"{client.boot['runBase']}/run", json=body, headers={"Prefer": "respond-async"}
    ) as stream:
        events = [item.event for item in stream if item.event]
    assert events[-1]["outcome"]["type"] == "success"


@pytest.mark.only("odoo")
def test_a_wrong_api_key_is_refused_also_beside_a_session(client: Client):
    with_key = {"Authorization": "Bearer 0123456789abcdef0123456789abcdef01234567"}
    problem(client.get("/threads", headers=with_key), "unauthenticated")
    problem(client.post("/run", json=client.input("Hi"), headers=with_key), "unauthenticated")


@pytest.mark.only("odoo")
def test_an_api_key_needs_no_session_and_no_token(target, client: Client):
    key = target.api_key()
    with httpx.Client(base_url=client.http.base_url, headers={"Authorization": f"Bearer {key}"}, timeout=40) as http:
        mine = Client(http)
        mine.boot = {"runBase": client.boot["runBase"]}
        run = mine.ask("By key")
        assert run.end["outcome"]["type"] == "success"
        assert mine.thread(run.thread)["messages"][0]["content"] == "By key"
        assert mine.events(run.id, 2) == run.events[2:]
        assert mine.post(f"/runs/{run.id}/stop").status_code == 204
        assert mine.delete(f"/threads/{run.thread}").status_code == 204
