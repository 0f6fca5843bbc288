"""Domains as models write them: checked by the policy, times where the user is.

`today`, `-7d`, `=week_start +1m` and dates without a time are Odoo's own, and mean days where the user is. A time with
hours is stored in UTC, so one that a model writes, which knows only the user's clock, is turned into UTC here. `me`
is the user.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

if TYPE_CHECKING:
    from .call import Call

DomainArgument = Annotated[list[Any], 'Odoo domain, such as [["date",">=","today -14d"]]; times are the user\'s']
"""The type of a parameter that takes a domain."""

ME = "me"
"""The user who asks, as a value: models know no ids of users."""

_TIME = re.compile(r"(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d)(:\d\d)?(?:\.\d+)?$")


def domain_of(call: Call, model: str, domain: list[Any] | None) -> list[Any]:
    """Return a domain that may be searched with.

    :raises ToolError: `forbidden` or `invalid`, naming the field
    """
    return localized(call, model, call.policy.domain(model, _own(call, model, domain or [])))


def _own(call: Call, model: str, domain: list[Any]) -> list[Any]:
    """Return a domain, not checked yet, with the user in place of `me` where users are compared."""
    found: list[Any] = []
    for term in domain:
        found += _dotted(call, model, term) or [_own_term(call, model, term)]
    return found


def _dotted(call: Call, model: str, term: Any) -> list[Any]:
    """Return `message_ids any [[date, …]]` as `message_ids.date …`: of messages the policy knows dotted names only."""
    match term:
        case [str(path), "any" | "not any" as operator, [[str(inner), str(compared), value]]]:
            field = _field(call, model, path)
            if field is not None and field.comodel_name == "mail.message":
                condition = [f"{path}.{inner}", compared, value]
                return ["!", condition] if operator == "not any" else [condition]
    return []


def _own_term(call: Call, model: str, term: Any) -> Any:
    if not isinstance(term, list) or len(term) != 3 or not isinstance(term[0], str):
        return term
    path, operator, value = term
    field = _field(call, model, path)
    if field is None or not field.comodel_name:
        return term
    if operator in ("any", "not any") and isinstance(value, list):
        return [path, operator, _own(call, field.comodel_name, value)]
    if field.comodel_name != "res.users":
        return term
    if isinstance(value, list):
        return [path, operator, [call.env.uid if item == ME else item for item in value]]
    return [path, operator, call.env.uid if value == ME else value]


def localized(call: Call, model: str, domain: list[Any]) -> list[Any]:
    """Return a domain with its times in UTC."""
    return [_term(call, model, term) for term in domain]


def _term(call: Call, model: str, term: Any) -> Any:
    if not isinstance(term, (list, tuple)) or len(term) != 3:
        return term
    path, operator, value = term
    field = _field(call, model, path) if isinstance(path, str) else None
    if field is None:
        return list(term)
    if operator in ("any", "not any") and isinstance(value, (list, tuple)) and field.comodel_name:
        return [path, operator, localized(call, field.comodel_name, list(value))]
    if field.type == "datetime":
        value = [_utc(call, item) for item in value] if isinstance(value, (list, tuple)) else _utc(call, value)
    return [path, operator, value]


def _field(call: Call, model: str, path: str):
    field = None
    for name in path.split("."):
        field = call.env[model]._fields.get(name) if model in call.env else None
        if field is None:
            return None
        model = field.comodel_name
    return field


def _utc(call: Call, value: Any) -> Any:
    found = _TIME.match(value) if isinstance(value, str) else None
    if not found:
        return value
    moment = datetime.fromisoformat(f"{found[1]} {found[2]}{found[3] or ':00'}")
    return str(call.formats.utc(moment))
