"""The conversation that a route is about."""

from __future__ import annotations

from odoo import api

from ...services.errors import AgentError
from ...store.locks import lock_thread


def find(env: api.Environment, public_id: str):
    """Return a conversation of the user by its public id.

    :raises AgentError: `not_found`, also for one that was deleted
    """
    thread = env["ai_agent.thread"].search([("user_id", "=", env.uid), ("public_id", "=", public_id)])
    if not thread:
        raise AgentError("not_found")
    return thread


def find_to_change(env: api.Environment, public_id: str):
    """The same, locked until the end of the transaction, which is to be a `fresh` one.

    :raises AgentError: `not_found`, also for one that was deleted
    """
    thread = find(env, public_id)
    if not lock_thread(env.cr, thread.id):
        raise AgentError("not_found")
    # Read before the lock, if at all.
    thread.invalidate_recordset()
    return thread


def find_deleted(env: api.Environment, public_id: str):
    """Return a conversation of the user that was deleted with undo, or an empty recordset."""
    domain = [
        ("user_id", "=", env.uid),
        ("public_id", "=", public_id),
        ("company_id", "in", env.user._get_company_ids()),
        ("deleted_at", "!=", False),
    ]
    # sudo: the record rules hide what was deleted; the domain has what they say else.
    return env["ai_agent.thread"].sudo().search(domain)


def find_message(env: api.Environment, thread, public_id: str) -> int | None:
    """Return the id of a message of a conversation by its public id."""
    env.cr.execute(
        "SELECT id FROM ai_agent_message WHERE user_id = %s AND public_id = %s AND thread_id = %s",
        (env.uid, public_id, thread.id),
    )
    row = env.cr.fetchone()
    return row[0] if row else None
