"""Calls of tools, put together from the pieces in which services send them."""

from __future__ import annotations

import json
from collections.abc import Iterator

from ..clean import clean
from ..errors import AgentError
from .base import ARGUMENT_CHARS, CALLS, ToolCall, as_name


class Calls:
    """The calls of one answer.

    A service may send several at once, piece by piece, told apart by an index (OpenAI's API reference, "Streaming"), by
    an id only, or each whole in a piece without either (llama.cpp and Ollama have done so).
    """

    def __init__(self) -> None:
        self._found: dict[object, list[str]] = {}
        self._last: object = None

    def __bool__(self) -> bool:
        return bool(self._found)

    def take(self, pieces: list[object]) -> None:
        """Take the `tool_calls` of a delta or of a message.

        :raises AgentError: `service_error` (reason `too_much`) for endless arguments
        """
        for piece in pieces:
            if not isinstance(piece, dict):
                continue
            function = piece.get("function")
            function = function if isinstance(function, dict) else {}
            name, arguments = _text(function.get("name")), function.get("arguments")
            if isinstance(arguments, dict):
                arguments = as_json(arguments)
            self.add(self._key(piece, name), _text(piece.get("id")), name, _text(arguments))

    def add(self, key: object, call_id: str, name: str, arguments: str) -> None:
        """Add a piece to the call with a key."""
        if key not in self._found and len(self._found) >= CALLS:
            return
        call = self._found.setdefault(key, ["", "", ""])
        call[0] = call[0] or call_id[:200]
        # The name comes once; some services repeat it with every piece.
        call[1] = call[1] or name[:200]
        call[2] += arguments
        self._last = key
        if len(call[2]) > ARGUMENT_CHARS:
            raise AgentError("service_error", "too_much")

    def whole(self) -> Iterator[ToolCall]:
        """Yield the calls in the order in which they began, each with an id of its own."""
        seen: set[str] = set()
        for number, (call_id, name, arguments) in enumerate(self._found.values()):
            if not name:
                continue
            own = clean(call_id)
            if not own or own in seen:
                own = f"call_{number}"
            while own in seen:
                own += "_"
            seen.add(own)
            yield ToolCall(own, as_name(name), clean(arguments) or "{}")

    def _key(self, piece: dict[str, object], name: str) -> object:
        index, call_id = piece.get("index"), piece.get("id")
        if isinstance(index, int) and not isinstance(index, bool):
            known = self._found.get(index)
            # The same index again with another id and a name is another call (seen at Gemini's compatible API).
            if known and name and call_id and known[0] and call_id != known[0]:
                return str(call_id)
            return index
        if call_id:
            return str(call_id)
        if name or self._last is None:
            return ("unnamed", len(self._found))
        return self._last


def as_json(value: object) -> str:
    """Return JSON as the engine writes it."""
    return json.dumps(value, ensure_ascii=False)


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
