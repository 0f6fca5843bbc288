"""What the administrator has masked or hidden: the service gets pseudonyms or nothing, the person gets the values."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from support.demo import Demo

LEAD, FIELD = "DeltaPC: 10 Computer Desks", "contact_name"


@pytest.fixture
def rule(demo: Demo) -> Iterator[Callable[[str], int]]:
    """Makes a rule about the field; gone after the test."""
    made: list[int] = []

    def make(effect: str) -> int:
        query = "select id, model_id from ir_model_fields where model = 'crm.lead' and name = %(name)s"
        ((field, model),) = demo.rows(query, name=FIELD)
        made.append(demo.create("ai_agent.policy.rule", model_id=model, field_id=field, effect=effect))
        return made[-1]

    yield make
    demo.call("ai_agent.policy.rule", "unlink", made)


def _search(domain: list) -> dict:
    return {"name": "search_records", "arguments": {"model": "crm.lead", "domain": domain, "fields": ["name", FIELD]}}


def test_a_masked_value_reaches_the_person_and_never_the_service(demo, service, chat, rule):
    rule("mask")
    name = demo.value(f"select {FIELD} from crm_lead where name = %(lead)s", lead=LEAD)
    first = _search([["name", "=", LEAD]])
    again = _search([[FIELD, "=", f"{{{{results.0.data.rows.0.@{FIELD}}}}}"]])
    answer = f"It is {{{{result.data.rows.0.@{FIELD}}}}}, see [it](https://example.com/?q={{{{result.data.rows.0.@{FIELD}}}}})."
    service.plays("Who is the masked contact?", [{"calls": [first]}, {"calls": [again]}, {"text": answer}])
    since = len(service.requests)
    turn = chat.ask("Who is the masked contact?")
    assert f"It is {name}," in turn.text
    assert name not in turn.text.partition("https://")[2], "a pseudonym was turned back in an address"
    assert [call["result"]["table"]["count"] for call in turn.calls] == [1, 1], "equality works by the pseudonym"
    assert name in str(turn.calls[0]["result"]["table"])
    service.plays("And his first name?", [{"text": "As before."}])
    chat.ask("And his first name?")
    assert name not in service.sent(since)
    assert LEAD in service.sent(since)


@pytest.mark.parametrize("operator", ["like", "ilike", ">", "=like"])
def test_a_masked_field_is_no_oracle(service, chat, rule, operator):
    rule("mask")
    service.plays("Guess it.", [{"calls": [_search([[FIELD, operator, "L%"]])]}, {"text": "Refused."}])
    (call,) = chat.ask("Guess it.").calls
    assert call["result"]["ok"] is False
    assert FIELD in service.sent(len(service.requests) - 1)


@pytest.mark.parametrize(
    "arguments",
    [
        {"model": "crm.lead", "fields": [FIELD]},
        {"model": "crm.lead", "domain": [[FIELD, "!=", False]]},
        {"model": "crm.lead", "order": FIELD},
        {"model": "res.partner", "domain": [["opportunity_ids", "any", [[FIELD, "=", "x"]]]]},
        {"model": "res.partner", "domain": [[f"opportunity_ids.{FIELD}", "=", "x"]]},
    ],
    ids=str,
)
def test_a_hidden_field_is_refused_wherever_it_is_named(service, chat, rule, arguments):
    rule("hide")
    service.plays("Look.", [{"calls": [{"name": "search_records", "arguments": arguments}]}, {"text": "Refused."}])
    (call,) = chat.ask("Look.").calls
    assert call["result"]["ok"] is False
    assert call["result"]["error"]["code"] == "forbidden"
    assert "not available" in service.sent(len(service.requests) - 1), "the model is not told why"
