"""Test the connection: asks one tiny question and says what came of it."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace

from .config import ServiceConfig
from .errors import AgentError
from .ids import new_id
from .limits import Limits
from .providers import PROVIDERS, Ask, Text, Tool, ToolCall, Turn
from .upstream import Cancel

PROBE_LIMITS = Limits(
    connect_seconds=5.0, first_byte_seconds=30.0, idle_seconds=15.0, total_seconds=45.0, answer_chars=20_000
)
_TOOL = Tool(
    "report_number",
    "Reports a number.",
    {"type": "object", "properties": {"number": {"type": "integer"}}, "required": ["number"]},
)
_TOOL_QUESTION = "Call the tool report_number with the number 7. Do not answer in words."
_QUESTION = "Count from 1 to 20 in words, and nothing else."


@dataclass(frozen=True)
class Probe:
    """What a test found: an error, or the times in milliseconds and whether it streamed."""

    error: AgentError | None = None
    first_ms: int = 0
    total_ms: int = 0
    streamed: bool = False
    calls_tools: bool | None = None
    """Asked to call a tool, it did; None: that could not be found out."""
    missing_v1: bool = False
    """The path is wrong, and the same address with /v1 would be right."""


def probe(config: ServiceConfig, limits: Limits = PROBE_LIMITS) -> Probe:
    """Ask the service of these settings; never raises for what a service does wrong."""
    result = _ask(config, limits)
    if result.error is None:
        return replace(result, calls_tools=_calls_tools(config, limits))
    wrong_path = result.error is not None and result.error.reason in ("wrong_path", "not_openai", "not_json")
    if wrong_path and config.kind == "openai" and "/v1" not in config.url:
        # The same origin, so the key may go there.
        better = _ask(replace(config, url=config.url.rstrip("/") + "/v1"), limits)
        wrong_again = better.error is not None and better.error.reason in ("wrong_path", "not_openai", "not_json")
        if not wrong_again:
            return replace(result, missing_v1=True)
    return result


def _calls_tools(config: ServiceConfig, limits: Limits) -> bool | None:
    """Ask for a call of a tool. A refusal of tools, or an answer in words, is a no; other errors say nothing."""
    ask = Ask(new_id(), new_id(), "", (Turn("user", _TOOL_QUESTION),), tools=(_TOOL,))
    try:
        pieces = PROVIDERS[config.kind](config, ask, limits, Cancel())
        return any(isinstance(piece, ToolCall) and piece.name == _TOOL.name for piece in pieces)
    except AgentError as error:
        return False if error.reason == "no_tools" else None


def _ask(config: ServiceConfig, limits: Limits) -> Probe:
    ask = Ask(new_id(), new_id(), "", (Turn("user", _QUESTION),))
    cancel = Cancel()
    started = time.monotonic()
    first = None
    pieces = 0
    chars = 0
    try:
        config.service_url()
        for piece in PROVIDERS[config.kind](config, ask, limits, cancel):
            if isinstance(piece, Text):
                pieces += 1
                chars += len(piece.delta)
                first = first or time.monotonic()
                if chars > limits.answer_chars:
                    break
    except AgentError as error:
        return Probe(error=error)
    end = time.monotonic()
    return Probe(
        first_ms=round(((first or end) - started) * 1000),
        total_ms=round((end - started) * 1000),
        streamed=pieces > 1,
    )
