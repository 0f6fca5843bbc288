"""The list of conversations, and the search in it."""

from __future__ import annotations

from functools import partial

from odoo import api, http

from ...services import snippets
from ...services.cursors import Cursor
from ...services.errors import AgentError
from ...services.search import QUERY_CHARS, Word, parsed
from ...store import search
from ..answers import answer
from ..guard import Caller, agent_route
from .shapes import item, limit_of

DEFAULT, MOST = 30, 100
_ARCHIVED = {"": False, "0": False, "1": True}


class Listing(http.Controller):
    """The user's own conversations, by record rules."""

    @agent_route("/threads", ["GET"])
    def threads(self, caller: Caller, limit: str = "", cursor: str = "", q: str = "", archived: str = ""):
        """Return conversations, a page at a time: pinned ones first, or those in which all words are found."""
        count = limit_of(limit, DEFAULT, MOST)
        after = Cursor.parse(cursor) if cursor else None
        if len(q) > QUERY_CHARS:
            raise AgentError("invalid_input", "long_search", limit=QUERY_CHARS)
        if archived not in _ARCHIVED:
            raise AgentError("invalid_input", "bad_page")
        if q.strip():
            return answer(caller.transact(partial(_found, count, after, parsed(q), caller.lang)))
        return answer(caller.transact(partial(_all, count, after, _ARCHIVED[archived])))


def _all(limit: int, after: Cursor | None, archived: bool, env: api.Environment) -> dict[str, object]:
    domain = [("user_id", "=", env.uid), ("archived", "=", archived)]
    if after:
        beside = ["&", ("pinned", "=", after.pinned), *_older(after)]
        domain += ["|", ("pinned", "=", False), *beside] if after.pinned else beside
    threads, following = _page(env, domain, limit, "pinned DESC, active_at DESC, id DESC", pinned=True)
    return {"threads": [{**item(thread), "match": None} for thread in threads], "nextCursor": following}


def _found(
    limit: int, after: Cursor | None, words: tuple[Word, ...], lang: str, env: api.Environment
) -> dict[str, object]:
    if not words:
        return {"threads": [], "nextCursor": None}
    wanted = search.search_of(env.cr, env.uid, lang, words)
    domain = [("user_id", "=", env.uid), ("id", "in", search.threads_with(wanted))]
    if after:
        domain += _older(after)
    threads, following = _page(env, domain, limit, "active_at DESC, id DESC", pinned=False)
    best = search.best_of(env.cr, wanted, threads.ids) if threads else {}
    texts = {thread.id: best[thread.id].text if thread.id in best else thread.title or "" for thread in threads}
    candidates = set().union(*(snippets.stem_candidates(text, words) for text in texts.values()))
    stems = search.with_stem_of(env.cr, wanted, sorted(candidates))
    matches = {
        pk: {
            "messageId": best[pk].public_id if pk in best else None,
            "snippet": snippets.snippet(text, words, stems) or [("…", False)],
        }
        for pk, text in texts.items()
    }
    return {"threads": [{**item(thread), "match": matches[thread.id]} for thread in threads], "nextCursor": following}


def _page(env: api.Environment, domain: list, limit: int, order: str, *, pinned: bool):
    """Return a page of conversations, and the cursor of the next one."""
    found = env["ai_agent.thread"].search(domain, limit=limit + 1, order=order)
    page = found[:limit]
    if len(found) <= limit:
        return page, None
    last = page[-1:]
    return page, str(Cursor(pinned and last.pinned, last.active_at, last.id))


def _older(cursor: Cursor) -> list:
    at, pk = cursor.at, cursor.pk
    return ["|", ("active_at", "<", at), "&", ("active_at", "=", at), ("id", "<", pk)]
