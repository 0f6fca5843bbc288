"""Conversations and the widget's files: list, read by page, delete, download."""

import gzip
import json
import tempfile
from pathlib import Path
from unittest.mock import patch

from odoo.tests import tagged

from ..services import dist
from .common import AgentCase


@tagged("post_install", "-at_install")
class TestThreads(AgentCase):
    def setUp(self):
        super().setUp()
        self.be("ada")

    def test_pages_of_conversations_newest_first(self):
        names = [self.fresh() for _ in range(5)]
        for name in names:
            self.ask(f"Question of {name}", thread=name)
        self.env.cr.execute(
            "UPDATE ai_agent_thread SET active_at = active_at - interval '1 day' WHERE public_id = %s", (names[3],)
        )
        expected = [names[4], names[2], names[1], names[0], names[3]]
        seen, cursor = [], ""
        while cursor is not None:
            page = self.call("GET", f"/ai_agent/threads?limit=2&cursor={cursor}").json()
            self.assertLessEqual(len(page["threads"]), 2)
            seen += [thread["id"] for thread in page["threads"]]
            cursor = page["nextCursor"]
        self.assertEqual(seen, expected)
        self.assertRegex(page["threads"][0]["updatedAt"], r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$")
        for bad in ("limit=0", "limit=101", "limit=x", "cursor=x", "cursor=1.y", "cursor=9999999999999.1"):
            self.assertProblem(self.call("GET", f"/ai_agent/threads?{bad}"), "invalid_input")

    def test_pages_of_messages(self):
        thread = self.fresh()
        for number in range(3):
            self.ask(f"Q{number}", thread=thread)
        whole = self.call("GET", f"/ai_agent/threads/{thread}").json()
        self.assertEqual(len(whole["messages"]), 6)
        self.assertIsNone(whole["previousCursor"])
        last = self.call("GET", f"/ai_agent/threads/{thread}?limit=4").json()
        self.assertEqual(last["messages"], whole["messages"][2:])
        first = self.call("GET", f"/ai_agent/threads/{thread}?limit=4&before={last['previousCursor']}").json()
        self.assertEqual(first["messages"], whole["messages"][:2])
        self.assertIsNone(first["previousCursor"])
        self.assertProblem(self.call("GET", f"/ai_agent/threads/{thread}?before=nothing"), "invalid_input")
        self.assertProblem(self.call("GET", f"/ai_agent/threads/{thread}?limit=201"), "invalid_input")

    def test_delete_takes_all_text_and_stops_the_run(self):
        def script(reply):
            reply.head()
            reply.delta("Half")
            reply.wait_until_gone()

        self.upstream.script = script
        body = self.run_input("Delete me")
        with self.streaming(body) as (answer, send):
            answer.until(b"TEXT_MESSAGE_CONTENT")
            deleted = send("DELETE", f"/ai_agent/threads/{body['threadId']}")
            self.assertEqual((deleted.status_code, deleted.content), (204, b""))
            self.assertIn(b'"cancelled"', answer.rest())
            self.assertTrue(self.upstream.gone.wait(1.0))
        self.assertProblem(self.call("GET", f"/ai_agent/threads/{body['threadId']}"), "not_found")
        self.assertProblem(self.call("GET", f"/ai_agent/runs/{body['runId']}/events"), "not_found")
        self.assertProblem(self.call("DELETE", f"/ai_agent/threads/{body['threadId']}"), "not_found")
        run = self.env["ai_agent.run"].search([("user_id", "=", self.ada.id)])
        self.assertEqual(run.state, "cancelled")
        self.assertFalse(run.event_ids)
        self.assertFalse(self.env["ai_agent.message"].search([("user_id", "=", self.ada.id)]))

    def test_other_browsers_hear_that_something_happened_and_not_what(self):
        body = self.run_input("A secret question")
        self.call("POST", "/ai_agent/run", body)
        self.settle()
        self.call("DELETE", f"/ai_agent/threads/{body['threadId']}")
        channel = json.dumps([self.env.cr.dbname, "res.partner", self.ada.partner_id.id], separators=(",", ":"))
        self.env.invalidate_all()
        told = self.env["bus.bus"].search(
            [("channel", "=", channel), ("message", "like", "ai_agent.thread")], order="id"
        )
        payloads = [json.loads(notice.message)["payload"] for notice in told]
        ids = {"threadId": body["threadId"], "runId": body["runId"]}
        self.assertEqual(
            payloads,
            [{**ids, "event": "started"}, {**ids, "event": "ended"}, {**ids, "runId": None, "event": "deleted"}],
        )

    def test_bootstrap_has_what_the_contract_says(self):
        answer = self.call("GET", "/ai_agent/bootstrap")
        found = answer.json()
        self.assertEqual(answer.headers["Cache-Control"], "no-store")
        self.assertEqual(found["user"], {"id": self.ada.id, "name": self.ada.name})
        self.assertEqual((found["lang"], found["direction"], found["timeZone"]), ("en-US", "ltr", "Europe/Brussels"))
        self.assertEqual([c["id"] for c in found["companies"]], self.ada.company_ids.ids)
        self.assertEqual((found["base"], found["runBase"]), ("/ai_agent", "/websocket/ai_agent"))
        self.assertTrue(found["configured"])
        self.assertFalse(found["isManager"])
        self.assertEqual(found["limits"], {"promptChars": 100000})
        self.assertEqual(found["texts"]["composer.send"], "Send")
        self.assertTrue(found["csrfToken"] and found["starters"] and found["database"])
        self.assertTrue(self.be("boss").json()["isManager"])


@tagged("post_install", "-at_install")
class TestDist(AgentCase):
    def setUp(self):
        super().setUp()
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        patcher = patch.object(dist, "FOLDER", self.folder)
        patcher.start()
        self.addCleanup(patcher.stop)

    def build(self):
        (self.folder / "manifest.json").write_text(json.dumps({"js": "w-1.js", "wasm": "w-2.wasm"}))
        (self.folder / "w-1.js").write_text("export default 1;")
        (self.folder / "w-2.wasm").write_bytes(b"\0asm-plain")
        (self.folder / "w-2.wasm.br").write_bytes(b"brotli")
        (self.folder / "w-2.wasm.gz").write_bytes(gzip.compress(b"\0asm-plain"))
        (self.folder / "other.js").write_text("no")

    def get(self, name, **headers):
        return self.call("GET", f"/ai_agent/dist/{name}", csrf=False, **headers)

    def test_not_built(self):
        for name in ("manifest.json", "w-1.js"):
            self.assertProblem(self.get(name), "not_found", 404)

    def test_files_are_public_hashed_and_compressed(self):
        self.build()
        manifest = self.get("manifest.json")
        self.assertEqual(manifest.json(), {"js": "w-1.js", "wasm": "w-2.wasm"})
        self.assertEqual(manifest.headers["Cache-Control"], "no-cache")
        js = self.get("w-1.js")
        self.assertEqual(js.headers["Content-Type"], "text/javascript; charset=utf-8")
        self.assertEqual(js.headers["Cache-Control"], "public, max-age=31536000, immutable")
        self.assertEqual(js.headers["Vary"], "Accept-Encoding")
        self.assertNotIn("Set-Cookie", js.headers)
        for accept, encoding in (("gzip", "gzip"), ("gzip;q=0, identity", None), ("identity", None)):
            wasm = self.get("w-2.wasm", Accept_Encoding=accept)
            self.assertEqual(wasm.headers["Content-Type"], "application/wasm")
            self.assertEqual(wasm.headers.get("Content-Encoding"), encoding)
            self.assertEqual(wasm.content, b"\0asm-plain")
        found = dist.find("w-2.wasm", {"br", "gzip"})
        self.assertEqual((found.encoding, found.path.name), ("br", "w-2.wasm.br"))

    def test_only_what_the_manifest_names(self):
        self.build()
        for name in ("other.js", "w-2.wasm.br", "..%2fmanifest.json", "%2e%2e/manifest.json", "x"):
            self.assertEqual(self.get(name).status_code, 404, name)
        (self.folder / "manifest.json").write_text(json.dumps({"js": "../../x.js", "wasm": "w-2.wasm"}))
        self.assertProblem(self.get("w-2.wasm"), "not_found")

    def test_session_info_names_the_files(self):
        self.build()
        self.authenticate("ada", "ada")
        info = self.opener.post(f"{self.base_url()}/web/session/get_session_info", json={}, timeout=30).json()["result"]
        self.assertEqual(info["ai_agent"]["dist"], {"js": "/ai_agent/dist/w-1.js", "wasm": "/ai_agent/dist/w-2.wasm"})
