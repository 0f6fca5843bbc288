"""What people think of an answer."""

from odoo import api, fields, models

RATINGS = [("up", "Good"), ("down", "Bad")]


class AiAgentFeedback(models.Model):
    """A person's opinion of an answer of theirs, for managers. Written by the route of feedback only.

    Managers see the question and the answer where the person shares them, and nobody else's.
    """

    _name = "ai_agent.feedback"
    _description = "AI feedback"
    _order = "rated_at desc, id desc"
    _rec_name = "user_id"
    _log_access = False

    # Nobody but the server follows it: it leads to the conversation.
    message_id = fields.Many2one(
        "ai_agent.message", required=True, readonly=True, ondelete="cascade", groups=fields.NO_ACCESS
    )
    user_id = fields.Many2one("res.users", required=True, readonly=True, index=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="cascade")
    rated_at = fields.Datetime(string="Date", required=True, readonly=True)
    rating = fields.Selection(RATINGS, required=True, readonly=True)
    comment = fields.Text(readonly=True)
    shared = fields.Boolean(readonly=True, help="The person agreed that question and answer may be read here.")
    model = fields.Char(readonly=True)
    question = fields.Text(compute="_compute_texts")
    answer = fields.Text(compute="_compute_texts")

    _message_unique = models.Constraint("UNIQUE (message_id)", "This answer was rated already.")

    @api.depends("shared", "message_id")
    def _compute_texts(self):
        for feedback in self:
            # The stored record, not a form's values: nobody may share for somebody else.
            # sudo: conversations are readable by their owner only, who shared this question and answer here.
            stored = feedback._origin.sudo()
            answer = stored.message_id if stored.shared else stored.message_id.browse()
            feedback.answer = answer.content
            feedback.question = answer.parent_id.content
