"""Limits of runs, and API keys instead of sessions."""

from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from .common import AgentCase


@tagged("post_install", "-at_install")
class TestLimits(AgentCase):
    """Refused with a time, counted over all that began, whatever was deleted since."""

    def setUp(self):
        super().setUp()
        self.be("ada")

    def refused(self):
        problem = self.assertProblem(self.call("POST", "/ai_agent/run", self.run_input()), "rate_limited", 429)
        self.assertGreater(problem["retryAfter"], 0)
        return problem

    def back(self, **ago):
        """Put all runs into the past."""
        self.env["ai_agent.run"].search([]).write({"started_at": fields.Datetime.now() - timedelta(**ago)})
        self.env.flush_all()

    def test_runs_of_a_minute(self):
        self.configure(limit_user_per_minute="2")
        first = self.run_input()
        self.call("POST", "/ai_agent/run", first)
        self.ask()
        self.assertLessEqual(self.refused()["retryAfter"], 60)
        self.call("DELETE", f"/ai_agent/threads/{first['threadId']}")
        self.refused()
        self.be("bob")
        self.assertEqual(self.ask()[-1]["type"], "RUN_FINISHED")
        self.back(seconds=61)
        self.be("ada")
        self.assertEqual(self.ask()[-1]["type"], "RUN_FINISHED")

    def test_runs_of_a_day(self):
        self.configure(limit_user_per_day="1")
        self.ask()
        self.back(hours=23)
        left = self.refused()["retryAfter"]
        self.assertTrue(3500 < left <= 3600, left)
        self.back(hours=24, seconds=1)
        self.ask()

    def test_runs_of_everybody(self):
        self.configure(limit_all_per_minute="1")
        self.ask()
        self.be("bob")
        self.refused()

    def test_runs_at_the_same_time(self):
        self.configure(limit_user_running="1")
        self.upstream.script = lambda reply: (reply.head(), reply.delta("x"), reply.wait_until_gone())
        body = self.run_input()
        with self.streaming(body) as (answer, send):
            answer.until(b"TEXT_MESSAGE_CONTENT")
            second = send("POST", "/ai_agent/run", self.run_input())
            send("POST", f"/ai_agent/runs/{body['runId']}/stop")
            answer.rest()
        self.assertIn("1", self.assertProblem(second, "rate_limited", 429)["detail"])
        self.upstream.reset()
        self.ask()

    def test_a_refused_question_leaves_no_trace(self):
        self.configure(limit_user_per_minute="1")
        self.ask()
        body = self.run_input("Refused")
        self.assertProblem(self.call("POST", "/ai_agent/run", body), "rate_limited", 429)
        self.assertProblem(self.call("GET", f"/ai_agent/threads/{body['threadId']}"), "not_found", 404)

    def test_an_api_key_needs_neither_session_nor_token(self):
        key = (
            self.env["res.users.apikeys"]
            .with_user(self.ada)
            ._generate(None, "test", fields.Datetime.now() + timedelta(days=1))
        )
        self.logout()
        bearer = {"Authorization": f"Bearer {key}"}
        body = self.run_input("By key")
        answer = self.call("POST", "/ai_agent/run", body, csrf=False, **bearer)
        self.settle()
        self.assertEqual(self.events_of(answer)[-1]["outcome"], {"type": "success"})
        read = self.call("GET", f"/ai_agent/threads/{body['threadId']}", csrf=False, **bearer)
        self.assertEqual(read.json()["messages"][0]["content"], "By key")
        self.assertEqual(
            self.call("GET", "/ai_agent/bootstrap", csrf=False, **bearer).json()["user"]["id"], self.ada.id
        )
        wrong = {"Authorization": f"Bearer {key[:-1]}x"}
        self.assertProblem(self.call("GET", "/ai_agent/threads", csrf=False, **wrong), "unauthenticated", 401)
        self.be("bob")
        self.assertProblem(self.call("GET", f"/ai_agent/threads/{body['threadId']}", csrf=False), "not_found", 404)
        read = self.call("GET", f"/ai_agent/threads/{body['threadId']}", csrf=False, **bearer)
        self.assertEqual(read.status_code, 200, "the key counts, not the session beside it")

    def test_a_key_of_somebody_without_the_assistant_opens_nothing(self):
        for user in (self.nora, self.pia):
            key = (
                self.env["res.users.apikeys"]
                .with_user(user)
                .sudo()
                ._generate(None, "test", fields.Datetime.now() + timedelta(days=1))
            )
            bearer = {"Authorization": f"Bearer {key}"}
            self.assertProblem(self.call("GET", "/ai_agent/threads", csrf=False, **bearer), "forbidden", 403)
