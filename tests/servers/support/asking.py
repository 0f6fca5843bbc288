"""Asks a question as the widget does, whichever way Odoo runs and however often a response ends early."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

import httpx

from .client import Client, Run, problem
from .stream import ENDS, check, items

PREFER = {"Prefer": "respond-async"}
ASK_AGAIN = 5
# Where a stream does not say when to come back, as browsers do it.
RECONNECT_SECONDS = 0.5
RETRY = "retry: "


@dataclass
class Answer:
    """What came of a question."""

    thread: str
    id: str
    question: str
    body: dict
    asked_at: float = field(default_factory=time.monotonic)
    # The status of each time that it was asked: 503, 503, 200.
    statuses: list[int] = field(default_factory=list)
    # How often its events were read besides.
    readings: int = 0
    # The values of `retry:`, in milliseconds.
    retries: list[int] = field(default_factory=list)
    events: list[tuple[int, dict]] = field(default_factory=list)
    # When each event arrived, in seconds after the question.
    arrivals: list[float] = field(default_factory=list)
    # How often a connection broke.
    cuts: int = 0

    @property
    def ended(self) -> bool:
        return bool(self.events) and self.events[-1][1]["type"] in ENDS

    @property
    def last(self) -> int:
        return self.events[-1][0] if self.events else 0

    @property
    def run(self) -> Run:
        """The same as the contract's suite has it."""
        return Run(self.thread, self.id, self.question, self.events)


def ask(client: Client, text: str, *, seconds: float = 60, checked: bool = True, **input_: object) -> Answer:
    """Ask and read to the end. `checked`: the run must be whole; leave it out where a process is killed on the way."""
    answer = begin(client, text, **input_)
    finish(client, answer, seconds)
    if checked:
        check(answer.events, answer.thread, answer.id)
    return answer


def begin(client: Client, text: str, *, first: int | None = None, **input_: object) -> Answer:
    """Ask, and read the response to the question: all of it, or its first events only."""
    return send(client, client.input(text, **input_), first)


def send(client: Client, body: dict, first: int | None = None) -> Answer:
    """Send the input of a run, and read the response: all of it, or its first events only."""
    question = body["messages"][-1]["id"] if body["messages"] else ""
    answer = Answer(body["threadId"], body["runId"], question, body)
    for _ in range(ASK_AGAIN):
        with client.http.stream("POST", f"{client.boot['runBase']}/run", json=body, headers=PREFER) as response:
            answer.statuses.append(response.status_code)
            if response.status_code == 200:
                _read(answer, response, first)
                return answer
            response.read()
        if response.status_code == 202:
            _check_accepted(answer, response)
            return answer
        said = problem(response, "busy")
        assert "retryAfter" in said, said
        time.sleep(said["retryAfter"] * random.uniform(0.5, 1))
    raise AssertionError(f"busy {ASK_AGAIN} times: {said}")


def finish(client: Client, answer: Answer, seconds: float = 60) -> None:
    """Read the events of a run until it ends, from wherever the answer is."""
    end = time.monotonic() + seconds
    while not answer.ended:
        assert time.monotonic() < end, f"no end within {seconds} s: {answer.events[-3:]}"
        if answer.readings:
            time.sleep(answer.retries[-1] / 1000 if answer.retries else RECONNECT_SECONDS)
        read_on(client, answer)


def read_on(client: Client, answer: Answer) -> None:
    """Read what there is after the last event, once."""
    answer.readings += 1
    path = f"{client.boot['runBase']}/runs/{answer.id}/events"
    headers = {"Accept": "text/event-stream", "Last-Event-ID": str(answer.last)}
    with client.http.stream("GET", path, headers=headers) as response:
        if response.status_code != 200:
            response.read()
            raise httpx.HTTPStatusError(response.text[:500], request=response.request, response=response)
        _read(answer, response, None)


def _check_accepted(answer: Answer, response: httpx.Response) -> None:
    assert response.headers["Preference-Applied"] == "respond-async"
    body = response.json()
    assert body == {"runId": answer.id, "events": body["events"]}
    assert body["events"].endswith(f"/ai_agent/runs/{answer.id}/events")


def _read(answer: Answer, response: httpx.Response, first: int | None) -> None:
    assert response.headers["content-type"].split(";")[0] == "text/event-stream"
    assert "content-encoding" not in response.headers, "a compressed stream is a buffered one"
    for item in items(_without_retries(answer, lines(response))):
        if item.event is None:
            continue
        assert item.number is not None
        assert item.number > answer.last, "an event came again"
        answer.events.append((item.number, item.event))
        answer.arrivals.append(item.at - answer.asked_at)
        if len(answer.events) == first:
            return


def _without_retries(answer: Answer, stream: Iterator[str]) -> Iterator[str]:
    for line in stream:
        if line.startswith(RETRY):
            answer.retries.append(int(line.removeprefix(RETRY)))
        else:
            yield line


def lines(response: httpx.Response) -> Iterator[str]:
    """Lines by line feed only: httpx would also cut at characters that JSON may have inside."""
    rest = b""
    for chunk in response.iter_raw():
        *whole, rest = (rest + chunk).split(b"\n")
        for line in whole:
            yield line.decode().removesuffix("\r")
