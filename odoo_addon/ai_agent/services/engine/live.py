"""A run in the memory of its process: its numbered events, for any number of readers."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from ..clean import clean
from ..errors import AgentError
from ..limits import MERGE_SECONDS, Limits
from ..upstream import Cancel

Row = tuple[int, str]
"""Sequence number from 1, and one line of JSON."""

FINISHED, CANCELLED, FAILED, LOST = "finished", "cancelled", "failed", "lost"


@dataclass(frozen=True)
class RunSpec:
    """What a run is: rows of the database by their ids, and the ids that clients see."""

    db: str
    pk: int
    run_id: str
    thread_id: str
    answer_id: str
    lang: str
    model: str = ""


@dataclass(frozen=True)
class Ending:
    """How a run ended. `code`, `detail` and `retry_after` only for `failed` and `lost`."""

    state: str
    code: str | None = None
    detail: str = ""
    retry_after: int | None = None
    tokens_in: int = 0
    tokens_out: int = 0
    first_text_ms: int | None = None
    duration_ms: int = 0


class LiveRun:
    """Collects events of a running answer. All methods are safe from any thread."""

    def __init__(self, spec: RunSpec, limits: Limits) -> None:
        self.spec = spec
        self.limits = limits
        self.cancel = Cancel()
        self.saved = 0
        """Up to this number the events are in PostgreSQL; only the hub changes it."""
        self._changed = threading.Condition()
        self._events: list[str] = []
        self._buffer: list[str] = []
        self._flushed_at = 0.0
        self._speaking = False
        self._closing = False
        self._ended = False
        self._chars = 0
        self._started = time.monotonic()
        self._first_text_ms: int | None = None
        self._tokens = (0, 0)
        with self._changed:
            self._append(started_event(spec))

    @property
    def ended(self) -> bool:
        """Whether the last event has been published."""
        return self._ended

    @property
    def closing(self) -> bool:
        """Whether the run has ended, published or not."""
        return self._closing

    @property
    def overdue(self) -> bool:
        """Whether the run is past its total limit by a second: its thread must be stuck."""
        return time.monotonic() - self._started > self.limits.total_seconds + 1

    @property
    def first_text_ms(self) -> int | None:
        """Time to the first text."""
        return self._first_text_ms

    def add_text(self, delta: str) -> None:
        """Take more of the answer: the first piece is published at once, later ones are merged.

        :raises AgentError: `service_error` (reason `endless`) beyond the limit of an answer;
            what fits is kept
        """
        delta = clean(delta)
        with self._changed:
            if self._closing or not delta:
                return
            room = self.limits.answer_chars - self._chars
            over = len(delta) > room
            delta = delta[:room] if over else delta
            self._chars += len(delta)
            if delta:
                self._buffer.append(delta)
            if not self._speaking:
                self._speaking = True
                self._first_text_ms = self._ms()
                self._append({"type": "TEXT_MESSAGE_START", "messageId": self.spec.answer_id, "role": "assistant"})
                self._flush()
            elif time.monotonic() - self._flushed_at >= MERGE_SECONDS:
                self._flush()
            elif len(self._buffer) == 1:
                # Readers set their alarm for the moment this buffer is due.
                self._changed.notify_all()
        if over:
            raise AgentError("service_error", "endless")

    def add_usage(self, tokens_in: int, tokens_out: int) -> None:
        """Note what the service counted; a later count replaces an earlier one."""
        with self._changed:
            self._tokens = (tokens_in, tokens_out)

    def unsaved(self) -> list[Row]:
        """Return the events that are not in PostgreSQL yet."""
        with self._changed:
            if not self._closing:
                self._flush()
            return [(n + 1, self._events[n]) for n in range(self.saved, len(self._events))]

    def end(self, ending: Ending, persist: Callable[[LiveRun, Ending, list[Row]], Ending]) -> bool:
        """End the run once; return whether this call did it.

        The end is written down before readers see it, so that what they read next agrees.

        :param persist: writes the ending and its events; returns the ending that holds, which
            is another one if the run had been given up elsewhere
        """
        with self._changed:
            if self._closing:
                return False
            self._flush()
            self._closing = True
            tokens_in, tokens_out = self._tokens
            ending = replace(
                ending,
                tokens_in=tokens_in,
                tokens_out=tokens_out,
                first_text_ms=self._first_text_ms,
                duration_ms=self._ms(),
            )
            rows = [(n + 1, self._events[n]) for n in range(self.saved, len(self._events))]
            last = len(self._events)
        self.cancel.set()
        closers = [as_line(e) for e in closing_events(self.spec, ending, speaking=self._speaking)]
        held = persist(self, ending, rows + [(last + 1 + i, data) for i, data in enumerate(closers)])
        if held != ending:
            closers = [as_line(e) for e in closing_events(self.spec, held, speaking=self._speaking)]
        with self._changed:
            self._events.extend(closers)
            self._ended = True
            self._changed.notify_all()
        return True

    def events(self, after: int, wait: float = 0.0) -> tuple[list[Row], bool]:
        """Return the events after a number, and whether that was all of the run.

        :param wait: seconds to wait for something new
        """
        until = time.monotonic() + wait
        with self._changed:
            while True:
                now = time.monotonic()
                if self._buffer and not self._closing and now - self._flushed_at >= MERGE_SECONDS:
                    self._flush()
                rows = [(n + 1, self._events[n]) for n in range(max(after, 0), len(self._events))]
                if rows or self._ended or now >= until:
                    return rows, self._ended
                due = self._flushed_at + MERGE_SECONDS - now if self._buffer and not self._closing else wait
                self._changed.wait(max(0.001, min(until - now, due)))

    def _flush(self) -> None:
        if self._buffer:
            delta = "".join(self._buffer)
            self._buffer.clear()
            self._append({"type": "TEXT_MESSAGE_CONTENT", "messageId": self.spec.answer_id, "delta": delta})
            self._flushed_at = time.monotonic()

    def _append(self, event: dict[str, object]) -> None:
        self._events.append(as_line(event))
        self._changed.notify_all()

    def _ms(self) -> int:
        return round((time.monotonic() - self._started) * 1000)


def started_event(spec: RunSpec) -> dict[str, object]:
    """The first event of every run."""
    return {
        "type": "RUN_STARTED",
        "threadId": spec.thread_id,
        "runId": spec.run_id,
        "protocolVersion": "1.0",
    }


def closing_events(spec: RunSpec, ending: Ending, *, speaking: bool) -> list[dict[str, object]]:
    """The last events of a run: the open message is closed, then exactly one end."""
    events: list[dict[str, object]] = []
    if speaking:
        events.append({"type": "TEXT_MESSAGE_END", "messageId": spec.answer_id})
    usage = {}
    if ending.tokens_in or ending.tokens_out:
        counts: dict[str, object] = {"inputTokens": ending.tokens_in, "outputTokens": ending.tokens_out}
        if spec.model:
            counts["model"] = spec.model
        usage = {"usage": [counts]}
    if ending.state in (FAILED, LOST):
        error: dict[str, object] = {"type": "RUN_ERROR", "message": ending.detail, "code": ending.code, **usage}
        if ending.retry_after is not None:
            error["metadata"] = {"retryAfter": ending.retry_after}
        events.append(error)
    else:
        outcome = "success" if ending.state == FINISHED else "cancelled"
        events.append(
            {
                "type": "RUN_FINISHED",
                "threadId": spec.thread_id,
                "runId": spec.run_id,
                "outcome": {"type": outcome},
                **usage,
            }
        )
    return events


def as_line(event: dict[str, object]) -> str:
    """Return an event as it is stored and sent. SQL looks at how the line begins: `type` comes first."""
    return json.dumps(event, ensure_ascii=False, separators=(",", ":"))
