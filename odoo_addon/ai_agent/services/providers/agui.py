"""AG-UI agents: `POST <url>` with `RunAgentInput`, answered by events (AG-UI 1.0).

Nothing of the agent's stream is passed on as it is: text and calls of tools are taken from an allow-list
of events and everything else (ids, snapshots, custom events, results, interrupts) is dropped. The run
engine issues its own ids. An agent asks for a tool of ours by ending its run with the call left open
(AG-UI 1.0, "Tools"); the next request has the call and its answer in `messages`.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..config import ServiceConfig
from ..errors import HTTP_STATUS, AgentError
from ..ids import new_id
from ..limits import Limits
from ..scrub import for_log
from ..sse import SseParser
from ..upstream import Cancel, Exchange
from .base import Ask, Piece, Text, Turn, Usage, as_object, count, failure, said
from .calls import Calls

_TEXT = {"TEXT_MESSAGE_CONTENT", "TEXT_MESSAGE_CHUNK"}
_CALL = {"TOOL_CALL_START", "TOOL_CALL_ARGS", "TOOL_CALL_CHUNK"}
_BREAK = "\n\n"


def stream_agui(config: ServiceConfig, ask: Ask, limits: Limits, cancel: Cancel) -> Iterator[Piece]:
    """Yield the answer of an AG-UI agent. See `base.Provider`."""
    with Exchange(config, "", _run_input(ask), limits, cancel) as exchange:
        if exchange.status != 200:
            raise failure(exchange, config, with_tools=bool(ask.tools))
        if exchange.content_type != "text/event-stream":
            body, _longer = exchange.text()
            raise AgentError("service_error", "not_agui", log=for_log(body, [config.key]))
        yield from _events(config, exchange)


def _run_input(ask: Ask) -> dict[str, object]:
    return {
        "threadId": ask.thread_id,
        "runId": ask.run_id,
        "state": {},
        "messages": _messages(ask),
        "tools": [vars(tool) for tool in ask.tools],
        "context": [],
        "forwardedProps": ask.forwarded,
    }


def _messages(ask: Ask) -> list[dict[str, object]]:
    system = [Turn("system", ask.system)] if ask.system else []
    return [_message(turn) for turn in (*system, *ask.turns)]


def _message(turn: Turn) -> dict[str, object]:
    value = {"id": new_id(), **turn.to_json()}
    if "tool_calls" in value:
        value["toolCalls"] = value.pop("tool_calls")
    if "tool_call_id" in value:
        value["toolCallId"] = value.pop("tool_call_id")
    return value


def _events(config: ServiceConfig, exchange: Exchange) -> Iterator[Piece]:
    parser = SseParser()
    calls = Calls()
    answered: set[str] = set()
    spoke = False
    current: object = None
    calling: object = None
    for chunk in exchange.chunks():
        for data in parser.feed(chunk):
            event = as_object(data)
            if event is None:
                raise AgentError("service_error", "not_json", log=for_log(data, [config.key]))
            kind = event.get("type")
            if kind in _TEXT:
                delta = event.get("delta")
                role = event.get("role", "assistant")
                if not isinstance(delta, str) or not delta or role != "assistant":
                    continue
                name = event.get("messageId") or current
                # Several messages of an agent become one here, so they need a gap.
                if spoke and name != current:
                    yield Text(_BREAK)
                current = name
                spoke = True
                yield Text(delta)
            elif kind in _CALL:
                # Only the first chunk of a call has to name it.
                name = calling = event.get("toolCallId") or calling
                delta = event.get("delta")
                called = event.get("toolCallName")
                if isinstance(name, str):
                    pieces = (called if isinstance(called, str) else "", delta if isinstance(delta, str) else "")
                    calls.add(name, name, *pieces)
            elif kind == "TOOL_CALL_RESULT":
                # A tool of the agent's own, which it has run itself: nothing that we should run.
                answered.add(str(event.get("toolCallId")))
            elif kind == "RUN_FINISHED":
                yield from _usage(event)
                called = [call for call in calls.whole() if call.id not in answered]
                if not spoke and not called:
                    raise AgentError("service_error", "empty")
                yield from called
                return
            elif kind == "RUN_ERROR":
                raise _run_error(config, event, data)
    raise AgentError("service_error", "cut", log="stream ended without RUN_FINISHED or RUN_ERROR")


def _usage(event: dict[str, object]) -> Iterator[Usage]:
    """Usage is no fixed part of AG-UI 1.0: take the common spellings where they are."""
    usage = event.get("usage")
    if isinstance(usage, list) and usage:
        usage = usage[0]
    if not isinstance(usage, dict):
        return
    tokens_in = count(usage.get("inputTokens", usage.get("input_tokens")))
    tokens_out = count(usage.get("outputTokens", usage.get("output_tokens")))
    if tokens_in or tokens_out:
        yield Usage(tokens_in, tokens_out)


def _run_error(config: ServiceConfig, event: dict[str, object], data: str) -> AgentError:
    """Map the agent's code if it is one of ours that an agent may say, else `service_error`."""
    log = for_log(data, [config.key])
    code = event.get("code")
    sayable = {"rate_limited", "budget_exhausted", "content_filtered", "context_too_long", "service_timeout"}
    if isinstance(code, str) and code in sayable & HTTP_STATUS.keys():
        return AgentError(code, log=log)
    found, reason = said(data) or ("service_error", "agent_error")
    return AgentError(found, reason, model=config.model, log=log)
