"""The SSE parser gives the same events wherever the bytes are cut."""

import pytest
from ai_agent.services.errors import AgentError
from ai_agent.services.sse import SseParser, encode

STREAMS = [
    (b"data: one\n\ndata: two\n\n", ["one", "two"]),
    (b"data: one\r\n\r\ndata: two\r\n\r\n", ["one", "two"]),
    (b"data: one\r\rdata: two\r\r", ["one", "two"]),
    ("\ufeffdata: é€𝄞\n\n".encode(), ["é€𝄞"]),
    (b": ping\n\nevent: x\nid: 3\nretry: 5\ndata:a\ndata: b\n\n", ["a\nb"]),
    (b"data\n\ndata: x", [""]),
    (b"data:  two spaces\n\n", [" two spaces"]),
    (b"\n\n\ndata: late\n\n", ["late"]),
]


@pytest.mark.parametrize(("raw", "expected"), STREAMS)
def test_every_cut_gives_the_same_events(raw, expected):
    for size in range(1, len(raw) + 1):
        parser = SseParser()
        found = [e for i in range(0, len(raw), size) for e in parser.feed(raw[i : i + size])]
        assert found == expected, size


@pytest.mark.parametrize("raw", [b"data: " + b"x" * 200, b"data: x\n" * 60])
def test_a_line_or_event_over_the_limit_is_an_error(raw):
    with pytest.raises(AgentError) as caught:
        list(SseParser(max_line=100).feed(raw))
    assert caught.value.reason == "too_much"


def test_broken_utf8_is_replaced():
    assert list(SseParser().feed(b"data: a\xffb\n\n")) == ["a\ufffdb"]


def test_encoding_is_read_back():
    assert list(SseParser().feed(encode(7, '{"a":"ü"}'))) == ['{"a":"ü"}']
