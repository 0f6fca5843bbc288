"""A minute in which something is killed every few seconds while people ask. Seeded: `CHAOS_SEED=7` repeats one."""

from __future__ import annotations

import os
import random
import signal
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import httpx
import pytest
from support.asking import PREFER, Answer
from support.client import Client
from support.faults import check_goes_on, check_lost, read_through, shown
from support.odoo import Odoo
from support.service import STEADY
from support.site import Site, visit, wait_for_calm
from support.stack import Stack

PEOPLE = 8
SECONDS = 75
# A heartbeat grows old for 30 s, and a process takes its time to come back.
END_SECONDS = 90
SEED = int(os.environ.get("CHAOS_SEED", "20"))


@pytest.fixture
def chaotic(stack: Stack, threaded_odoo: Odoo) -> Iterator[Site]:  # noqa: ARG001  the settings are entered there
    with stack.prefork(workers=2, max_cron_threads=0) as odoo, stack.nginx(odoo) as nginx:
        yield visit("chaotic", odoo, nginx)


def test_nothing_is_lost_doubled_or_stuck(stack: Stack, chaotic: Site):
    dice = random.Random(SEED)
    over = threading.Event()
    with ThreadPoolExecutor(PEOPLE + 1) as pool:
        people = [pool.submit(_ask_on, chaotic, number, over) for number in range(PEOPLE)]
        done = _break_things(stack, chaotic.odoo, dice)
        over.set()
        answers = [answer for person in people for answer in person.result()]
    wait_for_calm(chaotic.odoo)
    assert len(answers) >= PEOPLE
    ends = Counter(_check(client, answer) for client, answer in answers)
    assert ends["success"], f"nothing was answered between {done}"
    assert not stack.postgres.rows("SELECT id FROM ai_agent_run WHERE state = 'running'"), "a run is stuck"
    for client, answer in answers[:PEOPLE]:
        check_goes_on(client, answer.thread)


def _break_things(stack: Stack, odoo: Odoo, dice: random.Random) -> list[str]:
    done = []
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        time.sleep(dice.uniform(4, 14))
        what = dice.choice(["evented", "worker", "recycle", "database"])
        done.append(what)
        if what == "database":
            stack.postgres.restart_immediately()
        elif what == "evented":
            odoo.kill_process(odoo.evented())
        else:
            os.kill(dice.choice(odoo.http_workers()), signal.SIGKILL if what == "worker" else signal.SIGINT)
        odoo.come_back()
    return done


def _ask_on(site: Site, number: int, over: threading.Event) -> list[tuple[Client, Answer]]:
    """One person: asks, reads to the end through whatever happens, and asks again."""
    client = _log_in(site, f"chaos-{number}")
    answers = []
    while not over.is_set():
        answer = _ask(client, over)
        if answer is not None:
            answers.append((client, read_through(client, answer, END_SECONDS)))
    return answers


def _log_in(site: Site, login: str) -> Client:
    http = site.target.other_user(login)
    return Client(http).start()


def _ask(client: Client, over: threading.Event) -> Answer | None:
    """Send one question until it is taken, the same body each time; nothing if all is over before."""
    body = client.input("mode:steady")
    answer = Answer(body["threadId"], body["runId"], body["messages"][-1]["id"], body)
    while not over.is_set():
        try:
            with closing(client.http.send(_request(client, body), stream=True)) as response:
                if response.status_code in (200, 202):
                    return answer
                assert response.status_code in (404, 500, 502, 503, 504), response.read()[:300]
        except httpx.TransportError:
            answer.cuts += 1
        time.sleep(random.uniform(0.2, 0.6))
    return None


def _request(client: Client, body: dict) -> httpx.Request:
    return client.http.build_request("POST", f"{client.boot['runBase']}/run", json=body, headers=PREFER)


def _check(client: Client, answer: Answer) -> str:
    end = answer.events[-1][1]
    if end["type"] == "RUN_ERROR":
        check_lost(client, answer, STEADY)
        return end["code"]
    assert end["outcome"]["type"] == "success"
    assert shown(answer) == STEADY
    thread = client.ended(answer.thread)
    assert [message["content"] for message in thread["messages"]] == ["mode:steady", STEADY]
    return "success"
