"""Checks what `create` and `write` get."""

from __future__ import annotations

from typing import Any

from odoo import api
from odoo.fields import Field

from ..services.tools import ToolError
from .names import Note
from .reach import Reach
from .refused import Refused, refused_field
from .rules import HIDE, MASK, READ_ONLY, Rules
from .treatment import Treatments

CREATE, UPDATE, DELETE, UNLINK, LINK, CLEAR, SET = range(7)
_SYSTEM = frozenset(("id", "display_name", "create_uid", "create_date", "write_uid", "write_date"))
_MOST_COMMANDS = 500
_DEEPEST = 4
_X2MANY = ("one2many", "many2many")


class ValuesChecker:
    """Checks for one user."""

    def __init__(self, env: api.Environment, reach: Reach, treatments: Treatments, rules: Rules, note: Note) -> None:
        self._env, self._reach, self._treatments, self._rules, self._note = env, reach, treatments, rules, note

    def check(self, model: str, values: object, operation: str, depth: int = 0) -> dict[str, Any]:
        """Return the values in the form of JSON; see `Policy.values`."""
        if not self._reach.allows(model, operation):
            raise Refused(f"The model “{str(model)[:80]}” cannot be changed in this way ({operation}).")
        if not isinstance(values, dict) or depth > _DEEPEST:
            raise ToolError("invalid", "Values must be an object of fields and values.")
        return {name: self._value(model, name, value, depth) for name, value in values.items()}

    def _value(self, model: str, name: object, value: Any, depth: int) -> Any:
        field = self._env[model]._fields.get(name) if isinstance(name, str) else None
        if field is None or name in _SYSTEM or self._treatments.of(model, name) == HIDE:
            raise refused_field(model, name)
        self._check_writable(model, field)
        if self._treatments.of(model, name) == MASK:
            self._note(model, name, value)
        if field.type in _X2MANY:
            return self._commands(model, field, value, depth)
        if field.type == "many2one":
            return self._record(model, field, field.comodel_name, value)
        if field.type == "reference" and value:
            target, _comma, res_id = str(value).partition(",")
            if not res_id.isdigit():
                raise ToolError("invalid", f"The field “{name}” takes a text “model,id”.")
            self._check_readable(model, name, target, [int(res_id)])
            return value
        if field.type != "properties" and not isinstance(value, (str, int, float, bool, type(None))):
            raise ToolError("invalid", f"The field “{name}” takes one value.")
        return value

    def _check_writable(self, model: str, field: Field) -> None:
        """Check the field, and the one that is written where this one is related to it."""
        here, target = model, field
        while True:
            closed = READ_ONLY in self._rules.field(here, target.name)
            if closed or not self._env[here]._has_field_access(target, "write"):
                raise Refused(f"The field “{field.name}” of {model} cannot be changed.")
            if not target.related:
                return
            *relations, last = target.related.split(".")
            for relation in relations:
                here = self._env[here]._fields[relation].comodel_name
            target = self._env[here]._fields[last]
            if not self._reach.allows(here, "write"):
                raise Refused(f"The field “{field.name}” of {model} cannot be changed.")

    def _record(self, model: str, field: Field, comodel: str, value: Any) -> int | bool:
        if value is None or value is False:
            return False
        if not _is_id(value):
            raise ToolError("invalid", f"The field “{field.name}” takes the id of a record, or null.")
        self._check_readable(model, field.name, comodel, [value])
        return value

    def _commands(self, model: str, field: Field, value: Any, depth: int) -> list[list[Any]]:
        if not isinstance(value, (list, tuple)):
            raise ToolError("invalid", f"The field “{field.name}” takes a list of commands, or of ids.")
        if len(value) > _MOST_COMMANDS:
            raise ToolError("too_large", f"The field “{field.name}” has too many commands.")
        if value and all(_is_id(one) for one in value):
            value = [[SET, 0, list(value)]]
        return [self._command(model, field, command, depth) for command in value]

    def _command(self, model: str, field: Field, command: Any, depth: int) -> list[Any]:
        comodel = field.comodel_name
        code, res_id, given = _command(field.name, command)
        if code in (UPDATE, DELETE, UNLINK, LINK):
            if not _is_id(res_id):
                raise ToolError("invalid", f"A command of “{field.name}” has no id.")
            self._check_readable(model, field.name, comodel, [res_id])
        if code == CREATE:
            return [CREATE, 0, self.check(comodel, given, "create", depth + 1)]
        if code == UPDATE:
            return [UPDATE, res_id, self.check(comodel, given, "write", depth + 1)]
        if code == SET:
            if not isinstance(given, (list, tuple)) or not all(map(_is_id, given)):
                raise ToolError("invalid", f"A command of “{field.name}” has no list of ids.")
            self._check_readable(model, field.name, comodel, list(given))
        if code == DELETE and not self._reach.allows(comodel, "unlink"):
            raise Refused(f"The model “{comodel}” cannot be changed in this way (unlink).")
        if code != DELETE and field.type == "one2many" and not self._reach.allows(comodel, "write"):
            raise Refused(f"The model “{comodel}” cannot be changed in this way (write).")
        return [code, res_id if code in (DELETE, UNLINK, LINK) else 0, list(given) if code == SET else 0]

    def _check_readable(self, model: str, name: str, comodel: str, ids: list[int]) -> None:
        """A record that is not there and one that may not be read are refused alike."""
        if not self._reach.allows(comodel, "read"):
            raise refused_field(model, name)
        if len(self._reach.visible(self._env[comodel].browse(ids))) != len(set(ids)):
            raise Refused(f"A record that “{name}” of {model} names is not available.")


def _is_id(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value > 0


def _command(name: str, command: Any) -> tuple[int, Any, Any]:
    """Return code, id and third part of a command of an x2many."""
    parts = list(command) if isinstance(command, (list, tuple)) else []
    code = parts[0] if parts else None
    if isinstance(code, bool) or not isinstance(code, int) or not CREATE <= code <= SET or len(parts) > 3:
        raise ToolError("invalid", f"“{name}” has something that is not a command of x2many.")
    parts += [0] * (3 - len(parts))
    return code, parts[1], parts[2]
