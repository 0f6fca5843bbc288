"""The door of every route: who asks, may they, and errors as problem objects.

Odoo's own `auth="user"` answers with redirects and HTML pages; the contract wants JSON, so the
routes are `auth="public"` and check here.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from odoo import api, http
from odoo.addons.base.models.res_users import INDEX_SIZE as API_KEY_INDEX_SIZE
from odoo.http import Response, request
from psycopg2.errors import IntegrityError
from werkzeug.exceptions import RequestEntityTooLarge

from ..services.errors import AgentError
from ..services.limits import BODY_BYTES
from ..store.transact import AGAIN, read_committed, transact
from .answers import as_agent_error, problem
from .evented import door
from .passes import GROUP, Pass
from .place import EVENTED, is_relay, place

T = TypeVar("T")

PREFIX = "/ai_agent"
RUN_PREFIX = "/websocket/ai_agent"
_SAFE = ("GET", "HEAD")


@dataclass(frozen=True)
class Caller:
    """Who asks, in plain values: these outlive the request, unlike its environment."""

    db: str
    uid: int
    context: dict[str, object]
    sid: str
    key_id: int | None = None
    """The API key that was used instead of a session."""

    @property
    def entry(self) -> Pass:
        """What a stream of this caller goes on with."""
        return Pass(self.db, self.uid, "" if self.key_id else self.sid, self.key_id)

    def transact(self, action: Callable[[api.Environment], T], *, fresh: bool = False) -> T:
        """Run an action in a transaction of its own, under the user's rights.

        :param fresh: let it see what others commit meanwhile, and run it again when a unique
            constraint fails, because another request with the same ids was faster
        """
        again = AGAIN + ((IntegrityError,) if fresh else ())

        def with_env(cr) -> T:
            if fresh:
                read_committed(cr)
            env = api.Environment(cr, self.uid, dict(self.context))
            result = action(env)
            env.flush_all()
            return result

        return transact(self.db, with_env, again)

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
            max_content_length=BODY_BYTES,
            **routing,
        )
        @functools.wraps(method)
        def guarded(self, **kw):
            # Odoo takes the caller for a parameter of the query, since the signature has one; and files for text.
            kw = {name: value for name, value in kw.items() if name != "caller" and isinstance(value, str)}
            if also_runs and place() == EVENTED:
                # Until the door is installed, or below the plain prefix: requests that went through Odoo's dispatch.
                # Its answer is thrown away, so a new session cookie would be lost with it.
                request.session.can_save = False
                return door.Deferred()
            # A relay's answer goes to the evented process: a new session cookie would be lost there.
            request.session.can_save &= not is_relay()
            try:
                return method(self, _authenticated(), **kw)
            except Exception as error:  # noqa: BLE001  every exception becomes a problem object
                return refuse(error)

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


def refuse(error: Exception) -> Response:
    """Return the problem object for any exception, in the language of who asks."""
    return problem(as_agent_error(error, request.httprequest.path), _lang())


def _authenticated() -> Caller:
    key = _bearer()
    user, key_id = _key_user(key) if key else (_session_user(), None)
    if user.share or not user.has_group(GROUP):
        raise AgentError("forbidden")
    token = request.httprequest.headers.get("X-CSRF-Token")
    # A page of another site can send cookies, but no header with a key that it does not know.
    if not key and request.httprequest.method not in _SAFE and not request.validate_csrf(token):
        raise AgentError("forbidden", "bad_csrf")
    context = {**request.env.context, "lang": user.lang or "en_US", "tz": user.tz or "UTC"}
    context["allowed_company_ids"] = _companies(user)
    return Caller(request.db, user.id, context, request.session.sid, key_id)


def _session_user():
    user = request.env.user
    if not request.session.uid or request.env.uid != request.session.uid or not user.active:
        raise AgentError("unauthenticated")
    return user


def _bearer() -> str:
    scheme, _space, key = request.httprequest.headers.get("Authorization", "").partition(" ")
    return key.strip() if scheme.lower() == "bearer" else ""


def _key_user(key: str):
    """Return the user of an Odoo API key, and the key's id (base/models/res_users.py, `_check_credentials`)."""
    # sudo: keys are looked up before it is known who asks. The scope is that of keys for everything.
    uid = request.env["res.users.apikeys"].sudo()._check_credentials(scope="rpc", key=key)
    if not uid:
        raise AgentError("unauthenticated", "bad_api_key")
    request.env.cr.execute(
        "SELECT id FROM res_users_apikeys WHERE user_id = %s AND index = %s", (uid, key[:API_KEY_INDEX_SIZE])
    )
    request.update_env(user=uid)
    return request.env.user, request.env.cr.fetchone()[0]


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
