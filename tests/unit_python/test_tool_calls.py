"""Tool calls without a database: as services write them, the rounds of a turn, and what goes back."""

import json
from dataclasses import replace

import pytest
from ai_agent.services.config import ServiceConfig
from ai_agent.services.engine import Answered, Ending, LiveRun, RunSpec, StoredCall, Used, work
from ai_agent.services.engine.events import retold
from ai_agent.services.errors import AgentError
from ai_agent.services.history import PAST_ANSWER_CHARS, PastCall, turns_of, without_calls
from ai_agent.services.limits import Limits
from ai_agent.services.masks import Masks
from ai_agent.services.prompt import Asker, fitting_turns, squeezed, system_prompt, turn_tokens
from ai_agent.services.providers import Ask, Tool, ToolCall, Turn
from ai_agent.services.providers.base import ARGUMENT_CHARS, CALLS
from ai_agent.services.providers.calls import Calls
from ai_agent.services.run_input import parse_run_input

SPEC = RunSpec("db", 1, "run", "thread", "answer", "en_US", partner_id=7)
LIMITS = Limits(first_byte_seconds=5, idle_seconds=5, total_seconds=10)
COUNT = Tool("count_records", "Counts.", {"type": "object", "properties": {}})
SYSTEM = system_prompt(Asker("Ada", "English", "UTC", "Acme", "today"), with_tools=True)
ASK = Ask("thread", "run", SYSTEM, (Turn("user", "Hi"),), tools=(COUNT,))


def piece(index=None, call_id=None, name=None, arguments=None):
    function = {key: value for key, value in (("name", name), ("arguments", arguments)) if value is not None}
    head = {key: value for key, value in (("index", index), ("id", call_id)) if value is not None}
    return {**head, "type": "function", "function": function}


def put_together(*deltas):
    calls = Calls()
    for pieces in deltas:
        calls.take(list(pieces))
    return [(call.id, call.name, call.arguments) for call in calls.whole()]


class Box:
    """A toolbox in memory: `answers` by name of a tool; else `{"data": 1}`."""

    def __init__(self, answers=None, resumed=(), masks=None, during=None):
        self.answers, self._resumed, self.during = answers or {}, list(resumed), during
        self._masks = masks or Masks(b"")
        self.stored, self.carried, self.kept, self.closed = [], [], [], []
        self.refused = self.gone = False
        self.asked_for_masks = 0

    def masks(self):
        self.asked_for_masks += 1
        return self._masks

    def store(self, calls):
        if self.gone:
            return []
        first = len(self.stored)
        new = [
            StoredCall(n, f"c{n}", call.name, call.arguments, in_browser=call.name.startswith("open"))
            for n, call in enumerate(calls, first + 1)
        ]
        self.stored += new
        return new

    def carry_out(self, call):
        self.carried.append(call.name)
        if self.during:
            self.during(call)
        answer = self.answers.get(call.name, Answered("done", '{"data":1}', '{"ok":true}'))
        return answer

    def close(self, call):
        self.closed.append(call.name)
        return Answered("failed", "{}", '{"ok":false}')

    def resumed(self):
        return self._resumed

    def sent(self, number, ask, before):
        self.kept.append((number, ask, before))

    def refused_tools(self):
        self.refused = True


OPEN = Answered("open", arguments='{"checked":true}')
WAITING = Answered("waiting", interrupt={"id": "p1", "reason": "tool_call"})


def plays(upstream, *rounds):
    """Let the service play a round for each request; the last is repeated."""
    left = list(rounds)

    def script(reply):
        said = left.pop(0) if len(left) > 1 else left[0]
        if callable(said):
            said(reply)
            return
        reply.head()
        for part in said:
            if isinstance(part, str):
                reply.delta(part)
            else:
                reply.event({"choices": [{"delta": {"tool_calls": [part]}}]})
        reply.finish(10, 3, "tool_calls")

    upstream.script = script


