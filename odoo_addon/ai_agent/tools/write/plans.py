"""Making plans: titles in the person's words, one operation a record."""

from __future__ import annotations

from collections.abc import Iterable

from odoo import api

from ...services.tools import Operation, Plan, ToolError
from ..call import Call


def plan(call: Call, kind: str, action: str, title: str, operations: Iterable[Operation]) -> Plan:
    """Return a plan.

    :raises ToolError: `invalid` without any operation, `too_large` with too many
    """
    operations = tuple(operations)
    if not operations:
        raise ToolError("invalid", "Name at least one record.")
    most = call.limits.plan_operations
    if len(operations) > most:
        raise ToolError("too_large", f"At most {most} records can be proposed at once; {len(operations)} were named.")
    return Plan(kind, action, title, operations)


def distinct(ids: list[int]) -> list[int]:
    """Return ids once each, in their order."""
    return list(dict.fromkeys(ids))


def label(env: api.Environment, model: str) -> str:
    """Return what people call a model.

    :raises ToolError: `not_found` when there is none; what the user may do with it is checked by the proposal
    """
    if model not in env:
        raise ToolError("not_found", f"There is no model {model}.")
    # sudo: users may not read `ir.model`; the name of a model that they may use is shown everywhere.
    return env["ir.model"].sudo()._get(model).name or env[model]._description


def each_of(each: dict[str, dict] | None, ids: list[int]) -> dict[int, dict]:
    """Return values of single records by id.

    :raises ToolError: `invalid` for ids that are not among the named ones
    """
    found: dict[int, dict] = {}
    for key, values in (each or {}).items():
        if not key.isdigit() or int(key) not in ids:
            raise ToolError("invalid", f"each: {key[:20]!r} is none of the ids.")
        found[int(key)] = values
    return found
