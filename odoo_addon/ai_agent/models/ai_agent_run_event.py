"""What a run said, event by event."""

from odoo import fields, models


class AiAgentRunEvent(models.Model):
    """An AG-UI event of a run as it was sent. Rows are only inserted, never changed."""

    _name = "ai_agent.run.event"
    _description = "AI run event"
    _order = "run_id, seq"
    _log_access = False

    run_id = fields.Many2one("ai_agent.run", required=True, readonly=True, ondelete="cascade")
    seq = fields.Integer(string="Number", required=True, readonly=True)
    payload = fields.Text(string="JSON", required=True, readonly=True)

    _seq_unique = models.Constraint("UNIQUE (run_id, seq)", "This event exists already.")
