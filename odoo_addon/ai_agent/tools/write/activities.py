"""Activities on records."""

from __future__ import annotations

from datetime import date as day
from typing import Any

from odoo import api, fields

from ...services.tools import METHOD, WRITE, Operation, Plan, ToolError
from ..call import Call
from ..decorator import tool
from .plans import distinct, each_of, label, plan

TYPES = {
    "todo": "mail.mail_activity_data_todo",
    "call": "mail.mail_activity_data_call",
    "meeting": "mail.mail_activity_data_meeting",
    "email": "mail.mail_activity_data_email",
    "upload": "mail.mail_activity_data_upload_document",
}
"""Names that hold in every language; another type is found by its own name."""


@tool(access=WRITE, title="Schedule activities")
def schedule_activities(
    call: Call,
    model: str,
    ids: list[int],
    date: str,
    activity_type: str = "todo",
    summary: str = "",
    note: str = "",
    user_id: int | None = None,
    each: dict[str, dict[str, Any]] | None = None,
) -> Plan:
    """Propose one activity on each record, such as a call or a meeting to be done by a day. One proposal covers all.

    :param model: technical name such as crm.lead
    :param ids: the records
    :param date: the day by which it is to be done, such as 2026-01-31
    :param activity_type: todo, call, meeting, email, upload, or the name of another activity type
    :param summary: a few words, such as Call about the offer
    :param note: more text, if needed
    :param user_id: who is to do it; without it the person who asks
    :param each: what differs for single records, by the record's id: date, activity_type, summary, note, user_id
    """
    ids = distinct(ids)
    own = each_of(each, ids)
    common = {
        "date": date,
        "activity_type": activity_type,
        "summary": summary,
        "note": note,
        "user_id": user_id or call.env.uid,
    }
    if unknown := {name for values in own.values() for name in values} - set(common):
        raise ToolError("invalid", f"each: unknown {sorted(unknown)[0][:40]!r}.")
    title = call.env._("Schedule activities on %(model)s (%(count)s)", count=len(ids), model=label(call.env, model))
    operations = (
        Operation(
            model,
            res_id,
            method="activity_schedule",
            arguments=_arguments(call.env, model, {**common, **own.get(res_id, {})}),
        )
        for res_id in ids
    )
    return plan(call, "activity", METHOD, title, operations)


def _arguments(env: api.Environment, model: str, given: dict[str, Any]) -> dict[str, Any]:
    arguments = {
        "activity_type_id": _type(env, model, str(given["activity_type"])),
        "summary": given["summary"],
        "date_deadline": _day(given["date"]),
        "user_id": given["user_id"],
    }
    if given["note"]:
        arguments["note"] = given["note"]
    return arguments


def _type(env: api.Environment, model: str, name: str) -> int:
    types = env["mail.activity.type"]
    known = env.ref(TYPES.get(name.strip().lower(), ""), raise_if_not_found=False) if name.strip() else None
    if known and known.active:
        return known.id
    found = types.search([("name", "=ilike", name.strip()), ("res_model", "in", (False, model))], limit=1)
    if not found:
        raise ToolError("invalid", f"There is no such activity type. Take its name, or one of {', '.join(TYPES)}.")
    return found.id


def _day(value: Any) -> str:
    try:
        return fields.Date.to_string(day.fromisoformat(str(value)[:10]))
    except ValueError:
        raise ToolError("invalid", "date: a day such as 2026-01-31.") from None
