"""Nonsense never gives a 500, a page of HTML, or anything but a problem object."""

from urllib.parse import quote

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
    problem(client.get(f"/runs/{path}/events", params={"after": after}), "not_found", "invalid_input")
    problem(client.post(f"/runs/{path}/stop"), "not_found", "invalid_input")
    problem(client.delete(f"/threads/{path}"), "not_found", "invalid_input")
    response = client.get("/threads", params={"limit": limit, "cursor": cursor})
    if response.status_code != 200:
        problem(response, "invalid_input")
