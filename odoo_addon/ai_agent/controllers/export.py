"""The route of export: a conversation as a file of its owner."""

from __future__ import annotations

from odoo import http
from odoo.http import Response

from ..services import texts
from ..services.errors import AgentError
from ..services.export import Words, as_json, as_markdown, disposition
from ..services.ids import checked_id
from ..store.whole import whole
from .guard import Caller, agent_route
from .threads.finding import find

TYPES = {"md": "text/markdown; charset=utf-8", "json": "application/json; charset=utf-8"}


class Export(http.Controller):
    """The user's own conversations, to take away."""

    @agent_route("/threads/<string:thread_id>/export", ["GET"])
    def export(self, caller: Caller, thread_id: str, format: str = "md"):
        """Return a conversation as Markdown or JSON."""
        name = checked_id(thread_id, "threadId")
        if format not in TYPES:
            raise AgentError("invalid_input")
        conversation = caller.transact(lambda env: whole(env.cr, find(env, name).id))
        words = _words(caller.lang)
        text = as_markdown(conversation, words) if format == "md" else as_json(conversation)
        headers = [
            ("Content-Type", TYPES[format]),
            ("Content-Disposition", disposition(conversation.title, words.untitled, format)),
            ("Cache-Control", "no-store"),
            ("X-Content-Type-Options", "nosniff"),
        ]
        return Response(text, headers=headers)


def _words(lang: str) -> Words:
    return Words(
        user=texts.text("message.you", lang),
        assistant=texts.text("message.assistant", lang),
        untitled=texts.text("chat.log", lang),
        dates=texts.export("dates", lang),
        others=texts.export("others", lang),
    )
