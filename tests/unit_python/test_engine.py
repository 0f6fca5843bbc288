"""The engine without a database: merging, endings, stop."""

# ruff: noqa: ARG002

import json
import threading
import time

from ai_agent.services.config import ServiceConfig
from ai_agent.services.engine import Ending, Hub, LiveRun, RunSpec, work
from ai_agent.services.limits import Limits
from ai_agent.services.providers import Ask, Turn

SPEC = RunSpec("db", 1, "run", "thread", "answer", "en_US")
LIMITS = Limits(first_byte_seconds=5, idle_seconds=5, total_seconds=10)
ASK = Ask("thread", "run", "", (Turn("user", "Hi"),))


class MemoryStore:
    """Keeps what the hub writes."""

    def __init__(self):
        self.rows, self.endings, self.stops, self.known = {}, [], set(), True

    def append(self, db, rows, first_text):
        for found in rows.values():
            self.rows.update(found)
        return set(rows) if self.known else set()

    def finish(self, db, pk, ending, rows):
        self.rows.update(rows)
        self.endings.append(ending)
        return self.known

    def stop_requests(self, db, pks):
        return self.stops & set(pks)

    def sentence(self, error, lang):
        return f"sentence of {error.code}"


def config(upstream):
    return ServiceConfig(url=upstream.url, allow_private=True)


def start(upstream, store, limits=LIMITS):
    hub, live = Hub(store), LiveRun(SPEC, limits)
    hub.start(live, lambda run: work(run, config(upstream), ASK, limits, sentence=store.sentence))
    return hub, live


def drain(live, after=0):
    found = []
    while True:
        rows, ended = live.events(after, 5)
        found += [json.loads(data) for _n, data in rows]
        after = rows[-1][0] if rows else after
        if ended:
            return found


def test_a_run_is_written_down_as_readers_saw_it(upstream):
    store = MemoryStore()
    hub, live = start(upstream, store)
    events = drain(live)
    assert [json.loads(store.rows[n]) for n in sorted(store.rows)] == events
    assert sorted(store.rows) == list(range(1, len(events) + 1))
    assert store.endings[0].state == "finished"
    assert events[-1]["outcome"] == {"type": "success"}
    while hub.active():
        time.sleep(0.01)


def test_the_first_delta_is_immediate_and_later_ones_are_merged():
    live = LiveRun(SPEC, LIMITS)
    live.add_text("a")
    assert len(live.events(0)[0]) == 3
    for letter in "bcdefg":
        live.add_text(letter)
    assert len(live.events(0)[0]) == 3
    started = time.monotonic()
    rows, _ended = live.events(3, 5)
    assert json.loads(rows[0][1])["delta"] == "bcdefg"
    assert time.monotonic() - started < 0.5


def test_two_ends_make_one():
    live = LiveRun(SPEC, LIMITS)
    said = []

    def persist(_live, ending, _rows):
        said.append(ending.state)
        return ending

    threads = [threading.Thread(target=live.end, args=(Ending(s), persist)) for s in ("finished", "cancelled") * 5]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(said) == 1
    assert sum('"RUN_FINISHED"' in data for _n, data in live.events(0)[0]) == 1


def test_a_stop_request_hangs_up_on_a_silent_service(upstream):
    def script(reply):
        reply.head()
        reply.delta("Half")
        reply.wait_until_gone()

    upstream.script = script
    store = MemoryStore()
    _hub, live = start(upstream, store)
    live.events(2, 5)
    started = time.monotonic()
    store.stops.add(1)
    events = drain(live)
    assert time.monotonic() - started < 1
    assert events[-1]["outcome"] == {"type": "cancelled"}
    assert upstream.gone.wait(1)


def test_a_run_taken_for_dead_elsewhere_ends_as_lost(upstream):
    def script(reply):
        reply.head()
        reply.delta("Half")
        reply.wait_until_gone()

    upstream.script = script
    store = MemoryStore()
    _hub, live = start(upstream, store)
    live.events(2, 5)
    store.known = False
    assert drain(live)[-1]["code"] == "process_lost"


def test_a_slow_drip_of_headers_ends_with_the_total_limit(upstream):
    def script(reply):
        for _ in range(100):
            reply.raw(b"HTTP/1.1 200 OK\r\n" if _ == 0 else b"X: 1\r\n")
            time.sleep(0.1)

    upstream.script = script
    store = MemoryStore()
    _hub, live = start(upstream, store, Limits(total_seconds=1))
    started = time.monotonic()
    assert drain(live)[-1]["code"] == "service_timeout"
    assert time.monotonic() - started < 4
