"""Equipment that is lent to people."""

from odoo import fields, models


class AiAgentTestLoan(models.Model):
    """A loan. Users see their own, managers all of their companies."""

    _name = "ai_agent_test.loan"
    _description = "Equipment Loan"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "due_on, id"

    name = fields.Char(required=True)
    partner_id = fields.Many2one("res.partner", string="Lent to", required=True)
    user_id = fields.Many2one("res.users", string="Responsible", default=lambda self: self.env.user)
    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)
    currency_id = fields.Many2one("res.currency", required=True, default=lambda self: self.env.company.currency_id)
    deposit = fields.Monetary()
    due_on = fields.Date(required=True)
    lent_at = fields.Datetime()
    state = fields.Selection([("lent", "Lent"), ("returned", "Returned")], default="lent", tracking=True)
    notes = fields.Html()