def call(name, call_id="x1", arguments="{}", index=0):
    return piece(index, call_id, name, arguments)


def run(upstream, box, ask=ASK, limits=LIMITS, spec=SPEC, used=None, **changes):
    live = LiveRun(spec, limits)
    config = replace(ServiceConfig(url=upstream.url, allow_private=True), **changes)
    more = {"used": used} if used else {}
    ending = work(live, config, ask, limits, sentence=lambda error, _lang: error.code, toolbox=box, **more)
    kept = []
    live.end(ending, lambda _live, held, _rows: kept.append(held) or held)
    events = [json.loads(line) for _n, line in live.events(0)[0]]
    return kept[0], events


def kinds(events):
    return [event["type"] for event in events]


# What services write.


def test_arguments_come_in_pieces_told_apart_by_an_index():
    found = put_together(
        [piece(0, "a", "one", "")],
        [piece(0, arguments='{"x"')],
        [piece(1, "b", "two", "{}")],
        [piece(0, arguments=":1}")],
    )
    assert found == [("a", "one", '{"x":1}'), ("b", "two", "{}")]


def test_an_id_or_a_name_with_each_piece_is_the_same_call():
    found = put_together([piece(0, "a", "one", '{"x"')], [piece(0, "a", "one", ":1}")])
    assert found == [("a", "one", '{"x":1}')]
    found = put_together([piece(None, "a", "one", '{"x"')], [piece(None, "a", None, ":1}")])
    assert found == [("a", "one", '{"x":1}')]


def test_the_same_index_with_another_id_and_a_name_is_another_call():
    found = put_together([piece(0, "a", "one", "{}")], [piece(0, "b", "two", "{}")])
    assert found == [("a", "one", "{}"), ("b", "two", "{}")]


def test_calls_without_ids_and_indexes_get_ids():
    found = put_together([piece(None, None, "one", '{"x":1}'), piece(None, None, "two", "{}")])
    assert [call[1:] for call in found] == [("one", '{"x":1}'), ("two", "{}")]
    assert len({call[0] for call in found}) == 2
    found = put_together([piece(None, None, "one", '{"x"')], [piece(None, None, None, ":1}")])
    assert [call[1:] for call in found] == [("one", '{"x":1}')]


@pytest.mark.parametrize("ids", [("a", "a"), ("call_1", None), (None, "call_0"), ("call_1", "call_1", None)])
def test_no_two_calls_have_one_id(ids):
    found = put_together([piece(n, name, "one", "{}") for n, name in enumerate(ids)])
    assert len(found) == len(ids)
    assert len({call[0] for call in found}) == len(ids)


def test_arguments_may_be_an_object_or_missing():
    assert put_together([piece(0, "a", "one", {"x": "é"})]) == [("a", "one", '{"x": "é"}')]
    assert put_together([piece(0, "a", "one")]) == [("a", "one", "{}")]
    assert put_together([piece(0, "a", None, "{}")]) == []
    assert put_together([None, 1, {"function": 7}, {"index": 0, "function": {"name": 7}}]) == []


def test_endless_arguments_are_an_error_and_too_many_calls_are_left_out():
    with pytest.raises(AgentError) as caught:
        put_together([piece(0, "a", "one", "x" * (ARGUMENT_CHARS + 1))])
    assert caught.value.reason == "too_much"
    assert len(put_together([piece(n, f"i{n}", "one", "{}") for n in range(CALLS + 5)])) == CALLS


def test_what_no_database_and_no_service_takes_is_left_out():
    (found,) = put_together([piece(0, "a\0", "one two;\ud800" + "x" * 100, '{"x": "\0\ud800"}')])
    assert "\0" not in "".join(found)
    "".join(found).encode()
    assert found[1].startswith("one_two__")
    assert len(found[1]) == 64


