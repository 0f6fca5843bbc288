"""Fifty questions at the same instant: limits hold, and the rest is told when to come back."""

from __future__ import annotations

import random
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing

import httpx
import pytest
from support.asking import PREFER
from support.client import Client, new_id
from support.site import Site, limit

POSTS = 50
# A full pool refuses at once; the widget comes back by itself, with the same question.
BUSY = (500, 502, 503)


@pytest.fixture(params=["threaded", "prefork", "documented"])
def any_site(request: pytest.FixtureRequest) -> Site:
    return request.getfixturevalue(request.param)


def _post(site: Site, client: Client, text: str) -> tuple[str, int, dict]:
    body = client.input(text)
    headers = {**client.http.headers, **PREFER}
    cookies = dict(client.http.cookies)
    for _ in range(40):
        url = f"{site.url}{client.boot['runBase']}/run"
        try:
            with httpx.stream("POST", url, json=body, headers=headers, cookies=cookies, timeout=60) as response:
                if response.status_code in (200, 202):
                    return body["runId"], response.status_code, {}
                response.read()
                if response.status_code not in BUSY:
                    return body["runId"], response.status_code, response.json()
        except httpx.TransportError:
            # The listening socket of a worker takes a few connections only.
            pass
        time.sleep(random.uniform(0.1, 0.6))
    raise AssertionError("never taken and never refused")


def _fifty(site: Site, **limits: int) -> list[tuple[str, int, dict]]:
    with ExitStack() as stack:
        for name, value in limits.items():
            stack.enter_context(limit(site, name, value))
        http = stack.enter_context(closing(site.target.other_user(f"limits-{new_id()[:8]}")))
        client = Client(http).start()
        with ThreadPoolExecutor(POSTS) as pool:
            found = list(pool.map(lambda _n: _post(site, client, "mode:slow"), range(POSTS)))
        for run, status, _said in found:
            if status in (200, 202):
                assert client.post(f"/runs/{run}/stop").status_code == 204
        return found


def test_runs_at_the_same_time(any_site: Site):
    found = _fifty(any_site, user_running=5, user_per_minute=1000)
    assert _outcomes(found) == {"taken": 5, "rate_limited": POSTS - 5}


def test_runs_within_a_minute(any_site: Site):
    found = _fifty(any_site, user_running=1000, user_per_minute=7)
    assert _outcomes(found) == {"taken": 7, "rate_limited": POSTS - 7}
    assert all(0 < said["retryAfter"] <= 60 for _run, status, said in found if status == 429)


def _outcomes(found: list[tuple[str, int, dict]]) -> Counter[str]:
    for _run, status, said in found:
        if status == 429:
            assert said["retryAfter"] > 0
            assert said["detail"]
    return Counter("taken" if status in (200, 202) else said["code"] for _run, status, said in found)
