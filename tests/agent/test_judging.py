"""Right and wrong answers, without Odoo."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest
from evaluation.judging import judge
from evaluation.questions import load

DAY = datetime.date(2026, 12, 1)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("It is 60000.", 60000),
        ("It is **60,000.00 USD**", Decimal("60000.0")),
        ("60.000,00 €", 60000),
        ("60 000 in all", 60000),
        ("about $60k", 60000),
        ("0.06 million", 60000),
        ("18,835", Decimal("18835.29")),
        ("18.835,29", Decimal("18835.29")),
        ("18835.3", Decimal("18835.29")),
        ("There are seven.", 7),
        ("none of them", 0),
        ("On December 1, 2026", DAY),
        ("12/01/2026", DAY),
        ("am 1.12.2026", DAY),
        ("It is [Need 20 Desks](/odoo/crm.lead/24).", "Need 20 Desks"),
        ("it is need 20 desks", "Need 20 Desks"),
    ],
)
def test_usual_formats_are_right(text, value):
    assert judge(text, [(value,)]) == "right"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("It is 600000.", 60000),
        ("It is 6000.", 60000),
        ("On 2026-11-24", 24),
        ("17 were won.", 3),
        ("13 or 30", 3),
        ("18836", Decimal("18835.29")),
        ("On 2026-12-02", DAY),
        ("Need 20 Desks-and-more, Need 200 Desks", "Need 20 Chairs"),
        ("bookings", "book"),
    ],
)
def test_others_are_wrong(text, value):
    assert judge(text, [(value,)]) == "wrong"


def test_each_value_counts_and_what_must_not_be_there():
    rows = [("Won", 3), ("New", 5)]
    assert judge("Won: 3, New: 5", rows) == "right"
    assert judge("Won: 3, New: 4", rows) == "wrong"
    assert judge("Won: 3, New: 5, Lost: 9", rows, [("Lost",)]) == "wrong"
    assert judge("anything", []) == "wrong"


def test_silence_and_excuses_are_refusals():
    assert judge("", [(3,)]) == "refused"
    assert judge("I'm sorry, I cannot look that up.", [(3,)]) == "refused"
    assert judge("I cannot say why, but there are 3.", [(3,)]) == "right"


def test_there_are_sixty_questions_and_one_wrong_script():
    questions = load()
    assert len(questions) == 60
    assert sum(question.script_is_wrong for question in questions) == 1
    assert len({question.text for question in questions}) == 60
    assert {question.user for question in questions} == {"admin", "demo"}
    assert sum(bool(question.after) for question in questions) >= 2
