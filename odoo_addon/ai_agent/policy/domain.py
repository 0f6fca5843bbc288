"""Checks domains."""

from __future__ import annotations

from typing import Any

from ..services.policy import EQUALITY, PATTERNS, Condition, parse_domain, scalars
from ..services.policy.domains import HIERARCHY, SUBDOMAINS, Node
from ..services.tools import ToolError
from .by_name import ByName
from .names import Note
from .paths import FILTER, SEARCH, End, Paths, read
from .refused import refused_field
from .rules import MASK
from .treatment import RELATIONS, SHOW

_NUMBERS = ("integer", "float", "monetary", "many2one_reference")


class DomainChecker:
    """Checks for one user."""

    def __init__(self, paths: Paths, by_name: ByName, note: Note) -> None:
        self._paths, self._by_name, self._note = paths, by_name, note

    def check(self, model: str, domain: object) -> list[Any]:
        """Return the domain as Odoo takes it; see `Policy.domain`."""
        return self._nodes(model, read(parse_domain, domain))

    def _nodes(self, model: str, nodes: list[Node]) -> list[Any]:
        # Joined by "and" to the rest, which is in prefix notation.
        found: list[Any] = self._paths.reach.scope(model)
        for node in nodes:
            found += self._condition(model, node) if isinstance(node, Condition) else [node]
        return found

    def _condition(self, model: str, condition: Condition) -> list[Any]:
        path, operator, value = condition.path, condition.operator, condition.value
        named = path[-1] == "display_name"
        use = FILTER if named or operator in EQUALITY | SUBDOMAINS else SEARCH
        end = self._paths.end(model, path, use)
        name = ".".join(path)
        if operator in SUBDOMAINS:
            return [[name, operator, self._nodes(self._inside(model, name, end), value)]]
        self._note_masked(end, value)
        if named:
            return self._by_name.condition(model, name, end.model, path[:-1], operator, value)
        if operator in HIERARCHY:
            self._check_hierarchy(model, name, end, value)
        elif end.field.type in RELATIONS and any(isinstance(one, str) for one in scalars(value)):
            return self._by_name.condition(model, name, end.field.comodel_name, path, operator, value)
        return [[name, operator, self._checked(model, name, end, operator, value)]]

    def _note_masked(self, end: End, value: Any) -> None:
        """What a masked field is compared with is a value of it, as far as anybody knows."""
        of, name = end.model, end.field.name
        if end.field.type in RELATIONS:
            of, name = end.field.comodel_name, "display_name"
        if self._paths.treatments.of(of, name) == MASK:
            for one in scalars(value):
                self._note(of, name, one)

    def _inside(self, model: str, name: str, end: End) -> str:
        inner = end.model if end.field.name == "id" else self._paths.comodel(end.field)
        if not inner:
            raise refused_field(model, name)
        return inner

    def _check_hierarchy(self, model: str, name: str, end: End, value: Any) -> None:
        """`child_of` follows the parents of records, and finds records by name where it gets a text."""
        inner = self._inside(model, name, end)
        parent = self._paths.env[inner]._parent_name
        if parent not in self._paths.env[inner]._fields:
            raise ToolError("invalid", f"“{name}” has no parents and children: use “in”.")
        if self._paths.treatments.of(inner, parent) != SHOW:
            raise refused_field(model, name)
        if any(isinstance(one, str) for one in scalars(value)):
            self._by_name.check_all(model, name, inner)

    def _checked(self, model: str, name: str, end: End, operator: str, value: Any) -> Any:
        """Return the value, numbers in texts as numbers."""
        if isinstance(value, list):
            return [self._checked(model, name, end, operator, one) for one in value]
        field = end.field
        if field.type == "reference" and value:
            self._check_reference(model, name, operator, value)
        numeric = (field.type in _NUMBERS or field.name == "id") and not end.part
        if operator in PATTERNS and (numeric or field.type == "boolean"):
            raise ToolError("invalid", f"“{operator}” is for texts: “{name}” is none.")
        if numeric and isinstance(value, str):
            try:
                return float(value) if field.type in ("float", "monetary") else int(value)
            except ValueError:
                raise ToolError("invalid", f"The field “{name}” is compared with a number.") from None
        return value

    def _check_reference(self, model: str, name: str, operator: str, value: object) -> None:
        target, comma, res_id = str(value).partition(",")
        if operator not in EQUALITY or not comma or not res_id.isdigit():
            raise ToolError("invalid", f"The field “{name}” is compared with a text “model,id”.")
        if not self._paths.reach.allows(target, "read"):
            raise refused_field(model, name)
