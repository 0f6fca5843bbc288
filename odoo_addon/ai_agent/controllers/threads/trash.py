"""Deleting a conversation, with undo or for good, and the undo."""

from __future__ import annotations

from datetime import timedelta

from odoo import api, fields, http

from ...services.errors import AgentError
from ...services.ids import checked_id
from ...services.limits import UNDO_SECONDS
from ...store.hub import hub
from ...store.purge import purge
from ..answers import answer, no_content
from ..guard import Caller, agent_route
from .finding import find, find_deleted
from .shapes import item


class Trash(http.Controller):
    """An active run of a conversation that is deleted is stopped."""

    @agent_route("/threads/<string:thread_id>", ["DELETE"])
    def delete(self, caller: Caller, thread_id: str, now: str = ""):
        """Delete a conversation: for good with `now=1`, else so that it can be brought back."""
        name = checked_id(thread_id, "threadId")
        if now not in ("", "0", "1"):
            raise AgentError("invalid_input", "bad_change")
        stopping = caller.transact(lambda env: _delete_now(env, name) if now == "1" else find(env, name)._trash())
        # Asked for with the deletion; here they need not wait for the watcher to find it.
        for pk in stopping:
            hub().stop(caller.db, pk)
        return no_content()

    @agent_route("/threads/<string:thread_id>/restore", ["POST"])
    def restore(self, caller: Caller, thread_id: str):
        """Bring a conversation back, as long as its undo lasts."""
        name = checked_id(thread_id, "threadId")
        return answer(caller.transact(lambda env: _restored(env, name)))


def _delete_now(env: api.Environment, name: str) -> list[int]:
    deleted = find_deleted(env, name)
    if deleted:
        purge(env, deleted.ids)
    else:
        find(env, name).unlink()
    return []


def _restored(env: api.Environment, name: str) -> dict[str, object]:
    deleted = find_deleted(env, name)
    if not deleted:
        return item(find(env, name))
    if deleted.deleted_at <= fields.Datetime.now() - timedelta(seconds=UNDO_SECONDS):
        raise AgentError("not_found")
    deleted._restore()
    return item(deleted)
