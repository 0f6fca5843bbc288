"""Tool calls of runs: stored before anybody hears of them, and read again when they are over."""

# The only thing put into statements by name is NOW, a constant.
# ruff: noqa: S608

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from odoo.sql_db import BaseCursor

from .transact import NOW


@dataclass(frozen=True)
class NewCall:
    """A call as it is stored."""

    public_id: str
    service_id: str
    name: str
    arguments: str


@dataclass(frozen=True)
class CallRow:
    """A call as it is now."""

    pk: int
    public_id: str
    name: str
    access: str | None
    state: str
    arguments: str
    result: str | None
    answer: str | None
    interrupt: str | None
    """JSON of what a person is asked, while it waits."""
    proposal_pk: int | None


_COLUMNS = "c.id, c.public_id, c.name, c.access, c.state, c.arguments, c.result, c.answer, c.interrupt, c.proposal_id"


def insert_calls(cr: BaseCursor, run_pk: int, calls: Sequence[NewCall]) -> list[int]:
    """Store calls of a run that runs; return their ids, none if the run has ended."""
    cr.execute(
        f"""
        INSERT INTO ai_agent_tool_call (public_id, user_id, company_id, thread_id, run_id, service_id, name, state,
                                        arguments, create_uid, write_uid, create_date, write_date)
        SELECT v.public_id, r.user_id, r.company_id, r.thread_id, r.id, v.service_id, v.name, 'pending', v.arguments,
               r.user_id, r.user_id, {NOW}, {NOW}
          FROM ai_agent_run r,
               unnest(%s::text[], %s::text[], %s::text[], %s::text[]) WITH ORDINALITY
                   AS v (public_id, service_id, name, arguments, place)
         WHERE r.id = %s AND r.state = 'running' AND r.thread_id IS NOT NULL
         ORDER BY v.place
     RETURNING id
        """,
        (
            [call.public_id for call in calls],
            [call.service_id for call in calls],
            [call.name for call in calls],
            [call.arguments for call in calls],
            run_pk,
        ),
        log_exceptions=False,
    )
    return [row[0] for row in cr.fetchall()]


def call_row(cr: BaseCursor, pk: int) -> CallRow | None:
    """Return a call."""
    cr.execute(f"SELECT {_COLUMNS} FROM ai_agent_tool_call c WHERE c.id = %s", (pk,))
    row = cr.fetchone()
    return CallRow(*row) if row else None


def calls_of_runs(cr: BaseCursor, run_pks: Iterable[int]) -> dict[str, CallRow]:
    """Return the calls of runs by public id."""
    cr.execute(f"SELECT {_COLUMNS} FROM ai_agent_tool_call c WHERE c.run_id = ANY(%s) ORDER BY c.id", (list(run_pks),))
    return {row[1]: CallRow(*row) for row in cr.fetchall()}


def claim_call(cr: BaseCursor, pk: int) -> bool:
    """Begin to carry out a call; False if somebody did, or its run is over."""
    cr.execute(
        f"""
        UPDATE ai_agent_tool_call c SET state = 'running', started_at = {NOW}, write_date = {NOW}
          FROM ai_agent_run r
         WHERE c.id = %s AND c.state = 'pending' AND r.id = c.run_id AND r.state = 'running'
     RETURNING c.id
        """,
        (pk,),
    )
    return cr.fetchone() is not None


def end_call(
    cr: BaseCursor, pk: int, state: str, *, access: str = "", result: str = "", answer: str = "", code: str = ""
) -> bool:
    """Write what became of a call that is not over; False if it is."""
    cr.execute(
        f"""
        UPDATE ai_agent_tool_call
           SET state = %s, access = COALESCE(NULLIF(%s, ''), access), result = NULLIF(%s, ''), answer = NULLIF(%s, ''),
               error_code = NULLIF(%s, ''), ended_at = {NOW}, write_date = {NOW}
         WHERE id = %s AND state NOT IN ('done', 'failed', 'cancelled')
     RETURNING id
        """,
        (state, access, result, answer, code, pk),
        log_exceptions=False,
    )
    return cr.fetchone() is not None


def hold_run(cr: BaseCursor, pk: int, *, going_on: bool = False) -> bool:
    """Say whether the run of a call runs, and keep it from ending until this transaction has.

    :param going_on: the call is of an earlier run of its conversation
    """
    which = "r.thread_id = c.thread_id" if going_on else "r.id = c.run_id"
    cr.execute(
        f"""
        SELECT r.id FROM ai_agent_tool_call c JOIN ai_agent_run r ON {which}
         WHERE c.id = %s AND r.state = 'running' FOR SHARE OF r
        """,
        (pk,),
        log_exceptions=False,
    )
    return cr.fetchone() is not None


