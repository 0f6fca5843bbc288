"""What the thread of a run does: asks the service and hands its answer to the run."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass

from ..config import ServiceConfig
from ..errors import AgentError
from ..limits import Limits
from ..providers import PROVIDERS, Ask, Text, Usage
from ..upstream import Cancelled
from .live import CANCELLED, FAILED, FINISHED, Ending, LiveRun, RunSpec

_logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Task:
    """A stored run that is to be worked on, and all that this needs."""

    spec: RunSpec
    config: ServiceConfig
    ask: Ask
    limits: Limits


def work(
    live: LiveRun,
    config: ServiceConfig,
    ask: Ask,
    limits: Limits,
    *,
    sentence: Callable[[AgentError, str], str],
) -> Ending:
    """Ask the service until the answer is whole, stopped or broken; return how it ended.

    :param sentence: gives the translated sentence of an error, in a language
    """
    try:
        for piece in PROVIDERS[config.kind](config, ask, limits, live.cancel):
            if isinstance(piece, Text):
                live.add_text(piece.delta)
            elif isinstance(piece, Usage):
                live.add_usage(piece.tokens_in, piece.tokens_out)
    except Cancelled:
        return Ending(CANCELLED)
    except AgentError as error:
        _logger.warning("AI Agent run %s failed: %s", live.spec.run_id, error)
        return failed(error, sentence(error, live.spec.lang))
    except Exception as error:
        # The type only: a message or a traceback of a library may carry what was sent.
        _logger.error("AI Agent run %s broke: %s", live.spec.run_id, type(error).__name__)  # noqa: TRY400
        _logger.debug("AI Agent run %s", live.spec.run_id, exc_info=True)
        problem = AgentError("internal")
        return failed(problem, sentence(problem, live.spec.lang))
    return Ending(FINISHED)


def failed(error: AgentError, detail: str) -> Ending:
    """Return the ending that an error makes."""
    return Ending(FAILED, error.code, detail, error.retry_after)
