"""Workflow methods that the assistant may propose to call: an administrator's list, empty at first."""

from __future__ import annotations

import inspect

from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError
from odoo.service.model import get_public_method

ARCHIVING = ("action_archive", "action_unarchive")

SUGGESTED = (
    ("res.partner", "action_archive", "action_unarchive"),
    ("crm.lead", "action_archive", "action_unarchive"),
    ("crm.lead", "action_set_won", ""),
    ("project.task", "action_archive", "action_unarchive"),
    ("product.template", "action_archive", "action_unarchive"),
)
"""Offered to administrators by a button: steps that send nothing and stay within the record."""


class AiAgentAllowedMethod(models.Model):
    """A method of a model, called on single records without arguments, under the user's rights."""

    _name = "ai_agent.allowed_method"
    _description = "AI: allowed method"
    _order = "model, method"
    _rec_name = "label"

    model_id = fields.Many2one("ir.model", required=True, ondelete="cascade", index=True)
    model = fields.Char(related="model_id.model", store=True, string="Technical name")
    method = fields.Char(required=True, help="A public method that needs no arguments, such as action_confirm")
    label = fields.Char(required=True, translate=True, help="What it does, as people call it")
    undo_method = fields.Char(
        string="Undone by", help="A public method that takes it back. Empty: the card says that it cannot be undone."
    )
    active = fields.Boolean(default=True)

    _once = models.Constraint("UNIQUE (model_id, method)", "This method is in the list already.")

    @api.constrains("model_id", "method", "undo_method")
    def _check_methods(self):
        for allowed in self:
            for name in filter(None, (allowed.method, allowed.undo_method)):
                allowed._check_method(name)

    def _check_method(self, name: str) -> None:
        if self.model not in self.env or self.env[self.model]._transient or self.env[self.model]._abstract:
            raise ValidationError(self.env._("Methods can be allowed on models with stored records only."))
        model = self.env[self.model]
        try:
            method = get_public_method(model, name)
        except (AccessError, AttributeError):
            raise ValidationError(
                self.env._("%(model)s has no public method %(name)s.", model=self.model, name=name)
            ) from None
        if hasattr(models.BaseModel, name) and name not in ARCHIVING:
            raise ValidationError(self.env._("%(name)s is one of Odoo's own methods on all models.", name=name))
        if getattr(method, "_api_model", False) or not callable(method):
            raise ValidationError(self.env._("%(name)s is not called on records.", name=name))
        parameters = list(inspect.signature(method).parameters.values())[1:]
        if any(
            parameter.default is parameter.empty
            and parameter.kind not in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD)
            for parameter in parameters
        ):
            raise ValidationError(self.env._("%(name)s needs arguments.", name=name))

    @api.model
    def _find(self, model: str, method: str):
        """Return the row of a method, if it is allowed."""
        # sudo: the list is the administrator's; that a method is on it is no secret.
        return self.sudo().search([("model", "=", model), ("method", "=", method)], limit=1)

    @api.model
    def _methods_of(self, model: str) -> list[tuple[str, str]]:
        """Return names and labels of what is allowed on a model."""
        # sudo: as above.
        return [(row.method, row.label) for row in self.sudo().search([("model", "=", model)])]

    @api.model
    def _call(self, record: models.BaseModel, name: str) -> None:
        """Call a method that was found on the list, as Odoo's own remote calls do."""
        get_public_method(record, name)(record)

    @api.model
    def action_add_suggested(self):
        """Add what is offered, of the models that there are."""
        self.check_access("create")
        for model, method, undo_method in SUGGESTED:
            if model not in self.env or not hasattr(self.env[model], method):
                continue
            if self.with_context(active_test=False).search_count([("model", "=", model), ("method", "=", method)]):
                continue
            values = {"model_id": self.env["ir.model"]._get_id(model), "method": method, "undo_method": undo_method}
            self.create({**values, "label": _label(self.env, method)})
        return {"type": "ir.actions.client", "tag": "soft_reload"}


def _label(env: api.Environment, method: str) -> str:
    return {
        "action_archive": env._("Archive"),
        "action_unarchive": env._("Bring back from the archive"),
        "action_set_won": env._("Mark as won"),
    }[method]
