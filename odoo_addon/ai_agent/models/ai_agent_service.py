"""The settings of the AI service in force, for the server only."""

from odoo import api, models

from ..services.config import ServiceConfig
from ..services.limits import Limits
from ..store import settings


class AiAgentService(models.AbstractModel):
    """Reads the settings. Private methods only: no RPC reaches them."""

    _name = "ai_agent.service"
    _description = "AI service settings"

    @api.model
    def _config(self) -> ServiceConfig:
        """Return the settings in force, with the key. Never hand the result to a client."""
        # sudo: parameters are for administrators only, and the server needs the key for every user's question.
        return settings.config(self.env["ir.config_parameter"].sudo().get_param)

    @api.model
    def _limits(self) -> Limits:
        """Return the limits, with what system parameters override."""
        # sudo: as above.
        return settings.limits(self.env["ir.config_parameter"].sudo().get_param)