def test_a_broken_call_does_not_break_the_history():
    turn = Turn("assistant", "", (ToolCall("a", "one", '{"x":'), ToolCall("b", "two", "[1]"), ToolCall("c", "x", "{}")))
    sent = [part["function"]["arguments"] for part in turn.to_json()["tool_calls"]]
    assert sent == ["{}", "{}", "{}"]


# The rounds of a turn.


def test_a_tool_is_called_and_the_answer_comes_after_it(upstream):
    plays(
        upstream, ["Let me ", "see.", call("count_records", arguments='{"model":"res.partner"}')], ["There is ", "1."]
    )
    box = Box()
    ending, events = run(upstream, box)
    assert kinds(events) == [
        "RUN_STARTED",
        "TEXT_MESSAGE_START",
        "TEXT_MESSAGE_CONTENT",
        "TEXT_MESSAGE_CONTENT",
        "TEXT_MESSAGE_END",
        "TOOL_CALL_START",
        "TOOL_CALL_ARGS",
        "TOOL_CALL_END",
        "TOOL_CALL_RESULT",
        "TEXT_MESSAGE_START",
        "TEXT_MESSAGE_CONTENT",
        "TEXT_MESSAGE_CONTENT",
        "TEXT_MESSAGE_END",
        "RUN_FINISHED",
    ]
    assert [e["messageId"] for e in events if e["type"] == "TEXT_MESSAGE_START"] == ["answer", "answer.2"]
    start, args = events[5:7]
    assert (start["toolCallId"], start["toolCallName"], start["parentMessageId"]) == ("c1", "count_records", "answer")
    assert args["delta"] == '{"model":"res.partner"}'
    assert ending.text == "Let me see.\n\nThere is 1."
    assert ending.parts == (("text", "Let me see."), ("call", "c1"), ("text", "There is 1."))
    assert (ending.tokens_in, ending.tokens_out) == (20, 6)
    assert ending.turn == Used(2, 1, 26)
    assert events[-1]["usage"] == [{"inputTokens": 20, "outputTokens": 6}]
    first, second = [request["body"] for request in upstream.requests]
    assert [tool["function"]["name"] for tool in first["tools"]] == ["count_records"]
    assert [m["role"] for m in second["messages"]] == ["system", "user", "assistant", "tool"]
    assert second["messages"][2]["tool_calls"][0]["id"] == second["messages"][3]["tool_call_id"] == "x1"
    assert second["messages"][3]["content"] == '{"data":1}'
    # The first request is on record from the beginning; the second one is what was sent, to the letter.
    ((number, ask, before),) = box.kept
    assert (number, ask.messages()) == (1, second["messages"])
    assert before.messages() == first["messages"]


def test_blanks_before_a_call_or_a_first_word_are_no_message(upstream):
    plays(upstream, ["\n", " ", call("count_records")], ["\n\n", "One."])
    ending, events = run(upstream, Box())
    assert [e["messageId"] for e in events if e["type"] == "TEXT_MESSAGE_START"] == ["answer"]
    assert ending.text.strip() == "One."
    assert [kind for kind, _value in ending.parts] == ["call", "text"]


def test_rounds_without_words_between_them_are_kept_apart(upstream):
    plays(upstream, [call("one"), call("two", "x2", index=1)], [call("three", "x3")], ["Done"])
    ending, _events = run(upstream, Box())
    assert ending.parts == (("call", "c1"), ("call", "c2"), ("round", ""), ("call", "c3"), ("text", "Done"))


def test_a_call_for_the_browser_ends_the_run_with_checked_arguments(upstream):
    plays(upstream, [call("open_record", arguments='{"evil":1}')])
    ending, events = run(upstream, Box({"open_record": OPEN}))
    assert ending.state == "finished"
    assert kinds(events)[1:] == ["TOOL_CALL_START", "TOOL_CALL_ARGS", "TOOL_CALL_END", "RUN_FINISHED"]
    assert events[2]["delta"] == '{"checked":true}'
    assert len(upstream.requests) == 1


