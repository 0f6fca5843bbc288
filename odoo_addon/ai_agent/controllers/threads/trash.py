"""Deleting a conversation, with undo or for good, and the undo."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from odoo import api, fields, http

from ...services.errors import AgentError
from ...services.ids import checked_id
from ...services.limits import UNDO_SECONDS
from ...store.hub import hub
from ...store.locks import lock_thread
from ...store.purge import purge
from ..answers import answer, no_content
from ..guard import Caller, agent_route
from .finding import find, find_deleted, find_to_change
from .shapes import item


class Trash(http.Controller):
    """An active run of a conversation that is deleted is stopped."""

    @agent_route("/threads/<string:thread_id>", ["DELETE"])
    def delete(self, caller: Caller, thread_id: str, now: str = ""):
        """Delete a conversation: for good with `now=1`, else so that it can be brought back."""
        name = checked_id(thread_id, "threadId")
        if now not in ("", "0", "1"):
            raise AgentError("invalid_input", "bad_change")
        delete = _delete_now if now == "1" else _trash
        stopping = caller.transact(partial(delete, name), fresh=True)
        # Asked for with the deletion; here they need not wait for the watcher to find it.
        for pk in stopping:
            hub().stop(caller.db, pk)
        return no_content()

    @agent_route("/threads/<string:thread_id>/restore", ["POST"])
    def restore(self, caller: Caller, thread_id: str):
        """Bring a conversation back, as long as its undo lasts."""
        name = checked_id(thread_id, "threadId")
        return answer(caller.transact(partial(_restored, name), fresh=True))


def _trash(name: str, env: api.Environment) -> list[int]:
    return find_to_change(env, name)._trash()


def _delete_now(name: str, env: api.Environment) -> list[int]:
    deleted = find_deleted(env, name)
    if deleted:
        purge(env, deleted.ids)
    else:
        find(env, name).unlink()
    return []


def _restored(name: str, env: api.Environment) -> dict[str, object]:
    deleted = find_deleted(env, name)
    if not deleted or not lock_thread(env.cr, deleted.id, deleted=True):
        return item(find_to_change(env, name))
    deleted.invalidate_recordset()
    if deleted.deleted_at <= fields.Datetime.now() - timedelta(seconds=UNDO_SECONDS):
        raise AgentError("not_found")
    deleted._restore()
    return item(deleted)
