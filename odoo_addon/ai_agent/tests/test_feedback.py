"""Feedback: people rate their own answers; managers see it, and the text only where it is shared."""

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import AgentCase

UP = {"rating": "up"}


@tagged("post_install", "-at_install")
class TestFeedback(AgentCase):
    def setUp(self):
        super().setUp()
        self.be("ada")
        self.question, self.answer = self.conversation("A private question")

    def conversation(self, text):
        """Ask; return the stored question and answer."""
        thread = self.fresh()
        self.ask(text, thread=thread)
        return self.env["ai_agent.thread"].search([("public_id", "=", thread)]).message_ids.sorted("id")

    def rate(self, body, message=None):
        return self.call("POST", f"/ai_agent/messages/{(message or self.answer).public_id}/feedback", body)

    def seen_by(self, user):
        self.env.invalidate_all()
        return self.env["ai_agent.feedback"].with_user(user).search([])

    def test_given_changed_and_taken_back(self):
        first = self.rate({"rating": "down", "comment": " Wrong\0 VAT ", "share": True})
        self.assertEqual(first.status_code, 200)
        self.assertEqual(first.json(), {"feedback": {"rating": "down", "comment": "Wrong VAT", "shared": True}})
        again = {"feedback": {"rating": "up", "comment": "Wrong VAT", "shared": True}}
        self.assertEqual(self.rate(UP).json(), again)
        changed = {"feedback": {"rating": "up", "comment": "", "shared": False}}
        self.assertEqual(self.rate({**UP, "comment": "", "share": False}).json(), changed)
        self.assertEqual(self.rate(UP).json(), changed)
        self.assertEqual(len(self.seen_by(self.boss)), 1)
        read = self.call("GET", f"/ai_agent/threads/{self.answer.thread_id.public_id}").json()["messages"]
        self.assertEqual([message["feedback"] for message in read], [None, changed["feedback"]])
        self.assertEqual(self.rate({"rating": None, "comment": "x"}).json(), {"feedback": None})
        self.assertEqual(self.rate({"rating": None}).json(), {"feedback": None})
        self.assertFalse(self.seen_by(self.boss))

    def test_what_cannot_be_taken(self):
        for body in ({}, [], None, {"rating": "good"}, {"rating": 1}, {**UP, "comment": 1}, {**UP, "share": "yes"}):
            self.assertProblem(self.rate(body), "invalid_input", 400)
        self.assertProblem(self.rate(UP, self.question), "invalid_input", 400)
        self.assertProblem(self.rate({**UP, "comment": "x" * 2001}), "too_large", 413)
        self.assertEqual(self.rate({**UP, "comment": "x" * 2000}).status_code, 200)
        self.assertProblem(self.call("POST", "/ai_agent/messages/nothing/feedback", UP), "not_found", 404)
        self.be("bob")
        self.assertProblem(self.rate(UP), "not_found", 404)

    def test_managers_see_the_text_only_where_it_is_shared(self):
        self.rate({"rating": "down", "comment": "Too long"})
        found = self.seen_by(self.boss)
        self.assertEqual(
            (found.rating, found.comment, found.user_id, found.model), ("down", "Too long", self.ada, "test-model")
        )
        self.assertFalse(found.question or found.answer)
        # Nobody can share for somebody else, by no form.
        for forged in (found.new({"shared": True}, origin=found), found.new({"shared": True})):
            self.assertFalse(forged.question or forged.answer)
        with self.assertRaises(AccessError):
            found.new({"shared": True, "message_id": self.answer.id})
        self.assertNotIn("private", str(found.read()))
        self.assertNotIn("message_id", found.fields_get())
        self.rate({"rating": "down", "share": True})
        found = self.seen_by(self.boss)
        self.assertEqual((found.question, found.answer), ("A private question", "Hello **world**"))
        self.rate({"rating": "down", "share": False})
        found = self.seen_by(self.boss)
        self.assertFalse(found.question or found.answer)

    def test_only_managers_see_feedback_and_nobody_writes_it(self):
        self.rate(UP)
        feedback = self.env["ai_agent.feedback"].search([])
        for user in (self.ada, self.bob, self.nora, self.pia):
            with self.assertRaises(AccessError):
                self.seen_by(user)
            with self.assertRaises(AccessError):
                feedback.with_user(user).read(["rating"])
        for values in ({"rating": "down"}, {"shared": True}):
            with self.assertRaises(AccessError):
                feedback.with_user(self.boss).write(values)
        with self.assertRaises(AccessError):
            feedback.with_user(self.boss).unlink()
        with self.assertRaises(AccessError):
            feedback.with_user(self.boss).search([("message_id.content", "like", "private")])

    def test_managers_see_their_own_companies(self):
        self.rate(UP)
        other = self.env["res.company"].create({"name": "Other"})
        self.boss.write({"company_ids": [Command.set(other.ids)], "company_id": other.id})
        self.assertFalse(self.seen_by(self.boss))

    def test_it_goes_with_its_conversation(self):
        self.rate({**UP, "share": True})
        thread = self.answer.thread_id
        thread.sudo().deleted_at = "2026-01-01 00:00:00"
        self.assertFalse(self.seen_by(self.boss))
        self.assertProblem(self.rate(UP), "not_found")
        thread.sudo().deleted_at = False
        self.assertTrue(self.seen_by(self.boss))
        thread.with_user(self.ada).unlink()
        self.assertFalse(self.env["ai_agent.feedback"].search([]))

    def test_the_views_open(self):
        for kind in ("list", "form", "search"):
            self.assertTrue(self.env["ai_agent.feedback"].with_user(self.boss).get_view(view_type=kind)["arch"])
