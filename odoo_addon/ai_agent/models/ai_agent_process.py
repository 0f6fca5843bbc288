"""A process of Odoo that runs runs."""

from odoo import fields, models


class AiAgentProcess(models.Model):
    """A thread-running or evented process: its runs are dead when its heartbeat is old.

    Times are those of the database's clock. Written by the addon's `store` only.
    """

    _name = "ai_agent.process"
    _description = "AI Agent: process"
    _log_access = False

    name = fields.Char(required=True, readonly=True, help="Host and process id")
    started_at = fields.Datetime(required=True, readonly=True)
    heartbeat = fields.Datetime(required=True, readonly=True)
