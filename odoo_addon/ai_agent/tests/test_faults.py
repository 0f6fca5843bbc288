"""Each fault of an AI service: one clear sentence, a typed code, and the key nowhere."""

import json
import logging
import socket
import time

from odoo.tests import tagged

from .common import AgentCase
from .upstream import KEY


@tagged("post_install", "-at_install")
class TestFaults(AgentCase):
    """The run ends with `RUN_ERROR`; what was said is kept; asking again works."""

    def setUp(self):
        super().setUp()
        self.be("ada")
        self.log = []
        handler = logging.Handler()
        handler.emit = lambda record: self.log.append(record.getMessage() + str(record.exc_text or ""))
        logging.getLogger().addHandler(handler)
        self.addCleanup(logging.getLogger().removeHandler, handler)

    def tearDown(self):
        self.settle()
        self.assertFalse([line for line in self.log if KEY in line], "the key is in the log")
        super().tearDown()

    def fails(self, script, code, kept=""):
        """Check one fault, that its text is kept, and that the next question is answered."""
        thread = self.fresh()
        self.upstream.script = script
        events = self.assertFails(code, thread=thread)
        self.assertEqual(self.text_of(events), kept)
        read = self.call("GET", f"/ai_agent/threads/{thread}").json()
        self.assertEqual(read["messages"][0]["content"], "Hi")
        self.assertEqual([m["content"] for m in read["messages"][1:]], [kept] if kept else [])
        self.assertEqual((read["lastRun"]["status"], read["lastRun"]["code"]), ("failed", code))
        self.assertEqual(read["lastRun"]["detail"], events[-1]["message"])
        self.upstream.reset()
        self.assertEqual(self.ask("Again", thread=thread)[-1]["type"], "RUN_FINISHED")
        return events[-1]

    def test_service_down(self):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.configure(url=f"http://127.0.0.1:{port}/v1")
        events = self.assertFails("service_unreachable")
        self.assertIn(str(port), events[-1]["message"])

    def test_unknown_name(self):
        self.configure(url="https://no-such-host.invalid/v1")
        self.assertIn("no-such-host.invalid", self.assertFails("service_unreachable")[-1]["message"])

    def test_private_address_without_consent(self):
        self.configure(allow_private="")
        self.assertFails("service_unreachable")
        self.assertFalse(self.upstream.requests)

    def test_plain_http_on_the_internet(self):
        self.configure(url="http://93.184.216.34/v1", allow_private="")
        self.assertIn("https", self.assertFails("service_unreachable")[-1]["message"])

    def test_slow_before_the_first_byte(self):
        self.configure(limit_first_byte_seconds="0.3")
        self.fails(lambda _reply: time.sleep(1), "service_timeout")

    def test_silent_in_the_middle(self):
        self.configure(limit_idle_seconds="0.3")

        def script(reply):
            reply.head()
            reply.delta("Half")
            reply.wait_until_gone(3)

        self.fails(script, "service_timeout", "Half")

    def test_too_long_in_all(self):
        self.configure(limit_total_seconds="0.5")

        def script(reply):
            reply.head()
            for _ in range(100):
                reply.delta("x")
                time.sleep(0.05)

        events = self.assertFailsWith(script, "service_timeout")
        self.assertTrue(self.text_of(events))

    def assertFailsWith(self, script, code):
        self.upstream.script = script
        return self.assertFails(code)

    def test_wrong_key(self):
        for status in (401, 403):
            said = {"error": {"message": f"Incorrect API key provided: {KEY}"}}
            self.fails(lambda reply, s=status, m=said: reply.json(m, s), "service_rejected_key")

    def test_too_many_requests(self):
        end = self.fails(lambda reply: reply.json({}, 429, Retry_After="7"), "rate_limited")
        self.assertEqual(end["metadata"]["retryAfter"], 7)

    def test_server_error_that_echoes_the_key(self):
        body = {"error": f"boom {KEY} {KEY[:12]}…{KEY[-12:]}"}
        self.fails(lambda reply: reply.json(body, 500), "service_error")
        self.assertFalse([line for line in self.log if KEY[:12] in line or KEY[-12:] in line])

    def test_wrong_path_and_redirect(self):
        self.assertIn("404", self.fails(lambda reply: reply.json({}, 404), "service_error")["message"])
        self.fails(lambda reply: reply.json({}, 302, Location="http://127.0.0.1:1/"), "service_error")

    def test_unknown_model(self):
        said = {"error": {"message": "The model `test-model` does not exist", "code": "model_not_found"}}
        self.assertIn("test-model", self.fails(lambda reply: reply.json(said, 404), "service_error")["message"])

    def test_too_long_for_the_model(self):
        said = {"error": {"code": "context_length_exceeded"}}
        self.fails(lambda reply: reply.json(said, 400), "context_too_long")

    def test_not_json(self):
        def page(reply):
            reply.head(200, "text/html")
            reply.raw(b"<html>It works!</html>")

        self.fails(page, "service_error")

        def events(reply):
            reply.head()
            reply.delta("Half")
            reply.raw(b"data: {oops\n\n")

        self.fails(events, "service_error", "Half")

    def test_not_http(self):
        self.fails(lambda reply: reply.raw(b"SSH-2.0-OpenSSH\r\n\r\n"), "service_error")

    def test_a_whole_answer_is_one_delta(self):
        answer = {
            "choices": [{"message": {"content": "All at once"}, "finish_reason": "stop"}],
            "usage": {"prompt_tokens": 3, "completion_tokens": 4},
        }
        self.upstream.script = lambda reply: reply.json(answer)
        events = self.ask()
        self.assertEqual(self.text_of(events), "All at once")
        self.assertEqual(sum(e["type"] == "TEXT_MESSAGE_CONTENT" for e in events), 1)
        self.assertEqual(events[-1]["usage"][0]["outputTokens"], 4)

    def test_cut_in_the_middle(self):
        def script(reply):
            reply.head()
            reply.delta("Half")

        self.fails(script, "service_error", "Half")

    def test_an_error_in_the_middle(self):
        def script(reply):
            reply.head()
            reply.delta("Half")
            reply.event({"error": {"message": f"overloaded {KEY}"}})

        self.fails(script, "service_error", "Half")

    def test_endless(self):
        self.configure(limit_answer_chars="1000")

        def script(reply):
            reply.head()
            while True:
                reply.delta("x" * 300)

        events = self.assertFailsWith(script, "service_error")
        self.assertEqual(len(self.text_of(events)), 1000)

    def test_an_endless_line(self):
        def script(reply):
            reply.head()
            for _ in range(40):
                reply.raw(b"x" * 65536)
            reply.wait_until_gone(2)

        self.fails(script, "service_error")

    def test_empty(self):
        def script(reply):
            reply.head()
            reply.finish()

        events_end = self.fails(script, "service_error")
        self.assertIn("empty", events_end["message"])
        self.fails(lambda reply: reply.json({"choices": [{"message": {"content": ""}}]}), "service_error")

    def test_filtered(self):
        def script(reply):
            reply.head()
            reply.delta("I should not")
            reply.finish(reason="content_filter")

        self.fails(script, "content_filtered", "I should not")

    def test_text_that_postgresql_cannot_store(self):
        def script(reply):
            reply.head()
            reply.raw(b'data: {"choices":[{"delta":{"content":"a\\u0000b\\ud800c \xc3"}}]}\n\n')
            reply.finish()

        self.upstream.script = script
        self.assertEqual(self.text_of(self.ask()), "ab?c \ufffd")

    def test_an_unexpected_exception_is_internal_and_typed(self):
        from unittest.mock import patch

        with patch("odoo.addons.ai_agent.controllers.runs._begin", side_effect=RuntimeError("secret detail")):
            answer = self.call("POST", "/ai_agent/run", self.run_input())
        self.assertProblem(answer, "internal", 500)
        self.assertNotIn("secret detail", answer.text)

    def test_the_key_is_in_no_answer(self):
        body = self.run_input()
        answers = [self.call("GET", "/ai_agent/bootstrap"), self.call("POST", "/ai_agent/run", body)]
        self.settle()
        answers += [
            self.call("GET", f"/ai_agent/runs/{body['runId']}/events"),
            self.call("GET", f"/ai_agent/threads/{body['threadId']}"),
        ]
        for answer in answers:
            self.assertEqual(answer.status_code, 200)
            self.assertNotIn(KEY, answer.text + json.dumps(dict(answer.headers)))


