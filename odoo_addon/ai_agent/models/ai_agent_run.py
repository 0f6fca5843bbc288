"""A run: one answer of the AI service, from the question to its end."""

from odoo import api, fields, models

from ..services.engine.hub import CHANGED
from ..store import going_on, lost
from ..store.hub import hub
from ..store.runs import request_stop

ACTIVE_STATES = ("running", "waiting_approval")
STATES = [
    ("running", "Running"),
    ("waiting_approval", "Waiting for approval"),
    ("finished", "Finished"),
    ("cancelled", "Stopped"),
    ("failed", "Failed"),
    ("lost", "Lost"),
]
KINDS = [("answer", "Answer"), ("title", "Title")]


class AiAgentRun(models.Model):
    """A run. Its row is written by `ai_agent_begin` and the addon's `store` only."""

    _name = "ai_agent.run"
    _inherit = ["ai_agent.owned"]
    _description = "AI run"
    _rec_name = "public_id"
    _order = "id desc"

    thread_id = fields.Many2one("ai_agent.thread", readonly=True, index=True, ondelete="set null")
    question_id = fields.Many2one("ai_agent.message", readonly=True, index=True, ondelete="set null")
    answer_public_id = fields.Char(required=True, readonly=True)
    lang = fields.Char(readonly=True, help="Language of the sentences in its events")
    kind = fields.Selection(
        KINDS,
        required=True,
        readonly=True,
        default="answer",
        help="A title is asked for when a conversation has its first answer, and belongs to no conversation.",
    )
    state = fields.Selection(STATES, required=True, readonly=True, default="running", index=True)
    error_code = fields.Char(readonly=True)
    error_detail = fields.Char(readonly=True)
    retry_after = fields.Integer(string="Retry after (s)", readonly=True)
    model = fields.Char(readonly=True)
    tokens_in = fields.Integer(readonly=True)
    tokens_out = fields.Integer(readonly=True)
    first_text_ms = fields.Integer(string="Time to first text (ms)", readonly=True, aggregator="avg")
    duration_ms = fields.Integer(string="Duration (ms)", readonly=True, aggregator="avg")
    started_at = fields.Datetime(readonly=True)
    ended_at = fields.Datetime(readonly=True)
    company_csv = fields.Char(
        string="Companies", readonly=True, help="Ids of the companies that were active when it began, in their order"
    )
    parent_id = fields.Many2one(
        "ai_agent.message",
        string="Goes on after",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        help="The answer of the run that a person or a browser was waited for; without it, the question",
    )
    turn_rounds = fields.Integer(readonly=True, help="Requests to the service since the question")
    turn_calls = fields.Integer(readonly=True, help="Tool calls since the question")
    turn_tokens = fields.Integer(readonly=True, help="Tokens since the question")
    process_id = fields.Many2one("ai_agent.process", readonly=True, index="btree_not_null", ondelete="set null")
    event_ids = fields.One2many("ai_agent.run.event", "run_id", string="Events")
    call_ids = fields.One2many("ai_agent.tool.call", "run_id", string="Tool calls")
    sent_ids = fields.One2many("ai_agent.run.sent", "run_id", string="Text sent")

    _public_id_unique = models.Constraint("UNIQUE (user_id, public_id)", "This run exists already.")
    _one_active = models.UniqueIndex(
        "(thread_id) WHERE state IN ('running', 'waiting_approval')",
        "Another answer is still being written in this conversation.",
    )

    # What limits count.
    _by_user_and_start = models.Index("(user_id, started_at DESC)")
    _by_start = models.Index("(started_at DESC)")

    def _still_active(self):
        """Return those of the runs that have not ended."""
        return self.filtered(lambda run: run.state in ACTIVE_STATES)

    def _stop_waiting(self) -> None:
        """End those of the runs that wait for a person: no process has them."""
        if going_on.stop_waiting(self.env.cr, self.ids):
            self.env.invalidate_all(flush=False)
            self.thread_id._tell(CHANGED)

    def _stop(self) -> None:
        """Ask for the end of these runs, wherever they run, and end those of this process now."""
        for run in self._still_active():
            request_stop(self.env.cr.dbname, run.id)
            hub().stop(self.env.cr.dbname, run.id)
        self.invalidate_recordset()

    @api.model
    def _tidy(self) -> None:
        """Cron: end the runs whose process died, and forget such processes."""
        lost.reap(self.env.cr.dbname)
        lost.forget_processes(self.env.cr.dbname)
        self.env["ai_agent.proposal"]._expire()
