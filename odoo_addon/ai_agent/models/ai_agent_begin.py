"""How a run begins: from what a client sent to a committed question and run."""

from __future__ import annotations

from dataclasses import dataclass

from odoo import api, fields, models
from odoo.tools.misc import babel_locale_parse

from ..services import ids
from ..services.clean import clean
from ..services.config import ServiceConfig
from ..services.engine import RunSpec
from ..services.engine.events import as_line, started_event
from ..services.errors import AgentError
from ..services.limits import Limits
from ..services.prompt import Asker, fitting_turns, system_prompt
from ..services.providers import Ask, Turn
from ..services.run_input import RunInput, UserMessage
from ..store import lost
from ..store.admission import admit
from ..store.runs import insert_sent, insert_started
from ..store.transact import clock
from .ai_agent_run import ACTIVE_STATES


@dataclass(frozen=True)
class Begun:
    """A run that is to be started once its transaction is committed."""

    spec: RunSpec
    config: ServiceConfig
    ask: Ask
    limits: Limits


class AiAgentRun(models.Model):
    """Adds the beginning of a run."""

    _inherit = "ai_agent.run"

    @api.model
    def _begin(self, request: RunInput, process_id: int | None) -> Begun:
        """Store the question and the run for the user of this environment.

        To be called in a `read_committed` transaction of its own, which the caller commits before
        it starts the run; may be repeated when the transaction fails.

        :param process_id: the process that is going to run it; None if one has still to claim it
        :raises AgentError: `not_configured`, `invalid_input`, `too_large`, `not_found`,
            `run_conflict`, `context_too_long`, `rate_limited`
        """
        service = self.env["ai_agent.service"]
        config, limits = service._config(), service._limits()
        if not config.configured:
            raise AgentError("not_configured", "bad_url" if config.url else None)
        lost.reap_in(self.env.cr, self.env.uid)
        thread = self._own_thread(request.thread_id)
        question, message = self._question(thread, request, limits)
        if thread.run_ids._still_active():
            raise AgentError("run_conflict")
        # Checked before anything is stored: a question that fits nowhere leaves no trace.
        parent = question.parent_id if question else self._parent(thread, request)
        history = parent._history() if parent else []
        content = question.content if question else message.content
        system = system_prompt(self._asker(), config.instructions)
        turns = fitting_turns(system, [*history, Turn("user", content)], config.context_tokens, limits.answer_tokens)
        if not thread:
            thread = self._new_thread(request, content)
        if not question:
            question = self._store(thread, message, parent)
        self.env.flush_all()
        admit(self.env.cr, self.env.uid, limits)
        run = self._new_run(thread, question, request, config, process_id)
        thread.sudo().write({"head_id": question.id, "active_at": fields.Datetime.now()})
        self.env.flush_all()
        spec = RunSpec(
            db=self.env.cr.dbname,
            pk=run.id,
            run_id=run.public_id,
            thread_id=thread.public_id,
            answer_id=run.answer_public_id,
            lang=run.lang,
            model=config.model,
            partner_id=self.env.user.sudo().partner_id.id,
        )
        ask = Ask(thread.public_id, run.public_id, system, turns)
        insert_started(self.env.cr, run.id, as_line(started_event(spec.thread_id, spec.run_id)))
        insert_sent(self.env.cr, run.id, ask.to_json())
        return Begun(spec, config, ask, limits)

    def _own_thread(self, public_id: str):
        Thread = self.env["ai_agent.thread"]
        mine = [("user_id", "=", self.env.uid), ("public_id", "=", public_id)]
        thread = Thread.search(mine)
        if not thread and Thread.sudo().search_count(mine):
            # It exists, in a company that the user has lost.
            raise AgentError("not_found")
        return thread

    def _known(self, public_ids: list[str]):
        domain = [("user_id", "=", self.env.uid), ("public_id", "in", public_ids)]
        return self.env["ai_agent.message"].sudo().search(domain)

    def _question(self, thread, request: RunInput, limits: Limits):
        """Return a known question to answer again, or the new message to store: one of the two."""
        Message = self.env["ai_agent.message"]
        known = {m.public_id: m for m in self._known([m.id for m in request.messages])}
        new = [m for m in request.messages if m.role == "user" and m.id not in known]
        if len(new) > 1:
            raise AgentError("invalid_input", "many_prompts")
        if not new:
            last = known.get(request.messages[-1].id)
            if not last or last.role != "user" or last.thread_id != thread or not thread:
                raise AgentError("invalid_input", "nothing_to_answer")
            return last.sudo(False), None
        if len(new[0].content) > limits.prompt_chars:
            raise AgentError("too_large", limit=limits.prompt_chars)
        if not new[0].content.strip():
            raise AgentError("invalid_input", "empty_prompt")
        return Message, new[0]

    def _parent(self, thread, request: RunInput):
        """Return the known message before the new one in the list, else the head of the branch."""
        Message = self.env["ai_agent.message"]
        if not thread:
            return Message
        known = {m.public_id: m for m in self._known([m.id for m in request.messages]) if m.thread_id == thread}
        before = Message
        for message in request.messages:
            if message.id in known:
                before = known[message.id].sudo(False)
            elif message.role == "user":
                break
        return before or thread.head_id

    def _new_thread(self, request: RunInput, prompt: str):
        Thread = self.env["ai_agent.thread"]
        values = {"public_id": request.thread_id, "title": Thread._title_of(prompt), **self._owner()}
        return Thread.sudo().create(values).sudo(False)

    def _store(self, thread, message: UserMessage, parent):
        values = {
            "public_id": message.id,
            "thread_id": thread.id,
            "parent_id": parent.id,
            "role": "user",
            "content": clean(message.content),
            **self._owner(thread),
        }
        return self.env["ai_agent.message"].sudo().create(values).sudo(False)

    def _new_run(self, thread, question, request: RunInput, config: ServiceConfig, process_id: int | None):
        values = {
            "public_id": request.run_id,
            "thread_id": thread.id,
            "question_id": question.id,
            "answer_public_id": ids.new_id(),
            "lang": self.env.user.lang or "en_US",
            "model": config.model,
            "state": ACTIVE_STATES[0],
            "started_at": clock(self.env.cr),
            "process_id": process_id,
            **self._owner(thread),
        }
        return self.sudo().create(values).sudo(False)

    def _owner(self, thread=None) -> dict[str, int]:
        return {"user_id": self.env.uid, "company_id": (thread.sudo().company_id if thread else self.env.company).id}

    def _asker(self) -> Asker:
        user = self.env.user
        zone = user.tz or "UTC"
        today = fields.Date.context_today(self.with_context(tz=zone))
        locale = babel_locale_parse(user.lang or "en_US")
        return Asker(
            name=user.name or "",
            language=locale.english_name or "English",
            time_zone=zone,
            company=self.env.company.name or "",
            today=f"{today:%A}, {today.isoformat()}",
        )
