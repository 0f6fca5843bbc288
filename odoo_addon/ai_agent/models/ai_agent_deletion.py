"""Which conversations were deleted by the server or for a manager: counts, never texts."""

from odoo import fields, models

REASONS = [("retention", "Retention"), ("erasure", "Erasure of an employee")]


class AiAgentDeletion(models.Model):
    """A record for auditors. Written by the server only; nobody changes or deletes one."""

    _name = "ai_agent.deletion"
    _description = "AI deletion"
    _order = "deleted_at desc, id desc"
    _rec_name = "reason"
    _log_access = False

    deleted_at = fields.Datetime(string="Date", required=True, readonly=True, default=fields.Datetime.now)
    reason = fields.Selection(REASONS, required=True, readonly=True)
    by_id = fields.Many2one("res.users", string="Deleted by", readonly=True, index=True, ondelete="set null")
    # Names as well: they outlive the users.
    by_name = fields.Char(string="Deleted by (name)", readonly=True)
    user_id = fields.Many2one("res.users", string="Whose", readonly=True, index=True, ondelete="set null")
    user_name = fields.Char(string="Whose (name)", readonly=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="cascade")
    threads = fields.Integer(string="Conversations", readonly=True)
    messages = fields.Integer(readonly=True)
    runs = fields.Integer(string="Usage figures", readonly=True)

    def _add(self, threads=0, messages=0, runs=0):
        """Count a further batch."""
        self.write({"threads": self.threads + threads, "messages": self.messages + messages, "runs": self.runs + runs})
