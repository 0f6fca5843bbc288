"""A reply as an AG-UI agent streams it: calls of tools that the caller offered, which the caller runs."""

from __future__ import annotations

from collections.abc import Callable

from .openai import pieces
from .script import Reply

_ENDS = {"threadId": "theirs", "runId": "theirs"}


def send(reply: Reply, number: int, put: Callable[[object], None], wait: Callable[[float], None]) -> None:
    """Send a reply; `number` is that of the request, for ids."""
    put({"type": "RUN_STARTED", **_ENDS})
    for event in reply.events:
        put(event)
    message = f"message-{number}"
    if reply.say:
        put({"type": "TEXT_MESSAGE_START", "messageId": message, "role": "assistant"})
        for piece in pieces(reply.say):
            put({"type": "TEXT_MESSAGE_CONTENT", "messageId": message, "delta": piece})
        put({"type": "TEXT_MESSAGE_END", "messageId": message})
    wait(reply.seconds)
    if reply.fault == "cut" and not reply.calls:
        return
    for index, call in enumerate(reply.calls):
        name = f"call_{number}_{index}"
        put({"type": "TOOL_CALL_START", "toolCallId": name, "toolCallName": call.name, "parentMessageId": message})
        for piece in pieces(call.arguments):
            if piece:
                put({"type": "TOOL_CALL_ARGS", "toolCallId": name, "delta": piece})
            if reply.fault == "cut" and index == len(reply.calls) - 1:
                return
        put({"type": "TOOL_CALL_END", "toolCallId": name})
    put({"type": "RUN_FINISHED", **_ENDS})
