"""Everything that the tests start, in one place that also stops it."""

from __future__ import annotations

import signal
from typing import TypeVar

import httpx

from .description import Description
from .nginx import Kind, Nginx
from .odoo import Odoo
from .postgres import Postgres
from .process import Process, free_ports
from .scripted import Scripted

MODEL_START_SECONDS = 120
MODEL_STOP_SECONDS = 5

Started = TypeVar("Started", bound=Process)


class Model(Process):
    """The embedded AI service with its small real model."""

    def __init__(self, description: Description) -> None:
        (port,) = free_ports(1)
        self.url = f"http://127.0.0.1:{port}/v1"
        self.key = description.ai_service_key_file.read_text(encoding="utf-8").strip()
        self._health = f"http://127.0.0.1:{port}/health"
        log = description.directory / "servers" / "model.log"
        program = description.ai_service.with_arguments("--port", str(port))
        super().__init__("the AI service", program, log, signal.SIGTERM, MODEL_STOP_SECONDS)

    def start(self) -> None:
        """Start it and wait until the model is loaded."""
        super().start()
        self.wait_until(self._answers, "the model is loaded", MODEL_START_SECONDS)

    def _answers(self) -> bool:
        try:
            return httpx.get(self._health, trust_env=False).status_code == 200
        except httpx.TransportError:
            return False


class Stack:
    """One database server, and as many Odoos and proxies as the tests want.

    What a method hands back runs already. Use it in a `with` block to stop it early; `close` stops the rest.
    """

    def __init__(self, description: Description) -> None:
        self.description = description
        self._started: list[Process] = []
        self.postgres = self._run(Postgres(description))

    def threaded(self, *, env: dict[str, str] | None = None, **options: object) -> Odoo:
        """Odoo as one process with threads."""
        return self._run(Odoo(self.description, 0, options, env))

    def prefork(self, workers: int = 2, *, env: dict[str, str] | None = None, **options: object) -> Odoo:
        """Odoo with workers and an evented process. It believes a proxy, if there is one."""
        return self._run(Odoo(self.description, workers, {"proxy_mode": True, **options}, env))

    def nginx(self, odoo: Odoo, kind: Kind = "documented", *, tls: bool = False) -> Nginx:
        """nginx before a server that runs."""
        return self._run(Nginx(self.description, odoo, kind, tls))

    def model(self) -> Model:
        """The real model; most tests have the scripted service instead."""
        return self._run(Model(self.description))

    def scripted(self) -> Scripted:
        """The scripted service in a process of its own, to be killed."""
        return self._run(Scripted(self.description))

    def running(self) -> list[Process]:
        """What was started and still runs."""
        return [process for process in self._started if process.running]

    def close(self) -> None:
        """Stop all that still runs, the last first: the database server is what all others need."""
        while self._started:
            self._started.pop().stop()

    def _run(self, process: Started) -> Started:
        self._started.append(process)
        process.start()
        return process
