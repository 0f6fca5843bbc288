"""Values of fields in the form of JSON: checked, read, compared and put into the person's words.

A many2one is its id or False, an x2many a sorted list of ids, a date `2026-01-31`, a datetime `2026-01-31 12:00:00` in
UTC as Odoo has it, nothing is False. What comes in for an x2many is a list of ids or of commands.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timezone
from typing import Any
from zoneinfo import ZoneInfo

from odoo import api, fields, models
from odoo.tools import float_compare, format_date, format_datetime, html2plaintext
from odoo.tools.misc import formatLang

from ..policy import Policy
from ..services.tools import ToolError
from .markup import clean_html

EDITABLE_TYPES = frozenset(
    ("char", "text", "integer", "float", "monetary", "boolean", "date", "datetime", "selection", "many2one")
)
"""What a card can offer for editing."""

OPTIONS = 60
"""Records offered for an editable many2one."""

TEXT_CHARS = 2000
"""How much a card shows of a value that is there already. What would be written is shown whole."""

_NUMBERS = ("integer", "float", "monetary")
_X2MANY = ("one2many", "many2many")
_CARD_TYPES = {
    "char": "text",
    "html": "text",
    "many2one": "record",
    "one2many": "records",
    "many2many": "records",
    "reference": "record",
    "many2one_reference": "integer",
}
_LINKS, _LINES = (3, 4, 5, 6), (0, 1, 2)


class Values:
    """Values under the rights and in the language of a user."""

    def __init__(self, env: api.Environment, policy: Policy) -> None:
        self.env, self.policy = env, policy
        self._options: dict[tuple[str, str], list[dict[str, Any]] | None] = {}

    def clean(self, model: str, values: dict[str, Any], record: models.BaseModel | None = None) -> dict[str, Any]:
        """Return values as `create` and `write` take them.

        :param record: whose values they are to be; None for one that is to be made
        :raises ToolError: `invalid` for a value that does not fit its field, `not_found` for a record out of reach
        """
        return {name: self._clean(self.field(model, name), value, record) for name, value in values.items()}

    def anew(self, model: str, values: dict[str, Any]) -> dict[str, Any]:
        """Return cleaned values such that `clean` takes them as they are: a datetime without a zone is in UTC."""
        return {name: self._anew(self.field(model, name), value) for name, value in values.items()}

    def field(self, model: str, name: str) -> fields.Field:
        """Return a field.

        :raises ToolError: `invalid` when there is none of this name
        """
        field = self.env[model]._fields.get(name)
        if field is None:
            raise ToolError("invalid", f"{model} has no field {name}.")
        return field

    def current(self, record: models.BaseModel, name: str) -> Any:
        """Return a record's value."""
        field, value = record._fields[name], record[name]
        if field.type in _X2MANY:
            return sorted(value.ids)
        if field.type == "many2one":
            return value.id or False
        if field.type == "reference":
            return f"{value._name},{value.id}" if value else False
        return plain(value)

    def same(self, model: str, name: str, one: Any, other: Any) -> bool:
        """Whether two values of a field mean the same."""
        field = self.env[model]._fields[name]
        if field.type in _X2MANY:
            return sorted(one or []) == sorted(other or [])
        if field.type in ("float", "monetary"):
            digits = field.get_digits(self.env) if field.type == "float" else None
            return float_compare(one or 0.0, other or 0.0, precision_digits=digits[1] if digits else 6) == 0
        if field.type == "html":
            return (one or "").strip() == (other or "").strip()
        return (one or False) == (other or False)

    def result(self, model: str, name: str, before: Any, value: Any) -> Any:
        """Return what a field will hold: for an x2many the ids that its commands leave."""
        if self.env[model]._fields[name].type not in _X2MANY:
            return value
        ids = list(before or [])
        for command in value or []:
            match command[0]:
                case 2 | 3:
                    ids = [other for other in ids if other != command[1]]
                case 4:
                    ids.append(command[1])
                case 5:
                    ids = []
                case 6:
                    ids = list(command[2])
        return sorted(set(ids))

    def text(self, model: str, name: str, value: Any, record: models.BaseModel | None = None) -> str:
        """Return a value in the person's language and formats; empty for nothing."""
        field = self.env[model]._fields[name]
        return self._text(field, value, record)

    def given_text(
        self, model: str, name: str, value: Any, before: Any = None, record: models.BaseModel | None = None
    ) -> str:
        """Return what a field will hold, for a value as `create` and `write` take it.

        :param before: what it holds now
        """
        if self.env[model]._fields[name].type == "one2many":
            return self.commands_text(model, name, value or [])
        return self.text(model, name, self.result(model, name, before, value), record)

    def commands_text(self, model: str, name: str, commands: Iterable[list]) -> str:
        """Return what commands do to the lines of a one2many."""
        comodel = self.env[model]._fields[name].comodel_name
        lines = []
        for command in commands:
            if command[0] == 2:
                lines.append(self.env._("Remove %(name)s", name=self.name(comodel, command[1])))
                continue
            labels = self.labels(comodel, command[2])
            shown = ", ".join(
                f"{labels[sub]}: {self.given_text(comodel, sub, value)}" for sub, value in command[2].items()
            )
            if command[0] == 0:
                lines.append(self.env._("New: %(values)s", values=shown))
            else:
                name_ = self.name(comodel, command[1])
                lines.append(self.env._("Change %(name)s: %(values)s", name=name_, values=shown))
        return "\n".join(lines)

    def name(self, model: str, res_id: int) -> str:
        """Return the name of a record, or a neutral word where the user may not read it."""
        record = self.env[model].browse(res_id)
        if not record.exists() or not record.has_access("read"):
            return self.env._("a record you cannot see")
        return self.policy.name(record) or self.env._("unnamed")

    def labels(self, model: str, names: Iterable[str]) -> dict[str, str]:
        """Return what fields are called, by name; a field that the user may not see by its name."""
        names = list(names)
        # Without names it would be all fields.
        known = self.env[model].fields_get(names, ["string"]) if names else {}
        return {name: known[name]["string"] if name in known else name for name in names}

    def card_type(self, model: str, name: str) -> str:
        """Return the type that the wire gives a field."""
        kind = self.env[model]._fields[name].type
        return _CARD_TYPES.get(kind, kind)

    def wire(self, model: str, name: str, value: Any) -> Any:
        """Return a value as it goes over the wire: a datetime in RFC 3339, nothing as None."""
        field = self.env[model]._fields[name]
        if field.type == "datetime" and value:
            return value.replace(" ", "T") + "Z"
        if field.type not in ("boolean", *_NUMBERS) and value is False:
            return None
        return value

    def options(self, model: str, name: str, value: Any) -> list[dict[str, Any]] | None:
        """Return what may be chosen instead; None where anything of the type may be entered."""
        found = self._options.get((model, name))
        if found is None:
            found = self._options[model, name] = self._all_options(model, name)
        field = self.env[model]._fields[name]
        if found is None or field.type != "many2one" or not value or any(option["value"] == value for option in found):
            return found
        return [{"value": value, "text": self.name(field.comodel_name, value)}, *found]

    def _all_options(self, model: str, name: str) -> list[dict[str, Any]] | None:
        field = self.env[model]._fields[name]
        if field.type == "selection":
            return [{"value": key, "text": text} for key, text in field._description_selection(self.env)]
        if field.type != "many2one":
            return None
        comodel = self.env[field.comodel_name]
        domain = field.domain if isinstance(field.domain, list) else []
        try:
            self.policy.check_model(field.comodel_name)
            found = comodel.search(domain, limit=OPTIONS)
        except Exception:  # noqa: BLE001  a static domain may name what only a form knows
            found = comodel.browse()
        return [{"value": record.id, "text": self.name(record._name, record.id)} for record in found]

    def _clean(self, field: fields.Field, value: Any, record: models.BaseModel | None) -> Any:
        if value is None or value is False or (value == "" and field.type != "boolean"):
            return [] if field.type in _X2MANY else False
        match field.type:
            case "char" | "text":
                return self._typed(field, value, str)
            case "html":
                return self._html(field, value)
            case "integer":
                if isinstance(value, float) and value.is_integer():
                    value = int(value)
                return self._typed(field, value, int)
            case "float" | "monetary":
                return float(self._typed(field, value, (int, float)))
            case "boolean":
                return self._typed(field, value, bool)
            case "date":
                return self._date(field, value)
            case "datetime":
                return self._datetime(field, value)
            case "selection":
                if value not in [key for key, _text in field._description_selection(self.env)]:
                    raise ToolError("invalid", f"{field.name} takes one of its own keys; look at describe_model.")
                return value
            case "many2one":
                return self._record(field, field.comodel_name, value)
            case "many2many":
                return self._links(field, value)
            case "one2many":
                return self._lines(field, value, record)
        raise ToolError("invalid", f"{field.name} cannot be written by the assistant.")

    def _anew(self, field: fields.Field, value: Any) -> Any:
        if field.type == "datetime" and value:
            return value.replace(" ", "T") + "Z"
        if field.type == "one2many":
            return [
                [code, res_id, self.anew(field.comodel_name, given) if code in (0, 1) else given]
                for code, res_id, given in value or []
            ]
        return value

    def _typed(self, field: fields.Field, value: Any, kind: type | tuple[type, ...]) -> Any:
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
            raise ToolError("invalid", f"{field.name} is of the type {field.type}.")
        return value

    def _html(self, field: fields.Field, value: Any) -> str | bool:
        try:
            return clean_html(self._typed(field, value, str)) or False
        except ValueError:
            raise ToolError("invalid", f"{field.name} is no HTML that can be read.") from None

    def _date(self, field: fields.Field, value: Any) -> str:
        try:
            return date.fromisoformat(self._typed(field, value, str)[:10]).isoformat()
        except ValueError:
            raise ToolError("invalid", f"{field.name} is a date such as 2026-01-31.") from None

    def _datetime(self, field: fields.Field, value: Any) -> str:
        try:
            at = datetime.fromisoformat(self._typed(field, value, str))
        except ValueError:
            raise ToolError("invalid", f"{field.name} is a date and time such as 2026-01-31T12:00:00Z.") from None
        if at.tzinfo is None:
            # People and models speak of the clock on the wall.
            at = at.replace(tzinfo=ZoneInfo(self.env.user.tz or "UTC"))
        return fields.Datetime.to_string(at.astimezone(timezone.utc).replace(tzinfo=None))

    def _record(self, field: fields.Field, model: str, value: Any) -> int:
        if isinstance(value, dict):
            value = value.get("id")
        if isinstance(value, bool) or not isinstance(value, int):
            raise ToolError("invalid", f"{field.name} takes the id of a {model}; find it by find_by_name.")
        self.policy.check_model(model)
        found = self.env[model].with_context(active_test=False).search([("id", "=", value)])
        if not found:
            raise ToolError("not_found", f"There is no {model} with the id {value} that this user may read.")
        return value

    def _links(self, field: fields.Field, value: Any) -> list[list]:
        self._typed(field, value, list)
        if all(isinstance(part, int) and not isinstance(part, bool) for part in value):
            value = [[6, 0, value]]
        commands = []
        for command in value:
            code = self._code(field, command, _LINKS)
            if code == 5:
                commands.append([5, 0, 0])
            elif code == 6:
                ids = command[2] if len(command) > 2 and isinstance(command[2], list) else None
                if ids is None:
                    raise ToolError("invalid", f"{field.name} takes a list of ids.")
                commands.append([6, 0, [self._record(field, field.comodel_name, res_id) for res_id in ids]])
            else:
                commands.append([code, self._record(field, field.comodel_name, command[1]), 0])
        return commands

    def _lines(self, field: fields.Field, value: Any, record: models.BaseModel | None) -> list[list]:
        self._typed(field, value, list)
        commands = []
        for command in value:
            code = self._code(field, command, _LINES)
            line = None
            if code in (1, 2):
                line = self.env[field.comodel_name].browse(self._record(field, field.comodel_name, command[1]))
                if record is None or line not in record[field.name]:
                    raise ToolError("invalid", f"{field.name} has no line with the id {command[1]}.")
            if code == 2:
                commands.append([2, line.id, 0])
                continue
            if len(command) < 3 or not isinstance(command[2], dict):
                raise ToolError("invalid", f"{field.name} takes lines such as [0, 0, {{…}}].")
            commands.append([code, line.id if line else 0, self.clean(field.comodel_name, command[2], line)])
        return commands

    def _code(self, field: fields.Field, command: Any, codes: tuple[int, ...]) -> int:
        if not isinstance(command, (list, tuple)) or len(command) < 2 or command[0] not in codes:
            raise ToolError("invalid", f"{field.name} takes a list of ids or of the commands {codes}.")
        return command[0]

    def _text(self, field: fields.Field, value: Any, record: models.BaseModel | None) -> str:
        if field.type == "boolean":
            return self.env._("Yes") if value else self.env._("No")
        if field.type in _X2MANY:
            return ", ".join(self.name(field.comodel_name, res_id) for res_id in value or [])
        if field.type in _NUMBERS and value is not None and value is not False:
            return self._number(field, value, record)
        if not value:
            return "0" if field.type in _NUMBERS else ""
        match field.type:
            case "many2one":
                return self.name(field.comodel_name, value)
            case "date":
                return format_date(self.env, value)
            case "datetime":
                return format_datetime(self.env, value, tz=self.env.user.tz or "UTC")
            case "selection":
                return str(dict(field._description_selection(self.env)).get(value, value))
            case "html":
                return html2plaintext(value)
            case "reference":
                model, _comma, res_id = value.partition(",")
                return self.name(model, int(res_id)) if model in self.env else ""
        return str(value)

    def _number(self, field: fields.Field, value: float, record: models.BaseModel | None) -> str:
        if field.type == "integer":
            return formatLang(self.env, value, digits=0)
        if field.type == "monetary" and record:
            currency = record[field.get_currency_field(record)] if field.get_currency_field(record) else None
            if currency:
                return formatLang(self.env, value, currency_obj=currency)
        digits = field.get_digits(self.env) if field.type == "float" else (16, 2)
        return formatLang(self.env, value, digits=digits[1] if digits else 2)


def cut(text: str) -> str:
    """Return at most `TEXT_CHARS` of a text, with a mark where something is missing."""
    return text if len(text) <= TEXT_CHARS else text[: TEXT_CHARS - 1] + "…"


def plain(value: Any) -> Any:
    """Return a scalar of the ORM as JSON has it."""
    if isinstance(value, datetime):
        return fields.Datetime.to_string(value)
    if isinstance(value, date):
        return fields.Date.to_string(value)
    if isinstance(value, (bool, int, float)) or value is None:
        return value or (value if value is not None else False)
    return str(value) if value else False
