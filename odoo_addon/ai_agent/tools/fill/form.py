"""Values for the form in front of the user."""

from __future__ import annotations

from typing import Any

from ...services.tools import FILL, RecordRef, Result, ToolError
from ..call import Call
from ..decorator import tool
from ..models import label, reach, record
from ..typed import typed


@tool(access=FILL, title="Fill in the form")
def fill_form(call: Call, model: str, values: dict[str, Any], id: int | None = None) -> Result:
    """Put values into the form that the user has open, as changes that he sees and saves himself. Nothing is saved.

    :param model: that of the open form, as the context says
    :param values: by name of field. Records by their ids (many2many: a list of ids), selections by key, dates in ISO,
        times of the user's clock; null empties a field
    :param id: the record that is open; without it the form is that of a new one
    """
    operation = "write" if id else "create"
    if not values:
        raise ToolError("invalid", "values: empty.")
    if id:
        record(call, model, id, "write")
    else:
        reach(call, model, "create")
    clean = {name: typed(call, model, name, value) for name, value in values.items()}
    call.policy.values(model, _as_written(call, model, clean), operation)
    fields = [call.env[model]._fields[name]._description_string(call.env) or name for name in clean]
    return Result(
        data={"model": model, "resId": id, "values": clean},
        summary=f"{label(call, model)}: {', '.join(fields)}",
        records=_named(call, model, clean),
        models={model: tuple(clean)},
        ids={model: (id,)} if id else {},
    )


def _as_written(call: Call, model: str, values: dict[str, Any]) -> dict[str, Any]:
    """Return the values as `write` takes them, for the policy to look at."""
    many = {name for name in values if call.env[model]._fields[name].type == "many2many"}
    return {name: [[6, 0, value]] if name in many else value for name, value in values.items()}


def _named(call: Call, model: str, values: dict[str, Any]) -> tuple[RecordRef, ...]:
    """Return the records that were put in: the person reads names, not ids."""
    found = []
    for name, value in values.items():
        field = call.env[model]._fields[name]
        if not field.relational or not value:
            continue
        for target in call.env[field.comodel_name].browse(value if isinstance(value, list) else [value]):
            found.append(RecordRef(target._name, target.id, call.policy.name(target)))
    return tuple(found)
