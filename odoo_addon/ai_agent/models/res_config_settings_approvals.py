"""Settings of approvals and of the audit."""

from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    """Adds what administrators decide about changes."""

    _inherit = "res.config.settings"

    ai_agent_approve_by_key = fields.Boolean(string="Approve over API keys", config_parameter="ai_agent.approve_by_key")
    ai_agent_audit_days = fields.Integer(string="Keep the audit (days)", config_parameter="ai_agent.audit_days")
