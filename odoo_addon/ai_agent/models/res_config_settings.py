"""Settings of the AI service: shown as they are in force, with a key that is only ever written."""

from __future__ import annotations

import os

from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError

from ..services import texts
from ..services.config import (
    CONFIG_FILE,
    DEFAULT_CONTEXT_TOKENS,
    ENVIRONMENT,
    ServiceConfig,
    is_clean_key,
    resolve,
)
from ..services.errors import AgentError
from ..services.limits import Limits
from ..services.origin import origin_of, parse_url
from ..services.probe import Probe, probe
from ..store.settings import option

FIELDS = (
    *("url", "kind", "key_header", "model", "instructions", "context_tokens", "allow_private", "tools"),
    "title_by_service",
)
LIMITS = ("user_running", "user_per_minute", "user_per_day", "all_running", "all_per_minute", "all_per_day")
LEAST_CONTEXT_TOKENS = 512


class ResConfigSettings(models.TransientModel):
    """The block "AI Agent" of the settings."""

    _inherit = "res.config.settings"

    ai_agent_url = fields.Char(string="Address of the AI service")
    ai_agent_kind = fields.Selection(
        [("openai", "OpenAI-compatible service"), ("agui", "AG-UI agent")], string="Kind of AI service"
    )
    ai_agent_key_header = fields.Selection(
        [("x_api_key", "X-API-Key"), ("bearer", "Authorization: Bearer"), ("both", "Both")],
        string="Header for the key",
    )
    ai_agent_model = fields.Char(string="AI model")
    ai_agent_instructions = fields.Text(string="Instructions for the assistant")
    ai_agent_context_tokens = fields.Integer(string="Context size")
    ai_agent_allow_private = fields.Boolean(string="Allow private addresses")
    ai_agent_tools = fields.Selection(
        [("auto", "When the service can"), ("on", "Always"), ("off", "Never")],
        string="Tools",
        default="auto",
        help="With tools the assistant looks things up in Odoo, under the rights of who asks, and proposes changes "
        "that they approve. Not every model can call tools.",
    )
    ai_agent_tools_fixed = fields.Boolean(compute="_compute_ai_agent_fixed")
    ai_agent_title_by_service = fields.Boolean(string="Titles by the AI service")
    ai_agent_retention_days = fields.Integer(
        related="company_id.ai_agent_retention_days", readonly=False, string="Keep conversations (days)"
    )
    ai_agent_limit_user_running = fields.Integer(string="Answers of one user at a time")
    ai_agent_limit_user_per_minute = fields.Integer(string="Questions of one user in a minute")
    ai_agent_limit_user_per_day = fields.Integer(string="Questions of one user in a day")
    ai_agent_limit_all_running = fields.Integer(string="Answers of everybody at a time")
    ai_agent_limit_all_per_minute = fields.Integer(string="Questions of everybody in a minute")
    ai_agent_limit_all_per_day = fields.Integer(string="Questions of everybody in a day")
    ai_agent_api_key = fields.Char(
        string="API key", compute="_compute_ai_agent_api_key", inverse="_inverse_ai_agent_api_key"
    )
    ai_agent_forget_key = fields.Boolean(string="Forget the key")
    # Nobody but the superuser reads it: it holds a typed key between "Test" and "Save".
    ai_agent_typed_key = fields.Char(groups=fields.NO_ACCESS)
    ai_agent_has_key = fields.Boolean(compute="_compute_ai_agent_key_status")
    ai_agent_key_status = fields.Char(compute="_compute_ai_agent_key_status")
    ai_agent_fixed = fields.Char(compute="_compute_ai_agent_fixed")
    ai_agent_url_fixed = fields.Boolean(compute="_compute_ai_agent_fixed")
    ai_agent_kind_fixed = fields.Boolean(compute="_compute_ai_agent_fixed")
    ai_agent_key_header_fixed = fields.Boolean(compute="_compute_ai_agent_fixed")
    ai_agent_model_fixed = fields.Boolean(compute="_compute_ai_agent_fixed")
    ai_agent_allow_private_fixed = fields.Boolean(compute="_compute_ai_agent_fixed")
    ai_agent_api_key_fixed = fields.Boolean(compute="_compute_ai_agent_fixed")

    @api.depends("ai_agent_typed_key")
    def _compute_ai_agent_api_key(self):
        """The key is never read back."""
        self.ai_agent_api_key = False

    def _inverse_ai_agent_api_key(self):
        for settings in self:
            if settings.ai_agent_api_key:
                settings.sudo().ai_agent_typed_key = settings.ai_agent_api_key.strip()
        self.invalidate_recordset(["ai_agent_api_key"])

    @api.depends("ai_agent_url", "ai_agent_typed_key", "ai_agent_forget_key")
    def _compute_ai_agent_key_status(self):
        for settings in self:
            config = settings._ai_agent_config()
            settings.ai_agent_has_key = bool(config.key)
            settings.ai_agent_key_status = settings._ai_agent_describe_key(config)

    def _compute_ai_agent_fixed(self):
        fixed = self.env["ai_agent.service"]._config().fixed
        for settings in self:
            settings.ai_agent_fixed = ", ".join(sorted(fixed))
            for name in ("url", "kind", "key_header", "model", "allow_private", "tools", "api_key"):
                settings[f"ai_agent_{name}_fixed"] = name in fixed

    @api.model
    def get_values(self):
        """Show what is in force, wherever it comes from."""
        service = self.env["ai_agent.service"]
        config, limits = service._config(), service._limits()
        return {
            **super().get_values(),
            **{f"ai_agent_{name}": getattr(config, name) for name in FIELDS},
            **{f"ai_agent_limit_{name}": getattr(limits, name) for name in LIMITS},
        }

    def set_values(self):
        """Store what the environment and odoo.conf do not decide, and keep the key bound."""
        parameters = self.env["ir.config_parameter"].sudo()
        fixed = self.env["ai_agent.service"]._config().fixed
        self._ai_agent_check()
        for name in FIELDS:
            if name not in fixed:
                parameters.set_param(f"ai_agent.{name}", self[f"ai_agent_{name}"] or False)
        for name in LIMITS:
            # What is the default, or nothing, is left to the default.
            value = self[f"ai_agent_limit_{name}"]
            usual = value <= 0 or value == getattr(Limits, name)
            parameters.set_param(f"ai_agent.limit.{name}", False if usual else str(value))
        url = self.env["ai_agent.service"]._config().url
        typed = self.sudo().ai_agent_typed_key
        if typed and not self.ai_agent_forget_key:
            parameters.set_param("ai_agent.api_key", typed)
            parameters.set_param("ai_agent.api_key_origin", origin_of(url) or False)
        elif self.ai_agent_forget_key or parameters.get_param("ai_agent.api_key_origin") != origin_of(url):
            # Another scheme, host or port: the key was not meant for it.
            parameters.set_param("ai_agent.api_key", False)
            parameters.set_param("ai_agent.api_key_origin", False)
        self.sudo().ai_agent_typed_key = False
        return super().set_values()

    def action_ai_agent_test(self):
        """Ask the service one question with the values of the form, and say what came of it."""
        self.ensure_one()
        if not self.env.user.has_group("base.group_system"):
            raise AccessError(self.env._("Only administrators can test the connection."))
        config = self._ai_agent_config()
        result = probe(config)
        good = result.error is None and result.streamed
        message = self._ai_agent_describe(config, result)
        if result.error is None and result.calls_tools is not None:
            verdict = "yes" if result.calls_tools else "no"
            # sudo: known to be an administrator.
            parameters = self.env["ir.config_parameter"].sudo()
            parameters.set_param("ai_agent.tools_verdict", f"{config.fingerprint} {verdict}")
            message = f"{message} {self._ai_agent_describe_tools(result)}"
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "title": self.env._("Test of the connection"),
                "message": message,
                "type": "success" if good else "danger" if result.error else "warning",
                "sticky": not good,
            },
        }

    def _ai_agent_config(self) -> ServiceConfig:
        """Return the settings of the form as they would be in force; a stored key stays bound."""
        parameters = self.env["ir.config_parameter"].sudo()
        form: dict[str, object] = {f"ai_agent.{name}": self[f"ai_agent_{name}"] for name in FIELDS}

        def read(name: str) -> str | None:
            value = form[name] if name in form else parameters.get_param(name)
            return str(value) if value else None

        typed = self.sudo().ai_agent_typed_key
        if self.ai_agent_forget_key:
            form["ai_agent.api_key"] = None
        elif typed:
            form["ai_agent.api_key"] = typed
            form["ai_agent.api_key_origin"] = origin_of(resolve(os.environ, option, read).url)
        return resolve(os.environ, option, read)

    def _ai_agent_check(self) -> None:
        if self.ai_agent_url:
            try:
                parse_url(self.ai_agent_url)
            except AgentError as error:
                raise ValidationError(texts.sentence(error, self.env.lang or "en_US")) from None
        if not is_clean_key(self.sudo().ai_agent_typed_key or ""):
            error = AgentError("service_rejected_key", "bad_key")
            raise ValidationError(texts.sentence(error, self.env.lang or "en_US"))
        if 0 < self.ai_agent_context_tokens < LEAST_CONTEXT_TOKENS:
            raise ValidationError(
                self.env._("The context size must be at least %(least)s tokens.", least=LEAST_CONTEXT_TOKENS)
            )
        self.ai_agent_context_tokens = self.ai_agent_context_tokens or DEFAULT_CONTEXT_TOKENS

    def _ai_agent_describe_key(self, config: ServiceConfig) -> str:
        if config.key_source == ENVIRONMENT:
            return self.env._("The key in force comes from the environment of the server (AI_AGENT_API_KEY).")
        if config.key_source == CONFIG_FILE:
            return self.env._("The key in force comes from odoo.conf (ai_agent_api_key).")
        if config.key:
            if self.sudo().ai_agent_typed_key:
                return self.env._("A new key was entered. It is stored when you save.")
            return self.env._("A key is stored for %(origin)s.", origin=origin_of(config.url))
        if config.unused_key:
            return self.env._("A key exists, but it was given for another address and is not sent to this one.")
        return self.env._("No key is set.")

    def _ai_agent_describe_tools(self, result: Probe) -> str:
        if result.calls_tools:
            return self.env._("The model calls tools: the assistant can look things up in Odoo and propose changes.")
        return self.env._(
            "The model does not call tools: the assistant answers from the conversation and the record in front of the "
            "user only."
        )

    def _ai_agent_describe(self, config: ServiceConfig, result: Probe) -> str:
        if result.missing_v1:
            url = config.url.rstrip("/") + "/v1"
            return self.env._(
                "There is no AI service at this path, but there is one at %(url)s. Enter that address.", url=url
            )
        if result.error is not None:
            return texts.sentence(result.error, self.env.lang or "en_US")
        times = {"first": result.first_ms, "total": result.total_ms}
        if not result.streamed:
            return self.env._(
                "The AI service answers, but in one piece after %(total)s ms: it does not stream. "
                "The assistant works, but people wait for whole answers.",
                **times,
            )
        return self.env._("All is well: first text after %(first)s ms, whole answer after %(total)s ms.", **times)
