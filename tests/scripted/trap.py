"""A server that nobody may call: whatever reaches it was sent where it must not go."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Trap:
    """Listens on a port of its own. `caught` is what came: method and path, with the query."""

    def __init__(self) -> None:
        self.caught: list[str] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
        self._server.daemon_threads = True
        self._server.trap = self  # type: ignore[attr-defined]
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def stop(self) -> None:
        """Close it."""
        self._server.shutdown()
        self._server.server_close()


class _Handler(BaseHTTPRequestHandler):
    def _catch(self) -> None:
        self.server.trap.caught.append(f"{self.command} {self.path}")  # type: ignore[attr-defined]
        self.send_response(204)
        self.end_headers()

    do_GET = do_POST = do_HEAD = do_PUT = _catch

    def log_message(self, *_args: object) -> None:
        pass
