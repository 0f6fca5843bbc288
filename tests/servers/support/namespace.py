"""A network of its own, from which clients vanish without a word: no FIN, no RST, nothing that tells our side."""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

import psutil

NAMED = Path("/run/netns")
PREFIX = "ai-agent-"
# Debian's is not always where a person's PATH looks.
PLACES = f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin"
_CLONE_NEWNET = 0x40000000


class Namespace:
    """Joined to ours by a pair of interfaces; made with a `with` block, and gone after it."""

    def __init__(self) -> None:
        pid = os.getpid()
        self.name = f"{PREFIX}{pid}"
        self._ours, self._theirs = f"aia{pid}", f"aib{pid}"
        # Of the block for measurements between networks, which nobody has at home.
        block = f"198.18.{pid >> 6 & 255}"
        self.here, self.there = (f"{block}.{(pid & 63) * 4 + number}" for number in (1, 2))

    def __enter__(self) -> Self:
        _forget_left_ones()
        try:
            _ip("netns", "add", self.name)
            _ip("link", "add", self._ours, "type", "veth", "peer", "name", self._theirs, "netns", self.name)
            _ip("addr", "add", f"{self.here}/30", "dev", self._ours)
            _ip("link", "set", self._ours, "up")
            _ip("-n", self.name, "addr", "add", f"{self.there}/30", "dev", self._theirs)
            _ip("-n", self.name, "link", "set", self._theirs, "up")
            # As behind a router: our system does not learn from its neighbours that somebody is gone.
            _ip("neigh", "replace", self.there, "lladdr", self._hardware(), "dev", self._ours, "nud", "permanent")
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    @contextmanager
    def inside(self) -> Iterator[None]:
        """What this thread connects meanwhile, it connects from there."""
        with Path("/proc/thread-self/ns/net").open("rb") as before, (NAMED / self.name).open("rb") as mine:
            _enter(mine.fileno())
            try:
                yield
            finally:
                _enter(before.fileno())

    def vanish(self) -> None:
        """From now on nothing arrives there and nothing leaves it, and nobody says so."""
        _ip("-n", self.name, "addr", "flush", "dev", self._theirs)

    def connections(self, port: int) -> list[str]:
        """The states of the sockets that our system has between a port of ours and somebody there."""
        return [
            found.status
            for found in psutil.net_connections("tcp4")
            if found.raddr and found.raddr.ip == self.there and found.laddr.port == port
        ]

    def close(self) -> None:
        """Undo all."""
        _ip("link", "del", self._ours, check=False)
        _ip("netns", "del", self.name, check=False)

    def _hardware(self) -> str:
        shown = _ip("-n", self.name, "-o", "link", "show", self._theirs).split()
        return shown[shown.index("link/ether") + 1]


def _forget_left_ones() -> None:
    """Those of tests that were killed. Their interfaces go with them."""
    for left in NAMED.glob(f"{PREFIX}*"):
        pid = left.name.removeprefix(PREFIX)
        if pid.isdigit() and not psutil.pid_exists(int(pid)):
            _ip("netns", "del", left.name, check=False)


def _enter(namespace: int) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.setns(namespace, _CLONE_NEWNET):
        raise OSError(ctypes.get_errno(), "a network cannot be entered")


def _ip(*arguments: str, check: bool = True) -> str:
    program = shutil.which("ip", path=PLACES)
    assert program, "clients that vanish need a network of their own: apt-get install iproute2"
    done = subprocess.run((program, *arguments), capture_output=True, text=True, check=False)
    if check and done.returncode:
        raise AssertionError(
            "clients that vanish need a network of their own, which root can make (or who has CAP_NET_ADMIN and"
            f" CAP_SYS_ADMIN): ip {' '.join(arguments)}: {done.stderr.strip()}"
        )
    return done.stdout
