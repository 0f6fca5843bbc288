"""Limits of runs, counted in the database: they hold for any number of processes and nodes."""

# The only thing put into statements by name is NOW, a constant.
# ruff: noqa: S608

from __future__ import annotations

from odoo.sql_db import BaseCursor

from ..services.errors import AgentError
from ..services.limits import Limits
from .lost import reap_in
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
    scopes = {
        "user": (limits.user_running, limits.user_per_minute, limits.user_per_day),
        "all": (limits.all_running, limits.all_per_minute, limits.all_per_day),
    }
    values = {"user_id": user_id, "minute": MINUTE, "day": DAY}
    for scope, (running, minute, day) in scopes.items():
        values |= {f"{scope}_running": running, f"{scope}_per_minute": minute, f"{scope}_per_day": day}
    cr.execute(_COUNT, values)
    found = cr.fetchone()
    if found[0] >= limits.user_running or found[3] >= limits.all_running:
        # Runs of dead processes do not count, whosever they are.
        reap_in(cr)
        cr.execute(_COUNT, values)
        found = cr.fetchone()
    for (scope, (running, _minute, _day)), (active, minute_left, day_left) in zip(
        scopes.items(), (found[:3], found[3:]), strict=True
    ):
        if active >= running:
            raise AgentError("rate_limited", f"{scope}_running", retry_after=RUNNING_RETRY_SECONDS, limit=running)
        for left, reason in ((day_left, "per_day"), (minute_left, "per_minute")):
            if left is not None and left > 0:
                raise AgentError("rate_limited", f"{scope}_{reason}", retry_after=int(left))


def _running(scope: str, whose: str) -> str:
    return f"""(SELECT count(*) FROM (SELECT 1 FROM ai_agent_run WHERE state = 'running' AND {whose}
                                       LIMIT %({scope}_running)s) r)"""


def _seconds_left(scope: str, whose: str, window: str) -> str:
    """When the run that fills a limit leaves its window: the limit-th last one; nothing if there are fewer."""
    return f"""(SELECT CEIL(%({window})s - EXTRACT(EPOCH FROM ({NOW} - oldest.started_at)))
                  FROM (SELECT started_at FROM ai_agent_run WHERE kind = 'answer' AND {whose}
                         ORDER BY started_at DESC OFFSET %({scope}_per_{window})s - 1 LIMIT 1) oldest)"""


def _counts(scope: str, whose: str) -> str:
    windows = [_seconds_left(scope, whose, window) for window in ("minute", "day")]
    return ", ".join([_running(scope, whose), *windows])


_COUNT = f"SELECT {_counts('user', 'user_id = %(user_id)s')}, {_counts('all', 'TRUE')}"
