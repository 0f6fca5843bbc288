"""The service as a client sees it: who gets in, and that an answer arrives in pieces."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

SERVICE = Path(__file__).parents[1] / "ai_service.py"
KEY = "a-key-that-only-this-test-knows"
START_SECONDS = 60


@dataclass
class Running:
    process: subprocess.Popen[str]
    port: int

    def request(self, method: str, path: str, headers: dict[str, str], body: object = None) -> http.client.HTTPResponse:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.request(method, path, None if body is None else json.dumps(body), headers)
        return connection.getresponse()

    def is_ready(self) -> bool:
        try:
            return self.request("GET", "/health", {}).status == 200
        except OSError:
            return False


def start(environment: dict[str, str], *arguments: str) -> subprocess.Popen[str]:
    python = os.environ.get("AI_SERVICE_PYTHON", sys.executable)
    clean = {name: value for name, value in os.environ.items() if not name.startswith("AI_SERVICE_KEY")}
    return subprocess.Popen(
        [python, str(SERVICE), *arguments],
        env={**clean, **environment},
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )


@pytest.fixture(scope="module")
def model() -> str:
    path = os.environ.get("AI_SERVICE_MODEL")
    if not path:
        pytest.fail("AI_SERVICE_MODEL must name the model's file")
    return path


@pytest.fixture(scope="module")
def service(model: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    key_file = tmp_path_factory.mktemp("key") / "key"
    key_file.write_text(KEY + "\n", encoding="utf-8")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    running = Running(start({"AI_SERVICE_KEY_FILE": str(key_file)}, "--model", model, "--port", str(port)), port)
    deadline = time.monotonic() + START_SECONDS
    while not running.is_ready():
        assert running.process.poll() is None, running.process.communicate()[0]
        assert time.monotonic() < deadline, "the service did not answer"
        time.sleep(0.1)
    yield running
    running.process.send_signal(signal.SIGTERM)
    assert running.process.wait(timeout=10) == 0
    assert KEY not in running.process.communicate()[0], "the key is in the log"


@pytest.mark.parametrize(
    "headers",
    [{}, {"X-API-Key": "wrong"}, {"Authorization": "Bearer wrong"}, {"X-API-Key": ""}, {"X-API-Key": KEY[:-1]}],
    ids=["none", "wrong X-API-Key", "wrong Bearer", "empty", "one character short"],
)
@pytest.mark.parametrize(("method", "path"), [("GET", "/v1/models"), ("POST", "/v1/chat/completions")])
def test_a_missing_or_wrong_key_is_refused(service: Running, headers: dict[str, str], method: str, path: str) -> None:
    body = {"messages": [{"role": "user", "content": "Hello"}]} if method == "POST" else None
    assert service.request(method, path, headers, body).status == 401


@pytest.mark.parametrize("headers", [{"X-API-Key": KEY}, {"Authorization": f"Bearer {KEY}"}], ids=["own", "bearer"])
def test_the_right_key_streams_an_answer(service: Running, headers: dict[str, str]) -> None:
    question = {"messages": [{"role": "user", "content": "Name three colours."}], "stream": True, "max_tokens": 24}
    response = service.request("POST", "/v1/chat/completions", headers, question)
    assert response.status == 200
    lines = [line.decode().strip() for line in response if line.startswith(b"data: ")]
    assert lines[-1] == "data: [DONE]"
    deltas = [json.loads(line.removeprefix("data: "))["choices"] for line in lines[:-1]]
    pieces = [choices[0]["delta"].get("content") for choices in deltas if choices]
    assert len([piece for piece in pieces if piece]) > 3


def test_it_listens_on_loopback_only(service: Running) -> None:
    local = f"0100007F:{service.port:04X}"
    listening = [
        fields[1]
        for table in ("/proc/net/tcp", "/proc/net/tcp6")
        for fields in (line.split() for line in Path(table).read_text(encoding="ascii").splitlines()[1:])
        if fields[3] == "0A" and fields[1].endswith(f":{service.port:04X}")
    ]
    assert listening == [local]


def test_what_others_ask_is_not_shown(service: Running) -> None:
    assert service.request("GET", "/slots", {"X-API-Key": KEY}).status != 200


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        ({}, "AI_SERVICE_KEY"),
        ({"AI_SERVICE_KEY": "short"}, "16"),
        ({"AI_SERVICE_KEY_FILE": "/nowhere/key"}, "/nowhere/key"),
    ],
    ids=["no key", "short key", "no key file"],
)
def test_it_does_not_start_without_a_usable_key(model: str, environment: dict[str, str], said: str) -> None:
    process = start(environment, "--model", model)
    output = process.communicate(timeout=30)[0]
    assert process.returncode == 2
    assert said in output
