"""A scripted AI service on 127.0.0.1, for tests. Plain Python: also used without Odoo."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

KEY = "sk-test-1234567890-abcdefghij-secret"


class Reply:
    """What a script answers with; every method writes to the client at once."""

    def __init__(self, handler: BaseHTTPRequestHandler, gone: threading.Event) -> None:
        self._handler = handler
        self.gone = gone

    def head(self, status: int = 200, content_type: str = "text/event-stream", **headers: str) -> None:
        self._handler.send_response(status)
        self._handler.send_header("Content-Type", content_type)
        for name, value in headers.items():
            self._handler.send_header(name.replace("_", "-"), value)
        self._handler.end_headers()

    def raw(self, data: bytes) -> None:
        self._handler.wfile.write(data)
        self._handler.wfile.flush()

    def event(self, value: object) -> None:
        data = value if isinstance(value, str) else json.dumps(value)
        self.raw(f"data: {data}\n\n".encode())

    def delta(self, text: str) -> None:
        self.event({"choices": [{"delta": {"content": text}}]})

    def call(self, name: str, arguments: object, index: int = 0, call_id: str = "") -> None:
        """Call a tool, its arguments in two pieces."""
        raw = arguments if isinstance(arguments, str) else json.dumps(arguments)
        head = {"index": index, "id": call_id or f"call{index}", "type": "function"}
        half = len(raw) // 2
        for piece in (
            {**head, "function": {"name": name, "arguments": raw[:half]}},
            {"index": index, "function": {"arguments": raw[half:]}},
        ):
            self.event({"choices": [{"delta": {"tool_calls": [piece]}}]})

    def finish(self, tokens_in: int = 7, tokens_out: int = 5, reason: str = "stop") -> None:
        self.event({"choices": [{"delta": {}, "finish_reason": reason}]})
        self.event({"choices": [], "usage": {"prompt_tokens": tokens_in, "completion_tokens": tokens_out}})
        self.event("[DONE]")

    def json(self, value: object, status: int = 200, **headers: str) -> None:
        body = json.dumps(value).encode()
        self.head(status, "application/json", Content_Length=str(len(body)), **headers)
        self.raw(body)

    def wait_until_gone(self, seconds: float = 10.0) -> bool:
        """Say nothing until the client hangs up; return whether it did."""
        self._handler.connection.settimeout(seconds)
        with suppress(OSError):
            if self._handler.connection.recv(1) == b"":
                self.gone.set()
                return True
        return False


Script = Callable[[Reply], None]


def hello(reply: Reply) -> None:
    """Answer "Hello **world**" in three pieces."""
    reply.head()
    for piece in ("Hello ", "**wor", "ld**"):
        reply.delta(piece)
        time.sleep(0.02)
    reply.finish()


class Upstream:
    """The service: `script` answers every request; `requests` keeps what was asked."""

    def __init__(self) -> None:
        self.script: Script = hello
        self.requests: list[dict[str, Any]] = []
        self.gone = threading.Event()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                asked = {"path": self.path, "headers": dict(self.headers), "body": json.loads(body or b"null")}
                outer.requests.append(asked)
                try:
                    outer.script(Reply(self, outer.gone))
                except OSError:
                    outer.gone.set()

            def log_message(self, *_args: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    @property
    def url(self) -> str:
        return f"{self.origin}/v1"

    def plays(self, *rounds: object) -> None:
        """Let each request have the next round; the last is played again and again.

        A round is a text, or calls: (name, arguments) pairs, texts before them; or a script.
        """
        left = list(rounds)

        def script(reply: Reply) -> None:
            said = left.pop(0) if len(left) > 1 else left[0]
            if callable(said):
                said(reply)
                return
            reply.head()
            index = 0
            for part in [said] if isinstance(said, str) else said:
                if isinstance(part, str):
                    reply.delta(part)
                else:
                    reply.call(*part, index=index, call_id=f"call{len(self.requests)}_{index}")
                    index += 1
            reply.finish()

        self.script = script

    def reset(self) -> None:
        self.script = hello
        self.requests.clear()
        self.gone.clear()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
