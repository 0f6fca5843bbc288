"""The engine without a database: merging, endings, stop."""

# ruff: noqa: ARG002

import itertools
import json
import threading
import time
from dataclasses import replace

import pytest
from ai_agent.services.config import ServiceConfig
from ai_agent.services.engine import Ending, Hub, LiveRun, RunSpec, StoreAway, work
from ai_agent.services.engine.events import packed, unpacked
from ai_agent.services.engine.hub import SHUTDOWN_SECONDS
from ai_agent.services.limits import Limits
from ai_agent.services.providers import Ask, Turn

SPEC = RunSpec("db", 1, "run", "thread", "answer", "en_US", partner_id=7)
LIMITS = Limits(first_byte_seconds=5, idle_seconds=5, total_seconds=10)
ASK = Ask("thread", "run", "", (Turn("user", "Hi"),))


class MemoryStore:
    """Keeps what the hub writes."""

    def __init__(self):
        self.rows, self.endings, self.stops, self.known = {}, [], set(), True
        self.flushes, self.told, self.abandoned = [], [], []

    def append(self, db, runs, rows):
        self.flushes.append(len(rows))
        self.keep(row for _pk, row in rows)
        return set(runs) if self.known else set()

    def abandon(self, db, runs):
        self.abandoned.append(list(runs))

    def finish(self, db, pk, ending, rows, patience=60):
        self.keep(rows)
        self.endings.append(ending)
        return self.known

    def keep(self, packs):
        self.rows.update(unpacked(((first, lines) for first, _last, lines in packs), 0))

    def tell(self, db, notices):
        self.told += notices

    def stop_requests(self, db, pks):
        return self.stops & set(pks)

    def sentence(self, error, lang):
        return f"sentence of {error.code}"


def config(upstream):
    return ServiceConfig(url=upstream.url, allow_private=True)


def start(upstream, store, limits=LIMITS):
    hub = Hub(store)
    live = hub.live(SPEC, limits)
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
    # The first event is written with the run itself.
    assert [json.loads(store.rows[n]) for n in sorted(store.rows)] == events[1:]
    assert sorted(store.rows) == list(range(2, len(events) + 1))
    assert store.endings[0].state == "finished"
    assert events[-1]["outcome"] == {"type": "success"}
    assert store.endings[0].text == "Hello **world**"
    while not hub.resting:
        time.sleep(0.01)
    assert [(n.partner_id, n.thread_id, n.run_id, n.event) for n in store.told] == [
        (7, "thread", "run", "started"),
        (7, "thread", "run", "ended"),
    ]


def test_the_first_delta_is_immediate_and_later_ones_are_merged():
    live = LiveRun(SPEC, LIMITS)
    live.add_text("a")
    assert len(live.events(0)[0]) == 3
    for letter in "bcdefg":
        live.add_text(letter)
    assert len(live.events(0)[0]) == 3
    live.pulse(time.monotonic())
    assert len(live.events(0)[0]) == 3, "not due yet"
    live.pulse(time.monotonic() + 1)
    rows, _ended = live.events(3)
    assert [json.loads(data)["delta"] for _n, data in rows] == ["bcdefg"]


def test_deltas_are_merged_for_longer_in_a_busy_process():
    hub = Hub(MemoryStore())
    assert hub.pace() == pytest.approx(0.04)
    for pk in range(400):
        hub._runs["db", pk] = None
    assert hub.pace() == pytest.approx(0.4)
    for pk in range(5000):
        hub._runs["db", pk] = None
    assert hub.pace() == pytest.approx(0.5)


def test_what_is_packed_comes_back():
    for numbers in (s for n in range(8) for s in itertools.combinations(range(1, 8), n)):
        rows = [(n, json.dumps({"n": n, "text": "a\nb\u2028"}, ensure_ascii=False)) for n in numbers]
        packs = packed(rows)
        assert len(packs) == sum(n - 1 not in numbers for n in numbers)
        assert all(last - first == lines.count("\n") for first, last, lines in packs)
        for after in range(9):
            found = unpacked([(first, lines) for first, _last, lines in packs], after)
            assert found == [row for row in rows if row[0] > after]


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


def test_the_trouble_of_one_database_is_not_that_of_another():
    class Store(MemoryStore):
        def append(self, db, runs, rows):
            if db == "bad":
                raise StoreAway("gone")
            return super().append(db, runs, rows)

        def stop_requests(self, db, pks):
            if db == "bad":
                raise RuntimeError("the module is not installed there")
            return super().stop_requests(db, pks)

    store = Store()
    hub = Hub(store)
    hub.live(replace(SPEC, db="bad", pk=2), LIMITS)
    live = hub.live(SPEC, LIMITS)
    live.add_text("Hello")
    hub.flush()
    assert store.rows
    store.stops.add(SPEC.pk)
    hub.watch()
    assert store.endings[-1].state == "cancelled"


def test_a_process_that_stops_does_not_wait_long_for_the_database():
    class Store(MemoryStore):
        def finish(self, db, pk, ending, rows, patience=60):
            self.patience.append(patience)
            time.sleep(0.01)
            raise StoreAway("gone")

    store = Store()
    store.patience = []
    hub = Hub(store)
    for pk in range(1, 4):
        hub.live(replace(SPEC, pk=pk), LIMITS)
    hub.shutdown()
    assert len(store.patience) == 3
    assert SHUTDOWN_SECONDS >= store.patience[0] > store.patience[-1] >= 0


def test_a_system_that_gives_no_thread_ends_the_run(monkeypatch):
    store = MemoryStore()
    hub = Hub(store)
    live = hub.live(SPEC, LIMITS)

    def refuse(_thread):
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(threading.Thread, "start", refuse)
    hub.start(live, lambda _run: Ending("finished"))
    assert drain(live)[-1]["code"] == "busy"