def test_a_call_for_the_browser_that_is_refused_is_told_and_gone_on_from(upstream):
    plays(upstream, [call("open_record")], ["I may not."])
    failed = Answered("failed", '{"error":"forbidden"}', '{"ok":false}')
    ending, events = run(upstream, Box({"open_record": failed}))
    assert kinds(events)[1:5] == ["TOOL_CALL_START", "TOOL_CALL_ARGS", "TOOL_CALL_END", "TOOL_CALL_RESULT"]
    assert ending.text == "I may not."


def test_a_write_interrupts(upstream):
    plays(upstream, ["I would ", call("update_records")])
    ending, events = run(upstream, Box({"update_records": WAITING}))
    assert ending.state == "waiting_approval"
    assert events[-1]["outcome"] == {"type": "interrupt", "interrupts": [WAITING.interrupt]}
    assert "TOOL_CALL_RESULT" not in kinds(events)
    assert ending.turn.calls == 1


def test_what_is_for_the_browser_is_over_when_a_person_is_asked(upstream):
    plays(upstream, [call("open_record"), call("update_records", "x2", index=1), call("count_records", "x3", index=2)])
    box = Box({"open_record": OPEN, "update_records": WAITING})
    ending, events = run(upstream, box)
    assert ending.state == "waiting_approval"
    assert box.closed == ["open_record"]
    assert box.carried == ["open_record", "update_records", "count_records"]
    assert [e["toolCallId"] for e in events if e["type"] == "TOOL_CALL_RESULT"] == ["c3", "c1"]


def test_a_stop_between_calls_runs_no_more_of_them(upstream):
    plays(upstream, [call("one"), call("two", "x2", index=1)], ["Never said"])
    live = LiveRun(SPEC, LIMITS)

    def stop(_call):
        live.end(Ending("cancelled"), lambda _live, held, _rows: held)

    box = Box(during=stop)
    config = ServiceConfig(url=upstream.url, allow_private=True)
    ending = work(live, config, ASK, LIMITS, sentence=lambda error, _lang: error.code, toolbox=box)
    assert ending.state == "cancelled"
    assert box.carried == ["one"]
    assert kinds([json.loads(line) for _n, line in live.events(0)[0]])[-1] == "RUN_FINISHED"
    assert len(upstream.requests) == 1


def test_a_run_that_was_ended_elsewhere_stores_and_runs_nothing(upstream):
    plays(upstream, [call("one")])
    box = Box()
    box.gone = True
    ending, events = run(upstream, box)
    assert (ending.state, box.carried) == ("cancelled", [])
    assert "TOOL_CALL_START" not in kinds(events)


@pytest.mark.parametrize("tools", [(), (COUNT,)])
def test_what_was_not_offered_is_not_run(upstream, tools):
    """With no tools at all, and in the last request of a turn."""
    plays(upstream, ["Text", call("count_records")])
    box = Box()
    limits = replace(LIMITS, turn_rounds=1)
    ending, _events = run(upstream, box, replace(ASK, tools=tools), limits)
    assert (ending.state, ending.text, box.stored) == ("finished", "Text", [])
    assert "tools" not in upstream.requests[0]["body"]
    plays(upstream, [call("count_records")])
    ending, _events = run(upstream, box, replace(ASK, tools=tools), limits)
    assert (ending.state, ending.code, box.stored) == ("failed", "service_error", [])


def test_the_last_round_is_without_tools_and_the_model_is_told_before(upstream):
    plays(upstream, [call("count_records")])
    box = Box()
    ending, _events = run(upstream, box, limits=replace(LIMITS, turn_rounds=5))
    assert (ending.state, ending.code, ending.turn.rounds) == ("failed", "service_error", 5)
    bodies = [request["body"] for request in upstream.requests]
    assert ["tools" in body for body in bodies] == [True, True, True, True, False]
    hints = [body["messages"][-1]["content"].partition("\n")[2] for body in bodies[1:]]
    assert hints[0] == ""
    assert "2 more times" in hints[1]
    assert "1 more times" in hints[2]
    assert "No more tools" in hints[3]
    assert len(box.carried) == 4


