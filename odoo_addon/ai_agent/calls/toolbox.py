"""The tool calls of one run, for the engine."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Sequence

import odoo

from .. import tools
from ..services import texts
from ..services.clean import clean
from ..services.config import ServiceConfig
from ..services.engine import Answered, RunSpec, StoredCall
from ..services.engine.toolbox import CALL_FAILED, WAITING
from ..services.errors import AgentError
from ..services.ids import new_id
from ..services.masks import Masks
from ..services.providers import Ask, ToolCall
from ..store import calls as store
from ..store.calls import CallRow, NewCall
from ..store.masks import masks_of_run
from ..store.transact import transact
from . import ticket
from .performing import perform

_logger = logging.getLogger(__name__)

PATIENCE_SECONDS = 20.0
"""How long storing a call waits for a database that is away."""

_TRIES = 3
_BROKEN = '{"error": "failed", "reason": "The tool could not be run. Answer without it."}'


class RunToolbox:
    """The engine's `Toolbox`, over PostgreSQL.

    :param host: of the request that began the run, for the evented process
    """

    def __init__(self, spec: RunSpec, config: ServiceConfig, host: str = "") -> None:
        self._spec, self._config, self._host = spec, config, host

    def masks(self) -> Masks:
        """Return the pseudonyms of the conversation."""
        return self._transact(lambda cr: masks_of_run(cr, self._spec.pk))

    def store(self, calls: Sequence[ToolCall]) -> list[StoredCall]:
        """Commit calls, pseudonyms in their arguments turned back."""
        masks = self.masks()
        new = [NewCall(new_id(), call.id, call.name, _arguments(call.arguments, masks)) for call in calls]
        pks = self._transact(lambda cr: store.insert_calls(cr, self._spec.pk, new))
        # None when the run has ended meanwhile: the engine finds out by itself.
        return [
            StoredCall(pk, call.public_id, call.name, call.arguments, in_browser=tools.registry.is_browser(call.name))
            for pk, call in zip(pks, new, strict=False)
        ]

    def carry_out(self, call: StoredCall) -> Answered:
        """Run a stored call, here or in a worker."""
        return self._answered(self._perform(call.pk))

    def close(self, call: StoredCall) -> Answered:
        """Let a call for the browser be over."""
        error = {"code": "cancelled", "message": texts.tool_sentence("cancelled", self._spec.lang)}
        result = json.dumps({"ok": False, "error": error}, ensure_ascii=False)
        answer = json.dumps({"error": "cancelled", "reason": "Ask for this again after the person has decided."})
        self._transact(lambda cr: store.end_call(cr, call.pk, "cancelled", result=result, answer=answer))
        return Answered(CALL_FAILED, answer, result)

    def resumed(self) -> list[tuple[str, Answered]]:
        """Carry out what a person has decided."""
        waiting = self._transact(lambda cr: store.decided_calls(cr, self._spec.pk))
        done = [(name, self._answered(self._perform(pk))) for pk, name in waiting]
        if self._transact(lambda cr: store.decided_calls(cr, self._spec.pk)):
            # No worker could be had: what was approved is given up with the run, and nobody is asked about it again.
            raise AgentError("busy")
        return done

    def sent(self, number: int, ask: Ask, before: Ask | None) -> None:
        """Keep what a request sends: what it adds to the one before, or all where that is no longer its beginning."""
        old = before.turns if before else ()
        grown = before and (before.system, before.tools, old) == (ask.system, ask.tools, ask.turns[: len(old)])
        payload = json.dumps([turn.to_json() for turn in ask.turns[len(old) :]]) if grown else ask.to_json()
        self._transact(lambda cr: store.keep_sent(cr, self._spec.pk, number, payload))

    def refused_tools(self) -> None:
        """Remember that this service takes no tools with this model."""
        verdict = f"{self._config.fingerprint} no"
        self._transact(lambda cr: store.keep_verdict(cr, verdict))

    def _perform(self, pk: int) -> CallRow | None:
        db = self._spec.db
        if not getattr(odoo, "evented", False):
            perform(db, pk)
        else:
            for attempt in range(_TRIES):
                signed = self._transact(lambda cr: ticket.sign(cr, pk))
                if ticket.ask_worker(db, pk, signed, self._host):
                    break
                time.sleep(0.5 * (attempt + 1))
        return self._transact(lambda cr: store.call_row(cr, pk))

    def _answered(self, row: CallRow | None) -> Answered:
        if row is None:
            return Answered(CALL_FAILED, _BROKEN, "")
        if row.state == "waiting":
            return Answered(WAITING, interrupt=json.loads(row.interrupt or "null"))
        if row.state in ("pending", "running"):
            error = {"code": "failed", "message": texts.tool_sentence("failed", self._spec.lang)}
            result = json.dumps({"ok": False, "error": error}, ensure_ascii=False)
            self._transact(
                lambda cr: store.end_call(cr, row.pk, "failed", result=result, answer=_BROKEN, code="failed")
            )
            return Answered(CALL_FAILED, _BROKEN, result)
        return Answered(row.state, row.answer or "", row.result or "", arguments=row.arguments)

    def _transact(self, action):
        return transact(self._spec.db, action, patience=PATIENCE_SECONDS)


def _arguments(raw: str, masks: Masks) -> str:
    """Return arguments with real values; what is no JSON stays as it is, and fails when it is run."""
    try:
        value = json.loads(raw)
    except (ValueError, RecursionError):
        return clean(raw)
    return clean(json.dumps(masks.show_value(value), ensure_ascii=False))
