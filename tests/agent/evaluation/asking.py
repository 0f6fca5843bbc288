"""Asks every question as its person, and notes what came of it."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from support.conversation import Conversation
from support.demo import Demo

from .judging import Verdict, judge
from .questions import Question


@dataclass(frozen=True)
class Asked:
    """One question with its answer."""

    question: Question
    verdict: Verdict
    text: str
    rows: list[tuple]
    tools: list[str]
    seconds: float
    tokens: tuple[int, int]
    problem: str = ""


@dataclass
class Report:
    """All of them."""

    asked: list[Asked] = field(default_factory=list)

    def number(self, verdict: Verdict) -> int:
        """How many came out so."""
        return sum(1 for one in self.asked if one.verdict == verdict)

    @property
    def tokens(self) -> tuple[int, int]:
        """What all of them took: asked, answered."""
        return sum(one.tokens[0] for one in self.asked), sum(one.tokens[1] for one in self.asked)


def ask_all(demo: Demo, questions: list[Question], tell: Callable[[Asked], None], seconds: float = 300) -> Report:
    """Ask them in their order; a follow-up is asked in the conversation that it follows."""
    report, threads = Report(), {}
    for question in questions:
        conversation = threads.get(question.after) or Conversation(demo.client(question.user))
        threads[question.id] = conversation
        report.asked.append(_ask(demo, question, conversation, seconds))
        tell(report.asked[-1])
    return report


def _ask(demo: Demo, question: Question, conversation: Conversation, seconds: float) -> Asked:
    rows, not_rows = question.truth(demo)
    started = time.monotonic()
    turn = conversation.ask(question.text, seconds=seconds)
    took = time.monotonic() - started
    failed = turn.end["type"] == "RUN_ERROR"
    return Asked(
        question=question,
        verdict=judge("" if failed else turn.text, rows, not_rows),
        text=turn.text,
        rows=rows,
        tools=[call["name"] for call in turn.calls],
        seconds=took,
        tokens=turn.tokens,
        problem=turn.end.get("message", "") if failed else "",
    )
