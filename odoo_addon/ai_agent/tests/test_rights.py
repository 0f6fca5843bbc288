"""Who may do what with the records behind the routes. Who may use which route is in `test_rights_matrix`."""

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import AgentCase


@tagged("post_install", "-at_install")
class TestRights(AgentCase):
    """Conversations are their users' own, for managers and administrators too."""

    def test_another_users_ids_are_free_to_use(self):
        self.be("ada")
        body = self.run_input("Ada's secret")
        self.call("POST", "/ai_agent/run", body)
        self.settle()
        self.be("bob")
        answer = self.call("POST", "/ai_agent/run", {**body, "messages": [{**body["messages"][0], "content": "Bob"}]})
        self.settle()
        self.assertEqual(answer.status_code, 200)
        self.assertNotIn("secret", str(self.upstream.requests[-1]["body"]))
        threads = self.env["ai_agent.thread"].search([("public_id", "=", body["threadId"])])
        self.assertEqual(threads.user_id, self.ada | self.bob)

    def test_companies_must_be_the_users_own(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.be("ada")
        for value in (f"{other.id}", f"{self.ada.company_id.id},{other.id}", "x", "1;2", "-1"):
            self.assertProblem(self.call("GET", "/ai_agent/threads", X_Allowed_Companies=value), "forbidden")
        self.ada.company_ids = [Command.link(other.id)]
        body = self.run_input()
        answer = self.call("POST", "/ai_agent/run", body, X_Allowed_Companies=str(other.id))
        self.assertEqual(answer.status_code, 200)
        self.settle()
        thread = self.env["ai_agent.thread"].search([("public_id", "=", body["threadId"])])
        self.assertEqual(thread.company_id, other)
        self.assertIn("Other", self.upstream.requests[-1]["body"]["messages"][0]["content"])
        path = f"/ai_agent/threads/{body['threadId']}"
        self.assertEqual(self.call("GET", path).status_code, 200)
        self.ada.company_ids = [Command.unlink(other.id)]
        self.assertProblem(self.call("GET", path), "not_found")
        self.assertProblem(self.call("GET", f"/ai_agent/runs/{body['runId']}/events"), "not_found")
        self.assertEqual(self.call("GET", "/ai_agent/threads").json()["threads"], [])
        again = self.call("POST", "/ai_agent/run", self.run_input(thread=body["threadId"]))
        self.assertProblem(again, "not_found")

    def test_records_are_own_only_for_managers_and_administrators_too(self):
        self.be("ada")
        self.ask()
        for model in ("ai_agent.thread", "ai_agent.message", "ai_agent.run"):
            records = self.env[model].search([("user_id", "=", self.ada.id)])
            self.assertTrue(records)
            self.assertTrue(records.with_user(self.ada).search_count([]))
            for user in (self.bob, self.boss, self.env.ref("base.user_admin")):
                self.assertFalse(records.with_user(user).search([]))
                with self.assertRaises(AccessError):
                    records.with_user(user).read(["public_id"])
        for model in ("ai_agent.run.event", "ai_agent.run.stop"):
            for user in (self.ada, self.boss, self.env.ref("base.user_admin")):
                with self.assertRaises(AccessError):
                    self.env[model].with_user(user).search([])

    def test_nobody_writes_conversations_by_rpc(self):
        self.be("ada")
        self.ask()
        thread = self.env["ai_agent.thread"].search([("user_id", "=", self.ada.id)])
        for user in (self.ada, self.boss):
            with self.assertRaises(AccessError):
                thread.with_user(user).write({"title": "x"})
            with self.assertRaises(AccessError):
                self.env["ai_agent.thread"].with_user(user).create(
                    {"public_id": "x", "user_id": user.id, "company_id": user.company_id.id}
                )
        for values in ({"user_id": self.bob.id}, {"company_id": 1}):
            with self.assertRaises(AccessError):
                thread.sudo().write(values)

    def test_managers_see_usage_without_texts(self):
        self.be("ada")
        self.ask("A very private question")
        report = self.env["ai_agent.run.report"].with_user(self.boss)
        row = report.search([("user_id", "=", self.ada.id)])
        self.assertEqual((row.state, row.tokens_in, row.tokens_out), ("finished", 7, 5))
        self.assertNotIn("private", str(row.read()))
        with self.assertRaises(AccessError):
            report.with_user(self.ada).search([])

    def test_session_info_is_for_users_of_the_assistant(self):
        for login, expected in (("ada", True), ("nora", False)):
            self.authenticate(login, login)
            answer = self.opener.request(
                "POST", f"{self.base_url()}/web/session/get_session_info", json={"params": {}}, timeout=30
            )
            info = answer.json()["result"]
            self.assertEqual("ai_agent" in info, expected)
            if expected:
                self.assertEqual(info["ai_agent"]["bootstrap"], "/ai_agent/bootstrap")
                self.assertIn("dist", info["ai_agent"])

    def test_unknown_paths_and_methods_are_problems(self):
        self.be("ada")
        self.assertProblem(self.call("GET", "/ai_agent/nothing"), "not_found")
        self.assertProblem(self.call("GET", "/ai_agent/runs/bad%20id/events"), "invalid_input")
        self.assertProblem(self.call("PUT", "/ai_agent/threads", {}), "invalid_input")
