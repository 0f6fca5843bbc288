"""OpenAI-compatible services: `POST <base>/chat/completions` with `stream: true`.

Fields as in OpenAI's API reference, "Create chat completion" and "Streaming"; differences of
llama.cpp, Ollama and vLLM that matter: usage in the last chunk with an empty `choices`, errors
as an event with `error`, and services that answer with one JSON body.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..config import ServiceConfig
from ..errors import AgentError
from ..limits import WHOLE_BODY_BYTES, Limits
from ..scrub import for_log
from ..sse import SseParser
from ..upstream import Cancel, Exchange
from .base import Ask, Piece, Text, Usage, as_object, count, failure, said
from .calls import Calls

_PATH = "/chat/completions"


def stream_openai(config: ServiceConfig, ask: Ask, limits: Limits, cancel: Cancel) -> Iterator[Piece]:
    """Yield the answer of an OpenAI-compatible service. See `base.Provider`."""
    body: dict[str, object] = {
        "messages": ask.messages(),
        "stream": True,
        "stream_options": {"include_usage": True},
    }
    if config.model:
        body["model"] = config.model
    if ask.max_tokens:
        body["max_tokens"] = ask.max_tokens
    if ask.tools:
        body["tools"] = [{"type": "function", "function": vars(tool)} for tool in ask.tools]
    # A base that is the whole address of the endpoint is meant as it is.
    suffix = "" if config.service_url().path.rstrip("/").endswith(_PATH) else _PATH
    with Exchange(config, suffix, body, limits, cancel) as exchange:
        if exchange.status != 200:
            raise failure(exchange, config, with_tools=bool(ask.tools))
        if exchange.content_type == "text/event-stream":
            yield from _events(config, exchange)
        else:
            yield from _whole(config, exchange)


def _events(config: ServiceConfig, exchange: Exchange) -> Iterator[Piece]:
    parser = SseParser()
    calls = Calls()
    finished = spoke = False
    for chunk in exchange.chunks():
        for data in parser.feed(chunk):
            if data.strip() == "[DONE]":
                if not spoke and not calls:
                    raise AgentError("service_error", "empty")
                yield from calls.whole()
                return
            event = as_object(data)
            if event is None:
                log = for_log(data, [config.key])
                raise AgentError("service_error", "not_json", log=log)
            if event.get("error"):
                raise _said_error(config, data)
            delta, finish, called = _choice(event, "delta")
            calls.take(called)
            if delta:
                spoke = True
                yield Text(delta)
            yield from _usage(event)
            if finish == "content_filter":
                raise AgentError("content_filtered")
            finished = finished or bool(finish)
    if not finished:
        raise AgentError("service_error", "cut", log="stream ended without finish_reason or [DONE]")
    if not spoke and not calls:
        raise AgentError("service_error", "empty")
    yield from calls.whole()


def _whole(config: ServiceConfig, exchange: Exchange) -> Iterator[Piece]:
    body, longer = exchange.text(WHOLE_BODY_BYTES)
    if longer:
        raise AgentError("service_error", "too_much")
    answer = as_object(body)
    if answer is None:
        raise AgentError("service_error", "not_json", log=for_log(body, [config.key]))
    if answer.get("error"):
        raise _said_error(config, body)
    if not isinstance(answer.get("choices"), list):
        raise AgentError("service_error", "not_openai", log=for_log(body, [config.key]))
    text, finish, called = _choice(answer, "message")
    if text:
        yield Text(text)
    yield from _usage(answer)
    if finish == "content_filter":
        raise AgentError("content_filtered")
    calls = Calls()
    calls.take(called)
    if not text and not calls:
        raise AgentError("service_error", "empty")
    yield from calls.whole()


def _choice(event: dict[str, object], name: str) -> tuple[str, str, list[object]]:
    """Return text, finish reason and calls of the first choice, empty where they are missing."""
    choices = event.get("choices")
    choice = choices[0] if isinstance(choices, list) and choices else None
    if not isinstance(choice, dict):
        return "", "", []
    part = choice.get(name)
    part = part if isinstance(part, dict) else {}
    content, called, finish = part.get("content"), part.get("tool_calls"), choice.get("finish_reason")
    return (
        content if isinstance(content, str) else "",
        finish if isinstance(finish, str) else "",
        called if isinstance(called, list) else [],
    )


def _usage(event: dict[str, object]) -> Iterator[Usage]:
    usage = event.get("usage")
    if isinstance(usage, dict):
        yield Usage(count(usage.get("prompt_tokens")), count(usage.get("completion_tokens")))


def _said_error(config: ServiceConfig, body: str) -> AgentError:
    log = for_log(body, [config.key])
    code, reason = said(body) or ("service_error", None)
    return AgentError(code, reason, model=config.model, log=log)