@tagged("post_install", "-at_install")
class TestAgui(AgentCase):
    """The scripted service is an AG-UI agent."""

    def setUp(self):
        super().setUp()
        self.configure(kind="agui")
        self.be("ada")

    def agent(self, *events):
        def script(reply):
            reply.head()
            for event in events:
                reply.event(event)

        self.upstream.script = script

    def test_text_is_relayed_and_everything_else_dropped(self):
        self.agent(
            {"type": "RUN_STARTED", "threadId": "evil", "runId": "evil"},
            {"type": "STATE_SNAPSHOT", "snapshot": {"a": 1}},
            {"type": "TEXT_MESSAGE_START", "messageId": "evil", "role": "assistant"},
            {"type": "TEXT_MESSAGE_CONTENT", "messageId": "evil", "delta": "Hello"},
            {"type": "TEXT_MESSAGE_END", "messageId": "evil"},
            {"type": "TOOL_CALL_START", "toolCallId": "evil", "toolCallName": "rm"},
            {"type": "CUSTOM", "name": "evil", "value": 1},
            {"type": "TEXT_MESSAGE_START", "messageId": "empty", "role": "assistant"},
            {"type": "TEXT_MESSAGE_END", "messageId": "empty"},
            {"type": "TEXT_MESSAGE_CHUNK", "messageId": "two", "role": "assistant", "delta": "World"},
            {
                "type": "RUN_FINISHED",
                "threadId": "evil",
                "runId": "evil",
                "usage": [{"inputTokens": 1, "outputTokens": 2}],
            },
        )
        events = self.ask("Hi there")
        self.assertNotIn("evil", json.dumps(events))
        self.assertEqual(self.text_of(events), "Hello\n\nWorld")
        self.assertEqual(events[-1]["usage"][0]["outputTokens"], 2)
        asked = self.upstream.requests[-1]
        self.assertEqual(asked["path"], "/v1")
        self.assertEqual([m["role"] for m in asked["body"]["messages"]], ["system", "user"])
        self.assertTrue({"threadId", "runId", "state", "tools", "context", "forwardedProps"} <= asked["body"].keys())

    def test_an_agents_error_and_a_missing_end(self):
        self.agent({"type": "RUN_ERROR", "message": f"x {KEY}", "code": "boom"})
        self.assertFails("service_error")
        self.agent({"type": "RUN_ERROR", "message": "x", "code": "rate_limited"})
        self.assertFails("rate_limited")
        self.agent({"type": "TEXT_MESSAGE_CONTENT", "messageId": "m", "delta": "Half"})
        self.assertEqual(self.text_of(self.assertFails("service_error")), "Half")
        self.agent({"type": "RUN_FINISHED", "threadId": "t", "runId": "r"})
        self.assertFails("service_error")

    def test_what_is_no_agent(self):
        self.upstream.script = lambda reply: reply.json({"choices": []})
        self.assertFails("service_error")
