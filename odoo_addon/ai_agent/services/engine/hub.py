"""All runs of this process: their threads, one writer, one watcher for stop requests, one pulse."""

from __future__ import annotations

import logging
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Protocol

from ..errors import AgentError
from ..limits import (
    MERGE_SECONDS,
    MERGE_SECONDS_MOST,
    MERGE_SECONDS_PER_RUN,
    NOTICE_SECONDS,
    WATCH_SECONDS,
    WRITE_SECONDS,
    Limits,
)
from .events import Packed, Row, packed
from .live import CANCELLED, FAILED, LOST, Ending, LiveRun, RunSpec

_logger = logging.getLogger(__name__)

STACK_BYTES = 2 * 1024 * 1024
"""The stack of a thread of ours. A thread that Odoo starts in the same moment gets it too, so it is not the least."""

ENDING_PATIENCE_SECONDS = 60.0
"""How long an ending waits for a database that is away. Readers get pings meanwhile."""

SHUTDOWN_SECONDS = 4.0
"""How long endings wait for it in all when the process stops: servers are killed when they take long."""

ABANDON_SECONDS = 10.0
"""How often a process looks for runs that are its own in the database only."""

STARTED, ENDED, CHANGED = "started", "ended", "changed"


@dataclass(frozen=True)
class Notice:
    """Something that other browsers of a user may want to look at: never text."""

    partner_id: int
    thread_id: str
    run_id: str
    """Empty: of no run."""
    event: str


class StoreAway(Exception):
    """The database cannot be had just now."""


class Store(Protocol):
    """What the engine needs of the database; every call is a short transaction of its own.

    Each raises `StoreAway` while there is no database.
    """

    def append(self, db: str, runs: Iterable[int], rows: list[tuple[int, Packed]]) -> set[int]:
        """Insert events by run and say that this process lives; return those of the runs that still run."""

    def finish(
        self, db: str, pk: int, ending: Ending, rows: list[Packed], patience: float = ENDING_PATIENCE_SECONDS
    ) -> bool:
        """Write an ending; False if the run had already been ended (or is gone).

        :param patience: seconds to wait for a database that is away
        """

    def abandon(self, db: str, runs: Iterable[int]) -> None:
        """End the runs of this process in the database that are none of these."""

    def stop_requests(self, db: str, pks: Iterable[int]) -> set[int]:
        """Return those of the runs for which a stop was asked."""

    def tell(self, db: str, notices: Iterable[Notice]) -> None:
        """Tell the users' other browsers."""

    def sentence(self, error: AgentError, lang: str) -> str:
        """Return the translated sentence of an error."""


