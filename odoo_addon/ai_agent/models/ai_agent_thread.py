"""A conversation."""

from odoo import fields, models

from ..store.purge import purge
from ..store.runs import NOTICE


class AiAgentThread(models.Model):
    """A conversation of one user: a tree of messages, and the head of the branch in use."""

    _name = "ai_agent.thread"
    _inherit = ["ai_agent.owned"]
    _description = "AI conversation"
    _rec_name = "title"
    _order = "active_at desc, id desc"

    title = fields.Char(readonly=True)
    head_id = fields.Many2one(
        "ai_agent.message", string="Head of the branch", readonly=True, index="btree_not_null", ondelete="set null"
    )
    active_at = fields.Datetime(string="Last activity", required=True, readonly=True, default=fields.Datetime.now)
    message_ids = fields.One2many("ai_agent.message", "thread_id", string="Messages")
    run_ids = fields.One2many("ai_agent.run", "thread_id", string="Runs")

    _public_id_unique = models.Constraint("UNIQUE (user_id, public_id)", "This conversation exists already.")
    _by_activity = models.Index("(user_id, active_at DESC, id DESC)")

    def unlink(self):
        """Delete all that hangs on it as well. Runs stay, without text, for the count of tokens."""
        self.check_access("unlink")
        for thread in self:
            gone = {"threadId": thread.public_id, "runId": None, "event": "deleted"}
            thread.user_id._bus_send(NOTICE, gone)
        purge(self.env, self.ids)
        # None exist any more: what other modules do on a deletion still happens.
        return super(AiAgentThread, self.exists()).unlink()
