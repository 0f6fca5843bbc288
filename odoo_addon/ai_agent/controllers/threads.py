"""Routes of conversations: list, read, delete."""

from __future__ import annotations

from datetime import datetime, timezone
from functools import partial

from odoo import api, fields, http

from ..services.errors import AgentError
from ..services.ids import checked_id
from ..store import lost
from ..store.hub import hub
from ..store.runs import request_stop
from .answers import answer, no_content
from .guard import Caller, agent_route

LIST_DEFAULT, LIST_MOST = 30, 100
READ_DEFAULT, READ_MOST = 100, 200


class Threads(http.Controller):
    """The user's own conversations, by record rules."""

    @agent_route("/threads", ["GET"])
    def threads(self, caller: Caller, limit: str = "", cursor: str = ""):
        """Return the newest conversations, a page at a time."""
        count = _limit(limit, LIST_DEFAULT, LIST_MOST)
        return answer(caller.transact(partial(_list, count, cursor)))

    @agent_route("/threads/<string:thread_id>", ["GET"])
    def thread(self, caller: Caller, thread_id: str, limit: str = "", before: str = ""):
        """Return a conversation with the last messages of its branch."""
        count = _limit(limit, READ_DEFAULT, READ_MOST)
        lost.reap(caller.db, caller.uid)
        return answer(caller.transact(partial(_read, checked_id(thread_id, "threadId"), count, before)))

    @agent_route("/threads/<string:thread_id>", ["DELETE"])
    def delete(self, caller: Caller, thread_id: str):
        """Delete a conversation; a run of it is stopped first."""
        name = checked_id(thread_id, "threadId")
        for pk in caller.transact(lambda env: _find(env, name).run_ids._still_active().ids):
            request_stop(caller.db, pk)
            hub().stop(caller.db, pk)
        caller.transact(lambda env: _find(env, name).unlink())
        return no_content()


def _find(env: api.Environment, thread_id: str):
    thread = env["ai_agent.thread"].search([("user_id", "=", env.uid), ("public_id", "=", thread_id)])
    if not thread:
        raise AgentError("not_found")
    return thread


def _list(limit: int, cursor: str, env: api.Environment) -> dict[str, object]:
    domain: list = [("user_id", "=", env.uid)]
    if cursor:
        at, pk = _cursor(cursor)
        domain += ["|", ("active_at", "<", at), "&", ("active_at", "=", at), ("id", "<", pk)]
    found = env["ai_agent.thread"].search(domain, limit=limit + 1)
    page = found[:limit]
    more = len(found) > limit
    last = page[-1:]
    return {
        "threads": [_head(thread) for thread in page],
        "nextCursor": f"{_epoch(last.active_at)}.{last.id}" if more else None,
    }


def _read(thread_id: str, limit: int, before: str, env: api.Environment) -> dict[str, object]:
    thread = _find(env, thread_id)
    Message = env["ai_agent.message"]
    branch = thread.head_id._branch_ids() if thread.head_id else []
    active = thread.run_ids._still_active()[:1]
    if before:
        place = Message.search([("thread_id", "=", thread.id), ("public_id", "=", checked_id(before, "before"))])
        if place.id not in branch:
            raise AgentError("invalid_input", "bad_page")
        branch = branch[: branch.index(place.id)]
    page = Message.browse(branch[-limit:])
    head = thread.head_id
    last = head.run_id or env["ai_agent.run"].search([("question_id", "=", head.id)], limit=1) if head else None
    return {
        **_head(thread),
        "messages": [_message(message) for message in page],
        "previousCursor": page[0].public_id if len(branch) > limit else None,
        "activeRun": {"id": active.public_id} if active else None,
        "lastRun": _run(last) if last else None,
    }


def _head(thread) -> dict[str, object]:
    return {
        "id": thread.public_id,
        "title": thread.title or "",
        "createdAt": _time(thread.create_date),
        "updatedAt": _time(thread.active_at),
    }


def _message(message) -> dict[str, object]:
    run = message.run_id
    return {
        "id": message.public_id,
        "role": message.role,
        "content": message.content,
        "createdAt": _time(message.create_date),
        "parentId": message.parent_id.public_id or None,
        "runId": run.public_id or None,
        "status": run.state or None,
        "code": run.error_code or None,
    }


def _run(run) -> dict[str, object]:
    return {
        "id": run.public_id,
        "status": run.state,
        "code": run.error_code or None,
        "detail": run.error_detail or None,
    }


def _limit(raw: str, default: int, most: int) -> int:
    if not raw:
        return default
    if not (raw.isascii() and raw.isdigit() and len(raw) < 6 and 1 <= int(raw) <= most):
        raise AgentError("invalid_input", "bad_page")
    return int(raw)


def _cursor(raw: str) -> tuple[datetime, int]:
    at, _dot, pk = raw.partition(".")
    if not all(part.isascii() and part.isdigit() and len(part) < 12 for part in (at, pk)):
        raise AgentError("invalid_input", "bad_page")
    return datetime.fromtimestamp(int(at), timezone.utc).replace(tzinfo=None), int(pk)


def _epoch(at: datetime) -> int:
    return int(at.replace(tzinfo=timezone.utc).timestamp())


def _time(at: datetime) -> str:
    """RFC 3339, UTC, to the second."""
    return fields.Datetime.to_datetime(at).strftime("%Y-%m-%dT%H:%M:%SZ")
