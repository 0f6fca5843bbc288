"""Everything of one user in one company, deleted in transactions of its own."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from odoo import api
from odoo.sql_db import BaseCursor

from .hub import hub
from .purge import Purged, purge
from .runs import request_stop
from .transact import read_committed, transact

BATCH = 200
"""Conversations in one transaction."""


@dataclass(frozen=True)
class Erasure:
    """What is to be deleted, and for whom. Rights are not checked: callers have done that."""

    db: str
    by_id: int
    user_id: int
    company_id: int
    usage: bool
    """Delete the usage figures (runs) as well."""


@dataclass(frozen=True)
class Erased:
    """How much was deleted."""

    threads: int = 0
    messages: int = 0
    runs: int = 0

    def __add__(self, other: Erased) -> Erased:
        return Erased(self.threads + other.threads, self.messages + other.messages, self.runs + other.runs)


def erase(what: Erasure) -> Erased:
    """Stop running answers, delete all conversations (also deleted ones that could be restored), and keep a record.

    Each batch is committed with its share of the record, so that the record is right however far this gets.
    """
    for pk in transact(what.db, partial(_active, what)):
        request_stop(what.db, pk)
        hub().stop(what.db, pk)
    record: int | None = None
    done = Purged()
    # What the employee begins meanwhile is not waited for: it would have no end.
    last = transact(what.db, partial(_last, what))
    while True:
        record, purged = transact(what.db, partial(_batch, what, record, last))
        done += purged
        if not purged.threads:
            break
    runs = transact(what.db, partial(_usage, what, record)) if what.usage else 0
    return Erased(done.threads, done.messages, runs)


def _active(what: Erasure, cr: BaseCursor) -> list[int]:
    cr.execute(
        "SELECT id FROM ai_agent_run "
        "WHERE user_id = %s AND company_id = %s AND state IN ('running', 'waiting_approval')",
        (what.user_id, what.company_id),
    )
    return [row[0] for row in cr.fetchall()]


def _last(what: Erasure, cr: BaseCursor) -> int:
    cr.execute(
        "SELECT COALESCE(max(id), 0) FROM ai_agent_thread WHERE user_id = %s AND company_id = %s",
        (what.user_id, what.company_id),
    )
    return cr.fetchone()[0]


def _batch(what: Erasure, record: int | None, last: int, cr: BaseCursor) -> tuple[int | None, Purged]:
    # The employee may be asking and changing just now.
    read_committed(cr)
    cr.execute(
        "SELECT id FROM ai_agent_thread WHERE user_id = %s AND company_id = %s AND id <= %s ORDER BY id LIMIT %s",
        (what.user_id, what.company_id, last, BATCH),
    )
    ids = [row[0] for row in cr.fetchall()]
    env = api.Environment(cr, what.by_id, {})
    # sudo: conversations of another user, which a manager may delete and not read; only its owner is told.
    env["ai_agent.thread"].sudo().browse(ids)._tell_deleted()
    purged = purge(env, ids)
    if purged.threads:
        record = _note(env, what, record, threads=purged.threads, messages=purged.messages)
    env.flush_all()
    return record, purged


def _usage(what: Erasure, record: int | None, cr: BaseCursor) -> int:
    # Those of a conversation begun a moment ago stay with it.
    cr.execute(
        "DELETE FROM ai_agent_run WHERE user_id = %s AND company_id = %s AND thread_id IS NULL",
        (what.user_id, what.company_id),
    )
    count = cr.rowcount
    if count:
        env = api.Environment(cr, what.by_id, {})
        _note(env, what, record, runs=count)
        env.flush_all()
    return count


def _note(env: api.Environment, what: Erasure, record: int | None, **counts: int) -> int:
    # sudo: records of deletions are written by the server only.
    deletions = env["ai_agent.deletion"].sudo()
    deletion = deletions.browse(record) if record else deletions.create(_record(env, what))
    deletion._add(**counts)
    return deletion.id


def _record(env: api.Environment, what: Erasure) -> dict[str, object]:
    # sudo: names only, for a record that outlives the users.
    users = env["res.users"].sudo()
    by, whose = users.browse(what.by_id), users.browse(what.user_id)
    return {
        "reason": "erasure",
        "by_id": by.id,
        "by_name": by.name,
        "user_id": whose.id,
        "user_name": whose.name,
        "company_id": what.company_id,
    }
