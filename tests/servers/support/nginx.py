"""A real nginx before one Odoo."""

from __future__ import annotations

import signal
from itertools import count
from typing import Literal

from .description import Description, Program
from .odoo import Odoo
from .process import Process, accepts, free_ports

START_SECONDS = 10
STOP_SECONDS = 5

Kind = Literal["documented", "example"]
_NUMBERS = count(1)


class Nginx(Process):
    """`documented` is the configuration of Odoo's documentation, `example` is `deploy/nginx/ai_agent.conf`."""

    def __init__(self, description: Description, odoo: Odoo, kind: Kind, tls: bool) -> None:
        self.odoo, self.kind, self.tls = odoo, kind, tls
        self.port, redirect = free_ports(2)
        self.url = f"{'https' if tls else 'http'}://127.0.0.1:{self.port}"
        name = f"nginx-{kind}{'-tls' if tls else ''}-{next(_NUMBERS)}"
        self.directory = description.directory / "servers" / name
        for part in ("log", "temp"):
            (self.directory / part).mkdir(parents=True)
        filled = {
            "listen": self.port,
            "redirect": redirect,
            "http": odoo.http_port,
            "gevent": odoo.gevent_port,
            "directory": self.directory,
        }
        text = description.nginx.configurations[f"{kind}_tls" if tls else kind]
        for place, value in filled.items():
            text = text.replace(description.nginx.places[place], str(value))
        configuration = self.directory / "nginx.conf"
        configuration.write_text(text, encoding="utf-8")
        guard = ("setpriv", "--pdeathsig", "TERM", "--")
        argv = (str(description.nginx.program), "-e", "stderr", "-p", str(self.directory), "-c", str(configuration))
        program = Program((*guard, *argv), {}, ())
        super().__init__(name, program, self.directory / "log" / "nginx.log", signal.SIGTERM, STOP_SECONDS)

    def start(self) -> None:
        """Start it and wait until it takes connections."""
        super().start()
        self.wait_until(lambda: accepts(self.port), "it listens", START_SECONDS)

    def access_log(self) -> str:
        """Every request, one a line, written after its response has ended: wait for it."""
        return (self.directory / "log" / "nginx-access.log").read_text(encoding="utf-8")

    def error_log(self) -> str:
        return (self.directory / "log" / "nginx-error.log").read_text(encoding="utf-8")
