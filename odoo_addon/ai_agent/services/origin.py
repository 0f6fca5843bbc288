"""The URL of an AI service and the origin a key is bound to."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from .errors import AgentError

_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True)
class ServiceUrl:
    """A checked URL: `path` starts with a slash or is empty, and keeps its query."""

    scheme: str
    host: str
    port: int
    path: str
    query: str = ""

    @property
    def origin(self) -> str:
        """Scheme, host and port: what a key is bound to."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}:{self.port}"

    @property
    def host_header(self) -> str:
        """The value of the `Host` header."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"

    def target(self, suffix: str = "") -> str:
        """The request target for a path below this URL."""
        path = (self.path.rstrip("/") + suffix) or "/"
        return f"{path}?{self.query}" if self.query else path


def parse_url(raw: str) -> ServiceUrl:
    """Return the parts of an http(s) URL.

    :raises AgentError: `not_configured` (reason `bad_url`) for anything else, and for a URL
        with a user or password in it: those would end up in logs.
    """
    try:
        parts = urlsplit(raw.strip())
        port = parts.port
        host = (parts.hostname or "").rstrip(".").encode("idna").decode() if parts.hostname else ""
    except (ValueError, UnicodeError):
        raise AgentError("not_configured", "bad_url") from None
    bad = (
        parts.scheme not in _PORTS
        or not host
        or parts.username is not None
        or any(c.isspace() or not c.isprintable() for c in raw.strip())
    )
    if bad:
        raise AgentError("not_configured", "bad_url")
    if not (parts.path + parts.query).isascii():
        raise AgentError("not_configured", "bad_url")
    return ServiceUrl(parts.scheme, host.lower(), port or _PORTS[parts.scheme], parts.path, parts.query)


def origin_of(raw: str | None) -> str | None:
    """Return the origin of a URL, or None if it is none."""
    if not raw:
        return None
    try:
        return parse_url(raw).origin
    except AgentError:
        return None
