"""Administrators see counts and sizes by user and day, never texts."""

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import AgentCase


@tagged("post_install", "-at_install")
class TestStorage(AgentCase):
    def report(self, user):
        self.env.flush_all()
        return self.env["ai_agent.storage.report"].with_user(user)

    def test_counts_and_sizes_by_user_and_day(self):
        self.many(2, messages=3, at="timestamp '2026-01-31 23:30'")
        self.many(1, messages=2, at="timestamp '2026-02-01 00:30'")
        self.many(1, messages=2, user=self.bob, at="timestamp '2026-01-31 12:00'")
        rows = self.report(self.boss).search([("day", "<", "2026-03-01")])
        found = {(r.user_id, str(r.day)): (r.threads, r.questions, r.answers, r.text_bytes) for r in rows}
        size = len("Words of message 1")
        self.assertEqual(
            found,
            {
                (self.ada, "2026-01-31"): (2, 4, 2, 6 * size),
                (self.ada, "2026-02-01"): (1, 1, 1, 2 * size),
                (self.bob, "2026-01-31"): (1, 1, 1, 2 * size),
            },
        )
        groups = rows.formatted_read_group([("id", "in", rows.ids)], ["user_id"], ["questions:sum", "text_bytes:sum"])
        self.assertEqual({g["user_id"][0]: g["questions:sum"] for g in groups}, {self.ada.id: 5, self.bob.id: 1})

    def test_bytes_not_characters_and_a_day_without_a_new_conversation(self):
        (thread,) = self.many(1, messages=2, at="timestamp '2026-01-31 12:00'")
        self.env.cr.execute(
            "UPDATE ai_agent_message SET content = '€', create_date = '2026-02-02' "
            "WHERE thread_id = %s AND role = 'assistant'",
            (thread,),
        )
        row = self.report(self.boss).search([("day", "=", "2026-02-02")])
        self.assertEqual((row.threads, row.questions, row.answers, row.text_bytes), (0, 0, 1, 3))

    def test_never_texts_and_for_managers_of_the_company_only(self):
        self.be("ada")
        self.ask("A very private question")
        rows = self.report(self.boss).search([("user_id", "=", self.ada.id)])
        self.assertTrue(rows)
        self.assertNotIn("private", str(rows.read()))
        for user in (self.ada, self.nora, self.pia):
            with self.assertRaises(AccessError):
                self.report(user).search([])
        other = self.env["res.company"].create({"name": "Other"})
        self.boss.write({"company_ids": [Command.set(other.ids)], "company_id": other.id})
        self.assertFalse(self.report(self.boss).search([]))

    def test_the_menu_is_for_managers(self):
        menu = self.env.ref("ai_agent.menu_root")
        visible = self.env["ir.ui.menu"].with_user(self.boss)._visible_menu_ids()
        self.assertIn(menu.id, visible)
        self.assertNotIn(menu.id, self.env["ir.ui.menu"].with_user(self.ada)._visible_menu_ids())
