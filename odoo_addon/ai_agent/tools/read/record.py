"""One record, with what was said about it."""

from __future__ import annotations

from typing import Any

from ...services.tools import READ, Result
from ..call import Call
from ..cells import cell
from ..chatter import chatter
from ..columns import columns, of_form
from ..compact import RESERVE, dumps
from ..decorator import tool
from ..listing import fields_read, references
from ..models import label, record
from ..paths import Path
from .search import Fields

TEXT_CHARS = 1500
"""Of one text of a record that is read alone."""


@tool(access=READ, title="Read a record")
def read_record(
    call: Call,
    model: str,
    id: int,
    fields: Fields | None = None,
    messages: int = 5,
) -> Result:
    """Read one record: what is filled in of its form, its newest messages, notes and changes, its activities.

    :param model: technical name
    :param id: from find_by_name or search_records
    :param fields: only these, without it those of the form
    :param messages: how many of the newest, 0 for none
    """
    found = record(call, model, id)
    paths = columns(call, model, fields) if fields else of_form(call, model)
    values, left_out = _values(call, found, paths, call.limits.tool_chars * 2 // 3)
    data: dict[str, Any] = {"model": model, "id": id, "name": call.policy.name(found), "fields": values}
    if left_out:
        data["left_out"] = left_out
    said = chatter(call, found, max(0, min(messages, 30)), call.limits.tool_chars - len(dumps(data)) - RESERVE)
    data |= said
    return Result(
        data=data,
        summary=f"{label(call, model)}: {data['name']}",
        records=references(call, found),
        models=fields_read(model, paths) | ({"mail.message": ("body",)} if said.get("messages") else {}),
        ids={model: (id,)},
    )


def _values(call: Call, found, paths: list[Path], room: int) -> tuple[dict[str, Any], list[str]]:
    """Return what is filled in, as long as there is room, and the names of the rest."""
    values: dict[str, Any] = {}
    left_out = []
    for path in paths:
        value = cell(call, found, path, TEXT_CHARS)[1]
        if value in (None, "", []):
            continue
        room -= len(dumps({path.text: value}))
        if room < 0:
            left_out.append(path.text)
        else:
            values[path.text] = value
    return values, left_out
