"""Asks an AI service for the title of a conversation."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .clean import clean
from .config import ServiceConfig
from .errors import AgentError
from .ids import new_id
from .limits import Limits
from .providers import PROVIDERS, Ask, Text, Turn, Usage
from .upstream import Cancel

TITLE_CHARS = 60
TITLE_TOKENS = 24
TITLE_LIMITS = Limits(
    connect_seconds=5.0, first_byte_seconds=20.0, idle_seconds=10.0, total_seconds=20.0, answer_chars=1000
)
QUESTION_CHARS, ANSWER_CHARS = 2000, 1000
"""So much of each is enough to name it."""

_SYSTEM = (
    "Give the conversation below a title of two to six words, in the language of the question. "
    "Answer with the title alone: one line, no quotation marks, no Markdown, no full stop."
)
_THOUGHT = re.compile(r"<think>.*?(?:</think>|\Z)", re.DOTALL)
_MARKS = re.compile(r"[*_`#>~]+")
_AROUND = " \t.,;:-\u2013\u2014\"'“”„‟\u2018\u2019\u201a«»\u2039\u203a「」『』《》"


@dataclass(frozen=True)
class TitleAnswer:
    """What the service said. An empty title: nothing that can be one."""

    title: str = ""
    tokens_in: int = 0
    tokens_out: int = 0
    error: AgentError | None = None


def ask_title(config: ServiceConfig, question: str, answer: str, cancel: Cancel) -> TitleAnswer:
    """Ask once, within `TITLE_LIMITS`; never raises for what a service does wrong.

    :raises Cancelled: when `cancel` was set
    """
    turn = f"Question:\n{question[:QUESTION_CHARS]}\n\nAnswer:\n{answer[:ANSWER_CHARS]}"
    ask = Ask(new_id(), new_id(), _SYSTEM, (Turn("user", turn),), max_tokens=TITLE_TOKENS)
    said: list[str] = []
    tokens = (0, 0)
    error = None
    try:
        for piece in PROVIDERS[config.kind](config, ask, TITLE_LIMITS, cancel):
            if isinstance(piece, Text):
                said.append(piece.delta)
                if sum(map(len, said)) > TITLE_LIMITS.answer_chars:
                    raise AgentError("service_error", "endless")
            elif isinstance(piece, Usage):
                tokens = (piece.tokens_in, piece.tokens_out)
    except AgentError as problem:
        error = problem
    return TitleAnswer("" if error else cleaned_title("".join(said)), *tokens, error)


def cleaned_title(said: str) -> str:
    """Return one plain line of at most `TITLE_CHARS` characters; empty if nothing is left of it."""
    text = _MARKS.sub("", _THOUGHT.sub("", clean(said)))
    lines = (" ".join("".join(c if c.isprintable() else " " for c in line).split()) for line in text.splitlines())
    line = next((found for line in lines if (found := line.strip(_AROUND))), "")
    if len(line) <= TITLE_CHARS:
        return line
    return line[: TITLE_CHARS - 1].rsplit(" ", 1)[0].rstrip(_AROUND) + "…"
