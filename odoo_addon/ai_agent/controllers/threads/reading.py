"""A page of a conversation's messages."""

from __future__ import annotations

from functools import partial

from odoo import api, http

from ...services.errors import AgentError
from ...services.ids import checked_id
from ...services.opinion import as_shown
from ...store import lost, pages
from ...store.pages import Message, Place, Run
from ..answers import answer
from ..guard import Caller, agent_route
from .finding import find, find_message
from .parts import parts_of
from .shapes import item, limit_of, rfc3339

DEFAULT, MOST = 100, 200


class Reading(http.Controller):
    """The user's own conversations, by record rules."""

    @agent_route("/threads/<string:thread_id>", ["GET"])
    def thread(
        self, caller: Caller, thread_id: str, limit: str = "", before: str = "", after: str = "", around: str = ""
    ):
        """Return a conversation with a page of its branch: its end, or beside or around a message."""
        count = limit_of(limit, DEFAULT, MOST)
        places = [(kind, name) for kind, name in (("before", before), ("after", after), ("around", around)) if name]
        if len(places) > 1:
            raise AgentError("invalid_input", "bad_page")
        kind, name = places[0] if places else ("end", "")
        if name:
            checked_id(name, kind)
        lost.reap(caller.db, caller.uid)
        return answer(caller.transact(partial(_read, checked_id(thread_id, "threadId"), count, kind, name)))


def _read(thread_id: str, limit: int, kind: str, name: str, env: api.Environment) -> dict[str, object]:
    thread = find(env, thread_id)
    place = Place(kind)
    if name:
        message_pk = find_message(env, thread, name)
        if message_pk is None:
            raise AgentError("invalid_input", "bad_page")
        place = Place(kind, message_pk)
    head_pk = thread.head_id.id or None
    page = pages.page(env.cr, head_pk, place, limit)
    shown = pages.messages(env.cr, page.pks)
    active, last = pages.runs(env.cr, thread.id, head_pk)
    parts = parts_of(env, shown)
    return {
        **item(thread),
        "messages": [{**_message(message), "parts": parts.get(message.pk)} for message in shown],
        "previousCursor": shown[0].public_id if shown and page.earlier else None,
        "nextCursor": shown[-1].public_id if shown and page.later else None,
        "activeRun": {"id": active} if active else None,
        "lastRun": _run(last) if last else None,
    }


def _message(message: Message) -> dict[str, object]:
    return {
        "id": message.public_id,
        "role": message.role,
        "content": message.content,
        "createdAt": rfc3339(message.created_at),
        "parentId": message.parent_id,
        "runId": message.run_id,
        "status": message.status,
        "code": message.code or None,
        "siblings": message.siblings,
        "feedback": as_shown(message.rating, message.comment, message.shared),
    }


def _run(run: Run) -> dict[str, object]:
    return {"id": run.public_id, "status": run.state, "code": run.code or None, "detail": run.detail or None}
