"""The events of a run as they are sent and stored (AG-UI 1.0, events), and how stored ones are packed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

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


def call_events(answer_id: str, call_id: str, name: str, arguments: str) -> list[dict[str, object]]:
    """The events that announce a call (AG-UI 1.0, tool call events).

    :param answer_id: the message that the call belongs to
    :param arguments: as the service wrote them; clients read an object, so what is none is shown as an empty one
    """
    return [
        {"type": "TOOL_CALL_START", "toolCallId": call_id, "toolCallName": name, "parentMessageId": answer_id},
        {"type": "TOOL_CALL_ARGS", "toolCallId": call_id, "delta": _object(arguments)},
        {"type": "TOOL_CALL_END", "toolCallId": call_id},
    ]


def _object(arguments: str) -> str:
    try:
        value = json.loads(arguments)
    except (ValueError, RecursionError):
        return "{}"
    return arguments if isinstance(value, dict) else "{}"


def result_event(call_id: str, content: str) -> dict[str, object]:
    """The event that tells what became of a call."""
    name = f"{call_id}.result"
    return {"type": "TOOL_CALL_RESULT", "messageId": name, "toolCallId": call_id, "content": content, "role": "tool"}


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
        outcome: dict[str, object] = {"type": _OUTCOMES.get(ending.state, ending.state)}
        if ending.interrupts:
            outcome["interrupts"] = list(ending.interrupts)
        events.append({"type": "RUN_FINISHED", "threadId": thread_id, "runId": run_id, "outcome": outcome, **usage})
    return events


def retold(events: Iterable[Mapping[str, Any]]) -> tuple[str, tuple[tuple[str, str], ...], str | None]:
    """Return the text, the parts and the id of the open message of an answer that broke off, from its events."""
    parts: list[tuple[str, str]] = []
    open_id: str | None = None
    answered = False
    for event in events:
        kind = event["type"]
        if kind == "TEXT_MESSAGE_START":
            open_id = event["messageId"]
            parts.append(("text", ""))
        elif kind == "TEXT_MESSAGE_CONTENT" and parts:
            parts[-1] = ("text", parts[-1][1] + event.get("delta", ""))
        elif kind == "TEXT_MESSAGE_END":
            open_id = None
        elif kind == "TOOL_CALL_START":
            # What is called after an answer was asked for with it at hand.
            if answered and parts and parts[-1][0] == "call":
                parts.append(("round", ""))
            parts.append(("call", event["toolCallId"]))
        answered = kind == "TOOL_CALL_RESULT"
    parts = [part for part in parts if part[1] or part[0] == "round"]
    text = "\n\n".join(said for kind, said in parts if kind == "text")
    return text, tuple(parts) if any(kind == "call" for kind, _name in parts) else (), open_id


_OUTCOMES = {"finished": "success", "waiting_approval": "interrupt"}


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
