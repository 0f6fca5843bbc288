"""What the service says to a question, round by round."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from .placeholders import fill


@dataclass(frozen=True)
class Call:
    """A tool call. `raw` replaces the arguments' JSON by any text."""

    name: str
    arguments: str


@dataclass(frozen=True)
class Reply:
    """One answer of the service, ready to be sent."""

    say: str | None = None
    calls: tuple[Call, ...] = ()
    fault: str = ""
    """`cut`: the connection ends in the middle of the last call (or of the text)."""
    status: int = 200
    body: str = ""
    """Sent with a status that is not 200."""
    events: tuple[dict[str, Any], ...] = ()
    """Sent as they are before all else: what a dishonest service would send."""
    seconds: float = 0.0
    """Waits so long after its first words, unless the other side goes."""


@dataclass(frozen=True)
class Script:
    """The rounds of an answer. `forever`: the last round again and again; else `The end.` follows it.

    A round is a dict with `text` (the answer), or `calls` (list of `{"name", "arguments"}` or `{"name", "raw"}`) and
    perhaps `say` (what is said before the calls); besides `fault`, `status` with `body`, `events`, `seconds`, and
    `refuses_tools` (an error as long as the request offers any).
    """

    rounds: tuple[dict[str, Any], ...]
    forever: bool = False
    played: list[int] = field(default_factory=list, compare=False)

    def reply(self, turn: Turn) -> Reply:
        """What comes now, by how often tools were called since the question."""
        number = turn.rounds
        if number >= len(self.rounds) and not self.forever:
            return Reply(say="The end.")
        self.played.append(number)
        wanted = self.rounds[min(number, len(self.rounds) - 1)]
        if wanted.get("refuses_tools") and turn.offered:
            message = wanted.get("body") or "this model does not support tools"
            return Reply(status=wanted.get("status", 400), body=json.dumps({"error": {"message": message}}))
        if wanted.get("calls") and not turn.offered:
            return Reply(say="No tools were offered.")
        filled = fill({name: wanted[name] for name in ("say", "text", "calls") if name in wanted}, turn.results)
        calls = tuple(
            Call(call["name"], call["raw"] if "raw" in call else json.dumps(call.get("arguments", {})))
            for call in filled.get("calls", ())
        )
        said = filled.get("say", filled.get("text"))
        return Reply(
            say=said if said is None or isinstance(said, str) else json.dumps(said),
            calls=calls,
            fault=wanted.get("fault", ""),
            status=wanted.get("status", 200),
            body=wanted.get("body", ""),
            events=tuple(wanted.get("events", ())),
            seconds=wanted.get("seconds", 0.0),
        )


@dataclass(frozen=True)
class Turn:
    """What a request tells: the last question, and what happened after it."""

    question: str
    rounds: int
    """How many messages with tool calls there are since the question."""
    results: list[Any]
    """What tools answered since then: JSON where it is JSON, else text."""
    offered: frozenset[str]
    """Names of the tools that may be called."""

    @classmethod
    def read(cls, body: dict[str, Any]) -> Turn:
        """From a request of either kind: OpenAI's or AG-UI's."""
        messages = body.get("messages", [])
        last = max((number for number, message in enumerate(messages) if message["role"] == "user"), default=-1)
        after = messages[last + 1 :]
        return cls(
            question=text(messages[last].get("content")) if last >= 0 else "",
            rounds=sum(1 for message in after if message.get("tool_calls") or message.get("toolCalls")),
            results=[_parsed(text(message.get("content"))) for message in after if message["role"] == "tool"],
            offered=frozenset(tool.get("function", tool)["name"] for tool in body.get("tools") or ()),
        )


def text(content: Any) -> str:
    """The text of a message's content, which may be in parts."""
    if isinstance(content, list):
        return "".join(part.get("text", "") for part in content if isinstance(part, dict))
    return content or ""


def _parsed(content: str) -> Any:
    try:
        return json.loads(content)
    except ValueError:
        return content
