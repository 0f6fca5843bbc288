"""Who changes a conversation waits for whoever does already, and then sees what they have done.

With `read_committed` nothing fails to serialize then, so nobody has to try again, and Odoo logs no statement with what
people wrote. The row of the thread comes before those of its messages, everywhere: nobody waits in a circle.
"""

from __future__ import annotations

from collections.abc import Sequence

from odoo.sql_db import BaseCursor


def lock_threads(cr: BaseCursor, pks: Sequence[int]) -> list[int]:
    """Lock threads until the end of the transaction; return the ids of those that are still there."""
    # What refers to them may be written meanwhile, but not what is theirs.
    cr.execute(
        "SELECT id FROM ai_agent_thread WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE",
        (list(pks),),
        log_exceptions=False,
    )
    return [row[0] for row in cr.fetchall()]


def lock_thread(cr: BaseCursor, pk: int, *, deleted: bool = False) -> bool:
    """Lock a thread, and say whether it is still there.

    :param deleted: whether it is to be one that was deleted with undo, or one that was not
    """
    cr.execute(
        "SELECT 1 FROM ai_agent_thread WHERE id = %s AND (deleted_at IS NOT NULL) = %s FOR NO KEY UPDATE",
        (pk, deleted),
        log_exceptions=False,
    )
    return cr.fetchone() is not None


def lock_message(cr: BaseCursor, pk: int) -> bool:
    """Lock a message, and say whether it is still there."""
    cr.execute("SELECT 1 FROM ai_agent_message WHERE id = %s FOR NO KEY UPDATE", (pk,), log_exceptions=False)
    return cr.fetchone() is not None
