"""Routes of runs: begin, follow, stop, what was sent, probe. Mounted below `/websocket/` as well."""

from __future__ import annotations

import json
import threading
from functools import partial

from odoo import api, http
from odoo.http import Response, request

from ..models.ai_agent_begin import Begun
from ..services.errors import AgentError
from ..services.ids import checked_id
from ..services.run_input import RunInput, parse_run_input
from ..store import lost, process
from ..store.hub import hub, start
from ..store.runs import request_stop
from .answers import answer, no_content
from .follow import HEADERS, Source, following, glance, mind_client, wants_batch
from .guard import PREFIX, Caller, agent_route, json_body
from .numbers import event_number
from .place import PREFORK, is_relay, place
from .probing import probing

_TURNS = [threading.Lock() for _ in range(64)]
SETTINGS_GROUP = "base.group_system"


class Runs(http.Controller):
    """Begins a run in a thread of its own; every response only follows one."""

    @agent_route("/run", ["POST"], also_runs=True)
    def run(self, caller: Caller):
        """Begin a run, or follow it again if its id is known (safe retry)."""
        if place() == PREFORK and not is_relay() and not _may_poll():
            raise AgentError("busy", "prefork")
        body = parse_run_input(json_body())
        # The evented process claims the run itself.
        here = None if is_relay() else process.beating(caller.db)
        with _turn(caller):
            begun = caller.transact(partial(_begin, body, here, caller.key_id is not None), fresh=True)
        if is_relay():
            return _found(caller, begun.pk)
        if begun.task is not None:
            start(begun.task)
        if place() == PREFORK:
            return _accepted(body.run_id)
        return _follow(caller, begun.pk, 0)

    @agent_route("/runs/<string:run_id>/events", ["GET"], also_runs=True)
    def events(self, caller: Caller, run_id: str, after: str = "0"):
        """Follow a run after a number: as a stream, or one batch of JSON."""
        number = event_number(request.httprequest.headers.get("Last-Event-ID") or after)
        lost.reap(caller.db, caller.uid)
        pk = caller.transact(partial(_visible, run_id))
        if is_relay():
            return _found(caller, pk)
        if wants_batch(request.httprequest.headers.get("Accept", "")):
            return _source(caller, pk).batch(number)
        return _follow(caller, pk, number)

    @agent_route("/runs/<string:run_id>/stop", ["POST"], also_runs=True)
    def stop(self, caller: Caller, run_id: str):
        """End a run, here or in the process where it runs."""
        pk = caller.transact(partial(_visible, run_id))
        # sudo: runs are the server's; this one was just found under the user's rights.
        caller.transact(lambda env: env["ai_agent.run"].sudo().browse(pk)._stop_waiting())
        request_stop(caller.db, pk)
        hub().stop(caller.db, pk)
        return _found(caller, pk) if is_relay() else no_content()

    @agent_route("/runs/<string:run_id>/sent", ["GET"])
    def sent(self, caller: Caller, run_id: str):
        """Return the exact text of each request that goes, or went, to the AI service."""
        return answer(caller.transact(partial(_sent, run_id)))

    @agent_route("/probe", ["GET"], also_runs=True)
    def probe(self, caller: Caller):
        """Say which way of running Odoo is in force here, and let buffering on the way show."""
        if not caller.transact(lambda env: env.user.has_group(SETTINGS_GROUP)):
            raise AgentError("forbidden")
        if is_relay():
            return _found(caller, 0)
        return Response(probing(request.httprequest.environ), headers=HEADERS, direct_passthrough=True)


def _turn(caller: Caller) -> threading.Lock:
    """One beginning of a user at a time in this process.

    The unique constraints decide, here and between processes; this only spares the log failed
    inserts when a widget sends the same request twice at once.
    """
    return _TURNS[hash((caller.db, caller.uid)) % len(_TURNS)]


def _begin(body: RunInput, process_id: int | None, by_key: bool, env: api.Environment) -> Begun:
    begun = env["ai_agent.run"]._begin(body, process_id, by_key)
    if begun.task is None:
        # Known: it may be of a company that the user has lost, or of a conversation that was deleted.
        _visible(body.run_id, env)
    return begun


def _may_poll() -> bool:
    preferences = request.httprequest.headers.get("Prefer", "").replace(",", " ").split()
    return "respond-async" in (preference.split(";")[0].lower() for preference in preferences)


def _found(caller: Caller, pk: int) -> Response:
    limits = request.env["ai_agent.service"]._limits()
    times = {"streamSeconds": limits.stream_seconds, "pingSeconds": limits.ping_seconds}
    return answer({"db": caller.db, "run": pk, "user": caller.uid, "key": caller.key_id, **times})


def _accepted(run_id: str) -> Response:
    events = f"{PREFIX}/runs/{run_id}/events"
    return answer({"runId": run_id, "events": events}, 202, Preference_Applied="respond-async", Location=events)


def _visible(run_id: str, env: api.Environment) -> int:
    domain = [("user_id", "=", env.uid), ("public_id", "=", checked_id(run_id, "runId"))]
    run = env["ai_agent.run"].search_fetch(domain, ["thread_id"])
    # Without a thread: its conversation was deleted.
    if not run.thread_id:
        raise AgentError("not_found")
    return run.id


def _sent(run_id: str, env: api.Environment) -> dict[str, object]:
    run = env["ai_agent.run"].browse(_visible(run_id, env))
    # sudo: the text has no access rights of its own; the run was just found under the user's.
    requests: list[dict[str, list]] = []
    for row in run.sudo().sent_ids.sorted("number"):
        payload = json.loads(row.payload)
        if isinstance(payload, list):
            payload = {"messages": requests[-1]["messages"] + payload, "tools": requests[-1]["tools"]}
        else:
            payload = {"messages": payload["messages"], "tools": [tool["name"] for tool in payload.get("tools", ())]}
        requests.append(payload)
    last = requests[-1] if requests else {"messages": [], "tools": []}
    return {"model": run.model or "", "requests": requests, **last}


def _follow(caller: Caller, pk: int, after: int) -> Response:
    source = _source(caller, pk)
    if place() == PREFORK:
        return Response(glance(source, after), headers=HEADERS)
    mind_client(request.httprequest.environ)
    limits = source.live.limits if source.live else caller.transact(lambda env: env["ai_agent.service"]._limits())
    return Response(following(source, after, caller.entry, limits), headers=HEADERS, direct_passthrough=True)


def _source(caller: Caller, pk: int) -> Source:
    return Source(caller.db, pk, hub().get(caller.db, pk))
