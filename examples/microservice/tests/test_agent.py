"""Starts the microservice for real, with a scripted model behind it."""

import json
import os
import socket
import subprocess
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest
from ag_ui.core import Event
from pydantic import TypeAdapter

FOLDER = Path(__file__).resolve().parents[1]
KEY = "key-of-the-example"


class Model(BaseHTTPRequestHandler):
    """An OpenAI-compatible model that says one sentence, word by word."""

    asked: list[dict] = []

    def do_POST(self):
        self.asked.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        for delta, finish in [("Hello ", None), ("from the ", None), ("model.", None), ("", "stop")]:
            choice = {"index": 0, "delta": {"role": "assistant", "content": delta}, "finish_reason": finish}
            chunk = {"id": "c", "object": "chat.completion.chunk", "created": 1, "model": "m", "choices": [choice]}
            self.wfile.write(f"data: {json.dumps(chunk)}\n\n".encode())
        self.wfile.write(b"data: [DONE]\n\n")

    def log_message(self, *_args):
        pass


@pytest.fixture(scope="module")
def url():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Model)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        port = sock.getsockname()[1]
    env = os.environ | {"AGENT_API_KEY": KEY, "OPENAI_BASE_URL": f"http://127.0.0.1:{server.server_port}/v1"}
    command = [sys.executable, "-m", "uvicorn", "agent:app", "--port", str(port), "--log-level", "warning"]
    process = subprocess.Popen(command, cwd=FOLDER, env=env)
    try:
        yield _answering(f"http://127.0.0.1:{port}/agent")
    finally:
        process.terminate()
        process.wait(10)
        server.shutdown()


def _answering(url: str) -> str:
    end = time.monotonic() + 40
    while True:
        try:
            httpx.get(url)
        except httpx.TransportError:
            assert time.monotonic() < end, "the microservice does not start"
            time.sleep(0.2)
        else:
            return url


def _input() -> dict:
    messages = [
        {"id": "s", "role": "system", "content": "The user is Mitchell."},
        {"id": "m", "role": "user", "content": "Who are you?"},
    ]
    return {
        "threadId": "t",
        "runId": "r",
        "state": {},
        "messages": messages,
        "tools": [],
        "context": [],
        "forwardedProps": {},
    }


@pytest.mark.parametrize("headers", [{}, {"X-API-Key": ""}, {"X-API-Key": "wrong"}, {"Authorization": f"Bearer {KEY}"}])
def test_without_the_key_nothing_is_answered(url, headers):
    response = httpx.post(url, json=_input(), headers=headers)
    assert response.status_code == 401
    assert KEY not in response.text


def test_without_a_key_of_its_own_it_does_not_start():
    env = os.environ | {"AGENT_API_KEY": " "}
    command = [sys.executable, "-c", "import agent"]
    done = subprocess.run(command, cwd=FOLDER, env=env, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode
    assert "AGENT_API_KEY" in done.stderr


def test_an_answer_is_a_stream_of_ag_ui_events(url):
    accept = "text/event-stream, application/json"
    response = httpx.post(url, json=_input(), headers={"X-API-Key": KEY, "Accept": accept}, timeout=30)
    assert response.status_code == 200
    assert response.headers["content-type"].startswith("text/event-stream")
    events = [json.loads(line[6:]) for line in response.text.splitlines() if line.startswith("data: ")]
    for event in events:
        TypeAdapter(Event).validate_python(event)
    assert [events[0]["type"], events[-1]["type"]] == ["RUN_STARTED", "RUN_FINISHED"]
    text = "".join(event["delta"] for event in events if event["type"] == "TEXT_MESSAGE_CONTENT")
    assert text == "Hello from the model."
    assert "Mitchell" in str(Model.asked[-1]["messages"])
