"""One tool call, from its stored row to what came of it."""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass, field
from typing import Any

import psycopg2.errors
from odoo import api
from odoo.modules.registry import Registry
from odoo.sql_db import BaseCursor, Cursor

from .. import tools
from ..approvals.quiet import quiet
from ..policy import Policy
from ..services import texts
from ..services.errors import AgentError
from ..services.limits import Limits
from ..services.masks.names import kind_of
from ..services.tools import FILL, SHOW, Plan, Result, ToolError
from ..store import settings
from ..store.calls import claim_call, end_call, hold_run, lock_waiting, wait_for
from ..store.transact import transact

_logger = logging.getLogger(__name__)

GROUP = "ai_agent.group_user"
_NOT_DONE = ("failed", "expired")
"""States of a proposal that was approved and came to nothing."""

PATIENCE_SECONDS = 20.0
"""How long carrying out what was approved waits for a database that is away."""

RESPONSE_SCHEMA = {
    "type": "object",
    "properties": {
        "approved": {"type": "boolean"},
        "items": {
            "type": "array",
            "items": {"type": "string"},
            "description": "Ids of the items to carry out; else all",
        },
        "edits": {"type": "object", "description": "By id of an item: new values of its editable fields"},
        "reason": {"type": "string", "description": "What the assistant is told"},
    },
    "required": ["approved"],
}
"""What a client answers to an interrupt (docs/contract.md, approvals)."""


class _RunIsOver(Exception):
    """It was stopped, or is taken for lost, while a tool was at work: nothing of that is to stay."""


@dataclass
class _Found:
    """What a tool gave, still outside of the database."""

    access: str = ""
    result: Result | None = None
    plan: Plan | None = None
    error: ToolError | None = None
    masked: list[tuple[str, str, str]] = field(default_factory=list)


def perform(db: str, pk: int) -> None:
    """Carry out a stored call, or what a person has decided about one, once; the outcome is in its row.

    A read goes through a transaction of its own that PostgreSQL lets write nothing.
    """
    # A thread of ours sees no requests: without this it would go on with what it has cached.
    Registry(db).check_signaling()
    if transact(db, lambda cr: claim_call(cr, pk)):
        try:
            _look_and_keep(db, pk)
        except _RunIsOver:
            transact(db, lambda cr: end_call(cr, pk, "cancelled"))
    else:
        try:
            # It may be tried again: what was carried out once is not carried out twice.
            transact(db, lambda cr: _decided(cr, pk), patience=PATIENCE_SECONDS)
        except Exception as error:  # noqa: BLE001  whatever it is: it must not stay approved
            problem = _tool_error(pk, error)
            transact(db, lambda cr: _drop(cr, pk, problem), patience=PATIENCE_SECONDS)


def _look_and_keep(db: str, pk: int) -> None:
    found = _look(db, pk)
    try:
        transact(db, lambda cr: _keep(cr, pk, found))
    except _RunIsOver:
        raise
    except Exception as error:  # noqa: BLE001  tools are anybody's code
        broken = _Found(found.access, error=_tool_error(pk, error))
        transact(db, lambda cr: _keep(cr, pk, broken))


def _look(db: str, pk: int) -> _Found:
    found = _Found()
    try:
        # Nothing of this transaction is to stay: what overrides write while they read is undone as well.
        transact(db, lambda cr: _run(cr, pk, found))
    except Exception as error:  # noqa: BLE001  tools are anybody's code
        found.error = _tool_error(pk, error)
    return found


def _run(cr: BaseCursor, pk: int, found: _Found) -> None:
    call = _call(cr, pk)
    limits = _limits(call.env)
    if isinstance(cr, Cursor):
        # Not under Odoo's tests, whose one transaction this would be the end of.
        cr.execute("SET TRANSACTION READ ONLY")
        cr.execute("SELECT set_config('statement_timeout', %s, TRUE)", (f"{round(limits.tool_seconds * 1000)}",))
    env = _user_env(call)
    spec = tools.registry.get(env, call.name)
    if spec is None:
        raise ToolError("not_found", f"There is no tool {call.name[:64]}.")
    found.access = spec.access
    policy = Policy(env)
    # Odoo's log would get whole statements, with the values that are asked for.
    with quiet(cr):
        given = tools.run(tools.Call(env, policy, limits), spec, _arguments(call))
    found.masked = policy.masked_values()
    if isinstance(given, Plan):
        found.plan = given
    else:
        found.result = given


