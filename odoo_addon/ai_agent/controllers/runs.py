"""Routes of runs: begin, follow, stop. Mounted below `/websocket/` as well."""

from __future__ import annotations

import json
import threading
from functools import partial

import odoo
from odoo import api, http
from odoo.http import request
from odoo.tools import config as odoo_conf

from ..models import run_store
from ..models.ai_agent_begin import Begun
from ..services import texts
from ..services.engine import LiveRun, work
from ..services.errors import AgentError
from ..services.ids import checked_id
from ..services.run_input import RunInput, parse_run_input
from .follow import Source, stream
from .guard import Caller, agent_route, answer, json_body, no_content

_TURNS = [threading.Lock() for _ in range(64)]


class Runs(http.Controller):
    """Begins a run in a thread of its own; every response only follows one."""

    @agent_route("/run", ["POST"], also_runs=True)
    def run(self, caller: Caller):
        """Begin a run, or follow it again if its id is known (safe retry)."""
        body = parse_run_input(json_body())
        with _turn(caller):
            begun, pk = caller.transact(partial(_begin, body), unique=True)
        if begun is not None:
            _start(begun)
        return stream(caller, _source(caller, pk), 0)

    @agent_route("/runs/<string:run_id>/events", ["GET"], also_runs=True)
    def events(self, caller: Caller, run_id: str, after: str = "0"):
        """Follow a run after a number: as a stream, or one batch of JSON."""
        run_store.reap(caller.db, caller.uid)
        source = _source(caller, caller.transact(partial(_visible, run_id)))
        number = _number(request.httprequest.headers.get("Last-Event-ID") or after)
        accept = request.httprequest.headers.get("Accept", "")
        if "application/json" in accept and "text/event-stream" not in accept:
            rows, done = source.events(number)
            events = [{"id": seq, "event": json.loads(data)} for seq, data in rows]
            return answer({"events": events, "done": done})
        return stream(caller, source, number)

    @agent_route("/runs/<string:run_id>/stop", ["POST"], also_runs=True)
    def stop(self, caller: Caller, run_id: str):
        """End a run, here or in the process where it runs."""
        run_store.request_stop(caller.db, caller.transact(partial(_visible, run_id)))
        return no_content()


def _turn(caller: Caller) -> threading.Lock:
    """One beginning of a user at a time in this process.

    The unique constraints decide, here and between processes; this only spares the log failed
    inserts when a widget sends the same request twice at once.
    """
    return _TURNS[hash((caller.db, caller.uid)) % len(_TURNS)]


def _begin(body: RunInput, env: api.Environment) -> tuple[Begun | None, int]:
    run = _find(env, body.run_id)
    if run:
        return None, run.id
    _refuse_unless_threaded()
    run_store.reap(env.cr.dbname, env.uid)
    begun = env["ai_agent.run"]._begin(body)
    return begun, begun.spec.pk


def _start(begun: Begun) -> None:
    """Start the thread of a run. Its row is committed: nothing is sent that is not on record."""
    live = LiveRun(begun.spec, begun.limits)
    run_store.hub().start(live, lambda run: work(run, begun.config, begun.ask, begun.limits, sentence=texts.sentence))


def _refuse_unless_threaded() -> None:
    """Streams would occupy prefork workers and the single evented process."""
    if getattr(odoo, "evented", False) or odoo_conf["workers"]:
        raise AgentError("busy", "prefork")


def _find(env: api.Environment, run_id: str):
    domain = [("user_id", "=", env.uid), ("public_id", "=", run_id)]
    run = env["ai_agent.run"].search(domain)
    if run and not run.thread_id:
        # Its conversation was deleted.
        raise AgentError("not_found")
    return run


def _visible(run_id: str, env: api.Environment) -> int:
    run = _find(env, checked_id(run_id, "runId"))
    if not run:
        raise AgentError("not_found")
    return run.id


def _source(caller: Caller, pk: int) -> Source:
    return Source(caller.db, pk, run_store.hub().get(caller.db, pk))


def _number(raw: str) -> int:
    if not (raw.isascii() and raw.isdigit() and len(raw) < 10):
        raise AgentError("invalid_input", "bad_id", name="Last-Event-ID")
    return int(raw)
