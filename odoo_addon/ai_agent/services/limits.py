"""Every limit of the addon, with its unit in its name.

An administrator (or a test) overrides one with the system parameter `ai_agent.limit.<name>`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields, replace

HEARTBEAT_DEAD_SECONDS = 30
"""A run whose heartbeat is older than this by the database's clock is lost."""

WRITE_SECONDS = 0.7
"""The writer of a process flushes its runs this often: with the time a flush takes, within a second."""

WATCH_SECONDS = 0.5
"""How often a process asks PostgreSQL for stop requests of its runs."""

MERGE_SECONDS = 0.04
"""Deltas after the first are merged over this time in a process with little to do."""

MERGE_SECONDS_PER_RUN = 0.001
"""With more runs in the process deltas are merged for longer: about a thousand events a second in all."""

MERGE_SECONDS_MOST = 0.5
"""The longest that a delta waits for company."""

NOTICE_SECONDS = 0.2
"""How often a process tells other tabs what happened meanwhile."""

UNDO_SECONDS = 600
"""For so long a conversation that was deleted can be brought back; then it is deleted for good."""

POLL_SECONDS = 1.0
"""How soon a reader that cannot be streamed to should come back."""

FOREIGN_SECONDS = 0.5
"""How often a process looks for events of runs of other processes that somebody follows here."""

CLIENT_GONE_SECONDS = 30
"""A client that has not acknowledged what was sent for so long is gone without having said so."""

SESSION_CHECK_SECONDS = 10.0
"""An open stream looks at its session and its user this often."""

BODY_BYTES = 4 * 1024 * 1024
"""The largest request body: a history of the widget's, most of which is ignored, fits."""

SSE_LINE_BYTES = 1024 * 1024
"""The longest line that is taken from an AI service."""

ERROR_BODY_BYTES = 64 * 1024
"""How much of an error body of an AI service is read."""

WHOLE_BODY_BYTES = 16 * 1024 * 1024
"""The largest answer taken as one JSON body."""


@dataclass(frozen=True)
class Limits:
    """Limits of one run and one response."""

    connect_seconds: float = 10.0
    first_byte_seconds: float = 120.0
    idle_seconds: float = 60.0
    total_seconds: float = 900.0
    answer_chars: int = 1_000_000
    answer_tokens: int = 1024
    """Room kept free for the answer when the history is cut."""
    prompt_chars: int = 100_000
    ping_seconds: float = 5.0
    stream_seconds: float = 600.0
    """A response ends itself after this, or well before `limit_time_real`."""
    proposal_seconds: int = 1800
    """How long a proposal waits for a decision."""
    plan_operations: int = 50
    """The most records that one proposal covers."""
    turn_rounds: int = 12
    """Requests to the service for one question, with tool calls between them."""
    turn_calls: int = 40
    turn_tokens: int = 200_000
    tool_seconds: float = 20.0
    """One statement of a tool."""
    tool_rows: int = 200
    """Rows that a person gets of a table."""
    tool_model_rows: int = 40
    """Rows that the model gets of it."""
    tool_chars: int = 6000
    """The longest answer of a tool for the model."""
    user_running: int = 5
    """Runs of one user at the same time."""
    user_per_minute: int = 30
    user_per_day: int = 1000
    all_running: int = 500
    """Runs of all users of a database at the same time."""
    all_per_minute: int = 3000
    all_per_day: int = 100_000

    @classmethod
    def load(cls, read: Callable[[str], str | None]) -> Limits:
        """Return the defaults with what `read(<name>)` overrides.

        A value that is no positive number is ignored: a typo must not stop every run.
        """
        changes: dict[str, float | int] = {}
        for field in fields(cls):
            raw = read(field.name)
            if not raw:
                continue
            kind = type(field.default)
            try:
                value = kind(raw)
            except ValueError:
                continue
            if value > 0:
                changes[field.name] = value
        return replace(cls(), **changes)
