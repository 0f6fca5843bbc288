"""A conversation as a file: Markdown to read, JSON to keep. Pure text, without ORM and HTTP."""

from __future__ import annotations

import json
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

NAME_CHARS = 80
_FORBIDDEN = set('<>:"/\\|?*;%')
"""What file systems do not take, and what clients misread in a header."""

_DEVICES = {"con", "prn", "aux", "nul", *(f"{name}{n}" for name in ("com", "lpt") for n in range(1, 10))}


@dataclass(frozen=True)
class Message:
    """A question or an answer. Times are in UTC."""

    id: str
    role: str
    content: str
    created_at: datetime
    parent_id: str | None
    status: str | None = None
    feedback: dict[str, object] | None = None


@dataclass(frozen=True)
class Conversation:
    """A thread with the messages of all branches, oldest first."""

    id: str
    title: str
    created_at: datetime
    updated_at: datetime
    head: str | None
    messages: tuple[Message, ...]

    @property
    def branch(self) -> list[Message]:
        """The messages of the active branch, oldest first."""
        by_id = {message.id: message for message in self.messages}
        found: list[Message] = []
        at = by_id.get(self.head or "")
        while at is not None:
            found.append(at)
            at = by_id.get(at.parent_id or "")
        return found[::-1]


@dataclass(frozen=True)
class Words:
    """Words of a language. `%(name)s` in them is filled in here."""

    user: str
    assistant: str
    untitled: str
    dates: str
    """With `begun` and `last`."""
    others: str
    """With `count`, of messages."""


def as_markdown(conversation: Conversation, words: Words) -> str:
    """Return the active branch, the texts as they were written."""
    branch = conversation.branch
    dates = words.dates % {"begun": _moment(conversation.created_at), "last": _moment(conversation.updated_at)}
    blocks = [f"# {_one_line(conversation.title) or words.untitled}", dates]
    for message in branch:
        who = words.user if message.role == "user" else words.assistant
        blocks += [f"## {who} · {_moment(message.created_at)}", message.content]
    others = len(conversation.messages) - len(branch)
    if others:
        blocks += ["---", words.others % {"count": others}]
    return "\n\n".join(blocks) + "\n"


def as_json(conversation: Conversation) -> str:
    """Return all branches."""
    value = {
        "id": conversation.id,
        "title": conversation.title,
        "createdAt": _rfc3339(conversation.created_at),
        "updatedAt": _rfc3339(conversation.updated_at),
        "head": conversation.head,
        "messages": [
            {
                "id": message.id,
                "role": message.role,
                "content": message.content,
                "createdAt": _rfc3339(message.created_at),
                "parentId": message.parent_id,
                "status": message.status,
                "feedback": message.feedback,
            }
            for message in conversation.messages
        ],
    }
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def disposition(title: str, fallback: str, extension: str) -> str:
    """Return the header `Content-Disposition` of a download named by a title (RFC 6266).

    Nothing of the title but letters, digits and harmless marks gets into the header, or into a name on a disk.
    """
    name = _file_name(title) or _file_name(fallback) or "chat"
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().strip(" .") or "chat"
    encoded = quote(f"{name}.{extension}", safe="")
    return f"attachment; filename=\"{plain}.{extension}\"; filename*=UTF-8''{encoded}"


def _file_name(title: str) -> str:
    # Category C: control characters, marks of direction, lone surrogates.
    kept = "".join(" " if c in _FORBIDDEN or unicodedata.category(c)[0] in "CZ" else c for c in title)
    name = " ".join(kept.split())[:NAME_CHARS].strip(" .")
    return f"{name}_" if name.lower().split(".")[0] in _DEVICES else name


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _moment(at: datetime) -> str:
    return at.strftime("%Y-%m-%d %H:%M UTC")


def _rfc3339(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")
