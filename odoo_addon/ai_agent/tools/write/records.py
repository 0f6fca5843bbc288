"""Making, changing and deleting records."""

from __future__ import annotations

from typing import Any

from ...services.tools import CREATE, DELETE, UPDATE, WRITE, Operation, Plan
from ..call import Call
from ..decorator import tool
from .plans import distinct, each_of, label, plan


@tool(access=WRITE, title="Create records")
def create_records(call: Call, model: str, records: list[dict[str, Any]]) -> Plan:
    """Propose new records of a model. The person sees them, may edit or leave some out, and approves or rejects.

    :param model: technical name such as res.partner
    :param records: the values of each new record by field name. A many2one takes an id, a many2many a list of ids, a
        one2many a list of lines such as [0, 0, {values}], a date 2026-01-31, a datetime 2026-01-31T12:00:00 on the
        person's clock
    """
    call.policy.check_model(model, "create")
    name = label(call.env, model)
    title = call.env._("Create %(model)s (%(count)s)", count=len(records), model=name)
    return plan(call, "create", CREATE, title, (Operation(model, None, dict(values)) for values in records))


@tool(access=WRITE, title="Change records")
def update_records(
    call: Call, model: str, ids: list[int], values: dict[str, Any], each: dict[str, dict[str, Any]] | None = None
) -> Plan:
    """Propose to change fields of records. The person sees old and new values and approves or rejects.

    :param model: technical name such as res.partner
    :param ids: the records
    :param values: new values by field name, for all of them; types as in create_records
    :param each: values that differ for single records: by the record's id
    """
    call.policy.check_model(model, "write")
    ids = distinct(ids)
    own = each_of(each, ids)
    title = call.env._("Change: %(model)s", model=label(call.env, model))
    return plan(
        call,
        "update",
        UPDATE,
        title,
        (Operation(model, res_id, {**values, **own.get(res_id, {})}) for res_id in ids),
    )


@tool(access=WRITE, title="Delete records")
def delete_records(call: Call, model: str, ids: list[int]) -> Plan:
    """Propose to delete records. This cannot be undone: propose to archive (active false) where that is enough.

    :param model: technical name such as res.partner
    :param ids: the records
    """
    call.policy.check_model(model, "unlink")
    ids = distinct(ids)
    title = call.env._("Delete %(model)s (%(count)s)", count=len(ids), model=label(call.env, model))
    return plan(call, "delete", DELETE, title, (Operation(model, res_id) for res_id in ids))
