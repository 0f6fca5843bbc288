"""The database server: stopped, restarted, killed; and what the tests read from it themselves."""

from __future__ import annotations

import contextlib
import signal

import psycopg2
from psycopg2.extensions import connection

from .description import Description
from .process import Process

START_SECONDS = 60
STOP_SECONDS = 20


class Postgres(Process):
    """A private cluster. A commit is kept whatever happens to the server's processes."""

    def __init__(self, description: Description) -> None:
        log = description.directory / "servers" / "postgres.log"
        super().__init__("PostgreSQL", description.postgres, log, signal.SIGINT, STOP_SECONDS)
        self._socket, self._role, self._database = description.socket, description.role, description.database

    def start(self) -> None:
        """Start it and wait until it answers."""
        super().start()
        self.wait_until(self._answers, "connections are taken", START_SECONDS)

    def connect(self, database: str | None = None) -> connection:
        """A connection of the tests' own, where each statement is a transaction. Close it."""
        made = psycopg2.connect(host=str(self._socket), user=self._role, dbname=database or self._database)
        made.autocommit = True
        return made

    def rows(self, query: str, *parameters: object) -> list[tuple]:
        """What a query gives."""
        with contextlib.closing(self.connect()) as made, made.cursor() as cursor:
            cursor.execute(query, parameters)
            return cursor.fetchall() if cursor.description else []

    def restart(self) -> None:
        """End all connections cleanly and start again."""
        self.stop()
        self.start()

    def restart_immediately(self) -> None:
        """`pg_ctl restart -m immediate`: no goodbye, and recovery at the next start."""
        self.signal(signal.SIGQUIT)
        self.wait(STOP_SECONDS)
        self.start()

    def _answers(self) -> bool:
        try:
            self.connect("postgres").close()
        except psycopg2.OperationalError:
            return False
        return True
