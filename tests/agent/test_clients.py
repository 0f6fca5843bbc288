"""A client that is not ours: the AG-UI client of npm, with an Odoo API key, approves and may not."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest
from support.demo import Demo

SCRIPT = Path(__file__).parents[1] / "web" / "agent" / "approve.mjs"
QUESTION = "Raise it from outside."


@pytest.fixture(scope="module")
def key(demo: Demo) -> str:
    return demo.target.api_key()


@pytest.fixture
def lead(demo: Demo, service) -> int:
    """An opportunity, and a script that wants to change it."""
    made = demo.create("crm.lead", name="From outside", type="opportunity", expected_revenue=1000)
    update = {"model": "crm.lead", "ids": [made], "values": {"expected_revenue": 2000}}
    service.plays(
        QUESTION, [{"calls": [{"name": "update_records", "arguments": update}]}, {"text": "Decided outside."}]
    )
    return made


def _run(demo: Demo, key: str, payload: dict) -> dict:
    env = {**os.environ, "AGENT_URL": f"{demo.url}/websocket/ai_agent/run", "ODOO_API_KEY": key}
    env |= {"QUESTION": QUESTION, "PAYLOAD": json.dumps(payload)}
    done = subprocess.run(
        [os.environ["NODE"], SCRIPT], env=env, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout.splitlines()[-1])


def _amount(demo: Demo, lead: int) -> float:
    return float(demo.value("select expected_revenue from crm_lead where id = %(id)s", id=lead))


def test_a_key_may_not_approve_unless_the_administrator_allows_it(demo, key, lead):
    said = _run(demo, key, {"approved": True})
    assert said["asked"]["outcome"]["type"] == "interrupt"
    assert "403" in said["decided"]["refused"]
    assert _amount(demo, lead) == 1000


def test_with_the_administrators_consent_it_approves(demo, key, lead):
    demo.parameter("ai_agent.approve_by_key", "True")
    try:
        said = _run(demo, key, {"approved": True})
        assert said["asked"]["tools"] == ["update_records"]
        proposal = said["asked"]["outcome"]["interrupts"][0]["metadata"]["proposal"]
        assert proposal["items"][0]["record"]["name"] == "From outside"
        assert said["decided"]["text"] == "Decided outside."
        assert said["decided"]["results"][0]["ok"] is True
        assert _amount(demo, lead) == 2000
    finally:
        demo.parameter("ai_agent.approve_by_key", False)


def test_rejecting_needs_no_consent(demo, key, lead):
    said = _run(demo, key, {"approved": False, "reason": "No"})
    assert said["decided"]["text"] == "Decided outside."
    assert _amount(demo, lead) == 1000
