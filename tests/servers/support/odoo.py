"""One Odoo server: threaded, or with workers and an evented process."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import time
from itertools import count
from typing import Literal

import httpx
import psutil

from .description import Description
from .process import POLL_SECONDS, Process, accepts, free_ports, lives

START_SECONDS = 120
STOP_SECONDS = 20
RESPAWN_SECONDS = 60
DUMP_SECONDS = 10
# A dump of many stacks is written in parts.
DUMP_WRITTEN_SECONDS = 0.5

Mode = Literal["threaded", "prefork"]
_NUMBERS = count(1)
_ALIVE = re.compile(r"Worker (WorkerHTTP|WorkerCron) \((\d+)\) alive")
# werkzeug's, and gevent's.
_ANSWERING = re.compile(r", in (?:run_wsgi|handle_one_response)$", re.MULTILINE)


class Odoo(Process):
    """A server on ports of its own. All servers have one database and one directory of files, as nodes of one site do.

    `options` are Odoo's own, with underscores: `limit_time_real=20`; `True` is a flag. `env` is more variables.
    """

    def __init__(
        self, description: Description, workers: int, options: dict[str, object], env: dict[str, str] | None = None
    ) -> None:
        self.mode: Mode = "prefork" if workers else "threaded"
        self.workers = workers
        self.http_port, self.gevent_port = free_ports(2)
        self.host = str(options.get("http_interface", "127.0.0.1"))
        self.url = f"http://{self.host}:{self.http_port}"
        name = f"odoo-{self.mode}-{next(_NUMBERS)}"
        wanted = {
            "workers": workers,
            "http_port": self.http_port,
            "gevent_port": self.gevent_port,
            **options,
        }
        program = description.odoo.with_arguments(*_arguments(wanted), **env or {})
        log = description.directory / "servers" / f"{name}.log"
        super().__init__(name, program, log, signal.SIGTERM, STOP_SECONDS)

    @property
    def gevent_url(self) -> str:
        """The address of the evented process itself."""
        assert self.mode == "prefork", "a threaded server has no evented process"
        return f"http://{self.host}:{self.gevent_port}"

    def start(self) -> None:
        """Start it and wait until each of its processes is there."""
        super().start()
        self.wait_until(self._is_ready, "it is ready", START_SECONDS)

    def http_workers(self) -> list[int]:
        """The processes that answer requests now."""
        return self._workers("WorkerHTTP")

    def cron_workers(self) -> list[int]:
        return self._workers("WorkerCron")

    def evented(self) -> int | None:
        """The evented process; nothing while there is none."""
        for child in self.descendants():
            with contextlib.suppress(psutil.Error):
                if "gevent" in child.cmdline():
                    return child.pid
        return None

    def kill_process(self, pid: int) -> None:
        """`kill -9` of one of its processes. The server starts another one in a few seconds."""
        assert pid in {child.pid for child in self.descendants()}, f"{pid} is no process of {self.name}"
        os.kill(pid, signal.SIGKILL)

    def wait_for_processes(self, without: int | None = None, seconds: float = RESPAWN_SECONDS) -> None:
        """Wait until it has all its processes again, none of them the one that was killed."""
        self.wait_until(lambda: self._is_complete(without), "all processes are there", seconds)

    def requests(self, pid: int) -> int:
        """How many requests a process is answering: asked by SIGQUIT, it logs what its threads and greenlets do."""
        before = len(self.log())
        os.kill(pid, signal.SIGQUIT)
        self.wait_until(lambda: "in dumpstacks" in self.log()[before:], "the stacks are in the log", DUMP_SECONDS)
        time.sleep(DUMP_WRITTEN_SECONDS)
        return len(_ANSWERING.findall(self.log()[before:]))

    def come_back(self, seconds: float = START_SECONDS) -> None:
        """Wait until it answers again, and start it anew if it has ended, as a service manager would.

        A server with workers ends itself when it has to replace one and finds no database.
        """
        end = time.monotonic() + seconds
        while not self._is_ready():
            assert time.monotonic() < end, f"{self.name} does not come back:\n{self.tail()}"
            if not self.running:
                Process.kill(self)
                Process.start(self)
            time.sleep(POLL_SECONDS)

    def _workers(self, kind: str) -> list[int]:
        # Both kinds are forks of the same command: only the log tells them apart.
        said = {int(pid) for name, pid in _ALIVE.findall(self.log()) if name == kind}
        return [child.pid for child in self.descendants() if child.pid in said and lives(child)]

    def _is_complete(self, without: int | None) -> bool:
        if self.mode == "threaded":
            return True
        processes = [*self.http_workers(), self.evented()]
        complete = len(processes) == self.workers + 1 and None not in processes and without not in processes
        return complete and accepts(self.gevent_port, self.host)

    def _is_ready(self) -> bool:
        if not (accepts(self.http_port, self.host) and self._is_complete(None)):
            return False
        try:
            return httpx.get(f"{self.url}/web/login", timeout=20, trust_env=False).status_code == 200
        except httpx.TransportError:
            return False


def _arguments(options: dict[str, object]) -> list[str]:
    """`limit_time_real=20` is `--limit-time-real=20`; options of the database keep their underscores."""
    made = []
    for name, value in options.items():
        flag = f"--{name if name.startswith('db_') else name.replace('_', '-')}"
        if value is True:
            made.append(flag)
        elif value is not False:
            made.append(f"{flag}={value}")
    return made
