"""What belongs to one user and one company from its first to its last moment."""

from odoo import api, fields, models
from odoo.exceptions import AccessError

FROZEN = ("user_id", "company_id", "public_id")


class AiAgentOwned(models.AbstractModel):
    """Owner, company and public id: set on the server when the record is made, then immutable.

    `public_id` is what clients see and may choose; it is unique per user, so that guessing
    another user's id tells nothing.
    """

    _name = "ai_agent.owned"
    _description = "AI Agent: owned by a user"

    public_id = fields.Char(string="Public ID", required=True, readonly=True)
    user_id = fields.Many2one("res.users", required=True, readonly=True, index=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="cascade")

    @api.model_create_multi
    def create(self, vals_list):
        """Refuse records in another user's name, whoever asks."""
        if not self.env.su:
            raise AccessError(self.env._("Conversations are written by the assistant only."))
        return super().create(vals_list)

    def write(self, vals):
        """Refuse to change owner, company or public id, also for the superuser."""
        if any(name in vals for name in FROZEN):
            raise AccessError(self.env._("The owner of a conversation cannot be changed."))
        return super().write(vals)
