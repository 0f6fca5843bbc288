"""A client of the contract: what the widget does, in Python."""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import httpx

from .stream import CODES, Item, check, items


def new_id() -> str:
    return str(uuid.uuid4())


def new_word() -> str:
    """A word that is nowhere else, of letters alone, and that no language shortens."""
    return "q" + "".join(chr(ord("b") + int(digit, 16)) for digit in uuid.uuid4().hex[:12]) + "q"


def next_second() -> None:
    """Wait for it: times have whole seconds, and within one the order of threads is the server's."""
    time.sleep(1.05 - time.time() % 1)


def user(text: str, name: str | None = None) -> dict:
    """A new message of the user."""
    return {"id": name or new_id(), "role": "user", "content": text}


@dataclass(frozen=True)
class Run:
    """A run that was read to its end."""

    thread: str
    id: str
    question: str
    events: list[tuple[int, dict]]

    @property
    def text(self) -> str:
        return "".join(event.get("delta", "") for _, event in self.events)

    @property
    def end(self) -> dict:
        return self.events[-1][1]

    @property
    def message(self) -> str:
        """The id of the answer."""
        return next(event["messageId"] for _, event in self.events if event["type"] == "TEXT_MESSAGE_START")


class Client:
    """One user's session."""

    def __init__(self, http: httpx.Client) -> None:
        self.http = http
        self.boot: dict = {}

    def start(self) -> Client:
        """Fetch the bootstrap object, with it the token."""
        response = self.http.get("/ai_agent/bootstrap")
        assert response.status_code == 200, response.text[:500]
        self.boot = response.json()
        self.http.headers["X-CSRF-Token"] = self.boot["csrfToken"]
        return self

    def get(self, path: str, **kw) -> httpx.Response:
        return self.http.get(f"/ai_agent{path}", **kw)

    def post(self, path: str, **kw) -> httpx.Response:
        return self.http.post(f"/ai_agent{path}", **kw)

    def patch(self, path: str, **kw) -> httpx.Response:
        return self.http.patch(f"/ai_agent{path}", **kw)

    def delete(self, path: str, **kw) -> httpx.Response:
        return self.http.delete(f"/ai_agent{path}", **kw)

    @contextmanager
    def stream(self, method: str, path: str, **kw) -> Iterator[Iterator[Item]]:
        """An open event stream."""
        with self.http.stream(method, path, **kw) as response:
            if response.status_code != 200:
                response.read()
            assert response.status_code == 200, response.text[:500]
            assert response.headers["content-type"].split(";")[0] == "text/event-stream"
            yield items(_lines(response))

    @contextmanager
    def running(self, text: str, **input_: object) -> Iterator[tuple[dict, Iterator[Item]]]:
        """A run that is being read: its input and its items."""
        body = self.input(text, **input_)
        with self.stream("POST", f"{self.boot['runBase']}/run", json=body) as stream:
            yield body, stream

    def input(self, text: str | None = None, **input_: object) -> dict:
        body = {"threadId": new_id(), "runId": new_id(), "messages": [user(text)] if text is not None else []}
        return {**body, "state": {}, "tools": [], "context": [], "forwardedProps": {}, **input_}

    def ask(self, text: str | None = None, **input_: object) -> Run:
        """Ask and read to the end; every event is checked."""
        body = self.input(text, **input_)
        with self.stream("POST", f"{self.boot['runBase']}/run", json=body) as stream:
            events = [(item.number, item.event) for item in stream if item.event]
        check(events, body["threadId"], body["runId"])
        return Run(body["threadId"], body["runId"], body["messages"][-1]["id"], events)

    def events(self, run: str, after: int | None = None) -> list[tuple[int, dict]]:
        """Read the events of a run by `Last-Event-ID`."""
        headers = {} if after is None else {"Last-Event-ID": str(after)}
        with self.stream("GET", f"{self.boot['runBase']}/runs/{run}/events", headers=headers) as stream:
            return [(item.number, item.event) for item in stream if item.event]

    def thread(self, name: str, **params: object) -> dict:
        response = self.get(f"/threads/{name}", params=params)
        assert response.status_code == 200, response.text[:500]
        return response.json()

    def change(self, name: str, **fields: object) -> dict:
        """Change a thread; what lists say of it comes back."""
        response = self.patch(f"/threads/{name}", json=fields)
        assert response.status_code == 200, response.text[:500]
        return response.json()

    def listed(self, limit: int = 100, **params: object) -> list[dict]:
        """All threads of the list or of a search, page by page: full ones but for the last, none twice."""
        found: list[dict] = []
        cursor = None
        while True:
            query = {**params, "limit": limit, **({"cursor": cursor} if cursor else {})}
            response = self.get("/threads", params=query)
            assert response.status_code == 200, response.text[:500]
            page = response.json()
            assert page.keys() == {"threads", "nextCursor"}
            found += page["threads"]
            cursor = page["nextCursor"]
            if cursor is None:
                break
            assert len(page["threads"]) == limit
        ids = [thread["id"] for thread in found]
        assert len(set(ids)) == len(ids)
        return found

    def ended(self, name: str, seconds: float = 5) -> dict:
        """The thread once no run of it is active."""
        end = time.monotonic() + seconds
        while (thread := self.thread(name))["activeRun"] and time.monotonic() < end:
            time.sleep(0.05)
        assert thread["activeRun"] is None
        return thread


def _lines(response: httpx.Response) -> Iterator[str]:
    """Lines by line feed only: httpx would also cut at characters that JSON may have inside."""
    rest = b""
    for chunk in response.iter_raw():
        *lines, rest = (rest + chunk).split(b"\n")
        for line in lines:
            yield line.decode().removesuffix("\r")
    assert not rest, "the stream ends inside a line"


def problem(response: httpx.Response, *codes: str) -> dict:
    """Check that a response is a problem object with one of these codes, and return it."""
    assert response.headers["content-type"].split(";")[0] == "application/problem+json", response.text[:500]
    body = response.json()
    assert body["code"] in codes, body
    assert body["status"] == response.status_code == CODES[body["code"]]
    assert body["type"] == f"urn:ai-agent:{body['code']}"
    assert body["title"]
    assert isinstance(body["detail"], str)
    assert "Traceback" not in response.text
    if "retryAfter" in body:
        assert response.headers["Retry-After"] == str(body["retryAfter"])
    return body
