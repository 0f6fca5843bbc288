"""Conversations and the widget's files: list, read by page, delete, download."""

import gzip
import json
import tempfile
import time
from pathlib import Path
from unittest.mock import patch

from odoo.tests import tagged

from ..controllers.threads.reading import _read as read_page
from ..services import dist
from .common import AgentCase

PAGE_STATEMENTS = 8
"""Of a page of messages, with those of Odoo for the record rules."""


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

    def test_pinned_ones_come_first_on_every_page(self):
        names = [self.fresh() for _ in range(6)]
        for name in names:
            self.ask("Question", thread=name)
        for name in (names[0], names[3], names[4]):
            self.assertTrue(self.change(name, pinned=True)["pinned"])
        expected = [names[4], names[3], names[0], names[5], names[2], names[1]]
        for limit in (1, 2, 3, 4):
            with self.subTest(limit=limit):
                self.assertEqual(self.listed(f"limit={limit}"), expected)
        self.change(names[4], pinned=False)
        self.assertEqual(self.listed("limit=2"), [names[3], names[0], names[5], names[4], names[2], names[1]])

    def test_archived_ones_have_a_list_of_their_own_until_they_are_asked(self):
        kept, away = self.fresh(), self.fresh()
        for name in (kept, away):
            self.ask("Question", thread=name)
        self.assertTrue(self.change(away, archived=True)["archived"])
        self.assertEqual(self.listed(""), [kept])
        self.assertEqual(self.listed("archived=0"), [kept])
        self.assertEqual(self.listed("archived=1"), [away])
        self.assertTrue(self.call("GET", f"/ai_agent/threads/{away}").json()["archived"])
        self.assertProblem(self.call("GET", "/ai_agent/threads?archived=yes"), "invalid_input")
        self.ask("Once more", thread=away)
        self.assertEqual(self.listed(""), [away, kept])

    def test_files_are_no_parameters(self):
        self.be("ada")
        for name in ("q", "limit", "cursor", "archived"):
            files = {name: ("f", b"x")}
            answer = self.opener.get(f"{self.base_url()}/ai_agent/threads", files=files, timeout=30)
            self.assertEqual(answer.status_code, 200, name)

    def test_a_title_by_hand_stays_and_an_empty_one_brings_the_first_question_back(self):
        name = self.fresh()
        self.ask("The first question", thread=name)
        self.ask("The second", thread=name)
        before = self.call("GET", f"/ai_agent/threads/{name}").json()
        item = self.change(name, title="  My \n own\ttitle ")
        self.assertEqual(item["title"], "My own title")
        self.assertEqual(item["updatedAt"], before["updatedAt"])
        self.assertEqual(set(item), {"id", "title", "createdAt", "updatedAt", "pinned", "archived"})
        thread = self.env["ai_agent.thread"].search([("public_id", "=", name)])
        self.assertEqual(thread.titled, "person")
        self.assertEqual(self.change(name, title="A\x01B \u202eC")["title"], "A B \u202eC")
        # Nothing that anybody sees.
        self.assertEqual(self.change(name, title="\x01\u200b\u202e")["title"], "The first question")
        self.assertEqual(thread.titled, "question")
        self.change(name, title="Mine")
        self.assertEqual(self.change(name, title="")["title"], "The first question")
        self.assertEqual(thread.titled, "question")

    def test_changes_that_cannot_be_are_refused(self):
        name = self.fresh()
        self.ask("Question", thread=name)
        for body in (
            b"{not json",
            [],
            "x",
            {},
            {"colour": "red"},
            {"pinned": True, "colour": "red"},
            {"pinned": 1},
            {"archived": "yes"},
            {"pinned": None},
            {"title": 7},
            {"title": None},
            {"title": "x" * 201},
            {"head": None},
            {"head": "a b"},
            {"head": self.fresh()},
        ):
            with self.subTest(body=body):
                self.assertProblem(self.call("PATCH", f"/ai_agent/threads/{name}", body), "invalid_input", 400)
        self.assertProblem(self.call("PATCH", "/ai_agent/threads/nothing", {"pinned": True}), "not_found")
        self.assertFalse(self.call("GET", f"/ai_agent/threads/{name}").json()["pinned"])

    def test_a_change_is_told_once_and_only_if_there_is_one(self):
        name = self.fresh()
        self.ask("Question", thread=name)
        self.told()
        self.change(name, pinned=True, title="New")
        self.assertEqual(self.told(), [{"threadId": name, "runId": None, "event": "changed"}])
        self.change(name, pinned=True, title="New", archived=False)
        self.assertEqual(self.told(), [])

    def test_five_thousand_messages_are_read_from_end_to_root_and_back(self):
        thread = self.env["ai_agent.thread"].browse(self.many(1, messages=5000))
        self.env.cr.execute("SELECT public_id FROM ai_agent_message WHERE thread_id = %s ORDER BY id", (thread.id,))
        names = [row[0] for row in self.env.cr.fetchall()]
        path = f"/ai_agent/threads/{thread.public_id}"
        took = []
        for _ in range(5):
            started = time.monotonic()
            page = self.call("GET", path).json()
            took.append(time.monotonic() - started)
        # The best of some: the machine may be busy with other things.
        self.assertLess(min(took), 0.2)
        self.assertIsNone(page["nextCursor"])
        seen = self.ids(page)
        while page["previousCursor"]:
            page = self.call("GET", f"{path}?limit=200&before={page['previousCursor']}").json()
            self.assertEqual(page["nextCursor"], page["messages"][-1]["id"])
            seen = self.ids(page) + seen
        self.assertEqual(seen, names)
        seen = self.ids(page)
        while page["nextCursor"]:
            page = self.call("GET", f"{path}?limit=200&after={page['nextCursor']}").json()
            self.assertEqual(page["previousCursor"], page["messages"][0]["id"])
            seen += self.ids(page)
        self.assertEqual(seen, names)

    def test_a_page_takes_as_few_statements_as_ever(self):
        thread = self.env["ai_agent.thread"].browse(self.many(1, messages=300))
        env = thread.with_user(self.ada).env
        read_page(thread.public_id, 1, "end", "", env)
        for limit in (1, 200):
            self.env.invalidate_all()
            with self.assertQueryCount(PAGE_STATEMENTS):
                read_page(thread.public_id, limit, "end", "", env)

    def test_a_page_around_a_message(self):
        thread = self.env["ai_agent.thread"].browse(self.many(1, messages=20))
        path = f"/ai_agent/threads/{thread.public_id}"
        names = self.ids(self.call("GET", path).json())
        for at, limit, expected in (
            (10, 6, names[7:13]),
            (10, 5, names[8:13]),
            (10, 1, names[10:11]),
            (0, 6, names[:6]),
            (1, 6, names[:6]),
            (19, 6, names[14:]),
            (18, 6, names[14:]),
            (10, 20, names),
            (10, 200, names),
        ):
            with self.subTest(at=at, limit=limit):
                page = self.call("GET", f"{path}?around={names[at]}&limit={limit}").json()
                self.assertEqual(self.ids(page), expected)
                self.assertEqual(page["previousCursor"], None if expected[0] == names[0] else expected[0])
                self.assertEqual(page["nextCursor"], None if expected[-1] == names[-1] else expected[-1])

    def test_pages_that_do_not_exist_are_refused(self):
        thread, other = self.env["ai_agent.thread"].browse(self.many(2, messages=4))
        path = f"/ai_agent/threads/{thread.public_id}"
        here = thread.message_ids[1].public_id
        for query in (
            *(f"{kind}={other.message_ids[0].public_id}" for kind in ("before", "after", "around")),
            *(f"{kind}=nothing" for kind in ("before", "after", "around")),
            f"before={here}&after={here}",
            f"around={here}&after={here}",
            "around=a%20b",
            "limit=0",
        ):
            with self.subTest(query=query):
                self.assertProblem(self.call("GET", f"{path}?{query}"), "invalid_input")
        first = self.call("GET", f"{path}?before={thread.message_ids[0].public_id}").json()
        self.assertEqual((first["messages"], first["previousCursor"], first["nextCursor"]), ([], None, None))
        last = self.call("GET", f"{path}?after={thread.message_ids[-1].public_id}").json()
        self.assertEqual((last["messages"], last["previousCursor"], last["nextCursor"]), ([], None, None))

    def listed(self, query):
        """The ids of all conversations of a list, page by page."""
        seen, cursor = [], ""
        while cursor is not None:
            page = self.call("GET", f"/ai_agent/threads?{query}&cursor={cursor}").json()
            seen += [thread["id"] for thread in page["threads"]]
            cursor = page["nextCursor"]
        return seen

    @staticmethod
    def ids(page):
        return [message["id"] for message in page["messages"]]

    def test_other_browsers_hear_that_something_happened_and_not_what(self):
        body = self.run_input("A secret question")
        self.call("POST", "/ai_agent/run", body)
        self.settle()
        self.call("DELETE", f"/ai_agent/threads/{body['threadId']}")
        ids = {"threadId": body["threadId"], "runId": body["runId"]}
        self.assertEqual(
            self.told(),
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
        self.assertEqual(found["limits"], {"promptChars": 100000, "undoSeconds": 600})
        names = ("threads", "stop", "search", "branches", "feedback", "export")
        # The context of these tests has no room for tools.
        self.assertEqual(found["capabilities"], {**dict.fromkeys(names, True), "tools": False, "approvals": False})
        self.assertTrue(found["toolsNote"])
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
