"""A run that an HTTP worker has stored, taken over by this process."""

from __future__ import annotations

import json

from odoo.sql_db import BaseCursor

from ..services.engine import RunSpec, Task, Used
from ..services.providers import Ask
from . import process, settings
from .transact import transact


def claim(db: str, pk: int) -> Task | None:
    """Take a run that nobody runs yet; None if somebody does, or it has ended.

    The settings are read here, in the database, with the key: it never travels between processes.
    """
    mine = process.beating(db)
    row = transact(db, lambda cr: _claim(cr, pk, mine))
    if row is None:
        return None
    run_id, thread_id, answer_id, lang, model, partner_id, payload, parameters, resumes, masked, *used = row
    names = (run_id, thread_id, answer_id, lang or "en_US", model or "", partner_id or 0)
    spec = RunSpec(db, pk, *names, resumes=resumes, masked=masked)
    read = (parameters or {}).get
    ask = Ask.from_json(thread_id, run_id, json.loads(payload))
    return Task(spec, settings.config(read), ask, settings.limits(read), Used(*(value or 0 for value in used)))


def _claim(cr: BaseCursor, pk: int, mine: int):
    cr.execute(
        """
        UPDATE ai_agent_run r
           SET process_id = %s
          FROM ai_agent_run_sent s, ai_agent_thread t, res_users u
         WHERE r.id = %s AND r.process_id IS NULL AND r.state = 'running'
           AND s.run_id = r.id AND s.number = 0 AND t.id = r.thread_id AND t.deleted_at IS NULL AND u.id = r.user_id
     RETURNING r.public_id, t.public_id, r.answer_public_id, r.lang, r.model, u.partner_id, s.payload,
               (SELECT json_object_agg(key, value) FROM ir_config_parameter WHERE key LIKE 'ai_agent.%%'),
               r.parent_id IS NOT NULL,
               EXISTS (SELECT 1 FROM ai_agent_mask m WHERE m.thread_id = t.id AND m.pseudonym <> ''),
               r.turn_rounds, r.turn_calls, r.turn_tokens
        """,
        (mine, pk),
    )
    return cr.fetchone()
