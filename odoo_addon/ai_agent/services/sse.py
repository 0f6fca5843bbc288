"""Server-sent events, both ways (HTML Living Standard, section 9.2)."""

from __future__ import annotations

import codecs
from collections.abc import Iterator

from .errors import AgentError
from .limits import SSE_LINE_BYTES

PING = b": ping\n\n"


def encode(number: int, data: str) -> bytes:
    """Return one event; `data` is one line of JSON."""
    return f"id: {number}\ndata: {data}\n\n".encode()


def retry(seconds: float) -> bytes:
    """Return the field that says when a reader should come back."""
    return f"retry: {round(seconds * 1000)}\n\n".encode()


class SseParser:
    """Turns bytes, cut anywhere, into the `data` of events.

    Handles CR, LF and CRLF, also cut between the two, a byte order mark, and characters of
    several bytes cut in the middle. Event names, ids and comments are not used here.
    """

    def __init__(self, max_line: int = SSE_LINE_BYTES) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8-sig")("replace")
        self._line: list[str] = []
        self._length = 0
        self._data: list[str] = []
        self._data_length = 0
        self._after_cr = False
        self._max = max_line

    def feed(self, chunk: bytes) -> Iterator[str]:
        """Yield the data of each event that this chunk completes.

        :raises AgentError: `service_error` (reason `too_much`) for a line or event over the limit
        """
        text = self._decoder.decode(chunk)
        if self._after_cr and text:
            self._after_cr = False
            if text[0] == "\n":
                text = text[1:]
        start = 0
        while start < len(text):
            end = _line_end(text, start)
            if end < 0:
                self._keep(text[start:])
                return
            self._keep(text[start:end])
            start = end + 1
            if text[end] == "\r":
                if start < len(text):
                    start += text[start] == "\n"
                else:
                    self._after_cr = True
            line = "".join(self._line)
            self._line.clear()
            self._length = 0
            event = self._take(line)
            if event is not None:
                yield event

    def _keep(self, piece: str) -> None:
        self._length += len(piece)
        if self._length + self._data_length > self._max:
            raise AgentError("service_error", "too_much")
        if piece:
            self._line.append(piece)

    def _take(self, line: str) -> str | None:
        if not line:
            if not self._data:
                return None
            event = "\n".join(self._data)
            self._data.clear()
            self._data_length = 0
            return event
        name, _, value = line.partition(":")
        if name == "data":
            value = value.removeprefix(" ")
            self._data.append(value)
            self._data_length += len(value) + 1
        return None


def _line_end(text: str, start: int) -> int:
    lf = text.find("\n", start)
    cr = text.find("\r", start, lf if lf >= 0 else len(text))
    return cr if cr >= 0 else lf