def _keep(cr: BaseCursor, pk: int, found: _Found) -> None:
    """Write what came of a call."""
    call = _call(cr, pk)
    try:
        env = _user_env(call)
    except ToolError as error:
        # The user has been shut out meanwhile: nothing is read for them, and the sentence is in their language.
        found, env = _Found(found.access, error=error), call.env(user=call.user_id.id, su=False)
    if found.plan and not found.error:
        try:
            proposal = env["ai_agent.proposal"]._propose(call.with_env(env), found.plan)
        except ToolError as error:
            found.error = error
        else:
            _wait(call, proposal, found.access)
            return
    # As late as possible: the end of the run waits for this.
    if not hold_run(cr, pk):
        raise _RunIsOver
    if found.error:
        _fail(call, env, found.access, found.error)
        return
    _finish(call, env, found)


def _wait(call, proposal, access: str) -> None:
    """Let a person decide (AG-UI 1.0, interrupts).

    :raises _RunIsOver: nobody would be asked
    """
    shown = proposal._to_json()
    interrupt = {
        "id": proposal.public_id,
        "reason": "tool_call",
        "message": shown["title"],
        "toolCallId": call.public_id,
        "responseSchema": RESPONSE_SCHEMA,
        "expiresAt": shown["expiresAt"],
        "metadata": {"proposal": shown},
    }
    cr, asked = call.env.cr, json.dumps(interrupt, ensure_ascii=False, default=str)
    if not wait_for(cr, call.id, access, proposal.id, asked) or not hold_run(cr, call.id, going_on=not access):
        raise _RunIsOver


def _finish(call, env: api.Environment, found: _Found) -> None:
    result = found.result
    masks = env["ai_agent.mask"]._load(call.thread_id.id)
    masks.learn((kind_of(name), value) for _model, name, value in found.masked)
    env["ai_agent.mask"]._save(call.thread_id.id, masks)
    told = {"data": masks.hide_value(result.data)}
    if result.source:
        # Before the data: what is too long is cut at its end.
        told = {"list": f"/odoo/list/{call.public_id}", **told}
    answer = _compact(told, _limits(env).tool_chars)
    shown = result.to_json()
    state = "done"
    if found.access in (SHOW, FILL):
        # The browser acts on what was checked here, not on what the service wrote.
        state = "open"
        checked = json.dumps(result.data, ensure_ascii=False, default=str)
        call.env.cr.execute("UPDATE ai_agent_tool_call SET arguments = %s WHERE id = %s", (checked, call.id))
    end_call(
        call.env.cr,
        call.id,
        state,
        access=found.access,
        result="" if state == "open" else json.dumps(shown, ensure_ascii=False, default=str),
        answer="" if state == "open" else answer,
    )
    _audit(call, env, result.models, result.ids, len(answer), state)


def _fail(call, env: api.Environment, access: str, error: ToolError) -> None:
    message = texts.tool_sentence(error.code, env.lang or "en_US")
    shown = {"ok": False, "error": {"code": error.code, "message": message}}
    answer = json.dumps({"error": error.code, "reason": error.reason}, ensure_ascii=False)
    masks = env["ai_agent.mask"]._load(call.thread_id.id)
    end_call(
        call.env.cr,
        call.id,
        "failed",
        access=access,
        result=json.dumps(shown, ensure_ascii=False),
        answer=masks.hide(answer),
        code=error.code,
    )
    _audit(call, env, {}, {}, 0, "failed")


