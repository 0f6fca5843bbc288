"""Values that a model gives for fields, as Odoo takes them: types checked, times in UTC, labels of options as keys."""

from __future__ import annotations

import math
import re
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from ..services.tools import ToolError
from .fold import fold

if TYPE_CHECKING:
    from .call import Call

_TIME = re.compile(r"(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d)(:\d\d)?(\.\d+)?(Z|\+00:00)?$")


def typed(call: Call, model: str, name: str, value: Any) -> Any:
    """Return one value for a field that the user may write.

    :return: as JSON: text, number, boolean, ISO date, time in UTC, id, list of ids, or False for nothing
    :raises ToolError: `forbidden` or `invalid`, naming the field
    """
    call.policy.check_field(model, name, "write")
    field = call.env[model]._fields.get(name)
    if field is None:
        raise ToolError("invalid", f"{model} has no field {name!r}. Look at describe_model.")
    if field.readonly:
        raise ToolError("invalid", f"{name} cannot be changed: it is computed, or read only.")
    converter = _CONVERTERS.get(field.type)
    if converter is None:
        raise ToolError("invalid", f"{name}: a field of type {field.type} cannot be filled in. The user must do it.")
    if value is None or (value is False and field.type != "boolean"):
        if field.required:
            raise ToolError("invalid", f"{name} must not be empty.")
        return [] if field.type == "many2many" else False
    return converter(call, field, value)


def _text(_call: Call, field, value: Any) -> str:
    if not isinstance(value, (str, int, float)) or isinstance(value, bool):
        raise _wrong(field, "text")
    text = str(value)
    size = getattr(field, "size", None)
    if size and len(text) > size:
        raise ToolError("invalid", f"{field.name}: at most {size} characters.")
    return text


def _boolean(_call: Call, field, value: Any) -> bool:
    if not isinstance(value, bool):
        raise _wrong(field, "true or false")
    return value


def _integer(_call: Call, field, value: Any) -> int:
    number = _number(field, value)
    if not number.is_integer() or abs(number) >= 2**31:
        raise _wrong(field, "a whole number")
    return int(number)


def _float(_call: Call, field, value: Any) -> float:
    return _number(field, value)


def _number(field, value: Any) -> float:
    try:
        number = math.nan if isinstance(value, bool) else float(value)
    except (TypeError, ValueError, OverflowError):
        number = math.nan
    if not math.isfinite(number):
        raise _wrong(field, "a number")
    return number


def _date(_call: Call, field, value: Any) -> str:
    try:
        return date.fromisoformat(value).isoformat()
    except (TypeError, ValueError):
        raise _wrong(field, "a date such as 2026-01-31") from None


def _datetime(call: Call, field, value: Any) -> str:
    found = _TIME.match(value) if isinstance(value, str) else None
    try:
        moment = datetime.fromisoformat(f"{found[1]} {found[2]}{found[3] or ':00'}") if found else None
    except ValueError:
        moment = None
    if moment is None:
        raise _wrong(field, "a time such as 2026-01-31 14:30")
    return str(moment if found and found[5] else call.formats.utc(moment))


def _selection(call: Call, field, value: Any) -> Any:
    options = field._description_selection(call.env)
    for key, label in options:
        if value == key or (isinstance(value, str) and fold(value) == fold(str(label))):
            return key
    keys = ", ".join(str(key) for key, _label in options[:20])
    raise ToolError("invalid", f"{field.name} must be one of {keys}.")


def _many2one(call: Call, field, value: Any) -> int:
    return _ids(call, field, [value])[0]


def _many2many(call: Call, field, value: Any) -> list[int]:
    if not isinstance(value, list):
        raise _wrong(field, "a list of ids")
    return _ids(call, field, value)


def _ids(call: Call, field, values: list[Any]) -> list[int]:
    # `[id, name]` is how rows of other tools say a record.
    ids = [value[0] if isinstance(value, list) and len(value) == 2 else value for value in values]
    if not all(isinstance(value, int) and not isinstance(value, bool) and value > 0 for value in ids):
        raise ToolError("invalid", f"{field.name} takes ids of {field.comodel_name}, not names. Use find_by_name.")
    call.policy.check_model(field.comodel_name)
    known = call.policy.visible(call.env[field.comodel_name].browse(ids))
    if missing := set(ids) - set(known.ids):
        raise ToolError(
            "not_found", f"{field.name}: there is no {field.comodel_name} with id {min(missing)} to be seen."
        )
    return ids


def _wrong(field, expected: str) -> ToolError:
    return ToolError("invalid", f"{field.name} takes {expected}.")


_CONVERTERS = {
    "char": _text,
    "text": _text,
    "html": _text,
    "boolean": _boolean,
    "integer": _integer,
    "float": _float,
    "monetary": _float,
    "date": _date,
    "datetime": _datetime,
    "selection": _selection,
    "many2one": _many2one,
    "many2many": _many2many,
}
