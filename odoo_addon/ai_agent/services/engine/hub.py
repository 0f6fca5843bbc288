"""All runs of this process: their threads, one writer, one watcher for stop requests."""

from __future__ import annotations

import logging
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Protocol

from ..errors import AgentError
from ..limits import WATCH_SECONDS, WRITE_SECONDS
from .live import CANCELLED, FAILED, LOST, Ending, LiveRun, Row

_logger = logging.getLogger(__name__)


class Store(Protocol):
    """What the engine needs of the database; every call is a short transaction of its own."""

    def append(self, db: str, rows: dict[int, list[Row]], first_text: dict[int, int | None]) -> set[int]:
        """Insert events by run and refresh the heartbeats; return the runs that still run."""

    def finish(self, db: str, pk: int, ending: Ending, rows: list[Row]) -> bool:
        """Write an ending; False if the run had already been ended (or is gone)."""

    def stop_requests(self, db: str, pks: Iterable[int]) -> set[int]:
        """Return those of the runs for which a stop was asked."""

    def sentence(self, error: AgentError, lang: str) -> str:
        """Return the translated sentence of an error."""


class Hub:
    """The runs of this process. One instance each process; all methods are thread-safe."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = threading.Lock()
        self._runs: dict[tuple[str, int], LiveRun] = {}
        self._busy = threading.Event()
        self._loops: list[threading.Thread] = []

    def start(self, live: LiveRun, work: Callable[[LiveRun], Ending]) -> None:
        """Start the thread of a run whose row is committed."""
        with self._lock:
            self._runs[live.spec.db, live.spec.pk] = live
            self._ensure_loops()
        self._busy.set()
        _daemon(f"ai_agent.run.{live.spec.pk}", lambda: self.end(live, work(live)))

    def get(self, db: str, pk: int) -> LiveRun | None:
        """Return a run of this process that has not ended."""
        with self._lock:
            return self._runs.get((db, pk))

    def active(self) -> list[LiveRun]:
        """Return the runs of this process."""
        with self._lock:
            return list(self._runs.values())

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
            with self._lock:
                self._runs.pop((live.spec.db, live.spec.pk), None)
                if not self._runs:
                    self._busy.clear()

    def shutdown(self) -> None:
        """The server stops: end all runs as lost, keeping what was said."""
        for live in self.active():
            self.end(live, self._lost(live))

    def flush(self) -> None:
        """Write what is new of all runs, one statement a database."""
        for db, runs in self._by_db().items():
            rows = {live.spec.pk: live.unsaved() for live in runs}
            running = self._store.append(db, rows, {live.spec.pk: live.first_text_ms for live in runs})
            for live in runs:
                if live.spec.pk in running:
                    live.saved = max(live.saved, *(n for n, _data in rows[live.spec.pk]), 0)
                elif not live.closing:
                    # Another process took it for dead, or its thread was deleted.
                    self.end(live, self._lost(live))

    def watch(self) -> None:
        """End runs for which a stop was asked, and those whose thread is stuck."""
        for db, runs in self._by_db().items():
            stopped = self._store.stop_requests(db, [live.spec.pk for live in runs])
            for live in runs:
                if live.spec.pk in stopped:
                    self.end(live, Ending(CANCELLED))
                elif live.overdue:
                    seconds = round(live.limits.total_seconds)
                    error = AgentError("service_timeout", "total_limit", seconds=seconds)
                    detail = self._store.sentence(error, live.spec.lang)
                    self.end(live, Ending(FAILED, error.code, detail))

    def _persist(self, live: LiveRun, ending: Ending, rows: list[Row]) -> Ending:
        try:
            if self._store.finish(live.spec.db, live.spec.pk, ending, rows):
                return ending
        except Exception:
            # Readers must get an end even if PostgreSQL is gone; the row will be found lost.
            _logger.exception("AI Agent: cannot write the end of run %s", live.spec.run_id)
            return ending
        return self._lost(live)

    def _lost(self, live: LiveRun) -> Ending:
        return Ending(LOST, "process_lost", self._store.sentence(AgentError("process_lost"), live.spec.lang))

    def _by_db(self) -> dict[str, list[LiveRun]]:
        found: dict[str, list[LiveRun]] = defaultdict(list)
        for live in self.active():
            if not live.closing:
                found[live.spec.db].append(live)
        return found

    def _ensure_loops(self) -> None:
        if not any(thread.is_alive() for thread in self._loops):
            self._loops = [
                _daemon("ai_agent.writer", lambda: self._loop(self.flush, WRITE_SECONDS)),
                _daemon("ai_agent.watcher", lambda: self._loop(self.watch, WATCH_SECONDS)),
            ]

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
    thread.start()
    return thread
