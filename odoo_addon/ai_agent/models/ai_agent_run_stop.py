"""A request to stop a run."""

from odoo import fields, models


class AiAgentRunStop(models.Model):
    """A stop request: a row of its own, so that nobody waits for the row of the run."""

    _name = "ai_agent.run.stop"
    _description = "AI run stop request"
    _log_access = False

    run_id = fields.Many2one("ai_agent.run", required=True, readonly=True, ondelete="cascade")

    _run_unique = models.Constraint("UNIQUE (run_id)", "The stop of this run was asked already.")
