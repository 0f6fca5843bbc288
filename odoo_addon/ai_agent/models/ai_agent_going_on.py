"""How a run goes on where a browser or a person was waited for."""

from __future__ import annotations

import json

from odoo import api, models

from ..services import ids
from ..services.clean import clean
from ..services.engine import RunSpec, Task
from ..services.engine.events import as_line, started_event
from ..services.errors import AgentError
from ..services.run_input import Resume, RunInput
from ..store import begin, calls, going_on
from ..store.admission import admit
from ..store.begin import Place
from ..store.going_on import Before
from .ai_agent_begin import Begun

_UNDECIDED = {"approved": False, "reason": ""}


class AiAgentRun(models.Model):
    """Adds the going on."""

    _inherit = "ai_agent.run"

    @api.model
    def _resume(self, place: Place, request: RunInput, process_id: int | None, by_key: bool) -> Begun:
        """Store what a person has decided, and the run that carries it out.

        What is decided is carried out by the run, in one transaction with the state of the proposal, once.
        """
        if place.thread_pk is None or place.active != "waiting_approval":
            raise AgentError(
                "run_conflict" if place.active else "invalid_input", None if place.active else "not_waiting"
            )
        before = self._before(place.active_pk)
        # sudo: proposals are the server's; each is checked to be of this user below.
        pending = [("thread_id", "=", place.thread_pk), ("state", "=", "pending")]
        proposals = self.env["ai_agent.proposal"].sudo().search(pending)
        answers = {entry.interrupt_id: entry for entry in request.resumes}
        unknown = answers.keys() - set(proposals.mapped("public_id"))
        if unknown:
            over = [("thread_id", "=", place.thread_pk), ("public_id", "in", list(unknown)), ("state", "=", "expired")]
            if proposals.search_count(over) == len(unknown):
                raise AgentError("expired", "proposal_expired")
            raise AgentError("not_found", "no_proposal")
        # The first of two requests at once ends the run; the other one finds it ended.
        if not going_on.end_waiting(self.env.cr, before.pk):
            raise AgentError("run_conflict")
        for proposal in proposals.with_env(self.env):
            entry = answers.get(proposal.public_id)
            if entry is None and proposal._shown_state() == "expired":
                # Nobody speaks of it: it must not keep the others from being decided.
                proposal._put({"state": "expired"})
            else:
                proposal._decide(_payload(entry), by_key)
        return self._go_on(place, request, process_id, before)

    @api.model
    def _answer_calls(self, place: Place, request: RunInput, process_id: int | None) -> Begun:
        """Take what a browser says of the calls that were left open for it, once."""
        if place.active == "running":
            raise AgentError("run_conflict")
        cr = self.env.cr
        said = {answer.call_id: answer.content for answer in request.answers}
        found = going_on.open_calls(cr, self.env.uid, place.thread_pk, list(said)) if place.thread_pk else {}
        runs = {run_pk for _pk, run_pk in found.values()}
        # Only what a client has to add counts; a list that ends in old answers has nothing new.
        if not found or len(runs) > 1:
            raise AgentError("invalid_input", "call_closed")
        before = self._before(runs.pop())
        masks = self._masks(place.thread_pk)
        for name, (pk, _run) in found.items():
            content = clean(said[name])
            state, result = _browser_result(content)
            answer = json.dumps({"from_the_browser": masks.hide(content)}, ensure_ascii=False)
            calls.end_call(cr, pk, state, result=result, answer=answer)
        going_on.cancel_calls(cr, place.thread_pk, ("open",))
        return self._go_on(place, request, process_id, before)

    def _go_on(self, place: Place, request: RunInput, process_id: int | None, before: Before) -> Begun:
        cr, uid = self.env.cr, self.env.uid
        service = self.env["ai_agent.service"]
        config, limits = service._config(), service._limits()
        person = begin.person_of(cr, uid, self.env.company.id)
        turns = begin.history(cr, before.message_pk, with_tools=config.calls_tools, whole_from=before.question_pk)
        masks = self._masks(place.thread_pk)
        ask = self._ask(request, person, config, limits, masks, turns)
        lang = self.env.context.get("lang") or "en_US"
        answer_id = ids.new_id()
        admit(cr, uid, limits)
        pk = going_on.insert_continuing_run(
            cr,
            before,
            {
                "run_public_id": request.run_id,
                "answer_public_id": answer_id,
                "lang": lang,
                "model": config.model,
                "process_id": process_id,
                "company_csv": self._company_csv(),
                "started_line": as_line(started_event(request.thread_id, request.run_id)),
                "sent": ask.to_json(),
            },
        )
        self._keep_masks(pk, masks)
        spec = RunSpec(
            db=cr.dbname,
            pk=pk,
            run_id=request.run_id,
            thread_id=request.thread_id,
            answer_id=answer_id,
            lang=lang,
            model=config.model,
            partner_id=person.partner_id,
            resumes=True,
            masked=bool(masks.known),
        )
        return Begun(pk, Task(spec, config, ask, limits, before.used))

    def _before(self, run_pk: int) -> Before:
        before = going_on.before_of(self.env.cr, self.env.uid, run_pk)
        if before is None:
            raise AgentError("not_found")
        return before


def _payload(entry: Resume | None) -> dict[str, object]:
    """Return the decision; what is not answered, or was given up, is rejected."""
    return dict(entry.payload) if entry and entry.resolved else dict(_UNDECIDED)


def _browser_result(content: str) -> tuple[str, str]:
    """Return state and result of a call that a browser has carried out. What it says is a claim, and short."""
    try:
        said = json.loads(content)
    except (ValueError, RecursionError):
        said = None
    said = said if isinstance(said, dict) else {}
    if said.get("ok") is True:
        summary = said.get("summary")
        value = {"ok": True, "summary": summary if isinstance(summary, str) else "", "table": None, "records": []}
        return "done", json.dumps(value, ensure_ascii=False)
    error = said.get("error")
    message = error.get("message") if isinstance(error, dict) else error
    failed = {"code": "failed", "message": message if isinstance(message, str) else ""}
    return "failed", json.dumps({"ok": False, "error": failed}, ensure_ascii=False)
