"""Nonsense never gives a 500, a page of HTML, or anything but a problem object."""

from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.client import problem
from support.stream import CODES

QUIET = settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
REFUSED = [code for code, status in CODES.items() if status < 500]

SCALARS = (
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=20)
)
JSON = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=9), inner, max_size=4),
    max_leaves=12,
)
IDS = st.text(min_size=1, max_size=140)
MESSAGES = st.lists(
    st.fixed_dictionaries(
        {}, optional={"id": JSON, "role": st.sampled_from(["user", "assistant", "tool"]) | JSON, "content": JSON}
    ),
    max_size=4,
)
ALMOST = st.fixed_dictionaries(
    {}, optional={"threadId": IDS | JSON, "runId": IDS | JSON, "messages": MESSAGES | JSON, "forwardedProps": JSON}
)


@QUIET
@given(body=JSON | ALMOST)
def test_any_json_is_answered_or_refused(client, body):
    response = client.post("/run", json=body)
    if response.status_code == 200:
        assert response.headers["content-type"].split(";")[0] == "text/event-stream"
    else:
        problem(response, *REFUSED)


@QUIET
@given(body=st.binary(max_size=200))
def test_any_bytes_are_refused(client, body):
    problem(client.post("/run", content=body, headers={"Content-Type": "application/json"}), "invalid_input")


# A path that is empty, has dots or a slash is another route.
PATHS = IDS.filter(lambda name: name.strip(".") and "/" not in name and "\\" not in name)


@QUIET
@given(name=PATHS, after=st.text(max_size=12), limit=st.text(max_size=6), cursor=st.text(max_size=40))
def test_any_id_and_parameter_is_refused_or_answered(client, name, after, limit, cursor):
    path = quote(name, safe="")
    problem(client.get(f"/threads/{path}", params={"limit": limit, "before": cursor}), "not_found", "invalid_input")
    problem(client.get(f"/threads/{path}/export", params={"format": limit}), "not_found", "invalid_input")
    problem(client.post(f"/threads/{path}/restore"), "not_found", "invalid_input")
    problem(client.patch(f"/threads/{path}", json={"pinned": True}), "not_found", "invalid_input")
    problem(client.post(f"/messages/{path}/feedback", json={"rating": "up"}), "not_found", "invalid_input")
    problem(client.delete(f"/threads/{path}", params={"now": after}), "not_found", "invalid_input")
    problem(client.get(f"/runs/{path}/events", params={"after": after}), "not_found", "invalid_input")
    problem(client.post(f"/runs/{path}/stop"), "not_found", "invalid_input")
    problem(client.delete(f"/threads/{path}"), "not_found", "invalid_input")
    response = client.get("/threads", params={"limit": limit, "cursor": cursor})
    if response.status_code != 200:
        problem(response, "invalid_input")


@pytest.fixture(scope="module")
def known(client):
    """A thread that is there."""
    return client.ask("Hi")


CHANGES = st.fixed_dictionaries(
    {},
    optional={
        "title": st.text(max_size=210) | JSON,
        "pinned": st.booleans() | JSON,
        "archived": st.booleans() | JSON,
        "head": IDS | JSON,
    },
)
RATINGS = st.fixed_dictionaries(
    {},
    optional={
        "rating": st.sampled_from(["up", "down", None]) | JSON,
        "comment": st.text(max_size=40) | JSON,
        "share": st.booleans() | JSON,
    },
)


@QUIET
@given(body=JSON | CHANGES)
def test_any_change_is_made_or_refused(client, known, body):
    response = client.patch(f"/threads/{known.thread}", json=body)
    if response.status_code != 200:
        problem(response, "invalid_input")
        return
    item = response.json()
    thread = client.thread(known.thread)
    assert item.items() <= thread.items()
    assert item["title"]
    assert item["title"] == " ".join(item["title"].split())
    assert client.get(f"/threads/{known.thread}/export").status_code == 200
    client.change(known.thread, pinned=False)


@QUIET
@given(body=JSON | RATINGS)
def test_any_feedback_is_kept_or_refused(client, known, body):
    response = client.post(f"/messages/{known.message}/feedback", json=body)
    if response.status_code != 200:
        problem(response, "invalid_input", "too_large")
        return
    assert client.thread(known.thread)["messages"][1]["feedback"] == response.json()["feedback"]


@QUIET
@given(query=st.text(max_size=210), archived=st.sampled_from(["", "0", "1"]) | st.text(max_size=3), cursor=st.text())
def test_any_search_is_answered_or_refused(client, query, archived, cursor):
    for params in ({"q": query}, {"q": query, "archived": archived}, {"q": query, "cursor": cursor}):
        response = client.get("/threads", params=params)
        if response.status_code == 200:
            for thread in response.json()["threads"]:
                match = thread["match"]
                assert match is None or "".join(text for text, _ in match["snippet"])
        else:
            problem(response, "invalid_input")


@QUIET
@given(place=st.sampled_from(["before", "after", "around"]), name=st.text(max_size=140), limit=st.text(max_size=4))
def test_any_place_in_a_thread_is_answered_or_refused(client, known, place, name, limit):
    for params in ({place: name}, {place: name, "limit": limit}, {place: known.message, "limit": limit}):
        response = client.get(f"/threads/{known.thread}", params=params)
        if response.status_code != 200:
            problem(response, "invalid_input")


@QUIET
@given(parent=JSON | IDS)
def test_any_parent_is_taken_or_refused(client, parent):
    response = client.post("/run", json=client.input("mode:echo Hi", forwardedProps={"parentId": parent}))
    if parent is None:
        assert response.status_code == 200
    else:
        problem(response, "invalid_input")
