"""What was sent to the AI service for a run."""

from odoo import fields, models


class AiAgentRunSent(models.Model):
    """The exact text that goes, or went, to the service. It is its user's, and goes with the conversation.

    Number 0 is the first request of a run as a whole; each further one has the messages that it
    added to the one before (a list), or all of it (an object) where it does not begin like that one.
    """

    _name = "ai_agent.run.sent"
    _description = "AI run: text sent"
    _order = "run_id, number"
    _log_access = False

    run_id = fields.Many2one("ai_agent.run", required=True, readonly=True, ondelete="cascade")
    number = fields.Integer(required=True, readonly=True, default=0)
    payload = fields.Text(string="JSON", required=True, readonly=True)

    _run_unique = models.Constraint("UNIQUE (run_id, number)", "The text of this request is kept already.")
