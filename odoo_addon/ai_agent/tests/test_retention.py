"""Retention: old conversations go, company by company, and it is said how many."""

from logging import INFO
from unittest.mock import patch

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..models import res_company
from .common import AgentCase

LOGGER = "odoo.addons.ai_agent.models.res_company"


@tagged("post_install", "-at_install")
class TestRetention(AgentCase):
    def setUp(self):
        super().setUp()
        self.company = self.ada.company_id
        self.env["res.company"].search([]).ai_agent_retention_days = 0
        self.commits = []
        cron = type(self.env["ir.cron"])

        def commit(_self, processed=0, *, remaining=None):
            self.commits.append((processed, remaining))
            return self.seconds_left

        self.seconds_left = 60.0
        self.patch(cron, "_commit_progress", commit)

    def apply(self):
        self.env["res.company"]._ai_agent_apply_retention()

    def old(self, count, days, **kw):
        return self.env["ai_agent.thread"].browse(
            self.many(count, messages=2, at=f"now() - interval '{days} days'", **kw)
        )

    def recorded(self):
        return self.env["ai_agent.deletion"].search([])

    def test_without_a_setting_all_is_kept(self):
        old = self.old(3, 4000)
        self.apply()
        self.assertEqual(old.exists(), old)
        self.assertFalse(self.recorded())

    def test_what_is_older_goes_and_the_rest_stays(self):
        self.company.ai_agent_retention_days = 30
        old, new = self.old(5, 31), self.old(4, 29)
        old[:1].write({"deleted_at": "2026-01-01 00:00:00"})
        runs = old.run_ids
        with patch.object(res_company, "BATCH", 2), self.assertLogs(LOGGER, INFO) as logs:
            self.apply()
        self.assertFalse(old.exists())
        self.assertEqual(new.exists(), new)
        self.assertEqual(runs.exists(), runs)
        self.assertEqual(self.commits, [(0, 5), (2, None), (2, None), (1, None)])
        self.assertIn("30 days deleted 5 conversations with 10 messages", logs.output[0])
        row = self.recorded()
        self.assertEqual((row.reason, row.threads, row.messages, row.runs), ("retention", 5, 10, 0))
        self.assertEqual(
            (row.company_id, row.by_id, row.user_id), (self.company, row.by_id.browse(), row.by_id.browse())
        )
        self.apply()
        self.assertEqual(self.recorded(), row)

    def test_companies_have_their_own_time(self):
        other = self.env["res.company"].create({"name": "Other", "ai_agent_retention_days": 10})
        self.bob.write({"company_ids": [Command.set(other.ids)], "company_id": other.id})
        kept, gone = self.old(2, 20), self.old(2, 20, user=self.bob)
        self.apply()
        self.assertFalse(gone.exists())
        self.assertEqual(kept.exists(), kept)
        self.assertEqual(self.recorded().company_id, other)

    def test_a_running_answer_keeps_its_conversation(self):
        self.company.ai_agent_retention_days = 30
        busy, idle = self.old(1, 31), self.old(1, 31)
        busy.run_ids.sudo().state = "running"
        self.apply()
        self.assertTrue(busy.exists())
        self.assertFalse(idle.exists())

    def test_when_the_time_is_over_it_stops_and_says_what_was_done(self):
        self.company.ai_agent_retention_days = 30
        old = self.old(6, 31)
        self.seconds_left = 0.0
        with patch.object(res_company, "BATCH", 4), self.assertLogs(LOGGER, INFO) as logs:
            self.apply()
        self.assertEqual(len(old.exists()), 2)
        self.assertIn("deleted 4 conversations", logs.output[0])
        self.assertEqual(self.recorded().threads, 4)
        self.seconds_left = 60.0
        self.apply()
        self.assertFalse(old.exists())
        self.assertEqual(sum(self.recorded().mapped("threads")), 6)

    def test_what_was_used_meanwhile_stays(self):
        self.company.ai_agent_retention_days = 30
        old = self.old(2, 31)
        ids = self.company._ai_agent_expired()
        old[:1].active_at = "2999-01-01 00:00:00"
        self.env.flush_all()
        self.company._ai_agent_forget(ids)
        self.assertEqual(old.exists(), old[:1])

    def test_the_setting_is_the_companys(self):
        Settings = self.env["res.config.settings"].with_user(self.boss)
        Settings.create({"ai_agent_retention_days": 90}).execute()
        self.assertEqual(self.boss.company_id.ai_agent_retention_days, 90)
        self.assertEqual(Settings.create({}).ai_agent_retention_days, 90)
        self.assertTrue(self.env.ref("ai_agent.cron_retention").active)

    def test_the_record_is_for_managers_and_nobody_changes_it(self):
        self.company.ai_agent_retention_days = 30
        self.old(1, 31)
        self.apply()
        row = self.recorded()
        self.assertEqual(row.with_user(self.boss).threads, 1)
        for user in (self.ada, self.nora, self.pia):
            with self.assertRaises(AccessError):
                row.with_user(user).read(["threads"])
        with self.assertRaises(AccessError):
            row.with_user(self.boss).write({"threads": 0})
        with self.assertRaises(AccessError):
            row.with_user(self.boss).unlink()
        with self.assertRaises(AccessError):
            row.with_user(self.boss).create({"reason": "retention", "company_id": self.company.id})
        other = self.env["res.company"].create({"name": "Other"})
        self.boss.write({"company_ids": [Command.set(other.ids)], "company_id": other.id})
        self.assertFalse(self.env["ai_agent.deletion"].with_user(self.boss).search([]))
