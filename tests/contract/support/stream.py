"""Reads server-sent events and checks them against AG-UI 1.0 and the contract."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ag_ui.core import Event
from pydantic import TypeAdapter

EVENT = TypeAdapter(Event)
ENDS = {"RUN_FINISHED", "RUN_ERROR"}
CODES = {
    "unauthenticated": 401,
    "forbidden": 403,
    "not_found": 404,
    "invalid_input": 400,
    "too_large": 413,
    "rate_limited": 429,
    "budget_exhausted": 429,
    "busy": 503,
    "not_configured": 503,
    "service_unreachable": 502,
    "service_timeout": 504,
    "service_rejected_key": 502,
    "service_error": 502,
    "content_filtered": 422,
    "context_too_long": 413,
    "run_conflict": 409,
    "process_lost": 500,
    "expired": 410,
    "internal": 500,
}


@dataclass(frozen=True)
class Item:
    """An event, or a comment (then without number and event), and when it arrived."""

    at: float
    number: int | None
    event: dict | None


def items(lines: Iterable[str]) -> Iterator[Item]:
    """Yield what a stream has. Every event must be one `id:` and one `data:` line."""
    number = data = None
    for line in lines:
        if line.startswith(":"):
            yield Item(time.monotonic(), None, None)
        elif line.startswith("id: "):
            assert number is None, "two ids"
            number = int(line[4:])
        elif line.startswith("data: "):
            assert data is None, "an event is one line"
            data = line[6:]
        elif line == "":
            if data is not None:
                assert number is not None, "an event without its number"
                yield Item(time.monotonic(), number, json.loads(data))
            number = data = None
        else:
            raise AssertionError(f"unexpected line {line!r}")


def check(events: list[tuple[int, dict]], thread: str, run: str, *, after: int = 0) -> None:
    """Check a whole run, or the rest of one after a number."""
    assert [number for number, _ in events] == list(range(after + 1, after + 1 + len(events)))
    for _, event in events:
        EVENT.validate_python(event)
    kinds = [event["type"] for _, event in events]
    assert [kind in ENDS for kind in kinds] == [False] * (len(kinds) - 1) + [True], kinds
    end = events[-1][1]
    if end["type"] == "RUN_FINISHED":
        assert (end["threadId"], end["runId"]) == (thread, run)
        assert end["outcome"]["type"] in {"success", "interrupt", "cancelled"}
    else:
        assert end["code"] in CODES
        assert isinstance(end["message"], str)
    if not after:
        start = events[0][1]
        assert start["type"] == "RUN_STARTED"
        assert start["protocolVersion"] == "1.0"
        assert (start["threadId"], start["runId"]) == (thread, run)
        _check_texts([event for _, event in events])


def _check_texts(events: list[dict]) -> None:
    """Each text message starts, has content, ends, and comes once."""
    open_id, seen, content = None, set(), 0
    for event in events:
        kind = event["type"]
        if kind == "TEXT_MESSAGE_START":
            assert open_id is None
            assert event["messageId"] not in seen
            assert event["role"] == "assistant"
            open_id, content = event["messageId"], 0
            seen.add(open_id)
        elif kind == "TEXT_MESSAGE_CONTENT":
            assert event["messageId"] == open_id
            assert event["delta"]
            content += 1
        elif kind == "TEXT_MESSAGE_END":
            assert event["messageId"] == open_id
            assert content, "a message without content was announced"
            open_id = None
    assert open_id is None, "a message was left open"
