"""Limits of runs, counted in the database: they hold for any number of processes and nodes."""

# The only thing put into statements by name is NOW, a constant.
# ruff: noqa: S608

from __future__ import annotations

from odoo.sql_db import BaseCursor

from ..services.errors import AgentError
from ..services.limits import Limits
from .transact import NOW

_LOCK_SPACE = 0x41494147
"""Names our advisory locks among others (`AIAG`)."""

RUNNING_RETRY_SECONDS = 5
MINUTE, DAY = 60, 86_400


def admit(cr: BaseCursor, user_id: int, limits: Limits) -> None:
    """Let one more run of a user begin in this transaction, or refuse it.

    Beginnings wait for each other from here to their commit, so this comes as late as possible.
    The transaction must be `read_committed`: what others have committed meanwhile counts.

    :raises AgentError: `rate_limited`, with the seconds after which there is room again
    """
    cr.execute("SELECT pg_advisory_xact_lock(%s, 0)", (_LOCK_SPACE,))
    for user, running, minute, day in (
        (user_id, limits.user_running, limits.user_per_minute, limits.user_per_day),
        (None, limits.all_running, limits.all_per_minute, limits.all_per_day),
    ):
        cr.execute(
            f"""
            SELECT (SELECT count(*) FROM (SELECT 1 FROM ai_agent_run WHERE state = 'running'
                      AND (%(user)s IS NULL OR user_id = %(user)s) LIMIT %(running)s) r),
                   {_SECONDS_LEFT.format(window="minute")},
                   {_SECONDS_LEFT.format(window="day")}
            """,
            {
                "user": user,
                "running": running,
                "minute": minute,
                "minute_seconds": MINUTE,
                "day": day,
                "day_seconds": DAY,
            },
        )
        active, minute_left, day_left = cr.fetchone()
        scope = "user" if user else "all"
        if active >= running:
            raise AgentError("rate_limited", f"{scope}_running", retry_after=RUNNING_RETRY_SECONDS, limit=running)
        for left, reason in ((day_left, "per_day"), (minute_left, "per_minute")):
            if left is not None and left > 0:
                raise AgentError("rate_limited", f"{scope}_{reason}", retry_after=int(left))


_SECONDS_LEFT = f"""
    (SELECT CEIL(%({{window}}_seconds)s - EXTRACT(EPOCH FROM ({NOW} - oldest.started_at)))
       FROM (SELECT started_at FROM ai_agent_run WHERE (%(user)s IS NULL OR user_id = %(user)s)
              ORDER BY started_at DESC OFFSET %({{window}})s - 1 LIMIT 1) oldest)
"""
"""When the run that fills a limit leaves its window: the limit-th last one; nothing if there are fewer."""