def test_calls_beyond_the_limit_of_a_turn_are_not_run(upstream):
    plays(upstream, [call("one"), call("two", "x2", index=1), call("three", "x3", index=2)], ["Enough"])
    box = Box()
    ending, _events = run(upstream, box, limits=replace(LIMITS, turn_calls=2))
    assert box.carried == ["one", "two"]
    assert (ending.text, ending.turn.calls) == ("Enough", 2)
    assert "tools" not in upstream.requests[1]["body"]
    assert "No more tools" in upstream.requests[1]["body"]["messages"][-1]["content"]


def test_the_limit_of_tokens_holds_also_for_a_service_that_counts_none(upstream):
    plays(upstream, [call("one")], ["Enough"])
    ending, _events = run(upstream, Box(), limits=replace(LIMITS, turn_tokens=13))
    assert ending.text == "Enough"
    assert "tools" not in upstream.requests[1]["body"]

    def silent(reply):
        reply.head()
        reply.event({"choices": [{"delta": {"tool_calls": [call("one")]}, "finish_reason": "tool_calls"}]})

    upstream.requests.clear()
    plays(upstream, silent, ["Enough"])
    run(upstream, Box(), limits=replace(LIMITS, turn_tokens=100))
    assert "tools" not in upstream.requests[1]["body"]


def test_a_turn_goes_on_with_what_runs_before_have_used(upstream):
    plays(upstream, ["Done"])
    box = Box(resumed=[])
    ending, _events = run(upstream, box, used=Used(LIMITS.turn_rounds - 1, 3, 50))
    assert ending.turn == Used(LIMITS.turn_rounds, 3, 63)
    assert "tools" not in upstream.requests[0]["body"]
    # What was sent is not what was meant to be sent, and is on record as it was.
    assert [(number, before) for number, _ask, before in box.kept] == [(0, None)]


@pytest.mark.parametrize("status", [400, 404, 500])
def test_a_service_that_takes_no_tools_is_asked_again_without(upstream, status):
    def refuses(reply):
        reply.json({"error": {"message": "registry/model does not support tools"}}, status)

    plays(upstream, refuses, ["From memory"])
    box = Box()
    ending, _events = run(upstream, box)
    assert (ending.text, box.refused) == ("From memory", True)
    body = upstream.requests[1]["body"]
    assert "tools" not in body
    assert "You cannot look anything up" in body["messages"][0]["content"]
    assert [(number, ask.messages()) for number, ask, _before in box.kept] == [(1, body["messages"])]


def test_other_refusals_are_not_taken_for_one_of_tools(upstream):
    for status, message, code in (
        (400, "the tools make the prompt exceed the maximum context length", "context_too_long"),
        (429, "too many tool calls", "rate_limited"),
        (404, "model not found: toolbox", "service_error"),
    ):
        plays(upstream, lambda reply, m=message, s=status: reply.json({"error": {"message": m}}, s))
        box = Box()
        ending, _events = run(upstream, box)
        assert (ending.code, box.refused) == (code, False), message
    plays(upstream, lambda reply: reply.json({"error": {"message": "no tools today"}}, 400))
    box = Box()
    ending, _events = run(upstream, box, replace(ASK, tools=()))
    assert (ending.code, box.refused) == ("service_error", False)


def test_what_was_decided_is_carried_out_before_the_service_is_asked(upstream):
    plays(upstream, ["It is done."])
    asked = Turn("assistant", "", (ToolCall("c9", "update_records", "{}"),))
    ask = replace(ASK, turns=(*ASK.turns, asked, Turn("tool", "", call_id="c9")))
    box = Box(resumed=[("c9", Answered("done", '{"data":"executed"}', '{"ok":true}'))])
    ending, events = run(upstream, box, ask, spec=replace(SPEC, resumes=True))
    assert kinds(events)[:2] == ["RUN_STARTED", "TOOL_CALL_RESULT"]
    assert upstream.requests[0]["body"]["messages"][-1]["content"] == '{"data":"executed"}'
    assert (ending.text, ending.parts) == ("It is done.", ())
    assert [(number, before) for number, _ask, before in box.kept] == [(0, None)]


