"""A conversation."""

from odoo import fields, models

from ..store.runs import NOTICE


class AiAgentThread(models.Model):
    """A conversation of one user: a tree of messages, and the head of the branch in use."""

    _name = "ai_agent.thread"
    _inherit = ["ai_agent.owned"]
    _description = "AI conversation"
    _rec_name = "title"
    _order = "active_at desc, id desc"

    title = fields.Char(readonly=True)
    head_id = fields.Many2one("ai_agent.message", string="Head of the branch", readonly=True, ondelete="set null")
    active_at = fields.Datetime(string="Last activity", required=True, readonly=True, default=fields.Datetime.now)
    message_ids = fields.One2many("ai_agent.message", "thread_id", string="Messages")
    run_ids = fields.One2many("ai_agent.run", "thread_id", string="Runs")

    _public_id_unique = models.Constraint("UNIQUE (user_id, public_id)", "This conversation exists already.")
    _by_activity = models.Index("(user_id, active_at DESC, id DESC)")

    def unlink(self):
        """Delete events and what was sent as well: they hold the text. Runs stay, for the count of tokens."""
        self.check_access("unlink")
        # sudo: nobody may delete events and runs himself; the right to delete the conversation was just checked.
        runs = self.env["ai_agent.run"].sudo().search([("thread_id", "in", self.ids)])
        runs._stop()
        runs.event_ids.unlink()
        runs.sent_ids.unlink()
        for thread in self:
            gone = {"threadId": thread.public_id, "runId": None, "event": "deleted"}
            thread.user_id._bus_send(NOTICE, gone)
        return super().unlink()
