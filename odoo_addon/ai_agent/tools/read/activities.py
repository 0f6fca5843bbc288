"""What the user has to do."""

from __future__ import annotations

from typing import Any, Literal

from odoo import fields

from ...services.tools import READ, Column, Result, Table
from ...services.tools.result import Cell
from ..call import Call
from ..cells import cell, refer
from ..compact import compact
from ..decorator import tool
from ..listing import references, summary
from ..models import reach
from ..paths import column, path

MODEL = "mail.activity"
_FIELDS = ("date_deadline", "activity_type_id", "summary")


@tool(access=READ, title="List activities")
def list_activities(
    call: Call,
    when: Literal["all", "overdue", "today", "planned"] = "all",
    until: str | None = None,
    model: str | None = None,
    limit: int = 40,
) -> Result:
    """List the user's own activities (calls, meetings, to-dos), the most urgent first.

    Those of others, or of a record, are in the model mail.activity and in read_record.

    :param when: overdue: before today; planned: after today
    :param until: only those due until this day, an ISO date or such as "today +7d"
    :param model: only those on records of this model
    """
    activities = reach(call, MODEL)
    today = str(fields.Date.context_today(activities))
    domain: list[Any] = [["user_id", "=", call.env.uid], ["res_model", "in", call.policy.models("read")]]
    if model:
        reach(call, model)
        domain.append(["res_model", "=", model])
    operators = {"overdue": "<", "today": "=", "planned": ">"}
    if when in operators:
        domain.append(["date_deadline", operators[when], today])
    if until:
        domain.append(["date_deadline", "<=", until])
    found = activities.search(domain, order="date_deadline, id", limit=max(1, min(limit, call.limits.tool_rows)))
    count = activities.search_count(domain)
    overdue = activities.search_count([*domain, ["date_deadline", "<", today]])
    return _result(call, found, domain, count, overdue, today)


def _result(call: Call, found, domain: list[Any], count: int, overdue: int, today: str) -> Result:
    paths = [path(call, MODEL, name) for name in _FIELDS if call.policy.field(MODEL, name) != "hide"]
    cells: list[tuple[Cell, ...]] = []
    rows: list[list[Any]] = []
    targets = []
    for activity in found:
        # Never `res_name`, which is computed with all rights.
        target = call.env[activity.res_model].browse(activity.res_id).exists() if activity.res_id else None
        about, about_brief = refer(call, target) if target else ((None, ""), None)
        pairs = [cell(call, activity, one) for one in paths]
        cells.append((*(pair[0] for pair in pairs), about))
        rows.append([activity.id, *(pair[1] for pair in pairs), activity.res_model, about_brief])
        if target and target not in targets:
            targets.append(target)
    columns = (*(column(call, one) for one in paths), Column("res_id", call.env._("Record"), "record"))
    title = call.env._("My activities")
    head = {"model": MODEL, "today": today, "overdue": overdue}
    names = ["id", *(one.name for one in paths), "res_model", "record"]
    return Result(
        data=compact(head, names, rows[: call.limits.tool_model_rows], count, call.limits.tool_chars),
        summary=summary(call, len(found), count, title),
        table=Table(title, MODEL, domain, columns, tuple(cells), tuple(found.ids), count),
        records=tuple(reference for target in targets[:20] for reference in references(call, target)),
        models={MODEL: (*(one.name for one in paths), "res_id")},
        ids={MODEL: tuple(found.ids)},
    )
