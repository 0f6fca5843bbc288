"""What a database holds, table by table, to tell whether anything was written."""

from __future__ import annotations

from .demo import Demo

# The conversation itself, its audit, and what Odoo notes of requests, sessions and its own timers.
_OWN = ("ai_agent_", "bus_", "ir_cron", "ir_logging", "res_users_log", "res_device", "base_registry_signaling")
# What the assistant may do is no conversation.
_RULES = ("ai_agent_policy", "ai_agent_allowed")
Snapshot = dict[str, tuple[int, int]]


def snapshot(demo: Demo) -> Snapshot:
    """Return the number of rows of each table of people's data, and a sum over what they hold."""
    tables = demo.rows("select tablename from pg_tables where schemaname = 'public' order by 1")
    names = [name for (name,) in tables if not name.startswith(_OWN) or name.startswith(_RULES)]
    parts = [
        f"select '{name}', count(*), coalesce(sum(hashtext(t::text)::bigint), 0) from \"{name}\" t" for name in names
    ]
    return {name: (count, int(total)) for name, count, total in demo.rows(" union all ".join(parts))}


def written(before: Snapshot, after: Snapshot) -> list[str]:
    """Return the tables that differ."""
    return sorted(name for name in {*before, *after} if before.get(name) != after.get(name))
