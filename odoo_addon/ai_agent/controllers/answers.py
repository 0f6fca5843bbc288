"""Responses of the contract: JSON, and errors as RFC 9457 problem objects."""

from __future__ import annotations

import json
import logging

from odoo.exceptions import AccessError, MissingError
from odoo.http import Response
from odoo.sql_db import PoolError
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from ..services import texts
from ..services.errors import AgentError
from ..store.transact import OUTAGE

_logger = logging.getLogger(__name__)


def answer(value: object, status: int = 200, **headers: str) -> Response:
    """Return a JSON response that nobody keeps."""
    response = _response(json.dumps(value, ensure_ascii=False), "application/json; charset=utf-8", status)
    for name, text in headers.items():
        response.headers[name.replace("_", "-")] = text
    return response


def no_content() -> Response:
    """Return 204."""
    return _response("", "application/json", 204)


def problem(error: AgentError, lang: str) -> Response:
    """Return a problem object with the sentence in a language such as `fr_FR`."""
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


def as_agent_error(error: Exception, path: str) -> AgentError:
    """Return the typed error for any exception on a path; unexpected ones are logged."""
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
    if isinstance(error, (PoolError, *OUTAGE)):
        _logger.warning("AI Agent: no database for %s: %s", path, type(error).__name__)
        return AgentError("busy", retry_after=1)
    _logger.error("AI Agent: unexpected error on %s", path, exc_info=error)
    return AgentError("internal")


def _response(body: str, content_type: str, status: int) -> Response:
    headers = [("Content-Type", content_type), ("Cache-Control", "no-store")]
    return Response(body, status=status, headers=headers)
