"""Everything of an employee is deleted in one action, by managers only."""

import time

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..store import erasure
from .common import AgentCase

SECONDS_PER_YEAR_OF_CHATS = 40.0
"""For 3,000 conversations of ten messages; measured at three seconds. Without an index it would be minutes."""


@tagged("post_install", "-at_install")
class TestErasure(AgentCase):
    def wizard(self, users, by=None, **values):
        action = self.env["ai_agent.erasure"].with_user(by or self.boss)
        return action.with_context(active_model="res.users", active_ids=users.ids).create(values)

    def left_of(self, user):
        """Return how many rows of each table are left of a user."""
        owned = ("ai_agent.thread", "ai_agent.message", "ai_agent.run", "ai_agent.feedback")
        counts = [self.env[model].search_count([("user_id", "=", user.id)]) for model in owned]
        hanging = ("ai_agent.run.event", "ai_agent.run.sent")
        return counts + [self.env[model].search_count([("run_id.user_id", "=", user.id)]) for model in hanging]

    def test_everything_goes_also_what_was_deleted_with_undo(self):
        self.be("ada")
        names = [self.fresh() for _ in range(3)]
        for name in names:
            self.ask("Question", thread=name)
        threads = self.env["ai_agent.thread"].search([("public_id", "in", names)])
        answer = threads[0].message_ids.sorted("id")[-1]
        self.call("POST", f"/ai_agent/messages/{answer.public_id}/feedback", {"rating": "up", "comment": "Good"})
        file = self.env["ir.attachment"].create(
            {"name": "f", "raw": "File", "res_model": "ai_agent.message", "res_id": answer.id}
        )
        threads[2].deleted_at = "2026-01-01 00:00:00"
        self.many(1, user=self.bob)
        others = self.left_of(self.bob)
        self.ada.active = False
        wizard = self.wizard(self.ada)
        self.assertEqual(wizard.user_ids, self.ada)
        self.assertEqual((wizard.threads, wizard.messages, wizard.runs), (3, 6, 3))
        self.assertIn("bytes", wizard.text_size.lower())
        self.assertIn(self.boss.company_id.name, wizard.company_names)
        action = wizard.action_erase()
        self.assertEqual((action["res_id"], wizard.state), (wizard.id, "done"))
        self.assertEqual((wizard.done_threads, wizard.done_messages, wizard.done_runs), (3, 6, 3))
        self.assertEqual(self.left_of(self.ada), [0] * 6)
        self.assertFalse(file.exists())
        self.assertEqual(self.left_of(self.bob), others)
        row = self.env["ai_agent.deletion"].search([])
        self.assertEqual((row.reason, row.threads, row.messages, row.runs), ("erasure", 3, 6, 3))
        self.assertEqual((row.by_id, row.user_id, row.company_id), (self.boss, self.ada, self.boss.company_id))
        self.assertEqual((row.by_name, row.user_name), (self.boss.name, self.ada.name))
        self.assertNotIn("Question", str(row.read()))

    def test_usage_figures_stay_if_wanted(self):
        self.many(3)
        wizard = self.wizard(self.ada, usage=False)
        wizard.action_erase()
        self.assertEqual((wizard.done_threads, wizard.done_runs), (3, 0))
        runs = self.env["ai_agent.run"].search([("user_id", "=", self.ada.id)])
        self.assertEqual(len(runs), 3)
        self.assertFalse(runs.thread_id)

    def test_several_employees_each_with_a_record(self):
        self.many(2)
        self.many(1, user=self.bob)
        self.wizard(self.ada | self.bob | self.nora).action_erase()
        rows = self.env["ai_agent.deletion"].search([])
        self.assertEqual({row.user_id: row.threads for row in rows}, {self.ada: 2, self.bob: 1})

    def test_a_running_answer_is_stopped_first(self):
        def script(reply):
            reply.head()
            reply.delta("Half")
            reply.wait_until_gone()

        self.upstream.script = script
        self.be("ada")
        with self.streaming(self.run_input("Erase me")) as (answer, _send):
            answer.until(b"TEXT_MESSAGE_CONTENT")
            self.env.invalidate_all()
            self.wizard(self.ada).action_erase()
            self.env.cr.flush()
            self.env.cr.clear()
            self.assertIn(b'"cancelled"', answer.rest())
            self.assertTrue(self.upstream.gone.wait(1.0))
        self.assertEqual(self.left_of(self.ada), [0] * 6)

    def test_other_companies_are_not_touched(self):
        other = self.env["res.company"].create({"name": "Other"})
        here = self.many(2)
        self.ada.write({"company_ids": [Command.link(other.id)], "company_id": other.id})
        there = self.many(3)
        wizard = self.wizard(self.ada)
        self.assertEqual(wizard.threads, 2)
        self.assertNotIn("Other", wizard.company_names)
        wizard.action_erase()
        threads = self.env["ai_agent.thread"]
        self.assertFalse(threads.browse(here).exists())
        self.assertEqual(len(threads.browse(there).exists()), 3)
        self.boss.company_ids = [Command.link(other.id)]
        self.wizard(self.ada).action_erase()
        self.assertFalse(threads.browse(there).exists())

    def test_only_managers(self):
        self.many(1)
        manager = self.wizard(self.ada)
        for user in (self.ada, self.bob, self.nora, self.pia):
            with self.assertRaises(AccessError):
                self.wizard(self.ada, by=user)
            with self.assertRaises(AccessError):
                manager.with_user(user).action_erase()
            with self.assertRaises(AccessError):
                self.env["ai_agent.erasure"].with_user(user).new({"user_ids": self.ada.ids})._compute_figures()
        self.assertEqual(self.env["ai_agent.thread"].search_count([("user_id", "=", self.ada.id)]), 1)

    def test_a_plain_user_cannot_open_or_execute_it_by_rpc(self):
        self.many(1)
        wizard = self.wizard(self.ada)
        self.authenticate("bob", "bob")
        spec = {"threads": {}, "messages": {}}
        for method, args in (
            ("action_erase", [wizard.ids]),
            ("web_read", [wizard.ids, spec]),
            ("onchange", [[], {"user_ids": [[6, 0, self.ada.ids]]}, [], spec]),
            ("web_save", [[], {"user_ids": [[6, 0, self.ada.ids]]}, spec]),
        ):
            params = {"model": "ai_agent.erasure", "method": method, "args": args, "kwargs": {}}
            answer = self.opener.post(f"{self.base_url()}/web/dataset/call_kw", json={"params": params}, timeout=30)
            self.assertEqual(answer.json()["error"]["data"]["name"], "odoo.exceptions.AccessError", method)
        actions = self.env["ir.actions.actions"].with_user(self.bob).get_bindings("res.users")
        self.assertNotIn("ai_agent.erasure", str(actions))
        actions = self.env["ir.actions.actions"].with_user(self.boss).get_bindings("res.users")
        self.assertIn(self.env.ref("ai_agent.action_erasure").id, [a["id"] for a in actions["action"]])

    def test_nobody_chosen(self):
        wizard = self.wizard(self.env["res.users"])
        self.assertEqual((wizard.threads, wizard.text_size), (0, "0"))
        with self.assertRaises(UserError):
            wizard.action_erase()

    def test_a_year_of_an_employee_takes_seconds(self):
        self.many(3000)
        self.assertGreater(3000, erasure.BATCH)
        wizard = self.wizard(self.ada)
        started = time.monotonic()
        wizard.action_erase()
        self.assertLess(time.monotonic() - started, SECONDS_PER_YEAR_OF_CHATS)
        self.assertEqual((wizard.done_threads, wizard.done_messages, wizard.done_runs), (3000, 30_000, 3000))
        self.assertEqual(self.left_of(self.ada), [0] * 6)
