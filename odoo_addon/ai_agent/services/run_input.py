"""What is taken from a client's `RunAgentInput`: two ids, the messages, and where a question goes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .errors import AgentError
from .ids import checked_id, is_id, new_id

MESSAGES = 5000
"""More messages than any conversation has; beyond, a request is refused."""

RESUMES = 100
TOOL_ANSWER_CHARS = 4000
HINT_CHARS = 20_000
"""A longer hint is left out: it is only a hint."""


@dataclass(frozen=True)
class UserMessage:
    """A message of the list. Of other roles than `user` only the id matters, as a place."""

    id: str
    role: str
    content: str


@dataclass(frozen=True)
class Parent:
    """The message that a new question comes after; None: it is a first one."""

    id: str | None


@dataclass(frozen=True)
class ToolAnswer:
    """What a browser says of a call that was left open for it."""

    call_id: str
    content: str


@dataclass(frozen=True)
class Resume:
    """What a person says of one thing that they were asked (AG-UI 1.0, `ResumeEntry`)."""

    interrupt_id: str
    resolved: bool
    payload: dict[str, Any]


@dataclass(frozen=True)
class RunInput:
    """The part of `RunAgentInput` that counts. `messages` is empty only where `resumes` are not."""

    thread_id: str
    run_id: str
    messages: tuple[UserMessage, ...]
    parent: Parent | None = None
    """Where a new question goes, if the client says so."""
    answers: tuple[ToolAnswer, ...] = ()
    """Tool messages at the end of the list."""
    resumes: tuple[Resume, ...] = ()
    hint: dict[str, Any] | None = None
    """Where the user is: `forwardedProps.odoo`. Not believed."""


def parse_run_input(body: object) -> RunInput:
    """Return what counts of a request body.

    :raises AgentError: `invalid_input`
    """
    if not isinstance(body, dict):
        raise AgentError("invalid_input", "bad_json")
    resumes = _resumes(body.get("resume"))
    raw = body.get("messages")
    if not isinstance(raw, list) or not (raw or resumes) or len(raw) > MESSAGES:
        raise AgentError("invalid_input", "bad_messages")
    messages = []
    for item in raw:
        if not isinstance(item, dict):
            raise AgentError("invalid_input", "bad_messages")
        if item.get("role") == "user":
            name = checked_id(item.get("id"), "messages[].id")
            messages.append(UserMessage(name, "user", _content(item.get("content"))))
        elif is_id(item.get("id")):
            messages.append(UserMessage(str(item["id"]), "other", ""))
    names = [message.id for message in messages]
    answers = _answers(raw)
    if not (messages or answers or resumes) or len(set(names)) != len(names):
        raise AgentError("invalid_input", "bad_messages")
    thread_id = checked_id(body.get("threadId"), "threadId")
    run_id = new_id() if body.get("runId") is None else checked_id(body["runId"], "runId")
    props = body.get("forwardedProps")
    hint = props.get("odoo") if isinstance(props, dict) else None
    hint = hint if isinstance(hint, dict) and len(str(hint)) <= HINT_CHARS else None
    return RunInput(thread_id, run_id, tuple(messages), _parent(props), answers, resumes, hint)


def _answers(raw: list[Any]) -> tuple[ToolAnswer, ...]:
    """Return the tool messages after the last other one."""
    found: list[ToolAnswer] = []
    for item in reversed(raw):
        if not isinstance(item, dict) or item.get("role") != "tool":
            break
        content = _content(item.get("content"))
        if len(content) > TOOL_ANSWER_CHARS:
            raise AgentError("too_large", "too_large_body")
        found.insert(0, ToolAnswer(checked_id(item.get("toolCallId"), "toolCallId"), content))
    return tuple(found)


def _resumes(raw: object) -> tuple[Resume, ...]:
    if raw is None or raw == []:
        return ()
    if not isinstance(raw, list) or len(raw) > RESUMES:
        raise AgentError("invalid_input", "bad_resume")
    found = []
    for item in raw:
        if not isinstance(item, dict) or item.get("status") not in ("resolved", "cancelled"):
            raise AgentError("invalid_input", "bad_resume")
        payload = item.get("payload")
        if payload is not None and not isinstance(payload, dict):
            raise AgentError("invalid_input", "bad_resume")
        name = checked_id(item.get("interruptId"), "interruptId")
        found.append(Resume(name, item["status"] == "resolved", payload or {}))
    return tuple(found)


def _parent(props: object) -> Parent | None:
    if not isinstance(props, dict) or "parentId" not in props:
        return None
    name = props["parentId"]
    return Parent(None if name is None else checked_id(name, "parentId"))


def _content(content: object) -> str:
    """AG-UI allows a string or a list of parts; only text parts are understood."""
    if isinstance(content, str):
        return content
    if isinstance(content, list):
        texts = [
            part["text"]
            for part in content
            if isinstance(part, dict) and part.get("type") == "text" and isinstance(part.get("text"), str)
        ]
        return "\n".join(texts)
    raise AgentError("invalid_input", "bad_messages")
