"""The hub of this process, and its end in an orderly way."""

from __future__ import annotations

import atexit
import ctypes
import logging
import os
import platform
import signal
import threading
import time
from contextlib import suppress
from functools import partial

import odoo
from odoo.service import server
from odoo.service.server import CommonServer
from odoo.tools import config as odoo_conf

from ..services import texts
from ..services.engine import Hub, LiveRun, Task, work
from ..services.engine.hub import SHUTDOWN_SECONDS
from .runs import RunStore
from .title import give_title

_logger = logging.getLogger(__name__)

EVENTED_STOP_SECONDS = SHUTDOWN_SECONDS + 1
_M_ARENA_MAX = -8
"""The option's number in glibc (malloc.h)."""

_hub: Hub | None = None
_hub_pid = 0
_hub_lock = threading.Lock()


def hub() -> Hub:
    """Return the hub of this process (a forked process gets its own)."""
    global _hub, _hub_pid
    with _hub_lock:
        if _hub is None or _hub_pid != os.getpid():
            _hub, _hub_pid = Hub(RunStore()), os.getpid()
            if getattr(odoo, "evented", False):
                _save_on_sigterm()
            elif odoo_conf["workers"]:
                _reserve_little()
        return _hub


def start(task: Task, host: str = "") -> LiveRun:
    """Begin to work on a run in this process. Its row is committed: nothing is sent that is not on record.

    :param host: of the request that began it: by it a worker may have to choose the database
    """
    # Imported here: tools need models, and models this.
    from ..calls.toolbox import RunToolbox  # noqa: PLC0415

    live = hub().live(task.spec, task.limits)
    answering = partial(
        work,
        config=task.config,
        ask=task.ask,
        limits=task.limits,
        sentence=texts.sentence,
        toolbox=RunToolbox(task.spec, task.config, host),
        used=task.used,
    )
    hub().start(live, answering, partial(give_title, task, hub().changed))
    return live


def save_runs() -> None:
    """End this process's runs as lost, with what was said: it goes away."""
    if _hub is not None and _hub_pid == os.getpid():
        _hub.shutdown()


def _reserve_little() -> None:
    """Let threads share two heaps, as Odoo does for its threaded server (service/server.py, `start`).

    Each thread of a worker reserves one of 64 MB otherwise, up to eight for each core, and Odoo ends
    workers by the memory they reserve.
    """
    if platform.system() == "Linux" and "MALLOC_ARENA_MAX" not in os.environ:
        # AttributeError: a C library that has no such thing.
        with suppress(OSError, AttributeError):
            ctypes.CDLL(None).mallopt(ctypes.c_int(_M_ARENA_MAX), ctypes.c_int(2))


def _save_on_sigterm() -> None:
    """The evented process ends itself with SIGTERM (memory, lost parent), and knows no other end than dying of it."""
    import gevent  # noqa: PLC0415  only there, where it is installed for sure

    def stop() -> None:
        save_runs()
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        os.kill(os.getpid(), signal.SIGTERM)

    gevent.signal_handler(signal.SIGTERM, stop)


def _on_stop() -> None:
    save_runs()
    evented = getattr(server.server, "long_polling_pid", None)
    if evented:
        _let_evented_save(evented)


def _let_evented_save(pid: int) -> None:
    """The prefork server kills its evented process (service/server.py, stop_workers_gracefully): ask it first."""
    try:
        os.kill(pid, signal.SIGTERM)
        end = time.monotonic() + EVENTED_STOP_SECONDS
        while time.monotonic() < end and os.waitpid(pid, os.WNOHANG) == (0, 0):
            time.sleep(0.05)
    except (ProcessLookupError, ChildProcessError):
        _logger.debug("AI Agent: the evented process has stopped already")


# Threaded servers call these; HTTP workers of a prefork server just return from their loop and exit.
CommonServer.on_stop(_on_stop)
atexit.register(save_runs)
