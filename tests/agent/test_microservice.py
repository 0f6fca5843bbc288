"""An agent written with pydantic-ai behind the addon: with Odoo's tools and an approval."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from scripted import KEY
from support.process import free_ports

AGENTS = Path(__file__).parent / "agents"
START_SECONDS = 60


@pytest.fixture
def address() -> Iterator[str]:
    """The running microservice."""
    (port,) = free_ports(1)
    command = [os.environ["PYDANTIC_AGENT_PYTHON"], "-m", "uvicorn", "pydantic_agent:app"]
    options = ["--port", str(port), "--log-level", "warning"]
    process = subprocess.Popen([*command, *options], cwd=AGENTS, env={**os.environ, "AGENT_API_KEY": KEY})
    url = f"http://127.0.0.1:{port}/"
    try:
        end = time.monotonic() + START_SECONDS
        while True:
            try:
                httpx.get(url, trust_env=False)
                break
            except httpx.TransportError:
                assert process.poll() is None, "the microservice has ended"
                assert time.monotonic() < end, "the microservice does not answer"
                time.sleep(0.1)
        yield url
    finally:
        process.terminate()
        process.wait(10)


def test_it_uses_odoos_tools_and_asks_before_it_writes(demo, service, chat, address):
    made = [demo.create("crm.lead", name=f"Pydantic {n}", type="opportunity", expected_revenue=1) for n in (1, 2)]
    amounts = "select expected_revenue from crm_lead where id = any(%(ids)s)"
    demo.settings(url=address, kind="agui", api_key=KEY)
    try:
        turn = chat.ask("Set the revenue of all Pydantic deals.")
        assert turn.outcome == "interrupt", turn.events
        assert [call["name"] for call in turn.calls] == ["search_records", "update_records"]
        assert turn.text == "Let me look. "
        assert [item["record"]["id"] for item in turn.proposal["items"]] == made
        assert {float(row[0]) for row in demo.rows(amounts, ids=made)} == {1}
        done = chat.decide(turn, approved=True)
        assert {float(row[0]) for row in demo.rows(amounts, ids=made)} == {4321}
        assert done.text.startswith("After your decision: ")
        assert "theirs-" not in str(turn.events), "ids of the agent are shown"
        told = chat.stored()["messages"]
        assert KEY not in str(told)
    finally:
        demo.configure(service)
