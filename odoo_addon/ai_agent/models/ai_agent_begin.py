"""How a run begins: from what a client sent to a committed question and run."""

from __future__ import annotations

from dataclasses import dataclass

from odoo import api, fields, models
from odoo.tools.misc import babel_locale_parse

from ..services import ids
from ..services.clean import clean
from ..services.engine import RunSpec, Task
from ..services.engine.events import as_line, started_event
from ..services.errors import AgentError
from ..services.limits import Limits
from ..services.prompt import Asker, fitting_turns, system_prompt
from ..services.providers import Ask, Turn
from ..services.run_input import RunInput, UserMessage
from ..services.titles import title_of
from ..store import begin, lost
from ..store.admission import admit
from ..store.begin import Known, NewRun, Person, Place


@dataclass(frozen=True)
class Begun:
    """A run that is stored. `task` is None if it was stored before, by an earlier request."""

    pk: int
    task: Task | None = None


class AiAgentRun(models.Model):
    """Adds the beginning of a run."""

    _inherit = "ai_agent.run"

    @api.model
    def _begin(self, request: RunInput, process_id: int | None) -> Begun:
        """Store the question and the run for the user of this environment, or find the run.

        To be called in a `read_committed` transaction of its own, which the caller commits before
        it starts the run; may be repeated when the transaction fails. What a user may see is
        what the record rules of threads, messages and runs say: own ones, of own companies.

        :param process_id: the process that is going to run it; None if one has still to claim it
        :raises AgentError: `not_configured`, `invalid_input`, `too_large`, `not_found`,
            `run_conflict`, `context_too_long`, `rate_limited`
        """
        cr, uid = self.env.cr, self.env.uid
        # Without this a dead run would be the conflict of its own conversation.
        lost.reap_in(cr, uid)
        place = begin.place_of(cr, uid, self.env.user._get_company_ids(), request.thread_id, request.run_id)
        if place.run_pk is not None:
            return Begun(place.run_pk)
        service = self.env["ai_agent.service"]
        config, limits = service._config(), service._limits()
        if not config.configured:
            raise AgentError("not_configured", "bad_url" if config.url else None)
        if not place.thread_visible:
            raise AgentError("not_found")
        question, message, parent_pk = self._question(place, request, limits)
        if place.active:
            raise AgentError("run_conflict")
        # Checked before anything is stored: a question that fits nowhere leaves no trace.
        company_id = place.company_id or self.env.company.id
        person = begin.person_of(cr, uid, self.env.company.id)
        content = question.content if question else clean(message.content)
        system = system_prompt(self._asker(person), config.instructions)
        turns = [*begin.history(cr, parent_pk), Turn("user", content)]
        fitting = fitting_turns(system, turns, config.context_tokens, limits.answer_tokens)
        ask = Ask(request.thread_id, request.run_id, system, fitting)
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
                started_line=as_line(started_event(request.thread_id, request.run_id)),
                sent=ask.to_json(),
            ),
        )
        spec = RunSpec(
            db=cr.dbname,
            pk=pk,
            run_id=request.run_id,
            thread_id=request.thread_id,
            answer_id=answer_id,
            lang=lang,
            model=config.model,
            partner_id=person.partner_id,
        )
        return Begun(pk, Task(spec, config, ask, limits))

    def _question(
        self, place: Place, request: RunInput, limits: Limits
    ) -> tuple[Known | None, UserMessage | None, int | None]:
        """Return a known question to answer again, or the new message to store; and what is before it."""
        named = [m.id for m in request.messages]
        if request.parent and request.parent.id:
            named.append(request.parent.id)
        known = begin.known_messages(self.env.cr, self.env.uid, named)
        new = [m for m in request.messages if m.role == "user" and m.id not in known]
        if len(new) > 1:
            raise AgentError("invalid_input", "many_prompts")
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

    def _asker(self, person: Person) -> Asker:
        zone = self.env.context.get("tz") or "UTC"
        today = fields.Date.context_today(self.with_context(tz=zone))
        locale = babel_locale_parse(self.env.context.get("lang") or "en_US")
        return Asker(
            name=person.name,
            language=locale.english_name or "English",
            time_zone=zone,
            company=person.company,
            today=f"{today:%A}, {today.isoformat()}",
        )


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
