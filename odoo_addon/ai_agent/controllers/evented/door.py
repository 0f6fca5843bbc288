"""The routes of runs in the evented process, as a WSGI application of its own."""

from __future__ import annotations

import re
import resource
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import cache
from typing import Any

import odoo
from odoo.http import Application, Response
from werkzeug.http import parse_cookie

from ...services.errors import AgentError
from ...services.limits import BODY_BYTES, Limits
from ...store.claim import claim
from ...store.hub import hub, start
from ..answers import as_agent_error, no_content, problem
from ..follow import HEADERS, Source, following, mind_client, wants_batch
from ..numbers import event_number
from ..passes import Pass
from ..probing import probing
from .relay import Found, Refused, Relay

Environ = dict[str, Any]
StartResponse = Callable[..., object]

PREFIX = "/websocket/ai_agent"
PLAIN_PREFIX = "/ai_agent"
_RUN = r"/runs/(?P<run>[^/]{1,200})"


class Deferred(Response):
    """Hands a request on that came by way of Odoo's dispatch, once its cursor is closed."""

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Answer in place of the response that Odoo has finished."""
        return serve(environ, start_response)


def install() -> None:
    """Take requests for runs before Odoo's dispatch.

    That opens a cursor for each, of a pool that refuses what is too many at once, and does ORM work:
    with five hundred runs that is what the one core has no time for. Requests for all else, and
    everything in other processes, go as before.
    """
    _take_many_connections()
    dispatch = Application.__call__

    def with_door(self: Application, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        if str(environ.get("PATH_INFO", "")).startswith(f"{PREFIX}/"):
            return serve(environ, start_response)
        return dispatch(self, environ, start_response)

    Application.__call__ = with_door


def serve(environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
    """Answer one request."""
    try:
        return _route(environ, start_response)
    except Refused as refused:
        response = Response(refused.body, status=refused.status, headers=refused.headers)
    except Exception as error:  # noqa: BLE001  every exception becomes a problem object
        response = problem(as_agent_error(error, str(environ.get("PATH_INFO"))), _lang(environ))
    return response(environ, start_response)


def _route(environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
    if not (environ.get("HTTP_AUTHORIZATION") or "session_id" in str(environ.get("HTTP_COOKIE", ""))):
        # Nobody's body is read, and no worker asked, for somebody who says nothing of himself.
        raise AgentError("unauthenticated")
    path = str(environ["PATH_INFO"])
    path = path.removeprefix(PREFIX if path.startswith(PREFIX) else PLAIN_PREFIX)
    for method, pattern, action in _ROUTES:
        match = re.fullmatch(pattern, path)
        if match and method == environ["REQUEST_METHOD"]:
            return action(environ, start_response, PLAIN_PREFIX + path)
    raise AgentError("not_found", "no_route_here")


def _run(environ: Environ, start_response: StartResponse, path: str) -> Iterable[bytes]:
    found = _ask(environ, path, _body(environ))
    return _stream(environ, start_response, found, 0)


def _events(environ: Environ, start_response: StartResponse, path: str) -> Iterable[bytes]:
    query = dict(part.partition("=")[::2] for part in str(environ.get("QUERY_STRING", "")).split("&"))
    after = event_number(environ.get("HTTP_LAST_EVENT_ID") or query.get("after") or "0")
    found = _ask(environ, path)
    source = _source(found, environ)
    if wants_batch(str(environ.get("HTTP_ACCEPT", ""))):
        return source.batch(after)(environ, start_response)
    return _stream(environ, start_response, found, after)


def _stop(environ: Environ, start_response: StartResponse, path: str) -> Iterable[bytes]:
    found = _ask(environ, path, b"")
    # The request is on record; here it need not wait for the watcher to find it.
    hub().stop(found.db, found.pk)
    return no_content()(environ, start_response)


def _probe(environ: Environ, start_response: StartResponse, path: str) -> Iterable[bytes]:
    _ask(environ, path)
    start_response("200 OK", HEADERS)
    return probing(environ)


_ROUTES: tuple[tuple[str, str, Callable[..., Iterable[bytes]]], ...] = (
    ("POST", "/run", _run),
    ("GET", f"{_RUN}/events", _events),
    ("POST", f"{_RUN}/stop", _stop),
    ("GET", "/probe", _probe),
)


def _stream(environ: Environ, start_response: StartResponse, found: Found, after: int) -> Iterable[bytes]:
    source = _source(found, environ)
    limits = replace(Limits(), stream_seconds=found.stream_seconds, ping_seconds=found.ping_seconds)
    sid = parse_cookie(environ).get("session_id", "")
    entry = Pass(found.db, found.uid, "" if found.key_id else sid, found.key_id)
    mind_client(environ)
    start_response("200 OK", HEADERS)
    return following(source, after, entry, limits)


def _source(found: Found, environ: Environ) -> Source:
    """The run where it is; here, if nobody runs it yet."""
    live = hub().get(found.db, found.pk)
    task = None if live else claim(found.db, found.pk)
    if task:
        live = start(task, str(environ.get("HTTP_HOST", "")))
    # Another request of the same client may have claimed it a moment ago.
    return Source(found.db, found.pk, live or hub().get(found.db, found.pk))


def _ask(environ: Environ, path: str, body: bytes | None = None) -> Found:
    return _relay().ask(environ, path, body)


@cache
def _relay() -> Relay:
    """The one of this process, made when the configuration is read."""
    return Relay()


def _body(environ: Environ) -> bytes:
    length = str(environ.get("CONTENT_LENGTH") or "")
    if length and not (length.isascii() and length.isdigit()):
        raise AgentError("invalid_input", "bad_json")
    if length and int(length) > BODY_BYTES:
        raise AgentError("too_large", "too_large_body")
    if not length and not environ.get("wsgi.input_terminated"):
        return b""
    # Without a length the body comes in chunks: one byte more than allowed tells that it is too long.
    body = environ["wsgi.input"].read(int(length) if length else BODY_BYTES + 1)
    if len(body) > BODY_BYTES:
        raise AgentError("too_large", "too_large_body")
    return body


def _lang(environ: Environ) -> str:
    """What the browser prefers: who asks is not known here."""
    first = str(environ.get("HTTP_ACCEPT_LANGUAGE", "")).split(",")[0].split(";")[0].strip()
    return first.replace("-", "_") if re.fullmatch(r"[A-Za-z]{2,3}([-_][A-Za-z]{2,4})?", first) else "en_US"


def _take_many_connections() -> None:
    """Each run is two of them, beside a websocket for each open tab; the usual soft limit is 1,024."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


if getattr(odoo, "evented", False):
    install()
