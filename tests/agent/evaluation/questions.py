"""The questions, as they are written in `questions/`."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scripted import Service
from support.demo import ZONE, Demo

FOLDER = Path(__file__).parents[1] / "questions"


@dataclass(frozen=True)
class Question:
    """One question; docs/evaluation.md says what each part is."""

    id: str
    user: str
    text: str
    rounds: list[list[dict[str, Any]]]
    answer: str
    sql: str
    not_sql: str = ""
    after: str = ""
    script_is_wrong: bool = False

    def play(self, service: Service) -> None:
        """Let the scripted service answer it."""
        service.plays(self.text, [*({"calls": calls} for calls in self.rounds), {"text": self.answer}])

    def truth(self, demo: Demo) -> tuple[list[tuple], list[tuple]]:
        """What the database says: what must be in the answer, and what must not."""
        given = {"uid": demo.user_id(self.user), "today": demo.today().isoformat(), "tz": ZONE}
        return demo.rows(self.sql, **given), demo.rows(self.not_sql, **given) if self.not_sql else []


def load() -> list[Question]:
    """All of them, each file's in its order: a follow-up comes after what it follows."""
    found = [
        Question(**entry) for file in sorted(FOLDER.glob("*.json")) for entry in json.loads(file.read_text("utf-8"))
    ]
    seen: set[str] = set()
    for question in found:
        if question.id in seen or (question.after and question.after not in seen):
            raise ValueError(f"the question {question.id} is there twice, or before what it follows")
        seen.add(question.id)
    return found
