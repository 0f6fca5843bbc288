"""The one thing that tools ask before they touch a name."""

from __future__ import annotations

from typing import Any

from odoo import api, models

from ..services.masks import Masks
from ..services.masks.names import kind_of
from .by_name import ByName
from .domain import DomainChecker
from .names import Names
from .paths import Paths
from .reach import Reach
from .refused import Refused, refused_model
from .rules import HIDE, MASK, rules_for
from .tracking import Tracking
from .treatment import Treatments
from .values import ValuesChecker

_ATTRIBUTES = (
    *("string", "type", "help", "selection", "relation", "relation_field", "required", "readonly", "store"),
    *("searchable", "sortable", "groupable", "aggregator", "currency_field", "digits", "definition_record"),
)


class Policy:
    """What a user may see and change by the assistant. Make one for each call of a tool.

    :param env: of the user, without superuser rights, with the companies he works in
    :raises ValueError: for an environment with superuser rights
    """

    def __init__(self, env: api.Environment) -> None:
        if env.su:
            raise ValueError("a policy is a user's")
        self.env = env
        self._noted: dict[tuple[str, str, str], None] = {}
        rules = rules_for(env)
        self._rules = rules
        self._reach = Reach(env, rules)
        self._treatments = Treatments(env, self._reach, rules)
        self._paths = Paths(env, self._reach, self._treatments)
        self._domains = DomainChecker(self._paths, ByName(self._paths, rules), self.note)
        self._names = Names(env, self._reach, self._treatments, self.note)

    def check_model(self, model: str, operation: str = "read") -> None:
        """Check a model.

        :param operation: read, create, write or unlink
        :raises Refused: if it is not in reach for this; the same for one that does not exist
        """
        if not self._reach.allows(model, "read"):
            raise refused_model(model)
        if not self._reach.allows(model, operation):
            raise Refused(f"The model “{model}” cannot be changed in this way ({str(operation)[:20]}).")

    def models(self, operation: str = "read") -> list[str]:
        """Return all models in reach, sorted."""
        return self._reach.models(operation)

    def field(self, model: str, name: str) -> str:
        """Return `show`, `mask` or `hide`; `hide` also for a field that does not exist."""
        return self._treatments.of(model, name)

    def check_field(self, model: str, path: str, use: str = "read") -> None:
        """Check a name as tools get it: dotted, `date:month` to group, `amount:sum` to aggregate, `name desc` to order.

        :param use: read, filter (by equality), search (by any other operator), order, group, aggregate or write
        :raises Refused: if the user may not have it for this
        :raises ToolError: `invalid`, if it cannot be read
        """
        self._paths.check(model, path, use)

    def readable(self, model: str) -> dict[str, dict[str, Any]]:
        """Return the description of the fields that may be read, by name, in the user's language.

        :return: as `fields_get`, and `masked` where the service gets a pseudonym
        :raises Refused: if the model is not in reach
        """
        self.check_model(model)
        described = self.env[model].fields_get(attributes=_ATTRIBUTES)
        found = {}
        for name, description in described.items():
            effect = self.field(model, name)
            if effect == HIDE:
                continue
            if description["type"] == "reference":
                options = description.get("selection") or ()
                description["selection"] = [one for one in options if self._reach.allows(one[0], "read")]
            found[name] = {**description, "masked": effect == MASK}
        return found

    def domain(self, model: str, domain: object) -> list[Any]:
        """Check a domain, a list or its JSON text, and return it as Odoo takes it.

        Masked fields can be compared by =, !=, in and not in only.

        :raises Refused: if a name in it, at any depth, is not to be had
        :raises ToolError: `invalid`, if it is not a domain
        """
        self.check_model(model)
        return self._domains.check(model, domain)

    def order(self, model: str, order: str = "") -> str:
        """Check an order and return it as Odoo takes it; without one the model's own, less what may not be seen.

        :raises Refused: if a name in it is not to be had
        """
        self.check_model(model)
        return self._paths.order(model, order) if order else self._paths.default_order(model)

    def values(self, model: str, values: dict[str, Any], operation: str = "write") -> dict[str, Any]:
        """Check the arguments of `create` or `write`, with commands of x2many at all depths.

        :param operation: create or write
        :return: a copy in the form of JSON
        :raises Refused: if a model, field or record in it is not to be had
        :raises ToolError: `invalid`, if they cannot be read
        """
        checker = ValuesChecker(self.env, self._reach, self._treatments, self._rules, self.note)
        return checker.check(model, values, operation)

    def note(self, model: str, name: str, value: object) -> None:
        """Take down a value of a masked field that was read, so that the service never gets it."""
        if isinstance(value, str) and value.strip():
            self._noted[model, name, value] = None

    def masked_values(self) -> list[tuple[str, str, str]]:
        """Return what was noted: model, field, value."""
        return list(self._noted)

    def teach(self, masks: Masks) -> None:
        """Make known to the masks of a conversation what was noted."""
        masks.learn((kind_of(name), value) for _model, name, value in self._noted)

    def visible(self, records: models.BaseModel) -> models.BaseModel:
        """Return those of the records of one model that are there and may be read: by rights, and by the rules."""
        return self._reach.visible(records)

    def name(self, record: models.BaseModel) -> str:
        """Return the display name of a record, noted where it is masked.

        "" if there is none or the user may not read it; model and id where names of this model are hidden.
        """
        return self.names(record).get(record.id, "")

    def names(self, records: models.BaseModel) -> dict[int, str]:
        """Return the display names of records of one model by id, as `name` does, in one go."""
        return self._names.of(records)

    def tracking(self, record: models.BaseModel, messages: models.BaseModel) -> dict[int, list[dict[str, str]]]:
        """Return what messages of a record say of changed fields: by message, `label`, `old` and `new`, as texts.

        Fields that are not to be had are left out; masked ones are noted.
        """
        return Tracking(self.env, self.field, self.note).of(record, messages)
