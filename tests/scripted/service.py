"""The server: `POST /v1/chat/completions` speaks OpenAI's API, `POST /agent` AG-UI."""

from __future__ import annotations

import contextlib
import json
import select
import sys
import threading
import time
from collections.abc import Iterable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from . import agui, openai
from .placeholders import NoSuchPlace
from .script import Reply, Script, Turn

KEY = "scripted-service-key-b1c9"
"""What it must be asked with."""
_WAYS = {"/v1/chat/completions": openai.send, "/agent": agui.send}


class Service:
    """The running service. `requests` is all that it was asked: path, headers (lower case), body."""

    def __init__(self, port: int = 0) -> None:
        self.requests: list[dict[str, Any]] = []
        self.problems: list[str] = []
        """Placeholders that named nothing: the test that plays such a script is wrong, or the tool."""
        self._scripts: dict[str, Script] = {}
        self._server = ThreadingHTTPServer(("127.0.0.1", port), _Handler)
        self._server.daemon_threads = True
        self._server.service = self  # type: ignore[attr-defined]
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    @property
    def origin(self) -> str:
        """Its address, without a path."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def url(self, kind: str = "openai") -> str:
        """What is entered in the settings for a kind of service."""
        return f"{self.origin}/{'v1' if kind == 'openai' else 'agent'}"

    def plays(self, question: str, rounds: Iterable[dict[str, Any]], *, forever: bool = False) -> Script:
        """Play these rounds to each question that contains this text; the longest text that fits counts."""
        self._scripts[question] = made = Script(tuple(rounds), forever)
        return made

    def script(self, turn: Turn) -> Script:
        """The one for a question; without any it says that it knows none."""
        fitting = [name for name in self._scripts if name in turn.question]
        if not fitting:
            return Script(({"text": "I know no script for this."},))
        return self._scripts[max(fitting, key=len)]

    def sent(self, since: int = 0) -> str:
        """All texts that it was sent, as one: to look for what must not be in there."""
        return "\n".join(json.dumps(request["body"], ensure_ascii=False) for request in self.requests[since:])

    def stop(self) -> None:
        """Close it."""
        self._server.shutdown()
        self._server.server_close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        service: Service = self.server.service  # type: ignore[attr-defined]
        body = json.loads(self.rfile.read(int(self.headers.get("Content-Length", 0))) or b"{}")
        self.close_connection = True
        headers = {name.lower(): value for name, value in self.headers.items()}
        service.requests.append({"path": self.path, "headers": headers, "body": body})
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            self._answer(service, headers, body)

    def _answer(self, service: Service, headers: dict[str, str], body: dict[str, Any]) -> None:
        send = _WAYS.get(self.path)
        if send is None:
            return self._plain(404, json.dumps({"error": {"message": "no such path"}}))
        if KEY not in (headers.get("x-api-key"), headers.get("authorization", "")[7:]):
            return self._plain(401, json.dumps({"error": {"message": "this key is wrong"}}))
        turn = Turn.read(body)
        try:
            reply = service.script(turn).reply(turn)
        except NoSuchPlace as error:
            service.problems.append(str(error))
            reply = Reply(say=f"The script does not fit: {error}")
        if reply.status != 200:
            return self._plain(reply.status, reply.body)
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()
        send(reply, len(service.requests), self._send, self._wait)

    def _send(self, event: object) -> None:
        data = event if isinstance(event, str) else json.dumps(event)
        self.wfile.write(f"data: {data}\n\n".encode())
        self.wfile.flush()

    def _wait(self, seconds: float) -> None:
        """Wait, but notice when the other side goes."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            readable, _, _ = select.select([self.connection], [], [], min(left, 0.05))
            if readable and not self.connection.recv(1):
                raise BrokenPipeError

    def _plain(self, status: int, body: str) -> None:
        data = body.encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_args: object) -> None:
        pass


def main() -> None:
    """A process of its own: a port, and a file with `{question: {"rounds", "forever"?}}`."""
    port, file = sys.argv[1:]
    service = Service(int(port))
    for question, script in json.loads(Path(file).read_text(encoding="utf-8")).items():
        service.plays(question, script["rounds"], forever=script.get("forever", False))
    threading.Event().wait()
