"""A message of a conversation."""

from odoo import fields, models


class AiAgentMessage(models.Model):
    """A message: `parent_id` makes the tree, so that an answer given again is a sibling."""

    _name = "ai_agent.message"
    _inherit = ["ai_agent.owned"]
    _description = "AI message"
    _rec_name = "role"
    _order = "id"

    thread_id = fields.Many2one("ai_agent.thread", required=True, readonly=True, index=True, ondelete="cascade")
    parent_id = fields.Many2one("ai_agent.message", readonly=True, index=True, ondelete="cascade")
    role = fields.Selection([("user", "User"), ("assistant", "Assistant")], required=True, readonly=True)
    content = fields.Text(required=True, readonly=True)
    run_id = fields.Many2one(
        "ai_agent.run", string="Made by the run", readonly=True, index="btree_not_null", ondelete="set null"
    )
    parts = fields.Text(
        string="Parts (JSON)", readonly=True, help="Segments of the text and public ids of tool calls, in their order"
    )
    # No foreign key: all messages of a thread go together, and checking thousands when a branch is left takes long.
    leaf_id = fields.Integer(
        string="Leaf last seen below it",
        readonly=True,
        help="The id of a message, set when the branch that this one is on is left",
    )

    _public_id_unique = models.Constraint("UNIQUE (user_id, public_id)", "This message exists already.")
