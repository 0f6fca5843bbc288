"""A program that runs until it is stopped or killed, with all that it has started."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self

import psutil

from .description import Program

POLL_SECONDS = 0.05
GONE_SECONDS = 10
TAIL_LINES = 40


class Process:
    """One program in a process group of its own.

    The programs of the description are run by `setpriv --pdeathsig`: they end when this process does, however it does.
    """

    def __init__(self, name: str, program: Program, log: Path, stop_by: signal.Signals, patience: float) -> None:
        self.name, self.log_file = name, log
        self._program, self._stop_by, self._patience = program, stop_by, patience
        self._child: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        assert self._child is not None, f"{self.name} was not started"
        return self._child.pid

    @property
    def running(self) -> bool:
        return self._child is not None and self._child.poll() is None

    def start(self) -> None:
        """Start it; whoever calls waits until it is ready. Its log goes on where it was."""
        assert not self.running, f"{self.name} runs already"
        self.log_file.parent.mkdir(parents=True, exist_ok=True)
        with self.log_file.open("ab") as log:
            self._child = subprocess.Popen(
                self._program.argv,
                env=self._program.environment(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                process_group=0,
            )

    def wait_until(self, ready: Callable[[], bool], what: str, seconds: float) -> None:
        """Wait for something that it does as long as it lives."""
        end = time.monotonic() + seconds
        while not ready():
            assert self.running, f"{self.name} has ended:\n{self.tail()}"
            assert time.monotonic() < end, f"{self.name}: not within {seconds} s: {what}\n{self.tail()}"
            time.sleep(POLL_SECONDS)

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to the program itself, to none of its children."""
        os.kill(self.pid, number)

    def wait(self, seconds: float) -> int:
        """Wait for its end."""
        assert self._child is not None
        return self._child.wait(seconds)

    def kill(self) -> None:
        """`kill -9`: the program and all that it has started, at once. Afterwards none of them runs."""
        if self._child is None:
            return
        below = self.descendants()
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._child.pid, signal.SIGKILL)
        for process in below:
            # PostgreSQL's are in groups of their own.
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()
        self._child.wait()
        end = time.monotonic() + GONE_SECONDS
        while any(lives(process) for process in below) and time.monotonic() < end:
            time.sleep(POLL_SECONDS)

    def descendants(self) -> list[psutil.Process]:
        """All that it has started and that still is there."""
        with contextlib.suppress(psutil.NoSuchProcess):
            return psutil.Process(self.pid).children(recursive=True) if self.running else []
        return []

    def stop(self) -> None:
        """Ask it to end; kill what does not."""
        if self.running:
            self.signal(self._stop_by)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.wait(self._patience)
        self.kill()

    def log(self) -> str:
        """All that it has written."""
        return self.log_file.read_text(encoding="utf-8", errors="replace") if self.log_file.exists() else ""

    def tail(self) -> str:
        return "\n".join(self.log().splitlines()[-TAIL_LINES:])

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()


def lives(process: psutil.Process) -> bool:
    """Whether it runs: one that nobody has waited for yet does not."""
    with contextlib.suppress(psutil.NoSuchProcess):
        return process.status() != psutil.STATUS_ZOMBIE
    return False


def free_ports(number: int) -> list[int]:
    """Ports of the loopback interface that nobody listens on. All are held until all are known."""
    with contextlib.ExitStack() as held:
        ports = []
        for _ in range(number):
            sock = held.enter_context(socket.socket())
            sock.bind(("127.0.0.1", 0))
            ports.append(sock.getsockname()[1])
        return ports


def accepts(port: int, host: str = "127.0.0.1") -> bool:
    """Whether somebody listens there."""
    with socket.socket() as sock:
        sock.settimeout(1)
        return sock.connect_ex((host, port)) == 0
