"""Reading on through faults, and what must hold after one."""

from __future__ import annotations

import time

import httpx

from .asking import Answer, ask, begin, read_on
from .client import Client
from .service import ANSWER, STEADY

# What a reader meets while a process is being replaced: nothing listens, a proxy's page, Odoo's page (404 while it
# has no database), a busy server.
_PASSING = {404, 500, 502, 503, 504}
PAUSE_SECONDS = 0.5


def read_through(client: Client, answer: Answer, seconds: float) -> Answer:
    """Read a run to its end as the widget does: whatever happens on the way, it comes back."""
    end = time.monotonic() + seconds
    while not answer.ended:
        assert time.monotonic() < end, f"no end within {seconds} s: {answer.events[-3:]}"
        try:
            read_on(client, answer)
        except httpx.TransportError:
            answer.cuts += 1
        except httpx.HTTPStatusError as refused:
            if refused.response.status_code not in _PASSING:
                raise
        if not answer.ended:
            time.sleep(PAUSE_SECONDS)
    return answer


def begin_and_read(client: Client, text: str, events: int) -> Answer:
    """Begin a run and read its first events, wherever they come from: its response, or one look after the other."""
    answer = begin(client, text, first=events)
    while len(answer.events) < events:
        assert not answer.ended, answer.events[-1]
        time.sleep(PAUSE_SECONDS)
        read_on(client, answer)
    return answer


def shown(answer: Answer) -> str:
    """The text that a reader has on the screen in the end."""
    text = ""
    for _number, event in answer.events:
        if event["type"] == "TEXT_MESSAGE_CONTENT":
            text += event["delta"]
        elif event["type"] == "MESSAGES_SNAPSHOT":
            said = [message for message in event["messages"] if message["role"] == "assistant"]
            text = said[-1]["content"] if said else ""
    return text


def check_lost(client: Client, answer: Answer, whole: str) -> str:
    """One clear end, nothing twice, and the screen shows what is stored; return that text."""
    ends = [event for _number, event in answer.events if event["type"] in ("RUN_ERROR", "RUN_FINISHED")]
    assert [end["type"] for end in ends] == ["RUN_ERROR"]
    assert ends[0]["code"] == "process_lost"
    assert ends[0]["message"], "there is no sentence for the person"
    thread = client.ended(answer.thread)
    assert thread["lastRun"]["status"] == "lost"
    questions = [message for message in thread["messages"] if message["role"] == "user"]
    answers = [message for message in thread["messages"] if message["role"] == "assistant"]
    assert [question["id"] for question in questions] == [answer.question]
    stored = answers[0]["content"] if answers else ""
    assert len(answers) <= 1
    assert whole.startswith(stored)
    assert shown(answer) == stored
    return stored


def check_goes_on(client: Client, thread: str) -> None:
    """After a fault the next question of the conversation is answered."""
    again = ask(client, "And now?", threadId=thread)
    # A question that got no answer is sent with the next one, and may be what the service answers.
    assert again.run.text in (ANSWER, STEADY)
