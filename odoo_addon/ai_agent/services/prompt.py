"""What the model is told: who is asking, and the last turns that fit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .errors import AgentError
from .providers.base import Turn

CHARS_PER_TOKEN = 3
"""Cautious: English has about four, code and many languages fewer. Other scripts: see `tokens`."""

MESSAGE_TOKENS = 8
"""What a chat template adds around a message."""


@dataclass(frozen=True)
class Asker:
    """The person who asks, in words for the model. `today` is a date in their time zone."""

    name: str
    language: str
    time_zone: str
    company: str
    today: str


def system_prompt(asker: Asker, instructions: str = "") -> str:
    """Return the system message; the administrator's instructions come last."""
    lines = [
        "You are the AI assistant inside Odoo, a business application. Be helpful, correct and brief.",
        f"The user is {_line(asker.name)}, of the company {_line(asker.company)}.",
        f"Their language is {asker.language}; answer in the language of their message.",
        f"Today is {asker.today} (time zone {asker.time_zone}).",
        "You cannot see or change records in Odoo. If you do not know something, say so.",
    ]
    text = "\n".join(lines)
    return f"{text}\n\n{instructions}" if instructions else text


def tokens(text: str) -> int:
    """Return a cautious estimate of the tokens of a text: other scripts cost one per character."""
    if text.isascii():
        return -(-len(text) // CHARS_PER_TOKEN)
    wide = sum(1 for c in text if ord(c) > 0x24F)
    return -(-(len(text) - wide) // CHARS_PER_TOKEN) + wide


def fitting_turns(system: str, turns: Sequence[Turn], context_tokens: int, answer_tokens: int) -> tuple[Turn, ...]:
    """Return the last whole turns that fit; a turn is a user message and what follows it.

    :param turns: oldest first; the last is the question that is to be answered
    :raises AgentError: `context_too_long` if the question alone does not fit
    """
    # Never more than half for the answer: a small context must still take a question.
    room = context_tokens - min(answer_tokens, context_tokens // 2) - tokens(system) - MESSAGE_TOKENS
    groups: list[list[Turn]] = []
    for turn in _merged(turns):
        if turn.role == "user" or not groups:
            groups.append([])
        groups[-1].append(turn)
    kept: list[list[Turn]] = []
    for group in reversed(groups):
        room -= sum(tokens(turn.content) + MESSAGE_TOKENS for turn in group)
        if room < 0:
            if not kept:
                raise AgentError("context_too_long")
            break
        kept.append(group)
    return tuple(turn for group in reversed(kept) for turn in group)


def _merged(turns: Sequence[Turn]) -> list[Turn]:
    """Join neighbours of one role (a question that got no answer): many chat templates want them to alternate."""
    found: list[Turn] = []
    for turn in turns:
        if found and found[-1].role == turn.role:
            found.append(Turn(turn.role, f"{found.pop().content}\n\n{turn.content}"))
        else:
            found.append(turn)
    return found


def _line(text: str) -> str:
    """A name on one line: it must not look like another instruction."""
    return " ".join(text.split())[:200]