def lock_waiting(cr: BaseCursor, pk: int) -> bool:
    """Lock a call that waits for a person; False if it does not, or no more."""
    cr.execute(
        "SELECT 1 FROM ai_agent_tool_call WHERE id = %s AND state = 'waiting' FOR UPDATE", (pk,), log_exceptions=False
    )
    return cr.fetchone() is not None


def wait_for(cr: BaseCursor, pk: int, access: str, proposal_pk: int, interrupt: str) -> bool:
    """Let a call wait for a person; False if it is over."""
    cr.execute(
        f"""
        UPDATE ai_agent_tool_call
           SET state = 'waiting', access = COALESCE(NULLIF(%s, ''), access), proposal_id = %s, interrupt = %s,
               write_date = {NOW}
         WHERE id = %s AND state IN ('running', 'waiting')
     RETURNING id
        """,
        (access, proposal_pk, interrupt, pk),
        log_exceptions=False,
    )
    return cr.fetchone() is not None


def decided_calls(cr: BaseCursor, run_pk: int) -> list[tuple[int, str]]:
    """Return id and public id of the calls of a run's conversation about which a person has decided."""
    cr.execute(
        """
        SELECT c.id, c.public_id
          FROM ai_agent_run r
          JOIN ai_agent_tool_call c ON c.thread_id = r.thread_id AND c.state = 'waiting'
          JOIN ai_agent_proposal p ON p.id = c.proposal_id AND p.state <> 'pending'
         WHERE r.id = %s ORDER BY c.id
        """,
        (run_pk,),
    )
    return cr.fetchall()


def keep_sent(cr: BaseCursor, run_pk: int, number: int, payload: str) -> None:
    """Keep what a request of a run sends. The last word holds: with what a person has decided, the first is another.

    :param payload: JSON: a list of the messages that it added to the request before, or an object, all of it
    """
    cr.execute(
        "INSERT INTO ai_agent_run_sent (run_id, number, payload) SELECT id, %s, %s FROM ai_agent_run "
        "WHERE id = %s AND thread_id IS NOT NULL "
        "ON CONFLICT (run_id, number) DO UPDATE SET payload = EXCLUDED.payload",
        (number, payload, run_pk),
        log_exceptions=False,
    )


def keep_verdict(cr: BaseCursor, verdict: str) -> None:
    """Keep what was found out about the service, and tell all processes, which have their settings in memory."""
    cr.execute(
        f"""
        INSERT INTO ir_config_parameter (key, value, create_date, write_date)
        VALUES ('ai_agent.tools_verdict', %s, {NOW}, {NOW})
            ON CONFLICT (key) DO UPDATE SET value = EXCLUDED.value, write_date = EXCLUDED.write_date
         WHERE ir_config_parameter.value IS DISTINCT FROM EXCLUDED.value
     RETURNING id
        """,
        (verdict,),
    )
    if cr.fetchone():
        # Written past the ORM: this is how Odoo tells all processes that what they have cached of parameters is old.
        cr.execute("INSERT INTO orm_signaling_stable DEFAULT VALUES")


def give_up_calls(cr: BaseCursor, run_pk: int, *, waits: bool) -> None:
    """Let what is left undone by an ended run be over; what is being carried out this moment is left alone.

    :param waits: its conversation waits for a person. Else nothing of it can be decided any more: what was decided,
        and not carried out, never will be
    """
    cr.execute(
        f"""
        UPDATE ai_agent_tool_call SET state = 'cancelled', ended_at = {NOW}, write_date = {NOW}
         WHERE id IN (SELECT id FROM ai_agent_tool_call
                       WHERE run_id = %s AND state IN ('pending', 'running') FOR UPDATE SKIP LOCKED)
        """,
        (run_pk,),
    )
    if waits:
        return
    cr.execute(
        f"""
        UPDATE ai_agent_tool_call SET state = 'cancelled', ended_at = {NOW}, write_date = {NOW}
         WHERE id IN (SELECT c.id FROM ai_agent_run r
                        JOIN ai_agent_tool_call c ON c.thread_id = r.thread_id AND c.state = 'waiting'
                       WHERE r.id = %s FOR UPDATE OF c SKIP LOCKED)
        """,
        (run_pk,),
    )
    cr.execute(
        f"""
        UPDATE ai_agent_proposal SET state = 'cancelled', write_date = {NOW}
         WHERE id IN (SELECT p.id FROM ai_agent_run r
                        JOIN ai_agent_proposal p ON p.thread_id = r.thread_id AND p.state IN ('pending', 'approved')
                       WHERE r.id = %s FOR UPDATE OF p SKIP LOCKED)
        """,
        (run_pk,),
    )
