"""Deleting with undo: gone at once, back with all it had, and gone for good when its undo is over."""

from datetime import timedelta
from unittest.mock import patch

from odoo import Command, fields
from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import config as odoo_conf

from ..models import ai_agent_thread
from ..services.limits import UNDO_SECONDS
from ..store.claim import claim
from ..store.events import events_after, heads
from .common import AgentCase


@tagged("post_install", "-at_install")
class TestTrash(AgentCase):
    def setUp(self):
        super().setUp()
        self.be("ada")

    def asked(self, text="A question about zebras"):
        """Ask; return the body, and the paths of thread and run."""
        body = self.run_input(text)
        self.call("POST", "/ai_agent/run", body)
        self.settle()
        return body, f"/ai_agent/threads/{body['threadId']}", f"/ai_agent/runs/{body['runId']}"

    def record(self, body):
        return self.env["ai_agent.thread"].search([("public_id", "=", body["threadId"])])

    def delete(self, path):
        answer = self.call("DELETE", path)
        self.assertEqual((answer.status_code, answer.content), (204, b""))
        self.env.invalidate_all()

    def counts(self):
        """Rows that hold text; for events the runs that have some, since a slow run has more rows."""
        found = []
        for table in ("thread", "message", "run_event", "run_sent", "search_entry"):
            what = "DISTINCT run_id" if table == "run_event" else "*"
            self.env.cr.execute(f"SELECT count({what}) FROM ai_agent_{table}")
            found.append(self.env.cr.fetchone()[0])
        return found

    def test_a_deleted_conversation_is_nowhere(self):
        body, path, run = self.asked()
        self.delete(path)
        for method, where, sent in (
            ("GET", path, None),
            ("PATCH", path, {"pinned": True}),
            ("DELETE", path, None),
            ("GET", f"{run}/events", None),
            ("GET", f"/websocket{run}/events", None),
            ("GET", f"{run}/sent", None),
            ("POST", f"{run}/stop", None),
            ("POST", "/ai_agent/run", body),
            ("POST", "/ai_agent/run", self.run_input(thread=body["threadId"])),
        ):
            with self.subTest(method=method, path=where):
                self.assertProblem(self.call(method, where, sent), "not_found", 404)
        with patch.dict(odoo_conf.options, {"workers": 2}):
            for method, where in (("GET", f"{run}/events"), ("POST", f"{run}/stop"), ("POST", "/ai_agent/run")):
                sent = body if where.endswith("/run") else None
                self.assertProblem(self.call(method, where, sent, X_AI_Agent_Relay="1"), "not_found", 404)
        for query in ("", "archived=1", "q=zebras"):
            self.assertEqual(self.call("GET", f"/ai_agent/threads?{query}").json()["threads"], [])
        thread = self.record(body)
        for records in (thread, thread.message_ids, thread.run_ids):
            self.assertFalse(records.with_user(self.ada).search([("id", "in", records.ids)]))
            with self.assertRaises(AccessError):
                records.with_user(self.ada).read(["public_id"])

    def test_it_comes_back_with_all_it_had(self):
        body, path, run = self.asked()
        self.change(body["threadId"], pinned=True, title="Zebras")
        read = [self.call("GET", where).json() for where in (path, f"{run}/sent", "/ai_agent/threads?q=zebra")]
        events = self.call("GET", f"{run}/events").content
        self.told()
        self.delete(path)
        back = self.call("POST", f"{path}/restore")
        self.assertEqual(back.status_code, 200)
        self.assertEqual(back.json(), {k: v for k, v in read[2]["threads"][0].items() if k != "match"})
        after = [self.call("GET", where).json() for where in (path, f"{run}/sent", "/ai_agent/threads?q=zebra")]
        self.assertEqual(after, read)
        self.assertEqual(self.call("GET", f"{run}/events").content, events)
        ids = {"threadId": body["threadId"], "runId": None}
        self.assertEqual(self.told(), [{**ids, "event": "deleted"}, {**ids, "event": "restored"}])
        again = self.call("POST", f"{path}/restore")
        self.assertEqual((again.status_code, again.json()), (200, back.json()))
        self.assertEqual(self.told(), [])

    def test_an_active_run_is_stopped_and_its_text_comes_back(self):
        self.upstream.script = lambda reply: (reply.head(), reply.delta("Half"), reply.wait_until_gone())
        body = self.run_input("Delete me")
        path = f"/ai_agent/threads/{body['threadId']}"
        with self.streaming(body) as (answer, send):
            answer.until(b"TEXT_MESSAGE_CONTENT")
            self.assertEqual(send("DELETE", path).status_code, 204)
            answer.rest()
            self.assertTrue(self.upstream.gone.wait(1.0))
        self.assertEqual(self.record(body).run_ids.state, "cancelled")
        self.assertProblem(self.call("GET", path), "not_found")
        self.call("POST", f"{path}/restore")
        shown = self.call("GET", path).json()
        self.assertEqual((shown["messages"][-1]["content"], shown["activeRun"]), ("Half", None))

    def test_readers_of_other_processes_hear_nothing_more(self):
        body, path, _run = self.asked()
        run = self.record(body).run_ids
        db = self.env.cr.dbname
        self.assertEqual(len(events_after(db, run.id, 0)[0]), heads(db, [run.id])[run.id][0])
        run.write({"state": "running", "process_id": False})
        self.env.flush_all()
        self.assertEqual(heads(db, [run.id])[run.id][1], False)
        self.delete(path)
        self.assertEqual(events_after(db, run.id, 0), ([], True))
        self.assertEqual(heads(db, [run.id])[run.id][1], True)
        self.assertIsNone(claim(db, run.id), "nobody begins to work on it")

    def test_the_undo_ends(self):
        body, path, _run = self.asked()
        self.delete(path)
        thread = self.record(body)
        cron = self.env.ref("ai_agent.cron_trash")
        due = self.env["ir.cron.trigger"].search([("cron_id", "=", cron.id)]).mapped("call_at")
        self.assertEqual(due, [thread.deleted_at + timedelta(seconds=UNDO_SECONDS)])
        thread.deleted_at = fields.Datetime.now() - timedelta(seconds=UNDO_SECONDS)
        self.env.flush_all()
        self.assertProblem(self.call("POST", f"{path}/restore"), "not_found", 404)

    def test_what_is_over_leaves_the_database_in_batches(self):
        bodies = [self.asked() for _ in range(4)]
        for _body, path, _run in bodies[:3]:
            self.delete(path)
        threads = [self.record(body) for body, _path, _run in bodies]
        before = self.counts()
        (threads[0] | threads[1]).deleted_at = fields.Datetime.now() - timedelta(seconds=UNDO_SECONDS + 1)
        self.env.flush_all()
        with (
            patch.object(ai_agent_thread, "TRASH_BATCH", 1),
            patch.object(type(self.env["ir.cron"]), "_commit_progress", autospec=True, return_value=60.0) as progress,
        ):
            self.env["ai_agent.thread"]._empty_trash()
        self.assertEqual([call.args[1] for call in progress.call_args_list], [1, 1])
        self.assertEqual([call.kwargs for call in progress.call_args_list], [{"remaining": 1}, {"remaining": 0}])
        self.assertEqual(self.counts(), [n // 2 for n in before])
        self.assertFalse((threads[0] | threads[1]).exists())
        self.assertTrue(threads[2].deleted_at and threads[3].exists())

    def test_at_once_for_good(self):
        body, path, run = self.asked()
        thread = self.record(body)
        self.assertEqual(self.call("DELETE", f"{path}?now=1").status_code, 204)
        self.assertFalse(thread.exists())
        self.assertEqual(self.counts(), [0] * 5)
        for method, where in (("POST", f"{path}/restore"), ("DELETE", f"{path}?now=1"), ("GET", f"{run}/events")):
            self.assertProblem(self.call(method, where), "not_found", 404)
        body, path, run = self.asked()
        self.delete(path)
        self.told()
        self.assertEqual(self.call("DELETE", f"{path}?now=1").status_code, 204)
        self.assertEqual(self.counts(), [0] * 5)
        self.assertEqual(self.told(), [], "its deletion was told before")
        self.assertProblem(self.call("DELETE", f"{path}?now=yes"), "invalid_input")

    def test_others_neither_see_nor_bring_back(self):
        body, path, _run = self.asked()
        self.delete(path)
        for login in ("bob", "boss"):
            self.be(login)
            self.assertProblem(self.call("POST", f"{path}/restore"), "not_found", 404)
            self.assertProblem(self.call("DELETE", f"{path}?now=1"), "not_found", 404)
        self.assertTrue(self.record(body).deleted_at)

    def test_a_lost_company_takes_the_undo_along(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.ada.company_ids = [Command.link(other.id)]
        body = self.run_input()
        self.call("POST", "/ai_agent/run", body, X_Allowed_Companies=str(other.id))
        self.settle()
        path = f"/ai_agent/threads/{body['threadId']}"
        self.delete(path)
        self.ada.company_ids = [Command.unlink(other.id)]
        self.env.flush_all()
        self.assertProblem(self.call("POST", f"{path}/restore"), "not_found", 404)
        self.assertProblem(self.call("DELETE", f"{path}?now=1"), "not_found", 404)

    def test_a_deletion_by_rpc_is_for_good(self):
        body, _path, _run = self.asked()
        thread = self.record(body)
        self.told()
        thread.with_user(self.ada).unlink()
        self.env.cr.flush()
        self.assertEqual(self.counts(), [0] * 5)
        self.assertEqual(self.told(), [{"threadId": body["threadId"], "runId": None, "event": "deleted"}])