def test_what_has_changed_meanwhile_is_asked_again_without_the_service(upstream):
    box = Box(resumed=[("c9", WAITING)])
    ending, events = run(upstream, box, spec=replace(SPEC, resumes=True))
    assert ending.state == "waiting_approval"
    assert events[-1]["outcome"]["interrupts"] == [WAITING.interrupt]
    assert upstream.requests == []


def test_a_cut_in_the_middle_of_a_call_runs_nothing(upstream):
    def cut(reply):
        reply.head()
        reply.event({"choices": [{"delta": {"tool_calls": [call("one", arguments='{"x')]}}]})

    plays(upstream, cut)
    box = Box()
    ending, _events = run(upstream, box)
    assert (ending.state, box.stored) == ("failed", [])


def test_a_whole_body_may_hold_calls(upstream):
    def whole(reply):
        message = {"content": None, "tool_calls": [{"function": {"name": "count_records", "arguments": {"a": 1}}}]}
        reply.json({"choices": [{"message": message, "finish_reason": "tool_calls"}]})

    plays(upstream, whole, ["One"])
    box = Box()
    ending, _events = run(upstream, box)
    assert (ending.text, box.stored[0].arguments) == ("One", '{"a": 1}')


# AG-UI agents.


def agent(upstream, *rounds):
    left = list(rounds)

    def script(reply):
        reply.head()
        for event in left.pop(0):
            reply.event(event)
        reply.event({"type": "RUN_FINISHED", "threadId": "t", "runId": "r"})

    upstream.script = script


def text(delta, name="m"):
    return {"type": "TEXT_MESSAGE_CONTENT", "messageId": name, "delta": delta}


def test_an_agent_calls_a_tool_of_ours_by_leaving_it_open(upstream):
    agent(
        upstream,
        [
            {"type": "TEXT_MESSAGE_START", "messageId": "m", "role": "assistant"},
            {"type": "TEXT_MESSAGE_END", "messageId": "m"},
            {"type": "TOOL_CALL_START", "toolCallId": "own", "toolCallName": "its_own"},
            {"type": "TOOL_CALL_RESULT", "toolCallId": "own", "messageId": "r", "content": "7"},
            {"type": "TOOL_CALL_START", "toolCallId": "a", "toolCallName": "count_records"},
            {"type": "TOOL_CALL_ARGS", "toolCallId": "a", "delta": '{"x"'},
            {"type": "TOOL_CALL_ARGS", "toolCallId": "a", "delta": ":1}"},
            {"type": "TOOL_CALL_END", "toolCallId": "a"},
            {"type": "TOOL_CALL_CHUNK", "toolCallId": "b", "toolCallName": "read_record", "delta": '{"y"'},
            {"type": "TOOL_CALL_CHUNK", "delta": ":2}"},
            {"type": "TOOL_CALL_ARGS", "toolCallId": "unknown", "delta": "{}"},
        ],
        [text("One.")],
    )
    box = Box()
    ending, events = run(upstream, box, kind="agui")
    assert [(stored.name, stored.arguments) for stored in box.stored] == [
        ("count_records", '{"x":1}'),
        ("read_record", '{"y":2}'),
    ]
    assert ending.text == "One."
    assert [e["messageId"] for e in events if e["type"] == "TEXT_MESSAGE_START"] == ["answer"]
    first, second = [request["body"] for request in upstream.requests]
    assert first["tools"] == [vars(COUNT)]
    assert second["messages"][-1]["toolCallId"] == "b"
    assert [part["id"] for part in second["messages"][2]["toolCalls"]] == ["a", "b"]


