"""A stored branch as turns for a service: texts, tool calls and what they gave."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from .masks import Masks
from .providers import ToolCall, Turn

PAST_ANSWER_CHARS = 1500
"""What a tool gave for an earlier question is cut to this: it was used then, and can be looked up again."""

_NOT_DONE = '{"error": "cancelled", "reason": "It was not carried out."}'
_OPEN = '{"error": "cancelled", "reason": "The browser has not said what came of it."}'


@dataclass(frozen=True)
class PastCall:
    """A tool call of a stored answer."""

    public_id: str
    name: str
    arguments: str
    state: str
    answer: str | None


def turns_of(
    role: str, content: str, parts: str | None, calls: Mapping[str, PastCall], *, with_tools: bool, cut: bool
) -> list[Turn]:
    """Return a stored message as turns.

    :param parts: JSON of the message's parts; None: it is only text
    :param with_tools: False leaves calls and what they gave out, for services that know no tools
    :param cut: shorten long answers of tools
    """
    if not parts:
        return [Turn(role, content)]
    turns: list[Turn] = []
    called: list[PastCall] = []
    said = ""

    def flush() -> None:
        nonlocal said
        if called:
            asked = tuple(ToolCall(call.public_id, call.name, call.arguments) for call in called)
            turns.append(Turn("assistant", said, asked))
            turns.extend(Turn("tool", _answer(call, cut), call_id=call.public_id) for call in called)
        elif said:
            turns.append(Turn("assistant", said))
        said = ""
        called.clear()

    for kind, value in json.loads(parts):
        if kind == "round":
            flush()
        elif kind == "text":
            flush()
            said = value
        elif with_tools and value in calls:
            called.append(calls[value])
    flush()
    return turns


def hidden(turns: Iterable[Turn], masks: Masks) -> list[Turn]:
    """Return turns as they may leave: pseudonyms in each text and each argument."""
    return [
        replace(
            turn,
            content=masks.hide(turn.content),
            calls=tuple(replace(call, arguments=masks.hide_json(call.arguments)) for call in turn.calls),
        )
        for turn in turns
    ]


def without_calls(turns: Sequence[Turn]) -> list[Turn]:
    """Return turns for a service that takes no tools: calls and what they gave are left out."""
    kept = [replace(turn, calls=()) for turn in turns if turn.role != "tool"]
    return [turn for turn in kept if turn.content]


def _answer(call: PastCall, cut: bool) -> str:
    if call.state == "waiting":
        # A person decides in this very request; what comes of it is filled in.
        return ""
    answer = call.answer or (_OPEN if call.state == "open" else _NOT_DONE)
    if cut and len(answer) > PAST_ANSWER_CHARS:
        return answer[:PAST_ANSWER_CHARS] + " … (cut)"
    return answer