def _decided(cr: BaseCursor, pk: int) -> None:
    """Carry out what a person has decided about a call that waits."""
    if not lock_waiting(cr, pk):
        return
    call = _call(cr, pk)
    if call.proposal_id.state == "pending":
        return
    env = _user_env(call)
    outcome = call.proposal_id.with_env(env)._carry_out()
    if outcome.again:
        _wait(call, outcome.again, "")
        return
    masks = env["ai_agent.mask"]._load(call.thread_id.id)
    masks.learn((kind_of(name), value) for _model, name, value in outcome.masked)
    env["ai_agent.mask"]._save(call.thread_id.id, masks)
    answer = _compact({"data": masks.hide_value(outcome.data)}, _limits(env).tool_chars)
    shown = outcome.result.to_json()
    failed = outcome.state in _NOT_DONE
    if failed:
        shown = {"ok": False, "error": {"code": "failed", "message": outcome.result.summary}}
    end_call(
        cr,
        pk,
        "failed" if failed else "done",
        result=json.dumps(shown, ensure_ascii=False, default=str),
        answer=answer,
        code="failed" if failed else "",
    )


def _drop(cr: BaseCursor, pk: int, error: ToolError) -> None:
    """End a call whose decision could not be carried out, and its proposal: it must not be carried out later."""
    if not lock_waiting(cr, pk):
        return
    call = _call(cr, pk)
    env = call.env(user=call.user_id.id, su=False)
    call.proposal_id.with_env(env)._cancel()
    _fail(call, env, "", error)


def _call(cr: BaseCursor, pk: int):
    # Superuser for the row only, which users cannot write; what the tool does goes through `_user_env`.
    return api.Environment(cr, api.SUPERUSER_ID, {})["ai_agent.tool.call"].browse(pk)


def _user_env(call) -> api.Environment:
    """Return the environment of the run's user, who must still be welcome, in the companies of the run."""
    run, user = call.run_id, call.user_id
    if not user.active or user.share or not user.has_group(GROUP):
        raise ToolError("forbidden", "The user may not use the assistant any more.")
    companies = [int(name) for name in (run.company_csv or str(run.company_id.id)).split(",")]
    if not set(companies) <= set(user.company_ids.ids):
        raise ToolError("forbidden", "The user has lost a company.")
    context = {"lang": user.lang or "en_US", "tz": user.tz or "UTC", "allowed_company_ids": companies, "bin_size": True}
    return api.Environment(call.env.cr, user.id, context)


def _arguments(call) -> dict[str, Any]:
    try:
        value = json.loads(call.arguments)
    except (ValueError, RecursionError):
        raise ToolError("invalid", "The arguments are not JSON.") from None
    if not isinstance(value, dict):
        raise ToolError("invalid", "The arguments are not a JSON object.")
    return value


def _compact(value: dict[str, Any], chars: int) -> str:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str)
    return text if len(text) <= chars else f"{text[:chars]} … (cut: ask for fewer rows or fields)"


def _limits(env: api.Environment) -> Limits:
    # sudo: limits are system parameters, which users may not read.
    return settings.limits(env["ir.config_parameter"].sudo().get_param)


def _tool_error(pk: int, error: Exception) -> ToolError:
    """Return why a call gave nothing, for the model."""
    if isinstance(error, ToolError):
        return error
    # The type only: a message may carry values of records.
    _logger.error("AI Agent: a tool call broke: %s", type(error).__name__)
    _logger.debug("AI Agent: tool call %s", pk, exc_info=True)
    if isinstance(error, psycopg2.errors.QueryCanceled):
        return ToolError("timeout", "It took too long. Ask for less.")
    if isinstance(error, AgentError):
        return ToolError("failed", "It could not be prepared.")
    return ToolError("failed", "The tool broke. Try another way, or answer without it.")


def _audit(call, env: api.Environment, models: dict, ids: dict, chars: int, state: str) -> None:
    # Written by SQL a moment ago.
    call.invalidate_recordset()
    env["ai_agent.audit"]._log(call, models, ids, chars, state)
