"""Opportunities of two salespeople, some of which nobody has touched for weeks."""

from __future__ import annotations

import datetime

from .demo import Demo

QUIET_DAYS = 20
# What the question means by "no activity": nothing is planned, and nothing has moved.
QUIET = """
    select l.id from crm_lead l where l.active and l.type = 'opportunity' and l.won_status = 'pending'
    and l.user_id = %(uid)s and l.date_last_stage_update < (%(today)s::date - 14)
    and not exists (select from mail_activity a where a.active and a.res_model = 'crm.lead' and a.res_id = l.id)
"""
DOMAIN = [
    ["type", "=", "opportunity"],
    ["won_status", "=", "pending"],
    ["user_id", "!=", False],
    ["activity_ids", "=", False],
    ["date_last_stage_update", "<", "today -14d"],
]


def make(demo: Demo, login: str, amounts: list[int]) -> list[int]:
    """Opportunities of a person that have been quiet, and two that have not."""
    user = demo.salesman(login)
    stage = demo.value("select id from crm_stage where is_won is not true order by sequence limit 1")
    made = [
        demo.create(
            "crm.lead",
            name=f"{login.title()}'s deal {number}",
            type="opportunity",
            user_id=user,
            stage_id=stage,
            expected_revenue=amount,
        )
        for number, amount in enumerate([*amounts, 111, 222])
    ]
    quiet, (_moved, planned) = made[:-2], made[-2:]
    since = datetime.datetime.now(datetime.UTC) - datetime.timedelta(days=QUIET_DAYS)
    demo.rows(
        "update crm_lead set date_last_stage_update = %(since)s where id = any(%(ids)s)",
        since=since.replace(tzinfo=None),
        ids=[*quiet, planned],
    )
    demo.call(
        "crm.lead", "activity_schedule", [planned], "mail.mail_activity_data_call", False, "Call", "", user_id=user
    )
    return quiet


def next_tuesday(today: datetime.date) -> datetime.date:
    """The first Tuesday after a day."""
    return today + datetime.timedelta(days=(1 - today.weekday() - 1) % 7 + 1)
