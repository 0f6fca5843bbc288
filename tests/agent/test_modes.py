"""Odoo with workers and its evented process behind nginx, and a worker alone: the same conversation."""

from __future__ import annotations

import pytest
from support.client import Client
from support.conversation import Conversation
from support.demo import Demo


@pytest.fixture(scope="module")
def workers(stack, demo):
    """A server with workers on the same database, already set up."""
    with stack.prefork(workers=2, max_cron_threads=0) as odoo:
        yield odoo


@pytest.fixture(params=["nginx", "worker"])
def place(request, stack, workers, demo) -> tuple[Demo, Client]:
    """Where runs live: the evented process, or a worker whose clients come again."""
    if request.param == "nginx":
        made = Demo(workers, stack.postgres, stack.nginx(workers, "example").url)
    else:
        made = Demo(workers, stack.postgres)
    return made, made.client("admin")


def test_tools_and_an_approval(place, service):
    demo, client = place
    chat = Conversation(client)
    lead = demo.create("crm.lead", name="In a worker", type="opportunity", expected_revenue=1000)
    find = {"name": "find_by_name", "arguments": {"model": "crm.lead", "name": "In a worker"}}
    update = {"model": "crm.lead", "ids": ["{{result.data.matches.0.0}}"], "values": {"expected_revenue": 2000}}
    change = {"name": "update_records", "arguments": update}
    service.plays("Raise it in a worker.", [{"calls": [find]}, {"calls": [change]}, {"text": "Raised."}])
    turn = chat.ask("Raise it in a worker.")
    assert [call["name"] for call in turn.calls] == ["find_by_name", "update_records"]
    assert turn.outcome == "interrupt", turn.events
    done = chat.decide(turn, approved=True)
    assert done.text == "Raised."
    changed = turn.proposal["items"][0]["record"]["id"]
    assert demo.value("select expected_revenue from crm_lead where id = %(id)s", id=changed) == 2000
    demo.call("crm.lead", "unlink", [lead])
    assert chat.stored()["lastRun"]["status"] == "finished"
