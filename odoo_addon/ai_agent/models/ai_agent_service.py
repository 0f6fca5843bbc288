"""The settings of the AI service in force, for the server only."""

import os

from odoo import api, models
from odoo.tools import config as odoo_conf

from ..services.config import ServiceConfig, resolve
from ..services.limits import Limits


class AiAgentService(models.AbstractModel):
    """Reads the settings. Private methods only: no RPC reaches them."""

    _name = "ai_agent.service"
    _description = "AI service settings"

    @api.model
    def _config(self) -> ServiceConfig:
        """Return the settings in force, with the key. Never hand the result to a client."""
        parameters = self.env["ir.config_parameter"].sudo()
        return resolve(os.environ, self._option, lambda name: parameters.get_param(name) or None)

    @api.model
    def _limits(self) -> Limits:
        """Return the limits, with what system parameters override."""
        parameters = self.env["ir.config_parameter"].sudo()
        return Limits.load(lambda name: parameters.get_param(f"ai_agent.limit.{name}") or None)

    @api.model
    def _option(self, name: str) -> str | None:
        value = odoo_conf.get(name)
        return value if isinstance(value, str) else None
