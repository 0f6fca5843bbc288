"""One question in every way of running Odoo, asked as the widget asks."""

import itertools
import json
import time

from support.asking import PREFER, ask, begin, finish, lines
from support.client import problem
from support.service import ANSWER
from support.site import Site

# The service sends a word every 20 ms; what a proxy keeps back comes much later or all at once.
EARLY_SECONDS = 5
LOG_SECONDS = 5
TICKS = 4
TICK_SECONDS = 0.2


def test_a_question_is_answered(site: Site):
    answer = ask(site.client, "Hi")
    assert answer.run.text == ANSWER
    assert answer.run.end["type"] == "RUN_FINISHED"
    assert answer.run.end["outcome"]["type"] == "success"
    kept = site.client.ended(answer.thread)["messages"]
    assert [message["content"] for message in kept] == ["Hi", ANSWER]


def test_only_a_worker_answers_later(site: Site):
    answer = ask(site.client, "Hi")
    assert answer.statuses[-1] == (202 if site.name == "prefork" else 200)
    if site.name != "prefork":
        assert answer.readings == 0, "the stream ended before its run did"


def test_an_answer_comes_while_it_is_written(behind_nginx: Site):
    answer = begin(behind_nginx.client, "mode:long", first=6)
    assert answer.arrivals[-1] < EARLY_SECONDS
    behind_nginx.client.post(f"/runs/{answer.id}/stop")
    finish(behind_nginx.client, answer)
    assert answer.run.end["outcome"]["type"] == "cancelled"


def test_the_same_question_again_is_asked_once(site: Site, service):
    first = ask(site.client, "Hi")
    asked = len(service.requests)
    again = ask(site.client, "Hi", **first.body)
    assert again.events == first.events
    assert len(service.requests) == asked


def test_a_worker_says_when_to_come_back(prefork: Site):
    answer = ask(prefork.client, "Hi")
    assert answer.readings > 0
    assert set(answer.retries) == {1000}
    assert len(answer.retries) == answer.readings


def test_a_worker_refuses_whoever_cannot_wait(prefork: Site):
    body = prefork.client.input("Hi")
    said = problem(prefork.client.http.post(f"{prefork.client.boot['runBase']}/run", json=body), "busy")
    assert "retryAfter" not in said
    assert said["detail"]


def test_a_worker_answers_below_both_prefixes(prefork: Site):
    for base in ("/ai_agent", "/websocket/ai_agent"):
        body = prefork.client.input("Hi")
        response = prefork.client.http.post(f"{base}/run", json=body, headers=PREFER)
        assert response.status_code == 202
        assert response.json()["runId"] == body["runId"]
        prefork.client.ended(body["threadId"])


def test_the_probe_tells_the_way(site: Site):
    with site.client.http.stream("GET", f"{site.client.boot['runBase']}/probe") as response:
        assert response.status_code == 200
        data = [(time.monotonic(), line[6:]) for line in lines(response) if line.startswith("data: ")]
    first, *ticks = [json.loads(text) for _, text in data]
    assert first["mode"] == (site.name if site.nginx is None else "evented")
    assert first["workers"] == site.odoo.workers
    assert first["forwarded"] is (site.nginx is not None)
    assert first["https"] is (site.nginx is not None and site.nginx.tls)
    assert ticks == ([] if site.name == "prefork" else [{"tick": number} for number in range(1, TICKS + 1)])
    gaps = [later - earlier for (earlier, _), (later, _) in itertools.pairwise(data)]
    assert all(gap > TICK_SECONDS / 2 for gap in gaps[1:]), f"they came together: {gaps}"


def test_nginx_leads_to_the_evented_process(behind_nginx: Site):
    response = behind_nginx.client.http.get("/websocket/health")
    assert response.json() == {"status": "pass"}
    nginx = behind_nginx.nginx
    assert nginx
    nginx.wait_until(lambda: "/websocket/health" in nginx.access_log(), "the request is in its log", LOG_SECONDS)


def test_odd_ids_are_refused_alike_everywhere(site: Site):
    for name in ("a%20b", "a%0d%0aX-Injected:%201", "%2e%2e%2f%2e%2e%2fweb", "caf%C3%A9", "x" * 129, "%ff", "a%3Fb"):
        for base in ("/ai_agent", "/websocket/ai_agent"):
            problem(site.client.http.get(f"{base}/runs/{name}/events"), "invalid_input", "not_found")
    assert site.client.http.get("/web/login").status_code == 200
