"""Export: a conversation as a file, with nothing lost and nothing smuggled into a header."""

import json
import time
from datetime import datetime

from odoo.tests import tagged
from odoo.tests.common import BaseCase

from ..services.export import Conversation, Message, Words, as_json, as_markdown, disposition
from .common import AgentCase

NOON = datetime(2026, 1, 31, 12)
WORDS = Words("You", "Assistant", "Conversation", "Begun %(begun)s, last %(last)s", "Others: %(count)s")
SECONDS = 10.0
"""For 5,000 messages; measured at half of one."""


def message(name, parent=None, role="user", content=""):
    return Message(name, role, content or f"Text of {name}", NOON, parent)


def conversation(*messages, title="VAT in Belgium", head=None):
    return Conversation("t", title, NOON, NOON, head, messages)


@tagged("standard", "at_install")
class TestExportText(BaseCase):
    def test_markdown_has_the_branch_and_counts_the_others(self):
        found = as_markdown(
            conversation(
                message("q"),
                message("a1", "q", "assistant"),
                message("a2", "q", "assistant", "# As\n* written"),
                head="a2",
            ),
            WORDS,
        )
        self.assertEqual(
            found,
            "# VAT in Belgium\n\nBegun 2026-01-31 12:00 UTC, last 2026-01-31 12:00 UTC\n\n"
            "## You · 2026-01-31 12:00 UTC\n\nText of q\n\n"
            "## Assistant · 2026-01-31 12:00 UTC\n\n# As\n* written\n\n---\n\nOthers: 1\n",
        )

    def test_a_conversation_without_messages_or_title(self):
        found = as_markdown(conversation(title=" \n "), WORDS)
        self.assertTrue(found.startswith("# Conversation\n"))
        self.assertNotIn("Others", found)
        self.assertEqual(json.loads(as_json(conversation()))["head"], None)

    def test_a_title_with_a_line_feed_stays_a_heading(self):
        self.assertTrue(as_markdown(conversation(title="a\nb"), WORDS).startswith("# a b\n"))

    def test_a_deep_branch(self):
        chain = [message("m0"), *(message(f"m{n}", f"m{n - 1}") for n in range(1, 20_000))]
        self.assertEqual(len(conversation(*chain, head="m19999").branch), 20_000)

    def test_names_of_files(self):
        for title, plain, encoded in (
            ("VAT in Belgium", "VAT in Belgium", "VAT%20in%20Belgium"),
            ("Größe", "Groe", "Gr%C3%B6%C3%9Fe"),
            ("税", "chat", "%E7%A8%8E"),
            ('a"; filename="evil.exe', "a filename= evil.exe", "a%20filename%3D%20evil.exe"),
            ("a\r\nSet-Cookie: x=1", "a Set-Cookie x=1", "a%20Set-Cookie%20x%3D1"),
            ("100 %0d%0aX: 1", "100 0d 0aX 1", "100%200d%200aX%201"),
            ("../../etc/passwd", "etc passwd", "etc%20passwd"),
            ("con", "con_", "con_"),
            ("\u202egnp.exe\ud800", "gnp.exe", "gnp.exe"),
            ("...", "Untitled", "Untitled"),
            ("x" * 200, "x" * 80, "x" * 80),
        ):
            with self.subTest(title=title):
                found = disposition(title, "Untitled", "md")
                self.assertEqual(found, f"attachment; filename=\"{plain}.md\"; filename*=UTF-8''{encoded}.md")
                self.assertTrue(found.isascii() and found.isprintable())


@tagged("post_install", "-at_install")
class TestExport(AgentCase):
    def setUp(self):
        super().setUp()
        self.be("ada")

    def export(self, thread, query=""):
        return self.call("GET", f"/ai_agent/threads/{thread}/export{query}")

    def test_both_formats(self):
        body = self.run_input("What is VAT?")
        thread, question = body["threadId"], body["messages"][0]
        self.call("POST", "/ai_agent/run", body)
        self.settle()
        # Answered again: a branch.
        self.call("POST", "/ai_agent/run", {**body, "runId": self.fresh()})
        self.settle()
        found = self.export(thread)
        self.assertEqual(found.headers["Content-Type"], "text/markdown; charset=utf-8")
        self.assertIn('filename="What is VAT.md"', found.headers["Content-Disposition"])
        self.assertEqual(found.headers["Cache-Control"], "no-store")
        text = found.content.decode()
        self.assertTrue(text.startswith("# What is VAT?\n\nBegun 20"))
        self.assertRegex(text, r"\n## You · \d{4}-\d\d-\d\d \d\d:\d\d UTC\n\nWhat is VAT\?\n")
        self.assertEqual(text.count("Hello **world**"), 1)
        self.assertRegex(text, r"JSON has them\.\n$")
        self.assertEqual(self.export(thread, "?format=md").content, found.content)
        found = self.export(thread, "?format=json")
        self.assertEqual(found.headers["Content-Type"], "application/json; charset=utf-8")
        value = found.json()
        self.assertEqual((value["id"], value["title"]), (thread, "What is VAT?"))
        self.assertEqual([m["role"] for m in value["messages"]], ["user", "assistant", "assistant"])
        first, *answers = value["messages"]
        self.assertEqual((first["id"], first["parentId"], first["status"]), (question["id"], None, None))
        self.assertEqual({a["parentId"] for a in answers}, {first["id"]})
        self.assertEqual(value["head"], answers[-1]["id"])
        self.assertEqual(answers[0]["status"], "finished")
        self.assertIsNone(answers[0]["feedback"])
        rating = {"rating": "down", "comment": "No", "share": True}
        self.call("POST", f"/ai_agent/messages/{answers[0]['id']}/feedback", rating)
        again = self.export(thread, "?format=json").json()["messages"][1]
        self.assertEqual(again["feedback"], {"rating": "down", "comment": "No", "shared": True})

    def test_what_is_not_there(self):
        thread = self.fresh()
        self.ask("Mine", thread=thread)
        for bad in ("?format=pdf", "?format=", "?format=MD"):
            self.assertProblem(self.export(thread, bad), "invalid_input", 400)
        self.assertProblem(self.export("nothing"), "not_found", 404)
        self.be("bob")
        self.assertProblem(self.export(thread), "not_found", 404)
        self.be("ada")
        self.env["ai_agent.thread"].search([("public_id", "=", thread)]).deleted_at = "2026-01-01 00:00:00"
        self.env.flush_all()
        self.assertProblem(self.export(thread), "not_found", 404)

    def test_five_thousand_messages(self):
        thread = self.env["ai_agent.thread"].browse(self.many(1, messages=5000))
        name = thread.public_id
        self.env.cr.flush()
        started = time.monotonic()
        found = self.export(name)
        self.assertLess(time.monotonic() - started, SECONDS)
        self.assertEqual(found.content.decode().count("\n## "), 5000)
        self.assertEqual(len(self.export(name, "?format=json").json()["messages"]), 5000)
