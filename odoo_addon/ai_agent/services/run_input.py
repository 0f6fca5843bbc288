"""What is taken from a client's `RunAgentInput`: two ids, the messages, and where a question goes."""

from __future__ import annotations

from dataclasses import dataclass

from .errors import AgentError
from .ids import checked_id, is_id, new_id

MESSAGES = 5000
"""More messages than any conversation has; beyond, a request is refused."""


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
class RunInput:
    """The part of `RunAgentInput` that counts. `messages` is not empty."""

    thread_id: str
    run_id: str
    messages: tuple[UserMessage, ...]
    parent: Parent | None = None
    """Where a new question goes, if the client says so."""


def parse_run_input(body: object) -> RunInput:
    """Return what counts of a request body.

    :raises AgentError: `invalid_input`
    """
    if not isinstance(body, dict):
        raise AgentError("invalid_input", "bad_json")
    raw = body.get("messages")
    if not isinstance(raw, list) or not raw or len(raw) > MESSAGES:
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
    if not messages or len(set(names)) != len(names):
        raise AgentError("invalid_input", "bad_messages")
    thread_id = checked_id(body.get("threadId"), "threadId")
    run_id = new_id() if body.get("runId") is None else checked_id(body["runId"], "runId")
    return RunInput(thread_id, run_id, tuple(messages), _parent(body.get("forwardedProps")))


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
