"""Conditions that find records by what they are called."""

from __future__ import annotations

from typing import Any

from odoo.models import BaseModel

from ..services.policy import EQUALITY, PATTERNS
from ..services.tools import ToolError
from .paths import Paths
from .refused import refused_field, refused_mask
from .rules import MASK, Rules
from .treatment import RELATIONS, SHOW

_POSITIVE = {
    "!=": "=",
    "not in": "in",
    "not like": "like",
    "not ilike": "ilike",
    "not =like": "=like",
    "not =ilike": "=ilike",
}


class ByName:
    """Odoo looks for a name in several fields. Where some of them may not be searched, it is sought in the others."""

    def __init__(self, paths: Paths, rules: Rules) -> None:
        self._paths, self._rules = paths, rules

    def condition(
        self, model: str, name: str, inner: str, prefix: tuple[str, ...], operator: str, value: Any
    ) -> list[Any]:
        """Return the condition that finds records of `inner` by name, behind a relation if there is a prefix.

        :param model: where the condition stands
        :param name: the condition's path as given
        :raises Refused: if no field remains in which the name could be sought
        """
        if operator not in EQUALITY | PATTERNS:
            raise ToolError("invalid", f"“{name}” is compared with a text by = or ilike.")
        usable = self._usable(inner, operator)
        if usable is None:
            return [[name, operator, value]]
        if not usable:
            hidden = MASK if self._paths.treatments.of(inner, "display_name") == MASK else ""
            raise refused_mask(model, name) if hidden else refused_field(model, name)
        if not all(isinstance(one, str) for one in (value if isinstance(value, list) else [value])):
            raise ToolError("invalid", f"“{name}” takes texts only, or ids only.")
        positive = _POSITIVE.get(operator, operator)
        if not prefix:
            joint = "&" if positive != operator else "|"
            return [*[joint] * (len(usable) - 1), *([field, operator, value] for field in usable)]
        found = [*["|"] * (len(usable) - 1), *([field, positive, value] for field in usable)]
        return [[".".join(prefix), "any" if positive == operator else "not any", found]]

    def check_all(self, model: str, name: str, inner: str) -> None:
        """Check that a name may be sought in all fields in which Odoo looks.

        :raises Refused: if not
        """
        if self._usable(inner, "ilike") is not None:
            raise refused_field(model, name)

    def _usable(self, inner: str, operator: str) -> list[str] | None:
        """Return the fields in which a name may be sought; None: all in which Odoo looks."""
        treatments = self._paths.treatments
        good = (SHOW, MASK) if operator in EQUALITY else (SHOW,)
        searched = treatments.searched(inner)
        usable = [field for field in searched if treatments.of_path(inner, field) in good]
        if len(usable) == len(searched) and treatments.of(inner, "display_name") in good and not self._unknown(inner):
            return None
        return usable

    def _unknown(self, inner: str) -> bool:
        """An addon's own search by name may look anywhere; that matters where something near is hidden."""
        touched, own = self._rules.touched_models, self._paths.env[inner]
        near = {inner, *(field.comodel_name for field in own._fields.values() if field.type in RELATIONS)}
        return not touched.isdisjoint(near) and any(
            "_search_display_name" in cls.__dict__ for cls in type(own).mro() if cls is not BaseModel
        )
