"""What was sent to the AI service for a run."""

from odoo import fields, models


class AiAgentRunSent(models.Model):
    """The exact text that goes, or went, to the service. It is its user's, and goes with the conversation."""

    _name = "ai_agent.run.sent"
    _description = "AI run: text sent"
    _log_access = False

    run_id = fields.Many2one("ai_agent.run", required=True, readonly=True, ondelete="cascade")
    payload = fields.Text(string="JSON", required=True, readonly=True)

    _run_unique = models.Constraint("UNIQUE (run_id)", "The text of this run is kept already.")