def test_texts_of_several_messages_of_an_agent_keep_their_gap(upstream):
    agent(upstream, [text("Hello", "1"), text("World", "2")])
    ending, _events = run(upstream, Box(), kind="agui")
    assert ending.text == "Hello\n\nWorld"


# History, context and pseudonyms.


def past(name, state="done", answer='{"data":1}'):
    return PastCall(name, "count_records", "{}", state, answer)


def test_a_stored_answer_is_told_again_round_by_round():
    parts = json.dumps([["text", "A"], ["call", "1"], ["call", "2"], ["round", ""], ["call", "3"], ["text", "B"]])
    calls = {name: past(name) for name in "123"}
    turns = turns_of("assistant", "A\n\nB", parts, calls, with_tools=True, cut=False)
    assert [(t.role, t.content, [c.id for c in t.calls], t.call_id) for t in turns] == [
        ("assistant", "A", ["1", "2"], ""),
        ("tool", '{"data":1}', [], "1"),
        ("tool", '{"data":1}', [], "2"),
        ("assistant", "", ["3"], ""),
        ("tool", '{"data":1}', [], "3"),
        ("assistant", "B", [], ""),
    ]
    bare = turns_of("assistant", "A\n\nB", parts, calls, with_tools=False, cut=False)
    assert [(t.content, t.calls) for t in bare] == [("A", ()), ("B", ())]
    assert [t.content for t in without_calls(turns)] == ["A", "B"]


def test_old_answers_are_cut_and_what_was_not_carried_out_says_so():
    parts = json.dumps([["call", name] for name in ("long", "gone", "open", "waiting", "unknown")])
    calls = {
        "long": past("long", answer="x" * 5000),
        "gone": past("gone", "cancelled", None),
        "open": past("open", "open", None),
        "waiting": past("waiting", "waiting", None),
    }
    turns = turns_of("assistant", "", parts, calls, with_tools=True, cut=True)
    answers = {turn.call_id: turn.content for turn in turns if turn.call_id}
    assert len(answers["long"]) < PAST_ANSWER_CHARS + 20
    assert "not carried out" in answers["gone"]
    assert "browser" in answers["open"]
    assert answers["waiting"] == ""
    assert "unknown" not in answers
    (whole,) = turns_of("assistant", "", parts, calls, with_tools=True, cut=False)[1:2]
    assert len(whole.content) == 5000


def test_answers_of_tools_are_shortened_the_oldest_first():
    turns = [Turn("user", "q"), *(Turn("tool", letter * 6000, call_id=letter) for letter in "abc")]
    room = sum(map(turn_tokens, turns)) - 100
    kept = squeezed(turns, room)
    assert [len(turn.content) < 1000 for turn in kept[1:]] == [True, False, False]
    assert sum(map(turn_tokens, kept)) <= room
    assert squeezed(turns, 10**6) == turns


def test_a_turn_that_goes_on_fits_although_tools_gave_much():
    turns = [Turn("user", "old"), Turn("assistant", "x"), Turn("user", "q"), Turn("tool", "y" * 30_000, call_id="a")]
    kept = fitting_turns("", turns, 2000, 500)
    assert kept[-2].content == "q"
    assert len(kept[-1].content) < 1000


def test_what_is_sent_is_squeezed_and_kept_as_it_was_sent(upstream):
    plays(upstream, [call("count_records")], [call("count_records", "x2")], ["Done"])
    big = Answered("done", "y" * 6000, '{"ok":true}')
    box = Box({"count_records": big})
    run(upstream, box, context_tokens=4000)
    sent = [request["body"]["messages"] for request in upstream.requests]
    assert [ask.messages() for _number, ask, _before in box.kept] == sent[1:]
    assert len(sent[2][3]["content"]) < 1000, "the first answer was shortened for the second"


