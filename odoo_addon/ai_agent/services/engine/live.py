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
from .events import Row, as_line, call_events, closing_events, result_event, started_event

FINISHED, CANCELLED, FAILED, LOST, WAITING_APPROVAL = "finished", "cancelled", "failed", "lost", "waiting_approval"

Part = tuple[str, str]
"""`("text", <the text>)` or `("call", <public id>)`: what an answer is made of, in order.
`("round", "")` stands between calls that were asked for one after the other, without a text between them."""


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
    resumes: bool = False
    """It goes on where a person or a browser was waited for."""
    masked: bool = False
    """Its conversation has pseudonyms already."""


@dataclass(frozen=True)
class Used:
    """What a turn has used: from a question to the end of its answer, over all its runs."""

    rounds: int = 0
    calls: int = 0
    tokens: int = 0


NOTHING_USED = Used()


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
    """The whole answer, as far as it came: its segments, a blank line between them."""
    parts: tuple[Part, ...] = ()
    """Segments and calls in their order; empty where there are no calls."""
    turn: Used = NOTHING_USED
    """What the turn has used up to here, with the runs before that a person or a browser was waited for."""
    interrupts: tuple[dict[str, object], ...] = ()
    """What persons are asked (AG-UI 1.0, interrupts); only for `waiting_approval`."""


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
        self._parts: list[Part] = []
        self._segments = 0
        self._lead = ""
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
        """Whether the run, with all its requests and tools, is past its limit; a second lets a request end first."""
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
            if not self._speaking:
                # Blanks before a call are no message (seen at agents that open one before each call).
                delta = self._lead + delta
                self._lead = ""
                if not delta.strip():
                    self._lead = delta
                    return
            room = self.limits.answer_chars - self._chars
            over = len(delta) > room
            delta = delta[:room] if over else delta
            self._chars += len(delta)
            if delta:
                self._buffer.append(delta)
            if not self._speaking:
                self._speaking = True
                self._segments += 1
                if self._first_text_ms is None:
                    self._first_text_ms = self._ms()
                self._append({"type": "TEXT_MESSAGE_START", "messageId": self._segment, "role": "assistant"})
                self._flush()
            elif time.monotonic() - self._flushed_at >= self._pace():
                self._flush()
        if over:
            raise AgentError("service_error", "endless")

    def begin_calls(self) -> None:
        """What is called next was asked for in one answer of the service."""
        with self._changed:
            if not self._closing:
                self._end_segment()
                if self._parts and self._parts[-1][0] == "call":
                    self._parts.append(("round", ""))

    def add_call(self, call_id: str, name: str, arguments: str) -> None:
        """Announce a call that is committed. The text before it is over."""
        with self._changed:
            if not self._closing:
                self._end_segment()
                self._parts.append(("call", call_id))
                for event in call_events(self.spec.answer_id, call_id, name, arguments):
                    self._append(event)

    def add_result(self, call_id: str, content: str) -> None:
        """Tell what became of a call."""
        with self._changed:
            if not self._closing:
                self._flush()
                self._append(result_event(call_id, content))

    def add_usage(self, tokens_in: int, tokens_out: int) -> None:
        """Note what the service counted of the requests of this run so far."""
        with self._changed:
            self._tokens = (tokens_in, tokens_out)

    @property
    def tokens(self) -> tuple[int, int]:
        """What the service has counted so far."""
        return self._tokens

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
            parts = [*self._parts, *([("text", "".join(self._text))] if self._text else [])]
            ending = replace(
                ending,
                tokens_in=tokens_in,
                tokens_out=tokens_out,
                first_text_ms=self._first_text_ms,
                duration_ms=self._ms(),
                text="\n\n".join(text for kind, text in parts if kind == "text"),
                parts=tuple(parts) if any(kind == "call" for kind, _text in parts) else (),
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
        answer = self._segment if self._speaking else None
        return [as_line(e) for e in closing_events(spec.thread_id, spec.run_id, answer, ending, spec.model)]

    def _flush(self) -> None:
        if self._buffer:
            delta = "".join(self._buffer)
            self._buffer.clear()
            self._text.append(delta)
            self._append({"type": "TEXT_MESSAGE_CONTENT", "messageId": self._segment, "delta": delta})
            self._flushed_at = time.monotonic()

    def _end_segment(self) -> None:
        self._lead = ""
        self._flush()
        if self._speaking:
            self._speaking = False
            self._append({"type": "TEXT_MESSAGE_END", "messageId": self._segment})
            self._parts.append(("text", "".join(self._text)))
            self._text.clear()

    @property
    def _segment(self) -> str:
        """The id of the message that is open: what is said after a call is a message of its own on the wire."""
        return segment_id(self.spec.answer_id, self._segments)

    def _append(self, event: dict[str, object]) -> None:
        self._events.append(as_line(event))
        self._changed.notify_all()

    def _ms(self) -> int:
        return round((time.monotonic() - self._started) * 1000)


def segment_id(answer_id: str, number: int) -> str:
    """Return the message id of a segment of an answer, counted from 1."""
    return answer_id if number <= 1 else f"{answer_id}.{number}"
