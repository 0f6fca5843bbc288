"""What the administrator keeps from the assistant, beyond rights and the shipped deny list."""

from itertools import islice

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..policy.reach import Reach
from ..policy.rules import CACHE, HIDE, MASK, OUT_OF_REACH, READ_ONLY, Rule, Rules
from ..policy.treatment import Treatments
from ..services.policy import denied_field, denied_model

MOST_FOLLOWERS = 100

MASKABLE = ("char", "text")


class AiAgentPolicyRule(models.Model):
    """One effect on a model, or on a field of it, for everyone or for some groups. Rules only take away."""

    _name = "ai_agent.policy.rule"
    _description = "AI Agent: privacy rule"
    _order = "model, field_name, id"
    _rec_name = "model"

    active = fields.Boolean(default=True)
    model_id = fields.Many2one(
        "ir.model", required=True, ondelete="cascade", index=True, domain=[("transient", "=", False)]
    )
    model = fields.Char(string="Technical model", related="model_id.model", store=True, index=True)
    field_id = fields.Many2one(
        "ir.model.fields", ondelete="cascade", index="btree_not_null", domain="[('model_id', '=', model_id)]"
    )
    field_name = fields.Char(string="Technical field", related="field_id.name", store=True)
    effect = fields.Selection(
        [
            (HIDE, "Hide the field"),
            (MASK, "Mask the field: the AI service gets a pseudonym"),
            (READ_ONLY, "Read only"),
            (OUT_OF_REACH, "Model out of reach"),
        ],
        required=True,
        default=HIDE,
    )
    group_ids = fields.Many2many(
        "res.groups", string="Groups", help="Binds members of any of these groups. Without groups it binds everyone."
    )
    note = fields.Char(help="Why this rule is there.")
    follows = fields.Text(
        string="Treated the same",
        compute="_compute_follows",
        help="Fields that are related to this one, and texts that are computed of it.",
    )

    @api.depends("model", "field_name", "effect")
    def _compute_follows(self):
        for rule in self:
            reaches = rule.effect in (HIDE, MASK) and rule.model and rule.field_name
            rule.follows = "\n".join(rule._followers()) if reaches else ""

    @api.constrains("model_id", "field_id", "effect")
    def _check_rule(self):
        for rule in self:
            if problem := rule._problem():
                raise ValidationError(problem)

    @api.onchange("model_id")
    def _onchange_model_id(self):
        if self.field_id.model_id != self.model_id:
            self.field_id = False

    @api.onchange("effect")
    def _onchange_effect(self):
        if self.effect == OUT_OF_REACH:
            self.field_id = False

    @api.model_create_multi
    def create(self, vals_list):
        """A rule binds from now on, in this transaction too."""
        self.env.cr.cache.pop(CACHE, None)
        return super().create(vals_list)

    def write(self, vals):
        """A rule binds from now on, in this transaction too."""
        self.env.cr.cache.pop(CACHE, None)
        return super().write(vals)

    def unlink(self):
        """A rule binds until now."""
        self.env.cr.cache.pop(CACHE, None)
        return super().unlink()

    def _problem(self) -> str | None:
        """Return what is wrong with this rule."""
        model, field, effect = self.model_id, self.field_id, self.effect
        if model.model in self.env and self.env[model.model]._abstract:
            return self.env._("This model has no records of its own. Choose the models that are made of it.")
        if field and field.model_id != model:
            return self.env._("The field does not belong to the model.")
        if effect in (HIDE, MASK) and not field:
            return self.env._("Choose the field that is to be hidden or masked.")
        if effect == OUT_OF_REACH and field:
            return self.env._("A model is out of reach as a whole: choose no field, or hide the field.")
        if effect == MASK and field.ttype not in MASKABLE:
            return self.env._("Only texts can be masked. Hide the field instead.")
        if denied_model(model.model) or (field and denied_field(model.model, field.name, field.ttype)):
            return self.env._("The assistant never gets this, whatever the rules: no rule is needed.")
        if effect == HIDE and field.name == "id":
            return self.env._("The id of records cannot be hidden: put the model out of reach.")
        return None

    def _followers(self) -> list[str]:
        """Return other fields, of all models, that this rule hides or masks with its own."""
        own = Rule(self.model, self.field_name, self.effect, frozenset())
        before, after = (
            Treatments(self.env, Reach(self.env, rules), rules) for rules in (Rules((), ()), Rules((own,), ()))
        )
        found = (
            f"{self.env['ir.model']._get(model).name}: {field.string} ({model}.{name})"
            for model in sorted(self.env.registry)
            if before.is_open(model)
            for name, field in sorted(self.env[model]._fields.items())
            if (model, name) != (self.model, self.field_name) and before.of(model, name) != after.of(model, name)
        )
        return list(islice(found, MOST_FOLLOWERS))

    @api.model
    def _all(self) -> tuple[Rule, ...]:
        """Return all rules in force."""
        return tuple(
            Rule(rule.model, rule.field_name or "", rule.effect, frozenset(rule.group_ids.ids))
            for rule in self.search([])
        )
