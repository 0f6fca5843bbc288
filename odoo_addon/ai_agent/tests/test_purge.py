"""Deleting for good takes all text, and is quick enough for a year of it."""

import time

from odoo.tests import tagged

from ..store.purge import Purged, purge
from .common import AgentCase

TABLES = ("ai_agent_thread", "ai_agent_message", "ai_agent_run")
SECONDS_PER_THOUSAND = 15.0
"""A thousand conversations of ten messages; measured well below a second."""


@tagged("post_install", "-at_install")
class TestPurge(AgentCase):
    def setUp(self):
        super().setUp()
        self.be("ada")

    def thread(self, name):
        return self.env["ai_agent.thread"].search([("public_id", "=", name)])

    def test_all_that_hangs_on_a_conversation_goes_and_its_run_stays_without_text(self):
        kept, gone = self.fresh(), self.fresh()
        for name in (kept, gone):
            self.ask("One", thread=name)
            self.ask("Two", thread=name)
        thread, other = self.thread(gone), self.thread(kept)
        runs, messages = thread.run_ids, thread.message_ids
        runs[:1].sudo().error_detail = "A sentence"
        records = [*thread, *messages, *runs, other]
        files = self.env["ir.attachment"].create(
            [{"name": "f", "raw": f"File {r}", "res_model": r._name, "res_id": r.id} for r in records]
        )
        stores = files.mapped("store_fname")
        self.assertEqual(purge(self.env, thread.ids), Purged(1, 4))
        self.assertEqual(files.exists(), files[-1])
        self.env.cr.execute("SELECT 1 FROM ir_attachment WHERE store_fname = ANY(%s)", (stores[:-1],))
        self.assertFalse(self.env.cr.fetchall())
        self.assertFalse((thread | self.thread(gone)).exists())
        self.assertFalse(messages.exists())
        self.assertEqual(runs.exists(), runs)
        for run in runs:
            self.assertEqual((run.state, run.tokens_in, run.tokens_out), ("finished", 7, 5))
            self.assertFalse(run.thread_id or run.question_id or run.error_detail or run.event_ids or run.sent_ids)
        self.assertEqual(len(other.message_ids), 4)
        self.assertTrue(all(run.event_ids and run.sent_ids for run in other.run_ids))
        self.assertEqual(purge(self.env, [*thread.ids, 0]), Purged())
        self.assertEqual(purge(self.env, []), Purged())

    def test_an_active_run_is_stopped_first(self):
        def script(reply):
            reply.head()
            reply.delta("Half")
            reply.wait_until_gone()

        self.upstream.script = script
        body = self.run_input("Delete me")
        with self.streaming(body) as (answer, _send):
            answer.until(b"TEXT_MESSAGE_CONTENT")
            self.env.invalidate_all()
            purge(self.env, self.thread(body["threadId"]).ids)
            self.env.cr.flush()
            self.env.cr.clear()
            self.assertIn(b'"cancelled"', answer.rest())
            self.assertTrue(self.upstream.gone.wait(1.0))
        self.env.cr.execute("SELECT count(*) FROM ai_agent_message WHERE user_id = %s", (self.ada.id,))
        self.assertEqual(self.env.cr.fetchone()[0], 0)

    def test_a_run_of_another_process_was_stopped_for_the_usage_too(self):
        body = self.run_input()
        self.call("POST", "/ai_agent/run", body)
        self.settle()
        thread = self.thread(body["threadId"])
        run = thread.run_ids
        run.sudo().write({"state": "running", "ended_at": False})
        purge(self.env, thread.ids)
        self.assertEqual(run.state, "cancelled")
        self.assertTrue(run.ended_at)

    def test_every_foreign_key_to_what_is_deleted_has_an_index(self):
        self.env.cr.execute(
            """
            SELECT c.conrelid::regclass::text, a.attname
              FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
             WHERE c.contype = 'f' AND c.confrelid::regclass::text = ANY(%s)
               AND NOT EXISTS (SELECT 1 FROM pg_index i WHERE i.indrelid = c.conrelid AND i.indkey[0] = c.conkey[1])
            """,
            (list(TABLES),),
        )
        self.assertEqual(self.env.cr.fetchall(), [])

    def test_a_thousand_conversations_take_seconds(self):
        ids = self.many(1000)
        started = time.monotonic()
        self.assertEqual(purge(self.env, ids), Purged(1000, 10_000))
        self.assertLess(time.monotonic() - started, SECONDS_PER_THOUSAND)
