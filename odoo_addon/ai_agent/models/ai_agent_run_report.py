"""Who used the assistant and how much: runs without any text."""

from odoo import fields, models
from odoo.tools import SQL

from .ai_agent_run import KINDS, STATES


class AiAgentRunReport(models.Model):
    """The runs of all users for managers. The rule on runs themselves binds managers too."""

    _name = "ai_agent.run.report"
    _description = "AI usage"
    _auto = False
    _order = "id desc"
    _rec_name = "user_id"

    user_id = fields.Many2one("res.users", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    kind = fields.Selection(KINDS, readonly=True)
    state = fields.Selection(STATES, readonly=True)
    error_code = fields.Char(readonly=True)
    model = fields.Char(readonly=True)
    tokens_in = fields.Integer(readonly=True)
    tokens_out = fields.Integer(readonly=True)
    first_text_ms = fields.Integer(string="Time to first text (ms)", readonly=True, aggregator="avg")
    duration_ms = fields.Integer(string="Duration (ms)", readonly=True, aggregator="avg")
    started_at = fields.Datetime(readonly=True)
    ended_at = fields.Datetime(readonly=True)

    @property
    def _table_query(self) -> SQL:
        return SQL(
            """
            SELECT id, user_id, company_id, kind, state, error_code, model, tokens_in, tokens_out,
                   first_text_ms, duration_ms, started_at, ended_at
              FROM ai_agent_run
            """
        )
