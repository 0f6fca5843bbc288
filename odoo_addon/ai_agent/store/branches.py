"""The tree of a thread's messages: paths to the root, and which branch is the one in use.

A message is always older than what is below it, so ids grow down a branch. Branches may be
thousands of messages deep: each function is one recursive statement. Nothing here checks rights.
"""

from __future__ import annotations

from odoo.sql_db import BaseCursor


def ancestors(cr: BaseCursor, message_pk: int | None, limit: int | None = None) -> list[int]:
    """Return the ids of the branch up to and with a message, oldest first; at most the last `limit`."""
    cr.execute(
        """
        WITH RECURSIVE branch AS (
            SELECT id, parent_id, 1 AS depth FROM ai_agent_message WHERE id = %s
            UNION ALL
            SELECT m.id, m.parent_id, b.depth + 1
              FROM ai_agent_message m JOIN branch b ON m.id = b.parent_id
             WHERE %s IS NULL OR b.depth < %s
        )
        SELECT id FROM branch ORDER BY depth DESC
        """,
        (message_pk, limit, limit),
    )
    return [row[0] for row in cr.fetchall()]


def between(cr: BaseCursor, message_pk: int, head_pk: int | None) -> list[int] | None:
    """Return the ids from a message to the head of a branch, both included; None if it is not on the branch."""
    cr.execute(
        """
        WITH RECURSIVE branch AS (
            SELECT id, parent_id FROM ai_agent_message WHERE id = %(head)s
            UNION ALL
            SELECT m.id, m.parent_id
              FROM ai_agent_message m JOIN branch b ON m.id = b.parent_id
             WHERE b.id > %(message)s
        )
        SELECT id FROM branch ORDER BY id
        """,
        {"head": head_pk, "message": message_pk},
    )
    found = [row[0] for row in cr.fetchall()]
    return found if found and found[0] == message_pk else None


def leave(cr: BaseCursor, head_pk: int, target_pk: int | None) -> None:
    """Note that the head was the leaf last seen of its branch, as the thread goes on elsewhere.

    Each message of the old branch after the fork may be what opens it again, and the way down from there has a choice
    only where there are several answers or questions: these messages keep the note, however long the branch is. Nothing
    is noted if the thread goes on below the head.

    :param target_pk: the message below which the thread goes on; None: at the root
    """
    cr.execute(
        """
        WITH RECURSIVE walk (old, new) AS (
            SELECT %(head)s, COALESCE(%(target)s::int, 0)
            UNION ALL
            SELECT CASE WHEN w.old > w.new THEN COALESCE(m.parent_id, 0) ELSE w.old END,
                   CASE WHEN w.old > w.new THEN w.new ELSE COALESCE(m.parent_id, 0) END
              FROM walk w JOIN ai_agent_message m ON m.id = GREATEST(w.old, w.new)
             WHERE w.old <> w.new
        )
        UPDATE ai_agent_message SET leaf_id = %(head)s
         WHERE id IN (SELECT old FROM walk EXCEPT SELECT old FROM walk WHERE old = new)
           AND leaf_id IS DISTINCT FROM %(head)s
           AND (SELECT count(*) FROM (SELECT FROM ai_agent_message c
                                       WHERE c.parent_id = ai_agent_message.id LIMIT 2) AS below) = 2
        """,
        {"head": head_pk, "target": target_pk},
    )


def leaf_below(cr: BaseCursor, message_pk: int) -> int:
    """Return the leaf that opens with a message: the one last seen below it, else the newest."""
    cr.execute(
        """
        WITH RECURSIVE down AS (
            SELECT %s AS id
            UNION ALL
            SELECT COALESCE(NULLIF(m.leaf_id, m.id),
                            (SELECT max(id) FROM ai_agent_message WHERE parent_id = m.id))
              FROM down d JOIN ai_agent_message m ON m.id = d.id
        )
        SELECT max(id) FROM down
        """,
        (message_pk,),
    )
    return cr.fetchone()[0]
