"""The scripted AI service as a process of its own, so that it can be killed."""

from __future__ import annotations

import signal
import sys

from . import service
from .description import Description, Program
from .process import Process, accepts, free_ports

START_SECONDS = 10
STOP_SECONDS = 2


class Scripted(Process):
    """Comes back on the same port when it is started again."""

    def __init__(self, description: Description) -> None:
        (self.port,) = free_ports(1)
        self.url = f"http://127.0.0.1:{self.port}/v1"
        log = description.directory / "servers" / "scripted.log"
        program = Program((sys.executable, service.__file__, str(self.port)), {}, ())
        super().__init__("the scripted service", program, log, signal.SIGTERM, STOP_SECONDS)

    def start(self) -> None:
        """Start it and wait until it takes connections."""
        super().start()
        self.wait_until(lambda: accepts(self.port), "it listens", START_SECONDS)