def test_pseudonyms_are_turned_back_in_streams(upstream):
    masks = Masks(b"k" * 32)
    masks.learn([("char", "Marc Demo")])
    (name,) = masks.known
    plays(upstream, ["It is ", name[:3], name[3:], "."])
    ending, _events = run(upstream, Box(masks=masks), spec=replace(SPEC, masked=True))
    assert ending.text == "It is Marc Demo."

    def cut(reply):
        reply.head()
        reply.delta(f"It is {name[:4]}")

    plays(upstream, cut)
    ending, _events = run(upstream, Box(masks=masks), spec=replace(SPEC, masked=True))
    assert (ending.state, ending.text) == ("failed", f"It is {name[:4]}"), "what was held back is not lost"


def test_without_pseudonyms_and_calls_the_database_is_not_asked(upstream):
    plays(upstream, ["Hi"])
    box = Box()
    run(upstream, box)
    assert (box.asked_for_masks, box.kept, box.stored) == (0, [], [])


def test_a_lost_run_is_told_again_from_its_events():
    def start(name):
        return {"type": "TOOL_CALL_START", "toolCallId": name}

    def result(name):
        return {"type": "TOOL_CALL_RESULT", "toolCallId": name}

    said = [
        {"type": "TEXT_MESSAGE_START", "messageId": "a"},
        {"type": "TEXT_MESSAGE_CONTENT", "messageId": "a", "delta": "One"},
        {"type": "TEXT_MESSAGE_END", "messageId": "a"},
        *(start("1"), start("2"), result("1"), result("2")),
        *(start("3"), result("3")),
        {"type": "TEXT_MESSAGE_START", "messageId": "a.2"},
        {"type": "TEXT_MESSAGE_CONTENT", "messageId": "a.2", "delta": "Tw"},
    ]
    words, parts, open_id = retold(said)
    assert (words, open_id) == ("One\n\nTw", "a.2")
    assert parts == (("text", "One"), ("call", "1"), ("call", "2"), ("round", ""), ("call", "3"), ("text", "Tw"))
    assert retold(said[:3])[1] == ()


# What a client sends.


def run_input(**changes):
    return {"threadId": "t", "runId": "r", "messages": [{"id": "m", "role": "user", "content": "Hi"}], **changes}


def test_tool_messages_at_the_end_are_answers():
    tool = {"id": "x", "role": "tool", "toolCallId": "c1", "content": '{"ok":true}'}
    parsed = parse_run_input(run_input(messages=[{"id": "m", "role": "user", "content": "Hi"}, tool]))
    assert [(answer.call_id, answer.content) for answer in parsed.answers] == [("c1", '{"ok":true}')]
    assert parse_run_input(run_input(messages=[tool])).answers
    later = [tool, {"id": "m", "role": "user", "content": "Hi"}]
    assert parse_run_input(run_input(messages=later)).answers == ()


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"messages": []}, "invalid_input"),
        ({"messages": [], "resume": []}, "invalid_input"),
        ({"resume": "x"}, "invalid_input"),
        ({"resume": [{"interruptId": "p", "status": "maybe"}]}, "invalid_input"),
        ({"resume": [{"interruptId": "p", "status": "resolved", "payload": "x"}]}, "invalid_input"),
        ({"resume": [{"interruptId": "../p", "status": "resolved"}]}, "invalid_input"),
        ({"messages": [{"id": "x", "role": "tool", "toolCallId": "c", "content": "x" * 4001}]}, "too_large"),
        ({"messages": [{"id": "x", "role": "tool", "content": "x"}]}, "invalid_input"),
    ],
)
def test_what_is_no_answer_is_refused(changes, code):
    with pytest.raises(AgentError) as caught:
        parse_run_input(run_input(**changes))
    assert caught.value.code == code


def test_a_resume_needs_no_messages():
    resume = [{"interruptId": "p", "status": "resolved", "payload": {"approved": True}}]
    parsed = parse_run_input(run_input(messages=[], resume=resume))
    assert [(entry.interrupt_id, entry.resolved, entry.payload) for entry in parsed.resumes] == [
        ("p", True, {"approved": True})
    ]
