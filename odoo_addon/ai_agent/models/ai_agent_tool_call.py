"""A call of a tool, from the moment the service asked for it."""

from odoo import fields, models

STATES = [
    ("pending", "Pending"),
    ("running", "Running"),
    ("done", "Done"),
    ("failed", "Failed"),
    ("open", "Waiting for the browser"),
    ("waiting", "Waiting for approval"),
    ("cancelled", "Not carried out"),
]


class AiAgentToolCall(models.Model):
    """A tool call of a run. Written by the addon's `store` and `calls` only, each step committed before it is told."""

    _name = "ai_agent.tool.call"
    _inherit = ["ai_agent.owned"]
    _description = "AI tool call"
    _rec_name = "name"
    _order = "id"

    thread_id = fields.Many2one("ai_agent.thread", required=True, readonly=True, index=True, ondelete="cascade")
    run_id = fields.Many2one("ai_agent.run", required=True, readonly=True, index=True, ondelete="cascade")
    service_id = fields.Char(string="Id of the service", readonly=True)
    name = fields.Char(required=True, readonly=True)
    access = fields.Char(readonly=True, help="read, show, fill or write; empty: there is no such tool")
    state = fields.Selection(STATES, required=True, readonly=True, default="pending")
    arguments = fields.Text(required=True, readonly=True, help="JSON with the real values, as their user sees them")
    result = fields.Text(readonly=True, help="JSON for its user")
    answer = fields.Text(readonly=True, help="What the service was told, masked")
    interrupt = fields.Text(readonly=True, help="JSON of what its user was asked")
    error_code = fields.Char(readonly=True)
    proposal_id = fields.Many2one("ai_agent.proposal", readonly=True, index="btree_not_null", ondelete="set null")
    started_at = fields.Datetime(readonly=True)
    ended_at = fields.Datetime(readonly=True)

    _public_id_unique = models.Constraint("UNIQUE (user_id, public_id)", "This tool call exists already.")
