"""What `cargo xtask test servers` has prepared, from the file that `SERVERS_STACK` names."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Program:
    """A command line, and what it changes in the environment."""

    argv: tuple[str, ...]
    env: dict[str, str]
    unset: tuple[str, ...]

    @classmethod
    def read(cls, data: dict[str, Any]) -> Program:
        return cls(tuple(data["argv"]), data["env"], tuple(data["unset"]))

    def with_arguments(self, *arguments: str, **env: str) -> Program:
        """The same, with more arguments and variables."""
        return Program((*self.argv, *arguments), {**self.env, **env}, self.unset)

    def environment(self) -> dict[str, str]:
        """The environment that it runs in."""
        kept = {name: value for name, value in os.environ.items() if name not in self.unset}
        return {**kept, **self.env}


@dataclass(frozen=True)
class NginxParts:
    """nginx's program and its configurations, with places to fill in."""

    program: Path
    configurations: dict[str, str]
    places: dict[str, str]
    certificate: Path


@dataclass(frozen=True)
class Description:
    """The whole file. README.md says what each part is."""

    directory: Path
    data: Path
    addons: tuple[Path, ...]
    database: str
    login: str
    password: str
    odoo: Program
    postgres: Program
    socket: Path
    role: str
    nginx: NginxParts
    ai_service: Program
    ai_service_key_file: Path

    @classmethod
    def load(cls) -> Description:
        """Read it; without it there is nothing to test."""
        data = json.loads(Path(os.environ["SERVERS_STACK"]).read_text(encoding="utf-8"))
        nginx = data["nginx"]
        return cls(
            directory=Path(data["directory"]),
            data=Path(data["data"]),
            addons=tuple(Path(path) for path in data["addons"]),
            database=data["database"],
            login=data["login"],
            password=data["password"],
            odoo=Program.read(data["odoo"]),
            postgres=Program.read(data["postgres"]["program"]),
            socket=Path(data["postgres"]["socket"]),
            role=data["postgres"]["role"],
            nginx=NginxParts(
                Path(nginx["program"]), nginx["configurations"], nginx["places"], Path(nginx["certificate"])
            ),
            ai_service=Program.read(data["ai_service"]["program"]),
            ai_service_key_file=Path(data["ai_service"]["key_file"]),
        )
