"""Title, pin, archive and branch of a conversation."""

from __future__ import annotations

from functools import partial

from odoo import api, http

from ...services.changes import Change, parse_change
from ...services.errors import AgentError
from ...services.ids import checked_id
from ...store import lost
from ..answers import answer
from ..guard import Caller, agent_route, json_body
from .finding import find_message, find_to_change
from .shapes import item


class Changing(http.Controller):
    """What a person may change of a conversation."""

    @agent_route("/threads/<string:thread_id>", ["PATCH"])
    def change(self, caller: Caller, thread_id: str):
        """Change what the body names, and return the conversation as the list shows it."""
        name = checked_id(thread_id, "threadId")
        change = parse_change(json_body())
        if change.head is not None:
            # A dead run would be the conflict of its own conversation.
            lost.reap(caller.db, caller.uid)
        return answer(caller.transact(partial(_change, name, change), fresh=True))


def _change(name: str, change: Change, env: api.Environment) -> dict[str, object]:
    thread = find_to_change(env, name)
    changed = False
    if change.head is not None:
        message_id = find_message(env, thread, change.head)
        if message_id is None:
            raise AgentError("invalid_input", "bad_head")
        changed = thread._open_branch(message_id)
    if change.title is not None and (change.title != thread.title or thread.titled != "person"):
        thread._rename(change.title)
        changed = True
    flags = {"pinned": change.pinned, "archived": change.archived}
    new = {name: value for name, value in flags.items() if value is not None and value != thread[name]}
    if new:
        thread._put(new)
        changed = True
    if changed:
        thread._tell("changed")
    return item(thread)
