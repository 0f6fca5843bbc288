"""Many decisions on one proposal at the same instant: one counts, and what it wants is written once."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import httpx
from support.client import new_word
from support.conversation import Conversation, Turn
from support.demo import Demo

AT_ONCE = 8


def _proposed(service, chat: Conversation) -> tuple[Turn, str]:
    """A run that waits for a decision on one new opportunity, and its name."""
    name = f"Once {new_word()}"
    make = {"model": "crm.lead", "records": [{"name": name, "type": "opportunity"}]}
    service.plays(name, [{"calls": [{"name": "create_records", "arguments": make}]}, {"text": "Made."}])
    return chat.ask(name), name


def _count(demo: Demo, name: str) -> int:
    return demo.rows("select count(*) from crm_lead where name = %(name)s", name=name)[0][0]


def _at_once(chat: Conversation, turn: Turn) -> Counter[int]:
    (interrupt,) = turn.interrupts
    resume = [{"interruptId": interrupt["id"], "status": "resolved", "payload": {"approved": True}}]

    def send(_number: int) -> httpx.Response:
        body = chat.client.input(threadId=chat.thread, messages=[], resume=resume)
        return chat.client.http.post(f"{chat.client.boot['runBase']}/run", json=body, timeout=60)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return Counter(answer.status_code for answer in pool.map(send, range(AT_ONCE)))


def test_parallel_approvals_write_once(chat, service, demo):
    turn, name = _proposed(service, chat)
    assert _count(demo, name) == 0
    statuses = _at_once(chat, turn)
    assert statuses[200] == 1, statuses
    assert set(statuses) <= {200, 400, 404, 409}, statuses
    assert _count(demo, name) == 1
    assert chat.stored()["lastRun"]["status"] == "finished"


def test_parallel_undos_take_back_once(chat, service, demo):
    turn, _name = _proposed(service, chat)
    chat.decide(turn, approved=True)
    path = f"/proposals/{turn.proposal['id']}/undo"
    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = list(pool.map(lambda _number: chat.client.post(path, json={}), range(AT_ONCE)))
    assert {answer.json()["state"] for answer in answers} == {"undone"}
    rows = demo.rows("select count(*) from ai_agent_audit where proposal = %(id)s and undo", id=turn.proposal["id"])
    assert rows[0][0] == 1
