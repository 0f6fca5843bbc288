"""Requests that are refused: each with its problem object."""

import pytest
from support.client import Client, new_id, problem, user


@pytest.mark.parametrize("token", [None, "", "wrong"])
def test_what_changes_state_needs_the_token(client: Client, token):
    headers = {"X-CSRF-Token": token} if token is not None else {}
    kept = client.http.headers.pop("X-CSRF-Token")
    try:
        problem(client.post("/run", json=client.input("Hi"), headers=headers), "forbidden")
        problem(client.post(f"/runs/{new_id()}/stop", headers=headers), "forbidden")
        problem(client.delete(f"/threads/{new_id()}", headers=headers), "forbidden")
        problem(client.patch(f"/threads/{new_id()}", json={"pinned": True}, headers=headers), "forbidden")
        problem(client.post(f"/threads/{new_id()}/restore", headers=headers), "forbidden")
        problem(client.post(f"/messages/{new_id()}/feedback", json={"rating": "up"}, headers=headers), "forbidden")
    finally:
        client.http.headers["X-CSRF-Token"] = kept


@pytest.mark.parametrize("companies", ["999999", "x", "1,999999", "-1"])
def test_only_companies_of_the_user_may_be_active(client: Client, companies):
    problem(client.get("/bootstrap", headers={"X-Allowed-Companies": companies}), "forbidden")


def test_the_users_own_companies_may_be_active(client: Client):
    company = client.boot["companies"][0]["id"]
    assert client.get("/bootstrap", headers={"X-Allowed-Companies": str(company)}).status_code == 200


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b'"x"', b"\xff\xfe", b"{}", b"[" * 100_000])
def test_a_body_that_is_no_input_is_invalid(client: Client, body):
    problem(client.post("/run", content=body, headers={"Content-Type": "application/json"}), "invalid_input")


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b'"x"', b"7", b"\xff\xfe", b"[" * 100_000])
def test_a_body_that_is_no_object_is_invalid(client: Client, body):
    run = client.ask("Hi")
    headers = {"Content-Type": "application/json"}
    problem(client.patch(f"/threads/{run.thread}", content=body, headers=headers), "invalid_input")
    problem(client.post(f"/messages/{run.message}/feedback", content=body, headers=headers), "invalid_input")


@pytest.mark.parametrize("field", ["threadId", "runId"])
@pytest.mark.parametrize("bad", ["x" * 129, "a b", "a/b", "é", "a\n", 7, {}])
def test_an_id_that_is_none_is_invalid(client: Client, field, bad):
    problem(client.post("/run", json=client.input("Hi", **{field: bad})), "invalid_input")


def test_a_message_id_that_is_none_is_invalid(client: Client):
    for bad in ["x" * 129, "a b", 7, None]:
        body = client.input(messages=[{"id": bad, "role": "user", "content": "Hi"}])
        problem(client.post("/run", json=body), "invalid_input")


def test_the_longest_ids_of_every_allowed_character_work(client: Client):
    name = ("AZaz09._:-" * 13)[: 128 - 1]
    run = client.ask(threadId=name + "t", runId=name + "r", messages=[user("Hi", name + "m")])
    assert client.thread(name + "t")["messages"][0]["id"] == name + "m"
    assert client.events(name + "r") == run.events


@pytest.mark.parametrize("text", ["", " ", "\n\t "])
def test_an_empty_prompt_is_invalid(client: Client, text):
    problem(client.post("/run", json=client.input(text)), "invalid_input")


@pytest.mark.parametrize("content", [None, 7, {}, True])
def test_content_that_is_no_text_is_invalid(client: Client, content):
    problem(client.post("/run", json=client.input(messages=[user(content)])), "invalid_input")


def test_a_prompt_over_the_limit_is_too_large_and_leaves_nothing(client: Client):
    body = client.input("é" * (client.boot["limits"]["promptChars"] + 1))
    problem(client.post("/run", json=body), "too_large")
    problem(client.get(f"/threads/{body['threadId']}"), "not_found")


def test_no_messages_and_two_new_ones_are_invalid(client: Client):
    problem(client.post("/run", json=client.input(messages=[])), "invalid_input")
    problem(client.post("/run", json=client.input(messages=[user("One"), user("Two")])), "invalid_input")
    only = {"id": new_id(), "role": "assistant", "content": "I was never asked"}
    problem(client.post("/run", json=client.input(messages=[only])), "invalid_input")


@pytest.mark.parametrize("path", ["/runs/{}/events", "/runs/{}/sent", "/threads/{}", "/threads/{}/export"])
def test_what_nobody_knows_is_not_found(client: Client, path):
    problem(client.get(path.format(new_id())), "not_found")
    problem(client.get(path.format("x" * 129)), "not_found", "invalid_input")


def test_unknown_runs_and_threads_cannot_be_stopped_deleted_or_changed(client: Client):
    problem(client.post(f"/runs/{new_id()}/stop"), "not_found")
    problem(client.delete(f"/threads/{new_id()}"), "not_found")
    problem(client.patch(f"/threads/{new_id()}", json={"pinned": True}), "not_found")


@pytest.mark.parametrize("bad", ["-1", "x", "1.5", "٣", "99999999999999999999999"])
def test_a_place_in_the_events_is_a_number(client: Client, bad):
    run = client.ask("Hi")
    problem(client.get(f"/runs/{run.id}/events", params={"after": bad}), "invalid_input")
    header = {"Last-Event-ID": bad.encode()}
    problem(client.get(f"/runs/{run.id}/events", headers=header), "invalid_input")


def test_a_file_that_is_not_there_is_a_problem(client: Client):
    problem(client.get("/dist/no-such-file.js"), "not_found")


@pytest.mark.only("dev")
def test_routes_that_are_none_are_problems(client: Client):
    problem(client.http.get("/"), "not_found")
    problem(client.get("/nothing"), "not_found")
    problem(client.get("/run"), "not_found")