class Hub:
    """The runs of this process. One instance each process; all methods are thread-safe."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = threading.Lock()
        self._runs: dict[tuple[str, int], LiveRun] = {}
        self._busy = threading.Event()
        self._loops: dict[str, threading.Thread] = {}
        self._notices: dict[str, list[Notice]] = {}
        self._abandoned_at: dict[str, float] = {}
        self._stops_at: float | None = None

    def live(self, spec: RunSpec, limits: Limits) -> LiveRun:
        """Return a run of this process that can be followed from now on; `start` sets it going."""
        live = LiveRun(spec, limits, self.pace)
        with self._lock:
            self._runs[spec.db, spec.pk] = live
            self._ensure_loops()
        self._busy.set()
        self._note(live, STARTED)
        return live

    def start(
        self, live: LiveRun, work: Callable[[LiveRun], Ending], afterwards: Callable[[], None] | None = None
    ) -> None:
        """Start the thread of a run whose row is committed.

        :param afterwards: called on it when the run has ended, and is no run any more
        """

        def run() -> None:
            self.end(live, work(live))
            if afterwards is not None:
                afterwards()

        try:
            _daemon(f"ai_agent.run.{live.spec.pk}", run)
        except RuntimeError:
            # The system gives no more threads.
            _logger.exception("AI Agent: run %s cannot be started", live.spec.run_id)
            busy = AgentError("busy")
            self.end(live, Ending(FAILED, busy.code, self._store.sentence(busy, live.spec.lang)))

    def get(self, db: str, pk: int) -> LiveRun | None:
        """Return a run of this process that has not ended."""
        with self._lock:
            return self._runs.get((db, pk))

    def active(self) -> list[LiveRun]:
        """Return the runs of this process."""
        with self._lock:
            return list(self._runs.values())

    @property
    def resting(self) -> bool:
        """Whether there is nothing to do: no run, and nothing left to tell."""
        return not self._busy.is_set()

    def pace(self) -> float:
        """Over how many seconds deltas are merged: longer with more runs in the process."""
        return min(max(MERGE_SECONDS, MERGE_SECONDS_PER_RUN * len(self._runs)), MERGE_SECONDS_MOST)

    def stop(self, db: str, pk: int) -> bool:
        """Stop a run if it is of this process; return whether it was."""
        live = self.get(db, pk)
        if live is None:
            return False
        self.end(live, Ending(CANCELLED))
        return True

    def end(self, live: LiveRun, ending: Ending) -> None:
        """End a run: write it down, tell its readers, forget it. The first ending wins."""
        if live.end(ending, self._persist):
            self._note(live, ENDED)
            with self._lock:
                self._runs.pop((live.spec.db, live.spec.pk), None)

    def changed(self, spec: RunSpec) -> None:
        """Tell other browsers that the conversation of a run looks different now, after what was to be told before."""
        self._tell_soon(spec, "", CHANGED)
        self._busy.set()

    def shutdown(self) -> None:
        """The process stops: end all runs as lost, keeping what was said, as long as the server waits for that."""
        self._stops_at = time.monotonic() + SHUTDOWN_SECONDS
        for live in self.active():
            self.end(live, self._lost(live))
        self.tell()

    def flush(self) -> None:
        """Write what is new of all runs and beat, one statement a database."""
        self._each_database(self._flush)

    def watch(self) -> None:
        """End runs for which a stop was asked, those whose thread is stuck, and those that are here by name only."""
        self._each_database(self._watch)

    def _flush(self, db: str, runs: list[LiveRun]) -> None:
        # Runs that wait to be ended have nothing new, and live.
        new = {live.spec.pk: [] if live.closing else live.unsaved() for live in runs}
        rows = [(pk, pack) for pk, events in new.items() for pack in packed(events)]
        running = self._store.append(db, list(new), rows)
        for live in runs:
            if live.spec.pk in running:
                live.saved = max(live.saved, *(n for n, _data in new[live.spec.pk]), 0)
            elif not live.closing:
                # Another process took it for dead, or its thread was deleted.
                self.end(live, self._lost(live))

    def _watch(self, db: str, runs: list[LiveRun]) -> None:
        stopped = self._store.stop_requests(db, [live.spec.pk for live in runs])
        for live in runs:
            if live.spec.pk in stopped:
                self.end(live, Ending(CANCELLED))
            elif live.overdue:
                seconds = round(live.limits.total_seconds)
                error = AgentError("service_timeout", "total_limit", seconds=seconds)
                detail = self._store.sentence(error, live.spec.lang)
                self.end(live, Ending(FAILED, error.code, detail))
        now = time.monotonic()
        if now - self._abandoned_at.get(db, now - ABANDON_SECONDS) >= ABANDON_SECONDS:
            self._abandoned_at[db] = now
            self._store.abandon(db, [live.spec.pk for live in self.active() if live.spec.db == db])

    def pulse(self) -> None:
        """Publish merged deltas that are due."""
        now = time.monotonic()
        for live in self.active():
            live.pulse(now)

    def tell(self) -> None:
        """Tell other browsers what happened since the last time. What cannot be told is dropped: it only hints."""
        with self._lock:
            notices, self._notices = self._notices, {}
            if not self._runs:
                # The loops rest only when the last word is said.
                self._busy.clear()
        for db, found in notices.items():
            with self._contained(db):
                self._store.tell(db, found)

    def _note(self, live: LiveRun, event: str) -> None:
        self._tell_soon(live.spec, live.spec.run_id, event)

    def _tell_soon(self, spec: RunSpec, run_id: str, event: str) -> None:
        if spec.partner_id:
            notice = Notice(spec.partner_id, spec.thread_id, run_id, event)
            with self._lock:
                self._notices.setdefault(spec.db, []).append(notice)

    def _persist(self, live: LiveRun, ending: Ending, rows: list[Row]) -> Ending:
        patience = ENDING_PATIENCE_SECONDS
        if self._stops_at is not None:
            patience = max(0.0, self._stops_at - time.monotonic())
        try:
            if self._store.finish(live.spec.db, live.spec.pk, ending, packed(rows), patience):
                return ending
        except Exception:
            # Readers must get an end even if PostgreSQL is gone; the row is ended by `abandon`, or by who finds it.
            _logger.exception("AI Agent: cannot write the end of run %s", live.spec.run_id)
        return self._lost(live)

    def _lost(self, live: LiveRun) -> Ending:
        return Ending(LOST, "process_lost", self._store.sentence(AgentError("process_lost"), live.spec.lang))

    def _each_database(self, action: Callable[[str, list[LiveRun]], None]) -> None:
        """Do something with the runs of each database: the trouble of one is not that of the others."""
        found: dict[str, list[LiveRun]] = defaultdict(list)
        for live in self.active():
            found[live.spec.db].append(live)
        for db, runs in found.items():
            with self._contained(db):
                action(db, runs)

    @contextmanager
    def _contained(self, db: str) -> Iterator[None]:
        try:
            yield
        except StoreAway as away:
            _logger.warning("AI Agent: %s waits for %s: %s", threading.current_thread().name, db, away)
        except Exception:
            _logger.exception("AI Agent: %s failed in %s, trying again", threading.current_thread().name, db)

    def _ensure_loops(self) -> None:
        loops = {
            "writer": (self.flush, WRITE_SECONDS),
            "watcher": (self.watch, WATCH_SECONDS),
            "pulse": (self.pulse, MERGE_SECONDS / 2),
            "notices": (self.tell, NOTICE_SECONDS),
        }
        for name, (action, pause) in loops.items():
            if name not in self._loops or not self._loops[name].is_alive():
                self._loops[name] = _daemon(f"ai_agent.{name}", partial(self._loop, action, pause))

    def _loop(self, action: Callable[[], None], pause: float) -> None:
        while True:
            self._busy.wait()
            time.sleep(pause)
            try:
                action()
            except Exception:
                _logger.exception("AI Agent: %s failed, trying again", threading.current_thread().name)


def _daemon(name: str, target: Callable[[], None]) -> threading.Thread:
    thread = threading.Thread(target=target, name=name, daemon=True)
    # The usual eight megabytes count against Odoo's limits of memory, whether they are used or not.
    with _stack_size:
        usual = threading.stack_size(STACK_BYTES)
        try:
            thread.start()
        finally:
            threading.stack_size(usual)
    return thread


_stack_size = threading.Lock()
