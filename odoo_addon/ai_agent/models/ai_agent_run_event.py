"""What a run said."""

from odoo import fields, models


class AiAgentRunEvent(models.Model):
    """AG-UI events of a run as they were sent: those of one flush, a line each, numbered from `seq` to `last_seq`."""

    _name = "ai_agent.run.event"
    _description = "AI run event"
    _order = "run_id, seq"
    _log_access = False

    run_id = fields.Many2one("ai_agent.run", required=True, readonly=True, ondelete="cascade")
    seq = fields.Integer(string="First number", required=True, readonly=True)
    last_seq = fields.Integer(string="Last number", required=True, readonly=True)
    payload = fields.Text(string="Lines of JSON", required=True, readonly=True)

    _seq_unique = models.Constraint("UNIQUE (run_id, seq)", "These events exist already.")
