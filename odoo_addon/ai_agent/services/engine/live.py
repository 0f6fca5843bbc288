"""A run in the memory of its process: its numbered events, for any number of readers."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from ..clean import clean
from ..errors import AgentError
from ..limits import MERGE_SECONDS, Limits
from ..upstream import Cancel
from .events import Row, as_line, closing_events, started_event

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
    partner_id: int = 0
    """Whose browsers are told what happens; 0: nobody's."""


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
    text: str = ""
    """The whole answer, as far as it came."""


Persist = Callable[["LiveRun", Ending, list[Row]], Ending]


class LiveRun:
    """Collects events of a running answer. All methods are safe from any thread."""

    def __init__(self, spec: RunSpec, limits: Limits, pace: Callable[[], float] = lambda: MERGE_SECONDS) -> None:
        """Begin with `RUN_STARTED`, which is in PostgreSQL already.

        :param pace: says over how many seconds deltas are merged just now
        """
        self.spec = spec
        self.limits = limits
        self.cancel = Cancel()
        self.saved = 1
        """Up to this number the events are in PostgreSQL; only the hub changes it."""
        self._pace = pace
        self._changed = threading.Condition()
        self._events: list[str] = [as_line(started_event(spec.thread_id, spec.run_id))]
        self._buffer: list[str] = []
        self._text: list[str] = []
        self._flushed_at = 0.0
        self._speaking = False
        self._closing = False
        self._ended = False
        self._chars = 0
        self._started = time.monotonic()
        self._first_text_ms: int | None = None
        self._tokens = (0, 0)

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
            elif time.monotonic() - self._flushed_at >= self._pace():
                self._flush()
        if over:
            raise AgentError("service_error", "endless")

    def add_usage(self, tokens_in: int, tokens_out: int) -> None:
        """Note what the service counted; a later count replaces an earlier one."""
        with self._changed:
            self._tokens = (tokens_in, tokens_out)

    def pulse(self, now: float) -> None:
        """Publish what has waited long enough. The hub's pulse calls it: one clock for all runs of a process."""
        # Looked at without the lock first: most runs have nothing due.
        if self._buffer and now - self._flushed_at >= self._pace():
            with self._changed:
                if not self._closing:
                    self._flush()

    def unsaved(self) -> list[Row]:
        """Return the events that are not in PostgreSQL yet."""
        with self._changed:
            if not self._closing:
                self._flush()
            return self._rows_after(self.saved)

    def end(self, ending: Ending, persist: Persist) -> bool:
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
                text="".join(self._text),
            )
            rows = self._rows_after(self.saved)
            last = len(self._events)
        self.cancel.set()
        closers = self._closers(ending)
        held = persist(self, ending, rows + [(last + 1 + i, data) for i, data in enumerate(closers)])
        if held != ending:
            closers = self._closers(held)
        with self._changed:
            self._events.extend(closers)
            self._ended = True
            self._changed.notify_all()
        return True

    def events(self, after: int, wait: float = 0.0) -> tuple[list[Row], bool]:
        """Return the events after a number, and whether that was all of the run.

        :param wait: seconds to wait for something new
        """
        with self._changed:
            if wait > 0:
                self._changed.wait_for(lambda: len(self._events) > after or self._ended, wait)
            return self._rows_after(after), self._ended

    def _rows_after(self, after: int) -> list[Row]:
        return [(n + 1, self._events[n]) for n in range(max(after, 0), len(self._events))]

    def _closers(self, ending: Ending) -> list[str]:
        spec = self.spec
        answer = spec.answer_id if self._speaking else None
        return [as_line(e) for e in closing_events(spec.thread_id, spec.run_id, answer, ending, spec.model)]

    def _flush(self) -> None:
        if self._buffer:
            delta = "".join(self._buffer)
            self._buffer.clear()
            self._text.append(delta)
            self._append({"type": "TEXT_MESSAGE_CONTENT", "messageId": self.spec.answer_id, "delta": delta})
            self._flushed_at = time.monotonic()

    def _append(self, event: dict[str, object]) -> None:
        self._events.append(as_line(event))
        self._changed.notify_all()

    def _ms(self) -> int:
        return round((time.monotonic() - self._started) * 1000)
