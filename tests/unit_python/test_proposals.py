"""What binds a proposal, and what a client may say of one."""

import copy

import pytest
from ai_agent.services.errors import AgentError
from ai_agent.services.proposals import (
    EXECUTED,
    Binding,
    Item,
    digest,
    effects_digest,
    items_from_json,
    items_to_json,
    parse_decision,
)
from ai_agent.services.tools import Operation
from hypothesis import given
from hypothesis import strategies as st

BINDING = Binding(1, 2, 3, "c", (1, 2), "update", "update", "n", "2026-01-31 12:00:00")

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


def items():
    """Two items; only the phone may be edited."""
    return [
        Item("1", Operation("res.partner", 7, {"phone": "1"}, editable=("phone",)), "s", "S", {"phone": False}),
        Item("2", Operation("res.partner", 8, {"phone": "1"}, editable=("phone",)), "t", "T", {"phone": "2"}),
    ]


def test_items_are_stored_and_read_as_they_were():
    assert items_from_json(items_to_json(items())) == items()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("user_id", 9),
        ("thread_id", 9),
        ("run_id", 9),
        ("call_id", "d"),
        ("company_ids", (2, 1)),
        ("kind", "create"),
        ("action", "create"),
        ("nonce", "m"),
        ("expires_at", "2027-01-31 12:00:00"),
    ],
)
def test_whatever_binds_it_is_in_its_digest(name, value):
    changed = Binding(**{**vars(BINDING), name: value})
    assert digest(changed, items()) != digest(BINDING, items())


@pytest.mark.parametrize(
    "change",
    [
        lambda item: setattr(item, "stamp", "later"),
        lambda item: setattr(item, "before", {"phone": "3"}),
        lambda item: setattr(item, "along", {"email": "x"}),
        lambda item: setattr(item, "made", 5),
        lambda item: setattr(item, "written", {"phone": "5"}),
        lambda item: setattr(item, "state", EXECUTED),
        lambda item: setattr(item, "operation", Operation("res.users", 7, {"phone": "1"}, editable=("phone",))),
        lambda item: setattr(item, "operation", Operation("res.partner", 9, {"phone": "1"}, editable=("phone",))),
        lambda item: setattr(item, "operation", Operation("res.partner", 7, {"phone": "9"}, editable=("phone",))),
        lambda item: setattr(item, "operation", Operation("res.partner", 7, {"phone": "1"}, editable=("name",))),
    ],
)
def test_whatever_is_written_is_in_its_digest(change):
    changed = items()
    change(changed[0])
    assert digest(BINDING, changed) != digest(BINDING, items())
    assert digest(BINDING, items()[:1]) != digest(BINDING, items())


def test_two_previews_share_a_digest_when_they_show_the_same():
    effects = [{"field": "a", "new": {"value": 1, "text": "x"}}, {"field": "b", "new": {"value": 2, "text": "y"}}]
    assert effects_digest(effects, []) == effects_digest(reversed(effects), [])
    other = copy.deepcopy(effects)
    other[0]["new"]["text"] = "z"
    assert effects_digest(other, []) != effects_digest(effects, [])
    now = {"field": "at", "new": {"value": "2026-01-31T12:00:00Z", "text": "noon"}}
    assert effects_digest([*effects, now], []) == effects_digest(effects, [])
    assert effects_digest(effects, ["No."]) != effects_digest(effects, [])


def test_approving_covers_what_is_listed():
    assert parse_decision({"approved": True}, items()).keys == ("1", "2")
    assert parse_decision({"approved": True, "items": ["2"]}, items()).keys == ("2",)
    assert parse_decision({"approved": True, "items": ["2", "2", "1"]}, items()).keys == ("1", "2")
    assert not parse_decision({"approved": True, "items": []}, items()).approved
    assert not parse_decision({"approved": False, "reason": " No "}, items()).approved
    assert parse_decision({"approved": False, "reason": " No "}, items()).reason == "No"


def test_edits_of_what_is_left_out_do_not_count():
    edits = {"1": {"phone": "7"}, "2": {"phone": "8"}}
    assert parse_decision({"approved": True, "items": ["2"], "edits": edits}, items()).edits == {"2": {"phone": "8"}}


@pytest.mark.parametrize(
    ("payload", "reason"),
    [
        ({"approved": 1}, "bad_decision"),
        ({"approved": True, "digest": "x"}, "bad_decision"),
        ({"approved": True, "items": ["3"]}, "unknown_item"),
        ({"approved": True, "items": [1]}, "bad_decision"),
        ({"approved": True, "edits": {"3": {"phone": "1"}}}, "unknown_item"),
        ({"approved": True, "edits": {"1": {"model": "res.users"}}}, "not_editable"),
        ({"approved": True, "edits": {"1": {"res_id": 1}}}, "not_editable"),
        ({"approved": True, "edits": [1]}, "bad_decision"),
        ({"approved": False, "reason": 1}, "bad_decision"),
    ],
)
def test_what_is_no_decision_is_refused(payload, reason):
    with pytest.raises(AgentError) as caught:
        parse_decision(payload, items())
    assert (caught.value.code, caught.value.reason) == ("invalid_input", reason)


@given(st.dictionaries(st.sampled_from(["approved", "items", "edits", "reason", "ids"]), JSON) | JSON)
def test_nothing_that_a_client_sends_does_more_than_decide(payload):
    try:
        decision = parse_decision(payload, items())
    except AgentError:
        return
    assert set(decision.keys) <= {"1", "2"}
    assert decision.approved == bool(decision.keys)
    assert all(set(edit) <= {"phone"} for edit in decision.edits.values())


def test_what_was_decided_already_is_not_decided_again():
    done = items()
    done[0].state = EXECUTED
    assert parse_decision({"approved": True}, done).keys == ("2",)
    with pytest.raises(AgentError):
        parse_decision({"approved": True, "items": ["1"]}, done)
