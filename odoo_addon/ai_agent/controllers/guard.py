"""The door of every route: who asks, may they, and errors as problem objects.

Odoo's own `auth="user"` answers with redirects and HTML pages; the contract wants JSON, so the
routes are `auth="public"` and check here.
"""

from __future__ import annotations

import functools
import json
import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from odoo import api, http
from odoo.exceptions import AccessError, MissingError
from odoo.http import Response, request
from odoo.sql_db import PoolError
from psycopg2.errors import IntegrityError
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from ..models import run_store
from ..services import texts
from ..services.errors import AgentError
from ..services.limits import BODY_BYTES

_logger = logging.getLogger(__name__)
T = TypeVar("T")

PREFIX = "/ai_agent"
RUN_PREFIX = "/websocket/ai_agent"
GROUP = "ai_agent.group_user"
_SAFE = ("GET", "HEAD")


@dataclass(frozen=True)
class Caller:
    """Who asks, in plain values: these outlive the request, unlike its environment."""

    db: str
    uid: int
    context: dict[str, object]
    sid: str

    def transact(self, action: Callable[[api.Environment], T], *, unique: bool = False) -> T:
        """Run an action in a transaction of its own, under the user's rights.

        :param unique: run it again when a unique constraint fails, because another request
            with the same ids was faster
        """
        again = run_store.AGAIN + ((IntegrityError,) if unique else ())

        def with_env(cr) -> T:
            env = api.Environment(cr, self.uid, dict(self.context))
            result = action(env)
            env.flush_all()
            return result

        return run_store.transact(self.db, with_env, again)

    @property
    def lang(self) -> str:
        """The user's language, such as `fr_FR`."""
        return str(self.context.get("lang") or "en_US")


def agent_route(path: str, methods: list[str], *, also_runs: bool = False, **routing: object):
    """Mount a method that takes a `Caller` first. Below both prefixes for routes of runs."""
    paths = [PREFIX + path, RUN_PREFIX + path] if also_runs else [PREFIX + path]

    def decorate(method):
        # csrf=False: the token comes in a header instead of the form, see `_authenticated`.
        @http.route(
            paths,
            type="http",
            auth="public",
            methods=methods,
            csrf=False,
            save_session=False,
            max_content_length=BODY_BYTES,
            **routing,
        )
        @functools.wraps(method)
        def guarded(self, **kw):
            try:
                return method(self, _authenticated(), **kw)
            except Exception as error:  # noqa: BLE001  every exception becomes a problem object
                return problem(as_agent_error(error))

        return guarded

    return decorate


def json_body() -> object:
    """Return the JSON of the request.

    :raises AgentError: `too_large` or `invalid_input`
    """
    if (request.httprequest.content_length or 0) > BODY_BYTES:
        raise AgentError("too_large", "too_large_body")
    try:
        return json.loads(request.httprequest.get_data(cache=False))
    except RequestEntityTooLarge:
        raise AgentError("too_large", "too_large_body") from None
    except (ValueError, RecursionError):
        raise AgentError("invalid_input", "bad_json") from None


def answer(value: object, status: int = 200) -> Response:
    """Return a JSON response that nobody keeps."""
    return _response(json.dumps(value, ensure_ascii=False), "application/json; charset=utf-8", status)


def no_content() -> Response:
    """Return 204."""
    return _response("", "application/json", 204)


def problem(error: AgentError, lang: str | None = None) -> Response:
    """Return an RFC 9457 problem object with the sentence in the user's language."""
    lang = lang or _lang()
    body: dict[str, object] = {
        "type": f"urn:ai-agent:{error.code}",
        "title": error.code.replace("_", " "),
        "status": error.status,
        "detail": texts.sentence(error, lang),
        "code": error.code,
    }
    response = _response("", "application/problem+json; charset=utf-8", error.status)
    if error.retry_after is not None:
        body["retryAfter"] = error.retry_after
        response.headers["Retry-After"] = str(error.retry_after)
    response.set_data(json.dumps(body, ensure_ascii=False))
    return response


def as_agent_error(error: Exception) -> AgentError:
    """Return the typed error for any exception; unexpected ones are logged."""
    if isinstance(error, AgentError):
        return error
    if isinstance(error, AccessError):
        return AgentError("forbidden")
    if isinstance(error, MissingError):
        return AgentError("not_found")
    if isinstance(error, RequestEntityTooLarge):
        return AgentError("too_large", "too_large_body")
    if isinstance(error, HTTPException):
        known = {401: "unauthenticated", 403: "forbidden", 404: "not_found", 503: "busy"}
        code = known.get(error.code or 500) or ("invalid_input" if 400 <= (error.code or 500) < 500 else "internal")
        return AgentError(code, "no_route_here" if error.code in (404, 405) else None)
    if isinstance(error, PoolError):
        return AgentError("busy", retry_after=1)
    _logger.error("AI Agent: unexpected error on %s", request.httprequest.path, exc_info=error)
    return AgentError("internal")


def _authenticated() -> Caller:
    user = request.env.user
    if not request.session.uid or request.env.uid != request.session.uid or not user.active:
        raise AgentError("unauthenticated")
    if user.share or not user.has_group(GROUP):
        raise AgentError("forbidden")
    token = request.httprequest.headers.get("X-CSRF-Token")
    if request.httprequest.method not in _SAFE and not request.validate_csrf(token):
        raise AgentError("forbidden", "bad_csrf")
    context = {**request.env.context, "lang": user.lang or "en_US", "tz": user.tz or "UTC"}
    context["allowed_company_ids"] = _companies(user)
    return Caller(request.db, user.id, context, request.session.sid)


def _companies(user) -> list[int]:
    raw = request.httprequest.headers.get("X-Allowed-Companies")
    if raw is None or not raw.strip():
        return user.company_id.ids
    parts = [part.strip() for part in raw.split(",")]
    if not all(part.isascii() and part.isdigit() and len(part) < 10 for part in parts):
        raise AgentError("forbidden", "bad_company")
    chosen = list(dict.fromkeys(int(part) for part in parts))
    if not set(chosen) <= set(user.company_ids.ids):
        raise AgentError("forbidden", "bad_company")
    return chosen


def _lang() -> str:
    try:
        if request.session.uid and request.env.user.lang:
            return request.env.user.lang
        return request.env.context.get("lang") or "en_US"
    except Exception:  # noqa: BLE001  an error about an error helps nobody
        return "en_US"


def _response(body: str, content_type: str, status: int) -> Response:
    headers = [("Content-Type", content_type), ("Cache-Control", "no-store")]
    return Response(body, status=status, headers=headers)
