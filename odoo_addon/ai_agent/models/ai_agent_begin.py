"""How a run begins: from what a client sent to a committed question and run."""

from __future__ import annotations

from dataclasses import dataclass

from odoo import api, models

from ..services import ids
from ..services.clean import clean
from ..services.engine import RunSpec, Task
from ..services.engine.events import as_line, started_event
from ..services.errors import AgentError
from ..services.limits import Limits
from ..services.providers import Turn
from ..services.run_input import RunInput, UserMessage
from ..services.titles import title_of
from ..store import begin, going_on, lost
from ..store.admission import admit
from ..store.begin import Known, NewRun, Place


@dataclass(frozen=True)
class Begun:
    """A run that is stored. `task` is None if it was stored before, by an earlier request."""

    pk: int
    task: Task | None = None


class AiAgentRun(models.Model):
    """Adds the beginning of a run."""

    _inherit = "ai_agent.run"

    @api.model
    def _begin(self, request: RunInput, process_id: int | None, by_key: bool = False) -> Begun:
        """Store the question and the run for the user of this environment, or find the run.

        To be called in a `read_committed` transaction of its own, which the caller commits before
        it starts the run; may be repeated when the transaction fails. What a user may see is
        what the record rules of threads, messages and runs say: own ones, of own companies.

        :param process_id: the process that is going to run it; None if one has still to claim it
        :param by_key: the request came with an API key instead of a session
        :raises AgentError: `not_configured`, `invalid_input`, `too_large`, `not_found`,
            `run_conflict`, `context_too_long`, `rate_limited`, `expired`, `forbidden`
        """
        cr, uid = self.env.cr, self.env.uid
        # Without this a dead run would be the conflict of its own conversation.
        lost.reap_in(cr, uid)
        place = begin.place_of(cr, uid, self.env.user._get_company_ids(), request.thread_id, request.run_id)
        if place.run_pk is not None:
            return Begun(place.run_pk)
        config = self.env["ai_agent.service"]._config()
        if not config.configured:
            raise AgentError("not_configured", "bad_url" if config.url else None)
        if not place.thread_visible:
            raise AgentError("not_found")
        if request.resumes:
            return self._resume(place, request, process_id, by_key)
        limits = self.env["ai_agent.service"]._limits()
        question, message, parent_pk = self._question(place, request, limits)
        if question is None and message is None:
            return self._answer_calls(place, request, process_id)
        if place.active == "running":
            raise AgentError("run_conflict")
        self._drop_waiting(place)
        return self._begin_question(place, request, process_id, question, message, parent_pk)

    def _begin_question(
        self,
        place: Place,
        request: RunInput,
        process_id: int | None,
        question: Known | None,
        message: UserMessage | None,
        parent_pk: int | None,
    ) -> Begun:
        cr, uid = self.env.cr, self.env.uid
        service = self.env["ai_agent.service"]
        config, limits = service._config(), service._limits()
        # Checked before anything is stored: a question that fits nowhere leaves no trace.
        company_id = place.company_id or self.env.company.id
        person = begin.person_of(cr, uid, self.env.company.id)
        content = question.content if question else clean(message.content)
        history = begin.history(cr, parent_pk, with_tools=config.calls_tools)
        masks = self._masks(place.thread_pk)
        ask = self._ask(request, person, config, limits, masks, [*history, Turn("user", content)])
        answer_id = ids.new_id()
        lang = self.env.context.get("lang") or "en_US"
        admit(cr, uid, limits)
        pk = begin.insert_run(
            cr,
            NewRun(
                user_id=uid,
                company_id=company_id,
                thread_pk=place.thread_pk,
                thread_public_id=request.thread_id,
                head_pk=place.head_pk,
                title=title_of(content),
                question_pk=question.pk if question else None,
                question_public_id=message.id if message else "",
                question=content,
                parent_pk=parent_pk,
                run_public_id=request.run_id,
                answer_public_id=answer_id,
                lang=lang,
                model=config.model,
                process_id=process_id,
                company_csv=self._company_csv(),
                started_line=as_line(started_event(request.thread_id, request.run_id)),
                sent=ask.to_json(),
            ),
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
            masked=bool(masks.known),
        )
        return Begun(pk, Task(spec, config, ask, limits))

    def _drop_waiting(self, place: Place) -> None:
        """The person asks something else: what waits for a decision, or for a browser, is over."""
        if place.thread_pk is None:
            return
        # sudo: proposals are written by the server only; the conversation is the user's own.
        proposals = self.env["ai_agent.proposal"].sudo()
        open_ones = proposals.search([("thread_id", "=", place.thread_pk), ("state", "in", ("pending", "approved"))])
        open_ones.with_env(self.env)._cancel("asked_something_else")
        if place.active_pk is not None:
            going_on.end_waiting(self.env.cr, place.active_pk)
        going_on.cancel_calls(self.env.cr, place.thread_pk, ("open", "waiting"))

    def _company_csv(self) -> str:
        return ",".join(map(str, self.env.context.get("allowed_company_ids") or self.env.company.ids))

    def _question(
        self, place: Place, request: RunInput, limits: Limits
    ) -> tuple[Known | None, UserMessage | None, int | None]:
        """Return a known question to answer again, or the new message to store, or neither; and what is before it."""
        named = [m.id for m in request.messages]
        if request.parent and request.parent.id:
            named.append(request.parent.id)
        known = begin.known_messages(self.env.cr, self.env.uid, named)
        new = [m for m in request.messages if m.role == "user" and m.id not in known]
        if len(new) > 1:
            raise AgentError("invalid_input", "many_prompts")
        if not new and request.answers:
            return None, None, None
        if not new:
            last = known.get(request.messages[-1].id)
            if not last or last.role != "user" or last.thread_pk != place.thread_pk:
                raise AgentError("invalid_input", "nothing_to_answer")
            return last, None, last.parent_pk
        message = new[0]
        if len(message.content) > limits.prompt_chars:
            raise AgentError("too_large", limit=limits.prompt_chars)
        if not message.content.strip():
            raise AgentError("invalid_input", "empty_prompt")
        return None, message, _parent(place, request, known, message)


def _parent(place: Place, request: RunInput, known: dict[str, Known], message: UserMessage) -> int | None:
    """Return what the client says; else the known message before the new one in the list; else the branch's head."""
    if request.parent:
        if request.parent.id is None:
            return None
        parent = known.get(request.parent.id)
        if not parent or parent.thread_pk != place.thread_pk:
            raise AgentError("invalid_input", "bad_parent")
        return parent.pk
    before = [known[m.id] for m in request.messages[: request.messages.index(message)] if m.id in known]
    here = [m.pk for m in before if m.thread_pk == place.thread_pk]
    return here[-1] if here else place.head_pk
