"""The whole way: a question, a table, one card for all, one left out, one date changed, approved, found, undone."""

from __future__ import annotations

import datetime

import pytest
from support.conversation import Conversation, Turn
from support.demo import PASSWORD, Demo
from support.opportunities import DOMAIN, QUIET, make, next_tuesday

ASK = "which of my opportunities have had no activity for two weeks, and what are they worth?"
SCHEDULE = "schedule a call for each next Tuesday"
FIND = "which activities do I have now?"
SEARCH = {
    "name": "search_records",
    "arguments": {"model": "crm.lead", "domain": DOMAIN, "fields": ["name", "expected_revenue"], "order": "id"},
}


@pytest.fixture(scope="module")
def quiet(demo: Demo) -> dict[str, list[int]]:
    """The quiet opportunities of each person."""
    return {"anna": make(demo, "anna", [5000, 12000, 3500]), "ben": make(demo, "ben", [700, 800])}


@pytest.fixture(scope="module")
def tuesday(demo: Demo, service) -> datetime.date:
    """The scripts, which are the same for whoever asks; and the day that they name."""
    day = next_tuesday(demo.today())
    schedule = {"model": "crm.lead", "ids": "{{result.data.rows.*.@id}}", "date": day.isoformat()}
    call = {"name": "schedule_activities", "arguments": {**schedule, "activity_type": "call", "summary": "Call"}}
    service.plays(ASK, [{"calls": [SEARCH]}, {"text": "Worth {{result.data.totals.expected_revenue.0}} in all."}])
    service.plays(SCHEDULE, [{"calls": [SEARCH]}, {"calls": [call]}, {"text": "Scheduled."}])
    service.plays(
        FIND, [{"calls": [{"name": "list_activities", "arguments": {}}]}, {"text": "{{result.data.count}} of them."}]
    )
    return day


@pytest.fixture(params=["anna", "ben"])
def person(request) -> str:
    return request.param


def test_from_the_question_to_the_undo(demo, service, quiet, tuesday, person, anna, ben):
    chat = Conversation(demo.client(person, PASSWORD))
    uid = demo.user_id(person)
    planned = _planned(demo, uid)

    asked = chat.ask(ASK)
    rows = _check_table(demo, asked, uid, quiet[person])
    turn = chat.ask(SCHEDULE)
    proposal = turn.proposal
    assert [item["record"]["id"] for item in proposal["items"]] == rows
    assert all(item["record"]["name"].startswith(person.title()) for item in proposal["items"])
    assert _planned(demo, uid) == planned, "something was written before anybody approved"

    left_out, changed, *_others = proposal["items"]
    another = (tuesday + datetime.timedelta(days=1)).isoformat()
    items = [item["id"] for item in proposal["items"] if item is not left_out]
    done = chat.decide(turn, approved=True, items=items, edits={changed["id"]: {"date_deadline": another}})
    assert done.text == "Scheduled."
    assert done.result["ok"] is True
    new = {row for row in _planned(demo, uid) if row not in planned}
    wanted = {(record, tuesday) for record in rows[2:]} | {(rows[1], datetime.date.fromisoformat(another))}
    assert {(record, day) for _id, record, day in new} == wanted
    assert {
        person
        for (person,) in demo.rows(
            "select distinct create_uid from mail_activity where id = any(%(i)s)", i=[r[0] for r in new]
        )
    } == {uid}

    found = chat.ask(FIND)
    assert {name for row in found.result["table"]["rows"] for name in [row["id"]]} >= {row[0] for row in new}
    undone = chat.client.post(f"/proposals/{proposal['id']}/undo", json={})
    assert undone.status_code == 200, undone.text
    assert undone.json()["state"] == "undone"
    assert _planned(demo, uid) == planned


def test_each_sees_only_his_own(demo, quiet, tuesday, anna, ben):
    for login, other in (("anna", "ben"), ("ben", "anna")):
        turn = Conversation(demo.client(login, PASSWORD)).ask(ASK)
        shown = {row["id"] for row in turn.result["table"]["rows"]}
        assert shown == set(quiet[login])
        assert not shown & set(quiet[other])
        assert other.title() not in str(turn.events)


def test_nobody_decides_for_somebody_else(demo, service, quiet, tuesday, anna, ben):
    chat = Conversation(anna)
    turn = chat.ask(SCHEDULE)
    proposal = turn.proposal["id"]
    assert ben.get(f"/proposals/{proposal}").json()["code"] == "not_found"
    assert ben.post(f"/proposals/{proposal}/undo", json={}).json()["code"] == "not_found"
    stranger = ben.input(threadId=chat.thread, messages=[], resume=_yes(proposal))
    assert ben.http.post(f"{ben.boot['runBase']}/run", json=stranger).status_code in (400, 404)
    assert chat.client.get(f"/proposals/{proposal}").json()["state"] == "pending"
    chat.decide(turn, approved=False)


def _check_table(demo: Demo, asked: Turn, uid: int, quiet: list[int]) -> list[int]:
    truth = [row[0] for row in demo.rows(QUIET + " order by l.id", uid=uid, today=demo.today())]
    assert truth == quiet, "the data of this test are not as it thinks"
    table = asked.result["table"]
    rows = [row["id"] for row in table["rows"]]
    assert rows == truth
    assert table["model"] == "crm.lead"
    assert table["count"] == len(rows)
    place = [column["name"] for column in table["columns"]].index("expected_revenue")
    total = demo.value("select sum(expected_revenue) from crm_lead where id = any(%(ids)s)", ids=truth)
    assert table["totals"][place]["value"] == pytest.approx(float(total))
    assert asked.text == f"Worth {float(total)} in all."
    return rows


def _planned(demo: Demo, uid: int) -> set[tuple]:
    query = "select id, res_id, date_deadline from mail_activity where active and user_id = %(uid)s"
    return set(demo.rows(query, uid=uid))


def _yes(proposal: str) -> list[dict]:
    return [{"interruptId": proposal, "status": "resolved", "payload": {"approved": True}}]
