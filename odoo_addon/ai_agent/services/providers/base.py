"""What every adapter takes, gives and fails with."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from ..config import ServiceConfig
from ..errors import AgentError
from ..limits import Limits
from ..scrub import for_log
from ..upstream import Cancel, Exchange

CALLS = 64
"""More calls in one answer are dropped: no service means that."""

NAME_CHARS = 64

ARGUMENT_CHARS = 100_000
"""Arguments of one call beyond this are an error of the service."""


@dataclass(frozen=True)
class ToolCall:
    """A call of a tool as a service wrote it: nothing of it is checked."""

    id: str
    """The service's own: it wants to see it again with the answer."""
    name: str
    arguments: str

    @property
    def sendable(self) -> str:
        """The arguments as they may go back: services refuse a history with what is no JSON object."""
        return "{}" if as_object(self.arguments) is None else self.arguments


@dataclass(frozen=True)
class Turn:
    """One message of the history; `role` is `user`, `assistant` or `tool`."""

    role: str
    content: str
    calls: tuple[ToolCall, ...] = ()
    """What an assistant called after its text."""
    call_id: str = ""
    """Which call a `tool` message answers."""

    def to_json(self) -> dict[str, Any]:
        """Return it as OpenAI's API has it ("Create chat completion", messages)."""
        value: dict[str, Any] = {"role": self.role, "content": self.content}
        if self.calls:
            value["tool_calls"] = [
                {"id": call.id, "type": "function", "function": {"name": call.name, "arguments": call.sendable}}
                for call in self.calls
            ]
        if self.call_id:
            value["tool_call_id"] = self.call_id
        return value

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> Turn:
        """Return what `to_json` made."""
        calls = tuple(
            ToolCall(call["id"], call["function"]["name"], call["function"]["arguments"])
            for call in value.get("tool_calls", ())
        )
        return cls(value["role"], value["content"], calls, value.get("tool_call_id", ""))


@dataclass(frozen=True)
class Tool:
    """A tool as a service is told of it."""

    name: str
    description: str
    parameters: dict[str, Any]
    """JSON Schema of an object."""


@dataclass(frozen=True)
class Ask:
    """What is asked: the instructions, then the turns, the last of which is to be answered."""

    thread_id: str
    run_id: str
    system: str
    turns: tuple[Turn, ...]
    max_tokens: int | None = None
    forwarded: dict[str, object] = field(default_factory=dict)
    tools: tuple[Tool, ...] = ()

    def messages(self) -> list[dict[str, Any]]:
        """The text that goes to the service, in order."""
        system = [{"role": "system", "content": self.system}] if self.system else []
        return system + [turn.to_json() for turn in self.turns]

    def to_json(self) -> str:
        """Return what is kept of it: all but the ids, which are the run's."""
        value = {
            "messages": self.messages(),
            "maxTokens": self.max_tokens,
            "forwarded": self.forwarded,
            "tools": [vars(tool) for tool in self.tools],
        }
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def from_json(cls, thread_id: str, run_id: str, value: dict[str, Any]) -> Ask:
        """Return what `to_json` kept."""
        turns = [Turn.from_json(message) for message in value["messages"]]
        system = turns.pop(0).content if turns[0].role == "system" else ""
        tools = tuple(Tool(**tool) for tool in value.get("tools", ()))
        return cls(thread_id, run_id, system, tuple(turns), value["maxTokens"], value["forwarded"], tools)


@dataclass(frozen=True)
class Text:
    """More of the answer."""

    delta: str


@dataclass(frozen=True)
class Usage:
    """Tokens, as the service counted them."""

    tokens_in: int
    tokens_out: int


Piece = Text | Usage | ToolCall
Provider = Callable[[ServiceConfig, Ask, Limits, Cancel], Iterator[Piece]]
"""Yields pieces until the answer, or its calls, are whole. Raises `AgentError`, or `Cancelled`."""

_CONTEXT_SIGNS = (
    "context_length_exceeded",
    "exceed_context_size",
    "context length",
    "context window",
    "maximum context",
    "prompt is too long",
    "exceeds the available context",
)
_FILTER_SIGNS = ("content_filter", "content_policy_violation", "responsibleaipolicyviolation")
_TOOL_SIGNS = ("tool", "jinja", "function call", "functions")
_TOOL_STATUS = (400, 404, 405, 422, 500, 501)
_MODEL_SIGNS = ("model_not_found", "model not found", "does not exist", "no such model", "unknown model")


def as_object(raw: str) -> dict[str, object] | None:
    """Return a JSON object, or None for anything else."""
    try:
        value = json.loads(raw)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def as_name(raw: str) -> str:
    """Return a name of a tool as services take it back: whatever else a model made up is no tool anyway."""
    return re.sub(r"[^A-Za-z0-9_-]", "_", raw)[:NAME_CHARS]


def count(value: object) -> int:
    """Return a token count of the service, or 0 for nonsense (the column is a 32-bit integer)."""
    good = isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**31
    return int(value) if good else 0  # type: ignore[call-overload]


def failure(exchange: Exchange, config: ServiceConfig, *, with_tools: bool = False) -> AgentError:
    """Return what an HTTP status other than 200 means.

    :param with_tools: tools were offered, so that it may be these that are refused
    """
    status = exchange.status
    body = ""
    if not 300 <= status < 400:
        try:
            body = exchange.text()[0]
        except AgentError:
            body = ""
    log = for_log(f"HTTP {status}: {body}", [config.key])
    if status in (401, 403):
        return AgentError("service_rejected_key", None if config.key else "no_key", log=log)
    if 300 <= status < 400:
        return AgentError("service_error", "redirect", status=status, log=log)
    if status == 429:
        return AgentError("rate_limited", "service_busy", retry_after=exchange.retry_after(), log=log)
    named = said(body)
    if named is not None:
        code, reason = named
        return AgentError(code, reason, model=config.model, log=log)
    if with_tools and status in _TOOL_STATUS and any(sign in body.lower() for sign in _TOOL_SIGNS):
        return AgentError("service_error", "no_tools", log=log)
    if status in (404, 405):
        return AgentError("service_error", "wrong_path", status=status, log=log)
    if status in (408, 504):
        return AgentError("service_timeout", log=log)
    return AgentError("service_error", "http_status", status=status, log=log)


def said(body: str) -> tuple[str, str | None] | None:
    """Return code and reason for an error body whose meaning is known, else None."""
    low = body.lower()
    if any(sign in low for sign in _CONTEXT_SIGNS):
        return "context_too_long", None
    if any(sign in low for sign in _FILTER_SIGNS):
        return "content_filtered", None
    if "model" in low and any(sign in low for sign in _MODEL_SIGNS):
        return "service_error", "no_model"
    return None
