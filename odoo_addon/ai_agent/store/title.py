"""The title of a conversation by the AI service, after its first answer, where the settings say so."""

# The only thing put into statements by name is NOW, a constant.
# ruff: noqa: S608

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import replace

from odoo.sql_db import BaseCursor

from ..services.engine import RunSpec, Task
from ..services.ids import new_id
from ..services.masks import Masks
from ..services.title_request import TitleAnswer, ask_title
from ..services.upstream import Cancel
from .masks import masks_of_run
from .search import index_title
from .transact import NOW, transact

_logger = logging.getLogger(__name__)


def give_title(task: Task, tell: Callable[[RunSpec], None]) -> None:
    """Ask for a title if the run of this task was the first answer of its conversation that was finished.

    Called on the run's thread, after its end: the answer is there, nobody waits for this. Nothing is raised.

    :param tell: tells other browsers that the conversation has changed
    """
    if not task.config.title_by_service or task.config.kind != "openai":
        return
    spec = task.spec
    try:
        found = transact(spec.db, lambda cr: _first_answer(cr, spec.pk))
        if found is None:
            return
        started = time.monotonic()
        question, answer, masks = found
        said = ask_title(task.config, masks.hide(question), masks.hide(answer), Cancel())
        said = replace(said, title=masks.show(said.title))
        milliseconds = round((time.monotonic() - started) * 1000)
        if said.error is not None:
            _logger.warning("AI Agent: no title for the conversation of run %s: %s", spec.run_id, said.error)
        if transact(spec.db, lambda cr: _store(cr, task, said, milliseconds)):
            tell(spec)
    except Exception as error:  # noqa: BLE001  a title is a nicety
        # The type only: a message of a library may carry what was sent.
        _logger.warning("AI Agent: no title for the conversation of run %s: %s", spec.run_id, type(error).__name__)


def _first_answer(cr: BaseCursor, run_pk: int) -> tuple[str, str, Masks] | None:
    """Return question and answer of a run, and what is masked of them, if there is a title to ask for."""
    cr.execute(
        """
        SELECT q.content, a.content
          FROM ai_agent_run r
          JOIN ai_agent_thread t ON t.id = r.thread_id
          JOIN ai_agent_message q ON q.id = r.question_id
          JOIN ai_agent_message a ON a.run_id = r.id
         WHERE r.id = %s AND r.state = 'finished' AND t.titled = 'question' AND t.deleted_at IS NULL
           AND NOT EXISTS (SELECT 1 FROM ai_agent_run o
                            WHERE o.thread_id = t.id AND o.state = 'finished' AND o.id <> r.id)
        """,
        (run_pk,),
    )
    row = cr.fetchone()
    return (*row, masks_of_run(cr, run_pk)) if row else None


def _store(cr: BaseCursor, task: Task, said: TitleAnswer, milliseconds: int) -> bool:
    """Count the usage, and set the title if nobody has set or deleted anything meanwhile; return whether it was set.

    The row of usage is no run of the conversation: it has none.
    """
    cr.execute(
        f"""
        INSERT INTO ai_agent_run (public_id, answer_public_id, user_id, company_id, kind, state, error_code, model,
                                  lang, tokens_in, tokens_out, duration_ms, started_at, ended_at,
                                  create_uid, write_uid, create_date, write_date)
        SELECT %(id)s, %(id)s, user_id, company_id, 'title', %(state)s, %(code)s, model, lang,
               %(tokens_in)s, %(tokens_out)s, %(ms)s, {NOW} - make_interval(secs => %(ms)s / 1000.0), {NOW},
               user_id, user_id, {NOW}, {NOW}
          FROM ai_agent_run WHERE id = %(run)s
        """,
        {
            "id": new_id(),
            "state": "failed" if said.error else "finished",
            "code": said.error.code if said.error else None,
            "tokens_in": said.tokens_in,
            "tokens_out": said.tokens_out,
            "ms": milliseconds,
            "run": task.spec.pk,
        },
    )
    if not said.title:
        return False
    cr.execute(
        """
        UPDATE ai_agent_thread t SET title = %s, titled = 'service'
          FROM ai_agent_run r
         WHERE r.id = %s AND t.id = r.thread_id AND t.titled = 'question' AND t.deleted_at IS NULL
     RETURNING t.id
        """,
        (said.title, task.spec.pk),
        log_exceptions=False,
    )
    row = cr.fetchone()
    if row is None:
        return False
    index_title(cr, row[0])
    return True
