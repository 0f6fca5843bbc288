"""Which models are in reach."""

from __future__ import annotations

from typing import Any

from odoo import api, models

from ..services.policy import ABOUT_RECORDS, READ_ONLY_MODELS, denied_model
from .rules import OUT_OF_REACH, READ_ONLY, Rules

OPERATIONS = ("read", "create", "write", "unlink")


class Reach:
    """Models for one user: Odoo's access rights, the deny list and the rules."""

    def __init__(self, env: api.Environment, rules: Rules) -> None:
        self._env, self._rules = env, rules
        self._open: dict[str, bool] = {}

    def open(self, model: str) -> bool:
        """Say whether the policy lets a model be spoken of, whatever the user's rights on it."""
        if model not in self._open:
            self._open[model] = self._is_open(model)
        return self._open[model]

    def allows(self, model: str, operation: str) -> bool:
        """Say whether the policy and the user's access rights let him do this, on some records at least."""
        if operation not in OPERATIONS or not self.open(model):
            return False
        if operation != "read" and (model in READ_ONLY_MODELS or READ_ONLY in self._rules.model(model)):
            return False
        return model in self._env["ir.model.access"]._get_allowed_models(operation)

    def scope(self, model: str) -> list[list[Any]]:
        """Return the conditions that records of a model must meet, beyond what Odoo asks."""
        field, closed = ABOUT_RECORDS.get(model), self._rules.closed_models
        return [[field, "not in", closed]] if field and closed else []

    def visible(self, records: models.BaseModel) -> models.BaseModel:
        """Return the records that are there, that the user may read, and that are about nothing out of reach."""
        if not self.allows(records._name, "read"):
            return self._env[records._name].browse()
        found = self._env[records._name].browse(records.ids).exists()._filtered_access("read")
        scope = self.scope(records._name)
        return found.filtered_domain(scope) if scope else found

    def models(self, operation: str) -> list[str]:
        """Return all models of which `allows` is true, sorted."""
        allowed = self._env["ir.model.access"]._get_allowed_models(operation)
        return sorted(model for model in allowed if self.allows(model, operation))

    def _is_open(self, model: str) -> bool:
        if not isinstance(model, str) or model not in self._env or denied_model(model):
            return False
        records = self._env[model]
        if records._abstract or records._transient:
            return False
        return OUT_OF_REACH not in self._rules.model(model)
