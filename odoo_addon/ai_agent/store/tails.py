"""Readers of runs of other processes: one look into PostgreSQL for all of them."""

from __future__ import annotations

import logging
import threading
import time
from collections import Counter

from ..services.limits import FOREIGN_SECONDS
from .events import heads

_logger = logging.getLogger(__name__)

Key = tuple[str, int]
"""Database and run."""


class Tails:
    """Wakes readers when there is something new to read. One instance a process; all methods are thread-safe."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._readers: Counter[Key] = Counter()
        self._heads: dict[Key, tuple[int, bool]] = {}
        self._running = False

    def wait(self, key: Key, after: int, seconds: float) -> None:
        """Return when a run has events after a number or has ended, or after some seconds."""
        with self._changed:
            if not self._running:
                threading.Thread(target=self._loop, name="ai_agent.tails", daemon=True).start()
                self._running = True
            self._readers[key] += 1
            try:
                self._changed.wait_for(lambda: self._has_news(key, after), seconds)
            finally:
                self._readers[key] -= 1
                if not self._readers[key]:
                    del self._readers[key]
                    self._heads.pop(key, None)

    def _has_news(self, key: Key, after: int) -> bool:
        last, ended = self._heads.get(key, (0, False))
        return ended or last > after

    def _loop(self) -> None:
        while True:
            time.sleep(FOREIGN_SECONDS)
            with self._changed:
                keys = list(self._readers)
                if not keys:
                    self._running = False
                    return
            for db in {db for db, _pk in keys}:
                pks = [pk for name, pk in keys if name == db]
                try:
                    found = heads(db, pks)
                except Exception as error:  # noqa: BLE001  one database must not end the looking for all
                    _logger.warning("AI Agent: cannot look for events in %s, trying again: %r", db, error)
                    continue
                with self._changed:
                    # A run that is gone has ended.
                    self._heads |= {(db, pk): found.get(pk, (0, True)) for pk in pks if (db, pk) in self._readers}
                    self._changed.notify_all()


tails = Tails()
