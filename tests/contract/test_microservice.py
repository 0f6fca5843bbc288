"""The example microservice behind the server, and the scripted service behind it as its model."""

import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest
from support.client import user
from support.service import ANSWER, KEY

pytestmark = pytest.mark.microservice
EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "microservice"
AGENT_KEY = "key-of-the-agent-19c2"


@pytest.fixture(scope="module")
def agent(service):
    """The address of the running example."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        port = sock.getsockname()[1]
    env = os.environ | {
        "AGENT_API_KEY": AGENT_KEY,
        "OPENAI_BASE_URL": service.url,
        "OPENAI_API_KEY": KEY,
        "MODEL": "scripted",
    }
    python = os.environ.get("MICROSERVICE_PYTHON", sys.executable)
    command = [python, "-m", "uvicorn", "agent:app", "--port", str(port), "--log-level", "warning"]
    process = subprocess.Popen(command, cwd=EXAMPLE, env=env)
    url = f"http://127.0.0.1:{port}/agent"
    try:
        end = time.monotonic() + 40
        while True:
            try:
                httpx.get(url)
                break
            except httpx.TransportError:
                assert process.poll() is None, "the microservice does not start"
                assert time.monotonic() < end, "the microservice does not answer"
                time.sleep(0.2)
        yield url
    finally:
        process.terminate()
        process.wait(10)


def test_an_answer_comes_through_with_its_history(target, service, agent):
    with target.serving(agent, kind="agui", key=AGENT_KEY) as client:
        run = client.ask("First question")
        assert run.text == ANSWER
        assert run.end["outcome"]["type"] == "success"
        client.ask(threadId=run.thread, messages=[user("Second question")])
        turns = [turn["content"] for turn in service.requests[-1]["body"]["messages"] if turn["role"] != "system"]
        assert [turn.strip() for turn in turns] == ["First question", ANSWER.strip(), "Second question"]
        told = str(run.events) + str(client.thread(run.thread))
        assert AGENT_KEY not in told
        assert KEY not in told


def test_a_wrong_key_is_told_as_such(target, agent):
    with target.serving(agent, kind="agui", key="wrong") as client:
        assert client.ask("Hi").end["code"] == "service_rejected_key"


def test_a_model_that_fails_is_an_error_of_the_service(target, agent):
    with target.serving(agent, kind="agui", key=AGENT_KEY) as client:
        run = client.ask("mode:500")
        assert run.end["type"] == "RUN_ERROR"
        assert run.end["code"] == "service_error"


def test_stopping_reaches_the_model(target, service, agent):
    service.expect_close()
    with target.serving(agent, kind="agui", key=AGENT_KEY) as client, client.running("mode:long") as (body, stream):
        for item in stream:
            if item.event and "delta" in item.event:
                break
        client.post(f"/runs/{body['runId']}/stop")
        rest = [item.event for item in stream if item.event]
        assert rest[-1]["outcome"]["type"] == "cancelled"
        assert service.closed.wait(3), "the model goes on writing"
