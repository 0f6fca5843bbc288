"""A conversation as a client has it: questions, decisions on proposals, answers of tools that the browser runs."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from .asking import Answer, finish, send
from .client import Client, new_id, user
from .stream import check


@dataclass(frozen=True)
class Turn:
    """A run that has ended, as its events tell it."""

    answer: Answer

    @property
    def events(self) -> list[dict[str, Any]]:
        return [event for _number, event in self.answer.events]

    @property
    def text(self) -> str:
        """What was said, without the arguments of tools."""
        return "".join(event["delta"] for event in self.of("TEXT_MESSAGE_CONTENT"))

    @property
    def end(self) -> dict[str, Any]:
        return self.events[-1]

    @property
    def outcome(self) -> str:
        """`success`, `interrupt`, `cancelled`, or the code of an error."""
        return self.end["code"] if self.end["type"] == "RUN_ERROR" else self.end["outcome"]["type"]

    @property
    def calls(self) -> list[dict[str, Any]]:
        """Tool calls in their order: id, name, arguments, and the result where there is one."""
        results = self.results
        arguments: dict[str, str] = {}
        for event in self.of("TOOL_CALL_ARGS"):
            arguments[event["toolCallId"]] = arguments.get(event["toolCallId"], "") + event["delta"]
        return [
            {
                "id": event["toolCallId"],
                "name": event["toolCallName"],
                "arguments": json.loads(arguments.get(event["toolCallId"]) or "{}"),
                "result": results.get(event["toolCallId"]),
            }
            for event in self.of("TOOL_CALL_START")
        ]

    @property
    def results(self) -> dict[str, dict[str, Any]]:
        """What tools gave, by call; a resumed run has results of calls of the run before."""
        return {event["toolCallId"]: json.loads(event["content"]) for event in self.of("TOOL_CALL_RESULT")}

    @property
    def result(self) -> dict[str, Any]:
        """The last of them."""
        return list(self.results.values())[-1]

    @property
    def interrupts(self) -> list[dict[str, Any]]:
        return self.end.get("outcome", {}).get("interrupts", [])

    @property
    def proposal(self) -> dict[str, Any]:
        """The one proposal that it waits for."""
        (interrupt,) = self.interrupts
        return interrupt["metadata"]["proposal"]

    @property
    def tokens(self) -> tuple[int, int]:
        """What the service said it took: asked, answered."""
        usage = self.end.get("usage") or {}
        if isinstance(usage, list):
            usage = usage[0] if usage else {}
        return int(usage.get("inputTokens") or 0), int(usage.get("outputTokens") or 0)

    def of(self, kind: str) -> list[dict[str, Any]]:
        """The events of a type."""
        return [event for event in self.events if event["type"] == kind]


class Conversation:
    """One thread of one user."""

    def __init__(self, client: Client, thread: str | None = None) -> None:
        self.client, self.thread = client, thread or new_id()

    def ask(self, text: str, *, seconds: float = 60, **input_: object) -> Turn:
        """Ask, and read to the end of the run."""
        return self.send([user(text)], seconds=seconds, **input_)

    def decide(self, turn: Turn, **payload: object) -> Turn:
        """Answer all that a run waits for in the same way: `approved=True`, `items`, `edits`, `reason`."""
        return self.resume([(interrupt["id"], payload) for interrupt in turn.interrupts])

    def resume(self, decisions: list[tuple[str, dict[str, Any]]], **input_: object) -> Turn:
        """Answer interrupts one by one."""
        resume = [{"interruptId": name, "status": "resolved", "payload": payload} for name, payload in decisions]
        return self.send([], resume=resume, **input_)

    def give(self, turn: Turn, **content: object) -> Turn:
        """Tell the outcome of each call that the browser was to run."""
        messages = [
            {"id": new_id(), "role": "tool", "toolCallId": call["id"], "content": json.dumps(content)}
            for call in turn.calls
            if call["result"] is None
        ]
        return self.send(messages)

    def send(self, messages: list[dict[str, Any]], *, seconds: float = 60, **input_: object) -> Turn:
        """Send any input of this thread; each event is checked."""
        body = self.client.input(**{"threadId": self.thread, "messages": messages, **input_})
        answer = send(self.client, body)
        finish(self.client, answer, seconds)
        check(answer.events, answer.thread, answer.id)
        return Turn(answer)

    def stored(self) -> dict[str, Any]:
        """The thread as it is kept."""
        return self.client.ended(self.thread)
