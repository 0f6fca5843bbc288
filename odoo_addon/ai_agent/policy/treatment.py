"""How each field of each model is treated for a user: shown, masked or hidden."""

from __future__ import annotations

from typing import NamedTuple

from odoo import api
from odoo.fields import Field

from ..services.policy import OPEN_FIELDS, denied_field
from ..services.policy.denied import SECRET
from .reach import Reach
from .rules import HIDE, MASK, Rules

SHOW = "show"
TEXTS = ("char", "text", "html")
RELATIONS = ("many2one", "one2many", "many2many")
_RANK = {SHOW: 0, MASK: 1, HIDE: 2}


class Treatment(NamedTuple):
    """What is done with a field, and whether texts made of it are treated the same."""

    effect: str
    spreads: bool = False


class Treatments:
    """Answers for one user, each worked out once.

    A related field is treated as each field of its chain; a text that is computed of a secret, hidden or masked field
    as that field. Numbers computed of hidden ones are not: a total would be hidden with each of its parts.
    """

    def __init__(self, env: api.Environment, reach: Reach, rules: Rules) -> None:
        self._env, self._reach, self._rules = env, reach, rules
        self._known: dict[tuple[str, str], Treatment] = {}
        self._open: set[tuple[str, str]] = set()
        self._for_user: dict[tuple[str, str], bool] = {}
        self._name_parts: dict[str, list[tuple[str, str]]] = {}

    def of(self, model: str, name: str) -> str:
        """Return `show`, `mask` or `hide`; `hide` also for what does not exist, and for what is for other groups."""
        effect = self._get(model, name).effect
        if effect != HIDE and not self._is_for_user(model, name):
            return HIDE
        return effect

    def is_open(self, model: str) -> bool:
        """Say whether a model is in reach at all."""
        return self._reach.open(model)

    def of_search(self, model: str, field: Field) -> str:
        """Return how a field is treated in a domain, where a search method may look at all it is computed of."""
        effect = self.of(model, field.name)
        if field.store or field.related or not field.search or field.name == "display_name":
            return effect
        return max([effect, *(self._spread(model, path).effect for path in self._depends(field))], key=_RANK.get)

    def of_path(self, model: str, path: str) -> str:
        """Return the strongest treatment along a dotted path of field names."""
        return max((self.of(here, step) for here, step, _one in self._walk(model, path)), key=_RANK.get)

    def name_parts(self, model: str) -> list[tuple[str, str]]:
        """Return (path, treatment) of what is secret, hidden or masked, and may stand in display names by context."""
        if model not in self._name_parts:
            own = self._env[model]
            paths = set(self._depends(own._fields["display_name"])) - {own._rec_name}
            found = [(path, self._spread(model, path).effect) for path in sorted(paths)]
            self._name_parts[model] = [(path, effect) for path, effect in found if effect != SHOW]
        return self._name_parts[model]

    def searched(self, model: str) -> list[str]:
        """Return the fields in which Odoo looks for a name."""
        own = self._env[model]
        return list(own._rec_names_search or ([own._rec_name] if own._rec_name else []))

    def _get(self, model: str, name: str) -> Treatment:
        key = (model, name)
        if key not in self._known:
            if key in self._open:
                return Treatment(SHOW)
            self._open.add(key)
            try:
                self._known[key] = self._find(model, name)
            finally:
                self._open.discard(key)
        return self._known[key]

    def _find(self, model: str, name: str) -> Treatment:
        if not self._reach.open(model) or name not in self._env[model]._fields:
            return Treatment(HIDE)
        records = self._env[model]
        field = records._fields[name]
        if reason := denied_field(model, name, field.type):
            return Treatment(HIDE, reason == SECRET)
        effects = self._rules.field(model, name)
        if HIDE in effects:
            return Treatment(HIDE, True)
        if field.type in RELATIONS and not self._reach.open(field.comodel_name):
            return Treatment(HIDE)
        own = Treatment(MASK, True) if MASK in effects else Treatment(SHOW)
        return max([own, *self._inherited(model, field)], key=lambda one: _RANK[one.effect])

    def _inherited(self, model: str, field: Field) -> list[Treatment]:
        if field.related:
            return [] if (model, field.name) in OPEN_FIELDS else self._along(model, field.related)
        if field.name == "display_name" and (rec_name := self._env[model]._rec_name):
            return self._along(model, rec_name)
        if field.type in TEXTS and field.compute:
            return [self._spread(model, path) for path in self._depends(field)]
        return []

    def _is_for_user(self, model: str, name: str) -> bool:
        """Odoo's groups bind the field itself: a field related to it is for whom it says."""
        key = (model, name)
        if key not in self._for_user:
            records = self._env[model]
            self._for_user[key] = records._has_field_access(records._fields[name], "read")
        return self._for_user[key]

    def _along(self, model: str, path: str) -> list[Treatment]:
        return [one for _model, _step, one in self._walk(model, path)]

    def _walk(self, model: str, path: str) -> list[tuple[str, str, Treatment]]:
        found = []
        for step in path.split("."):
            found.append((model, step, self._get(model, step)))
            field = self._env[model]._fields.get(step) if model in self._env else None
            if field is None or field.type not in RELATIONS or not self._reach.open(field.comodel_name):
                # A relation to a model that is not in reach is hidden itself.
                break
            model = field.comodel_name
        return found

    def _spread(self, model: str, path: str) -> Treatment:
        return max(
            (one if one.spreads else Treatment(SHOW) for one in self._along(model, path)),
            key=lambda one: _RANK[one.effect],
        )

    def _depends(self, field: Field) -> tuple[str, ...]:
        return tuple(self._env.registry.field_depends.get(field, ()))
