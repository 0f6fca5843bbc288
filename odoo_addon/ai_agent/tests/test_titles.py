"""Titles by the service: one more small request after the first answer, if the settings say so."""

import json
import threading
import time
from functools import partial
from unittest.mock import patch

from odoo.tests import tagged
from odoo.tests.common import BaseCase, release_test_lock

from ..services import title_request
from ..services.limits import Limits
from ..services.title_request import TITLE_CHARS, TITLE_TOKENS, cleaned_title
from ..store.transact import transact
from .common import AgentCase
from .upstream import KEY, hello

LOGGER = "odoo.addons.ai_agent.store.title"


@tagged("standard", "at_install")
class TestCleanedTitle(BaseCase):
    def test_one_plain_line(self):
        for said, title in (
            ("VAT in Belgium", "VAT in Belgium"),
            ('\n "**VAT** in Belgium."\nMore', "VAT in Belgium"),
            ("# «La TVA belge»", "La TVA belge"),
            ("<think>Hm,\nwell</think>\n`VAT`", "VAT"),
            ("<think>Hm", ""),
            ("VAT\u2028and\ttax\0", "VAT"),
            ("「ベルギーの税」", "ベルギーの税"),
            ("***", ""),
            ("", ""),
        ):
            with self.subTest(said=said):
                self.assertEqual(cleaned_title(said), title)

    def test_a_long_one_is_cut_at_a_word(self):
        found = cleaned_title("word " * 40)
        self.assertLessEqual(len(found), TITLE_CHARS)
        self.assertTrue(found.endswith("word…"))
        self.assertLessEqual(len(cleaned_title("x" * 400)), TITLE_CHARS)


