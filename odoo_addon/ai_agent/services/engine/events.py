"""The events of a run as they are sent and stored (AG-UI 1.0, events), and how stored ones are packed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .live import Ending

Row = tuple[int, str]
"""Sequence number from 1, and one line of JSON."""

Packed = tuple[int, int, str]
"""First and last number of neighbours, and their lines: what one flush of a run stores as one row."""


def started_event(thread_id: str, run_id: str) -> dict[str, object]:
    """The first event of every run."""
    return {"type": "RUN_STARTED", "threadId": thread_id, "runId": run_id, "protocolVersion": "1.0"}


def snapshot_event(messages: Sequence[tuple[str, str, str]]) -> dict[str, object]:
    """What replaces all messages of a reader: id, role and content of each, oldest first."""
    listed = [{"id": name, "role": role, "content": content} for name, role, content in messages]
    return {"type": "MESSAGES_SNAPSHOT", "messages": listed}


def closing_events(
    thread_id: str, run_id: str, answer_id: str | None, ending: Ending, model: str = ""
) -> list[dict[str, object]]:
    """The last events of a run: the open message is closed, then exactly one end.

    :param answer_id: the message that is open, if one is
    """
    events: list[dict[str, object]] = []
    if answer_id is not None:
        events.append({"type": "TEXT_MESSAGE_END", "messageId": answer_id})
    usage = {}
    if ending.tokens_in or ending.tokens_out:
        counts: dict[str, object] = {"inputTokens": ending.tokens_in, "outputTokens": ending.tokens_out}
        if model:
            counts["model"] = model
        usage = {"usage": [counts]}
    if ending.code:
        error: dict[str, object] = {"type": "RUN_ERROR", "message": ending.detail, "code": ending.code, **usage}
        if ending.retry_after is not None:
            error["metadata"] = {"retryAfter": ending.retry_after}
        events.append(error)
    else:
        outcome = {"type": "success" if ending.state == "finished" else ending.state}
        events.append({"type": "RUN_FINISHED", "threadId": thread_id, "runId": run_id, "outcome": outcome, **usage})
    return events


def as_line(event: dict[str, object]) -> str:
    """Return an event as it is stored and sent. SQL looks at how the line begins: `type` comes first."""
    return json.dumps(event, ensure_ascii=False, separators=(",", ":"))


def packed(rows: Sequence[Row]) -> list[Packed]:
    """Return neighbours as one row each. JSON on one line has no line feed, so lines can be told apart again."""
    found: list[tuple[int, list[str]]] = []
    for number, line in rows:
        if found and found[-1][0] + len(found[-1][1]) == number:
            found[-1][1].append(line)
        else:
            found.append((number, [line]))
    return [(first, first + len(lines) - 1, "\n".join(lines)) for first, lines in found]


def unpacked(stored: Iterable[tuple[int, str]], after: int) -> list[Row]:
    """Return the events after a number of packed rows: their first number and their lines."""
    return [
        (first + i, line) for first, lines in stored for i, line in enumerate(lines.split("\n")) if first + i > after
    ]
