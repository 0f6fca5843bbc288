"""A reply as OpenAI's API streams it: pieces of text, pieces of calls, how it ended, the tokens."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from .script import Reply

PROMPT_TOKENS, ANSWER_TOKENS = 11, 5
"""What each request is said to have taken."""


def send(reply: Reply, number: int, put: Callable[[object], None], wait: Callable[[float], None]) -> None:
    """Send a reply; `number` is that of the request, for ids."""
    for event in reply.events:
        put(event)
    if reply.say is not None:
        for piece in pieces(reply.say):
            put(_delta({"content": piece}))
    wait(reply.seconds)
    if reply.fault == "cut" and not reply.calls:
        return
    for index, call in enumerate(reply.calls):
        begin = {"index": index, "id": f"call_{number}_{index}", "type": "function"}
        put(_delta({"tool_calls": [{**begin, "function": {"name": call.name, "arguments": ""}}]}))
        whole = pieces(call.arguments)
        if reply.fault == "cut" and index == len(reply.calls) - 1:
            put(_delta({"tool_calls": [{"index": index, "function": {"arguments": next(whole)}}]}))
            return
        for piece in whole:
            put(_delta({"tool_calls": [{"index": index, "function": {"arguments": piece}}]}))
    put({"choices": [{"index": 0, "delta": {}, "finish_reason": "tool_calls" if reply.calls else "stop"}]})
    usage = {"prompt_tokens": PROMPT_TOKENS, "completion_tokens": ANSWER_TOKENS}
    put({"choices": [], "usage": {**usage, "total_tokens": PROMPT_TOKENS + ANSWER_TOKENS}})
    put("[DONE]")


def pieces(text: str) -> Iterator[str]:
    """Cut a text into three; an empty one is one empty piece."""
    size = max(1, -(-len(text) // 3))
    return iter([text[start : start + size] for start in range(0, len(text), size)] or [""])


def _delta(delta: dict[str, object]) -> dict[str, object]:
    return {"choices": [{"index": 0, "delta": delta, "finish_reason": None}]}