@tagged("post_install", "-at_install")
class TestTitles(AgentCase):
    def setUp(self):
        super().setUp()
        self.configure(title_by_service="True")
        self.said = '"**Belgian VAT**"'
        self.upstream.script = self.script
        self.addCleanup(self.settle_titles)
        self.be("ada")

    def script(self, reply):
        if self.asked_for_titles():
            reply.head()
            reply.delta(self.said)
            reply.finish(20, 4)
        else:
            hello(reply)

    def asked_for_titles(self):
        """Return whether the request at hand is one for a title."""
        return "max_tokens" in self.upstream.requests[-1]["body"]

    def title_requests(self):
        return [r for r in self.upstream.requests if "max_tokens" in r["body"]]

    def settle_titles(self, seconds=10):
        """Let the threads of runs go too: they ask for the title."""
        end = time.monotonic() + seconds
        while any(thread.name.startswith("ai_agent.run.") for thread in threading.enumerate()):
            with release_test_lock():
                time.sleep(0.02)
            self.assertLess(time.monotonic(), end, "a title does not come")
        self.settle()

    def conversation(self, text="What is the VAT in Belgium?", **kw):
        thread = kw.pop("thread", None) or self.fresh()
        self.events = self.ask(text, thread=thread, **kw)
        self.settle_titles()
        return self.env["ai_agent.thread"].search([("public_id", "=", thread)])

    def titles(self):
        return self.env["ai_agent.run"].search([("user_id", "=", self.ada.id), ("kind", "=", "title")])

    def test_the_first_answer_gives_a_title_that_is_counted(self):
        thread = self.conversation()
        self.assertEqual((thread.title, thread.titled), ("Belgian VAT", "service"))
        (asked,) = self.title_requests()
        self.assertEqual(asked["body"]["max_tokens"], TITLE_TOKENS)
        self.assertEqual(asked["headers"]["X-API-Key"], KEY)
        self.assertIn("What is the VAT in Belgium?", asked["body"]["messages"][-1]["content"])
        self.assertIn("Hello **world**", asked["body"]["messages"][-1]["content"])
        self.assertEqual(len(self.call("GET", "/ai_agent/threads?q=belgian").json()["threads"]), 1)
        self.assertEqual(self.call("GET", "/ai_agent/threads?q=vat").json()["threads"][0]["title"], "Belgian VAT")
        run = self.titles()
        self.assertEqual((run.state, run.tokens_in, run.tokens_out, run.model), ("finished", 20, 4, "test-model"))
        self.assertFalse(run.thread_id)
        report = self.env["ai_agent.run.report"].with_user(self.boss).search([("kind", "=", "title")])
        self.assertEqual((report.user_id, report.tokens_in), (self.ada, 20))
        self.assertEqual((self.events[-1]["type"], self.text_of(self.events)), ("RUN_FINISHED", "Hello **world**"))

    def test_masked_values_stay_here_and_stand_in_the_title(self):
        thread = self.env["ai_agent.thread"].create(
            {"public_id": self.fresh(), "user_id": self.ada.id, "company_id": self.ada.company_id.id}
        )
        masks = self.env["ai_agent.mask"]._load(thread.id)
        masks.learn([("person", "Grace Hopper")])
        self.env["ai_agent.mask"]._save(thread.id, masks)
        self.said = f"Orders of {next(iter(masks.known))}"
        self.conversation("What did Grace Hopper order?", thread=thread.public_id)
        self.assertEqual(len(self.upstream.requests), 2)
        self.assertNotIn("Hopper", json.dumps([request["body"] for request in self.upstream.requests]))
        self.assertEqual(thread.title, "Orders of Grace Hopper")

    def test_it_is_no_run_of_the_conversation(self):
        thread = self.conversation()
        read = self.call("GET", f"/ai_agent/threads/{thread.public_id}").json()
        self.assertEqual((read["title"], read["activeRun"]), ("Belgian VAT", None))
        self.assertEqual(read["lastRun"]["id"], thread.run_ids.public_id)
        path = f"/ai_agent/runs/{self.titles().public_id}"
        self.assertProblem(self.call("GET", f"{path}/events"), "not_found")
        self.assertProblem(self.call("GET", f"{path}/sent"), "not_found")
        self.assertProblem(self.call("POST", f"{path}/stop"), "not_found")

    def test_other_browsers_hear_that_something_changed(self):
        thread = self.conversation()
        told = [
            json.loads(notice.message)["payload"]
            for notice in self.env["bus.bus"].search([("message", "like", thread.public_id)], order="id")
        ]
        self.assertEqual([notice["event"] for notice in told], ["started", "ended", "changed"])
        self.assertEqual(told[-1], {"threadId": thread.public_id, "runId": None, "event": "changed"})

    def test_only_the_first_answer_and_only_if_the_settings_say_so(self):
        thread = self.conversation()
        self.conversation(thread=thread.public_id)
        self.assertEqual(len(self.title_requests()), 1)
        self.configure(title_by_service="False")
        thread = self.conversation("Something else")
        self.assertEqual((thread.title, thread.titled), ("Something else", "question"))
        self.assertEqual(len(self.title_requests()), 1)

    def test_an_agent_is_not_asked(self):
        def agent(reply):
            reply.head()
            for event in (
                {"type": "TEXT_MESSAGE_CONTENT", "messageId": "m", "delta": "Hello"},
                {"type": "RUN_FINISHED", "threadId": "t", "runId": "r"},
            ):
                reply.event(event)

        self.configure(kind="agui")
        self.upstream.script = agent
        self.conversation()
        self.assertEqual(len(self.upstream.requests), 1)

    def test_a_first_answer_that_failed_gives_none_and_the_next_one_does(self):
        self.upstream.script = lambda reply: reply.json({}, 500)
        thread = self.conversation()
        self.assertEqual(len(self.upstream.requests), 1)
        self.upstream.script = self.script
        self.conversation(thread=thread.public_id)
        self.env.invalidate_all()
        self.assertEqual(thread.title, "Belgian VAT")

    def test_a_title_given_meanwhile_stays(self):
        for values in ({"title": "Mine", "titled": "person"}, {"deleted_at": "2026-01-01 00:00:00"}):
            with patch("odoo.addons.ai_agent.store.title.ask_title", partial(self.ask_and_write, values)):
                thread = self.conversation("What is it?")
            self.assertEqual(thread.title, values.get("title", "What is it?"))
            self.assertNotEqual(thread.titled, "service")
        self.assertEqual(len(self.titles()), 2)

    def ask_and_write(self, values, *args):
        """Ask for a title while something is written to the conversation."""
        said = title_request.ask_title(*args)
        assignments = ", ".join(f"{name} = %s" for name in values)
        statement = f"UPDATE ai_agent_thread SET {assignments} WHERE user_id = %s"
        transact(self.env.cr.dbname, lambda cr: cr.execute(statement, [*values.values(), self.ada.id]))
        return said

    def test_failures_are_logged_and_counted_and_nothing_else(self):
        def broken(reply):
            if self.asked_for_titles():
                reply.json({"error": {"message": f"bad key {KEY}"}}, 401)
            else:
                hello(reply)

        self.upstream.script = broken
        with self.assertLogs(LOGGER, "WARNING") as logs:
            thread = self.conversation("What is it?")
        self.assertNotIn(KEY, str(logs.output))
        self.assertEqual((thread.title, thread.titled), ("What is it?", "question"))
        self.assertEqual(self.events[-1]["type"], "RUN_FINISHED")
        self.assertEqual((self.titles().state, self.titles().error_code), ("failed", "service_rejected_key"))

    def test_a_service_that_says_nothing_of_use(self):
        self.said = "**"
        thread = self.conversation("What is it?")
        self.assertEqual((thread.title, thread.titled), ("What is it?", "question"))
        self.assertEqual(self.titles().state, "finished")

    def test_a_service_that_hangs_is_given_up_and_the_answer_never_waits(self):
        def hanging(reply):
            if self.asked_for_titles():
                reply.head()
                reply.wait_until_gone()
            else:
                hello(reply)

        self.upstream.script = hanging
        limits = Limits(first_byte_seconds=0.5, idle_seconds=0.5, total_seconds=0.5)
        with patch.object(title_request, "TITLE_LIMITS", limits), self.assertLogs(LOGGER, "WARNING"):
            answer = self.call("POST", "/ai_agent/run", self.run_input())
            self.assertEqual(self.events_of(answer)[-1]["type"], "RUN_FINISHED")
            self.settle()
            self.settle_titles()
        self.assertEqual(self.titles().state, "failed")

    def test_titles_do_not_count_against_the_limits(self):
        self.configure(limit_user_per_minute="2")
        self.addCleanup(self.configure, limit_user_per_minute="")
        self.conversation()
        self.assertEqual(len(self.titles()), 1)
        self.conversation("And another")
        self.assertProblem(self.call("POST", "/ai_agent/run", self.run_input()), "rate_limited")

    def test_the_setting(self):
        Settings = self.env["res.config.settings"].with_user(self.boss)
        get = self.env["ir.config_parameter"].get_param
        Settings.create({"ai_agent_title_by_service": False}).execute()
        self.assertFalse(get("ai_agent.title_by_service"))
        self.assertFalse(self.env["ai_agent.service"]._config().title_by_service)
        Settings.create({"ai_agent_title_by_service": True}).execute()
        self.assertTrue(self.env["ai_agent.service"]._config().title_by_service)
        self.assertTrue(Settings.create({}).ai_agent_title_by_service)
