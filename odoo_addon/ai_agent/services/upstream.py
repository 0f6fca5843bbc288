"""One HTTP request to an AI service that can be ended from another thread.

`http.client` instead of requests: the connection goes to addresses that were checked
(`address`), proxies of the environment and redirects play no part, each kind of waiting has
its own limit, and the socket is at hand to be shut down.
"""

from __future__ import annotations

import http.client
import json
import logging
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import suppress

from .address import allowed_addresses
from .config import ServiceConfig, is_clean_key
from .errors import AgentError
from .limits import ERROR_BODY_BYTES, Limits
from .origin import ServiceUrl
from .scrub import for_log

_logger = logging.getLogger(__name__)

CONNECT_TRIES = 2
CONNECT_PAUSE_SECONDS = 0.3
_READ_BYTES = 16 * 1024


class Cancelled(Exception):
    """The run was stopped; nobody wants the answer any more."""


class Cancel:
    """Ends a request from another thread: once set, the socket is shut down, now or when it opens."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._sock: socket.socket | None = None
        self._set = False

    @property
    def is_set(self) -> bool:
        """Whether the request was ended."""
        return self._set

    def set(self) -> None:
        """End the request. Safe from any thread, any number of times."""
        with self._lock:
            self._set = True
            self._shut()

    def hold(self, sock: socket.socket | None) -> None:
        """Name the socket in use, or None."""
        with self._lock:
            self._sock = sock
            if self._set:
                self._shut()

    def check(self) -> None:
        """Raise `Cancelled` if the request was ended."""
        if self._set:
            raise Cancelled

    def _shut(self) -> None:
        if self._sock is not None:
            with suppress(OSError):
                # The plain method also on a TLS socket: its own one is not made for two threads.
                socket.socket.shutdown(self._sock, socket.SHUT_RDWR)


class Exchange:
    """A POST and its answer. Use as a context manager; `status` and headers are there on entry.

    :raises AgentError: `service_unreachable` or `service_timeout`
    :raises Cancelled: when `cancel` was set
    """

    def __init__(self, config: ServiceConfig, suffix: str, body: object, limits: Limits, cancel: Cancel) -> None:
        self._config = config
        self._url: ServiceUrl = config.service_url()
        self._target = self._url.target(suffix)
        self._body = json.dumps(body).encode()
        self._limits = limits
        self._cancel = cancel
        self._end = time.monotonic() + limits.total_seconds
        self._sock: socket.socket | None = None
        self._connection: http.client.HTTPConnection | None = None
        self._got_byte = False

    def __enter__(self) -> Exchange:
        if not is_clean_key(self._config.key):
            raise AgentError("service_rejected_key", "bad_key")
        try:
            self._sock = self._connect()
            self._response = self._send()
        except BaseException:
            self._close()
            raise
        self.status: int = self._response.status
        self.content_type: str = (self._response.headers.get_content_type() or "").lower()
        return self

    def __exit__(self, *_exc: object) -> None:
        self._close()

    def retry_after(self) -> int | None:
        """The `Retry-After` of the answer in seconds; a date is not read."""
        raw = (self._response.headers.get("Retry-After") or "").strip()
        return min(int(raw), 86_400) if raw.isascii() and raw.isdigit() else None

    def chunks(self) -> Iterator[bytes]:
        """Yield the body as it arrives.

        :raises AgentError: `service_timeout` on an idle or total limit, `service_error`
            (reason `cut`) if the connection breaks
        """
        while True:
            self._cancel.check()
            first = self._limits.first_byte_seconds if not self._got_byte else self._limits.idle_seconds
            left = self._end - time.monotonic()
            if left <= 0:
                raise AgentError("service_timeout", "total_limit", seconds=round(self._limits.total_seconds))
            try:
                if self._sock is not None:
                    self._sock.settimeout(min(first, left))
                chunk = self._response.read1(_READ_BYTES)
            except TimeoutError:
                self._cancel.check()
                if first < left:
                    reason = "idle_limit" if self._got_byte else "first_byte_limit"
                    raise AgentError("service_timeout", reason, seconds=round(first)) from None
                continue
            except (OSError, http.client.HTTPException, ValueError, AttributeError) as error:
                # ValueError and AttributeError: what http.client raises when its file was closed.
                self._cancel.check()
                raise AgentError("service_error", "cut", log=type(error).__name__) from None
            if not chunk:
                self._cancel.check()
                if self._response.length:
                    raise AgentError("service_error", "cut", log="body shorter than announced")
                return
            self._got_byte = True
            yield chunk

    def text(self, limit: int = ERROR_BODY_BYTES) -> tuple[str, bool]:
        """Return the body as text, and whether it was longer than `limit` bytes."""
        parts: list[bytes] = []
        size = 0
        for chunk in self.chunks():
            parts.append(chunk)
            size += len(chunk)
            if size > limit:
                break
        return b"".join(parts)[:limit].decode("utf-8", "replace"), size > limit

    def _connect(self) -> socket.socket:
        url = self._url
        self._cancel.check()
        addresses = allowed_addresses(url.host, url.port, scheme=url.scheme, allow_private=self._config.allow_private)
        problem: AgentError | None = None
        for attempt in range(CONNECT_TRIES):
            if attempt:
                time.sleep(CONNECT_PAUSE_SECONDS)
            for address in addresses:
                self._cancel.check()
                try:
                    return self._connect_to(address)
                except ssl.SSLError as error:
                    # Not tried again: a certificate does not get better within a second.
                    detail = getattr(error, "verify_message", "") or error.reason or "TLS"
                    self._cancel.check()
                    raise AgentError("service_unreachable", "tls", host=url.host, detail=detail) from None
                except TimeoutError:
                    problem = AgentError("service_unreachable", "connect_limit", host=url.host)
                except ConnectionRefusedError:
                    problem = AgentError("service_unreachable", "refused", host=url.host, port=url.port)
                except OSError as error:
                    name = type(error).__name__
                    problem = AgentError("service_unreachable", "no_route", host=url.host, log=name)
        self._cancel.check()
        raise problem or AgentError("service_unreachable")

    def _connect_to(self, address: str) -> socket.socket:
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        sock = socket.socket(family, socket.SOCK_STREAM)
        try:
            left = self._end - time.monotonic()
            sock.settimeout(max(0.01, min(self._limits.connect_seconds, left)))
            self._cancel.hold(sock)
            sock.connect((address, self._url.port))
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if self._url.scheme == "https":
                sock = ssl.create_default_context().wrap_socket(sock, server_hostname=self._url.host)
                self._cancel.hold(sock)
        except BaseException:
            self._cancel.hold(None)
            sock.close()
            raise
        return sock

    def _send(self) -> http.client.HTTPResponse:
        if self._sock is None:
            raise AgentError("internal")
        connection = http.client.HTTPConnection(self._url.host, self._url.port)
        connection.sock = self._sock
        self._connection = connection
        left = max(0.01, self._end - time.monotonic())
        self._sock.settimeout(min(self._limits.first_byte_seconds, left))
        headers = {
            "Host": self._url.host_header,
            "Content-Type": "application/json",
            "Accept": "text/event-stream, application/json",
            "Accept-Encoding": "identity",
            "User-Agent": "odoo-ai-agent",
            **self._config.key_headers(),
        }
        try:
            connection.request("POST", self._target, body=self._body, headers=headers)
            return connection.getresponse()
        except TimeoutError:
            self._cancel.check()
            seconds = round(self._limits.first_byte_seconds)
            raise AgentError("service_timeout", "first_byte_limit", seconds=seconds) from None
        except (OSError, http.client.HTTPException, ValueError, AttributeError) as error:
            self._cancel.check()
            log = for_log(f"{type(error).__name__}: {error}", [self._config.key])
            raise AgentError("service_error", "no_http", log=log) from None

    def _close(self) -> None:
        self._cancel.hold(None)
        if self._connection is not None:
            with suppress(OSError):
                self._connection.close()
        if self._sock is not None:
            with suppress(OSError):
                self._sock.close()
