"""A change from the question to the undo, over the routes: asked, shown, edited, approved, carried out, taken back."""

import json
from datetime import timedelta

from odoo import Command, fields
from odoo.tests import tagged

from .common import AgentCase


@tagged("post_install", "-at_install")
class TestApprovalRuns(AgentCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.configure(tools="on", context_tokens="32000")
        for user in cls.ada, cls.bob:
            user.write({"group_ids": [Command.link(cls.env.ref("base.group_partner_manager").id)]})
        cls.partners = cls.env["res.partner"].create([{"name": name} for name in ("Azure", "Deco", "Gemini")])

    def setUp(self):
        super().setUp()
        self.said = []
        self.upstream.script = self.script
        self.wanted = (
            "update_records",
            {"model": "res.partner", "ids": self.partners.ids, "values": {"phone": "+32 1"}},
        )
        self.be("ada")

    def script(self, reply):
        """Call the wanted tool once, then say what the last answer of a tool was."""
        messages = self.upstream.requests[-1]["body"]["messages"]
        answers = [message["content"] for message in messages if message["role"] == "tool"]
        reply.head()
        if answers:
            self.said.append(answers[-1])
            reply.delta("Done.")
            reply.finish()
            return
        name, arguments = self.wanted
        function = {"name": name, "arguments": json.dumps(arguments)}
        call = {"index": 0, "id": "call_1", "type": "function", "function": function}
        reply.event({"choices": [{"delta": {"tool_calls": [call]}}]})
        reply.finish(reason="tool_calls")

    def interrupt(self, **kw):
        """Ask for the change; return thread and the interrupt's proposal."""
        body = self.run_input("Change it")
        answer = self.call("POST", "/ai_agent/run", body, **kw)
        self.assertEqual(answer.status_code, 200, answer.text)
        self.settle()
        end = self.events_of(answer)[-1]
        self.assertEqual(end["outcome"]["type"], "interrupt", end)
        return body["threadId"], end["outcome"]["interrupts"][0]

    def resume(self, thread, interrupt, payload, run=None, status="resolved", **kw):
        """Send what the person decided."""
        body = {
            "threadId": thread,
            "runId": run or self.fresh(),
            "messages": [],
            "resume": [{"interruptId": interrupt["id"], "status": status, "payload": payload}],
            "state": {},
            "tools": [],
            "context": [],
            "forwardedProps": {},
        }
        answer = self.call("POST", "/ai_agent/run", body, **kw)
        self.settle()
        return answer

    def phones(self):
        """The numbers there are now."""
        self.env.invalidate_all()
        return [partner.phone for partner in self.partners]

    def test_from_the_question_to_the_undo(self):
        thread, interrupt = self.interrupt()
        card = interrupt["metadata"]["proposal"]
        self.assertEqual((interrupt["id"], interrupt["expiresAt"]), (card["id"], card["expiresAt"]))
        self.assertEqual([item["record"]["name"] for item in card["items"]], ["Azure", "Deco", "Gemini"])
        self.assertEqual(self.phones(), [False] * 3)
        edits = {"1": {"phone": "+32 9"}}
        path = f"/ai_agent/proposals/{card['id']}"
        seen = self.call("POST", f"{path}/preview", {"edits": edits}).json()
        self.assertEqual(seen["items"][0]["changes"][0]["new"]["text"], "+32 9")
        answer = self.resume(thread, interrupt, {"approved": True, "items": ["1", "3"], "edits": edits})
        events = self.events_of(answer)
        self.assertEqual(events[-1]["outcome"]["type"], "success", events)
        self.assertIn("TOOL_CALL_RESULT", [event["type"] for event in events])
        self.assertEqual(self.phones(), ["+32 9", False, "+32 1"])
        self.assertIn("left_out_by_the_person", self.said[0])
        card = self.call("GET", path).json()
        self.assertEqual((card["state"], card["canUndo"]), ("executed", True))
        self.assertEqual(self.call("POST", f"{path}/undo").json()["state"], "undone")
        self.assertEqual(self.phones(), [False] * 3)
        self.assertEqual(self.call("POST", f"{path}/undo").json()["state"], "undone")

    def test_the_same_resume_again_follows_and_another_one_is_refused(self):
        thread, interrupt = self.interrupt()
        run = self.fresh()
        first = self.events_of(self.resume(thread, interrupt, {"approved": True}, run=run))
        notes = len(self.partners[0].message_ids)
        again = self.events_of(self.resume(thread, interrupt, {"approved": True}, run=run))
        self.assertEqual([event["type"] for event in again], [event["type"] for event in first])
        self.env.invalidate_all()
        self.assertEqual(len(self.partners[0].message_ids), notes)
        self.assertProblem(self.resume(thread, interrupt, {"approved": True}), "invalid_input")

    def test_a_rejection_reaches_the_model_with_its_reason(self):
        thread, interrupt = self.interrupt()
        self.resume(thread, interrupt, {"approved": False, "reason": "Wrong number"})
        self.assertEqual(self.phones(), [False] * 3)
        self.assertIn("Wrong number", self.said[0])
        self.assertIn("Do not propose the same again", self.said[0])

    def test_giving_up_the_interrupt_is_a_rejection(self):
        thread, interrupt = self.interrupt()
        self.resume(thread, interrupt, {}, status="cancelled")
        self.assertEqual(self.phones(), [False] * 3)
        self.assertIn("rejected", self.said[0])

    def test_what_changed_meanwhile_is_asked_again(self):
        thread, interrupt = self.interrupt()
        self.partners[0].phone = "+32 7"
        self.env.flush_all()
        self.env.cr.execute("UPDATE res_partner SET write_date = write_date + interval '1 s' WHERE name = 'Azure'")
        answer = self.resume(thread, interrupt, {"approved": True})
        end = self.events_of(answer)[-1]
        self.assertEqual(end["outcome"]["type"], "interrupt", end)
        again = end["outcome"]["interrupts"][0]
        self.assertNotEqual(again["id"], interrupt["id"])
        self.assertEqual(again["metadata"]["proposal"]["items"][0]["changes"][0]["old"]["text"], "+32 7")
        self.assertEqual(self.phones(), ["+32 7", False, False])
        self.resume(thread, again, {"approved": True})
        self.assertEqual(self.phones(), ["+32 1"] * 3)

    def test_nobody_else_approves_looks_or_undoes(self):
        thread, interrupt = self.interrupt()
        self.be("bob")
        self.assertProblem(self.call("GET", f"/ai_agent/proposals/{interrupt['id']}"), "not_found")
        self.assertGreaterEqual(self.resume(thread, interrupt, {"approved": True}).status_code, 400)
        self.assertEqual(self.phones(), [False] * 3)

    def test_without_the_token_of_the_page_nothing_is_approved(self):
        thread, interrupt = self.interrupt()
        self.assertProblem(self.resume(thread, interrupt, {"approved": True}, csrf=False), "forbidden")
        self.assertEqual(self.phones(), [False] * 3)

    def test_over_an_api_key_only_if_it_is_allowed(self):
        thread, interrupt = self.interrupt()
        keys = self.env["res.users.apikeys"].with_user(self.ada).sudo()
        key = keys._generate(None, "approvals", fields.Datetime.now() + timedelta(days=1))
        bearer = {"csrf": False, "Authorization": f"Bearer {key}"}
        self.assertProblem(self.resume(thread, interrupt, {"approved": True}, **bearer), "forbidden")
        self.assertEqual(self.phones(), [False] * 3)
        self.configure(approve_by_key="True")
        self.assertEqual(self.resume(thread, interrupt, {"approved": True}, **bearer).status_code, 200)
        self.assertEqual(self.phones(), ["+32 1"] * 3)
        self.configure(approve_by_key="False")
        path = f"/ai_agent/proposals/{interrupt['id']}/undo"
        self.assertProblem(self.call("POST", path, **bearer), "forbidden")
        self.assertEqual(self.phones(), ["+32 1"] * 3)

    def test_other_companies_approve_nothing(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.ada.company_ids = [Command.link(other.id)]
        thread, interrupt = self.interrupt()
        both = {"X_Allowed_Companies": f"{self.ada.company_id.id},{other.id}"}
        self.assertProblem(self.resume(thread, interrupt, {"approved": True}, **both), "forbidden")
        self.assertEqual(self.phones(), [False] * 3)

    def test_a_new_question_cancels_it(self):
        thread, interrupt = self.interrupt()
        self.upstream.script = lambda reply: (reply.head(), reply.delta("Fine."), reply.finish())
        self.ask("Something else", thread=thread)
        self.assertEqual(self.call("GET", f"/ai_agent/proposals/{interrupt['id']}").json()["state"], "cancelled")
        self.assertGreaterEqual(self.resume(thread, interrupt, {"approved": True}).status_code, 400)
        self.assertEqual(self.phones(), [False] * 3)

    def test_deleting_the_conversation_cancels_it(self):
        thread, interrupt = self.interrupt()
        self.assertEqual(self.call("DELETE", f"/ai_agent/threads/{thread}").status_code, 204)
        self.assertProblem(self.call("GET", f"/ai_agent/proposals/{interrupt['id']}"), "not_found")
        self.assertGreaterEqual(self.resume(thread, interrupt, {"approved": True}).status_code, 400)
        self.call("POST", f"/ai_agent/threads/{thread}/restore")
        self.assertEqual(self.call("GET", f"/ai_agent/proposals/{interrupt['id']}").json()["state"], "cancelled")
        self.assertEqual(self.phones(), [False] * 3)

    def test_a_call_on_each(self):
        arguments = {"model": "res.partner", "ids": self.partners.ids, "date": "2026-12-01", "activity_type": "call"}
        self.wanted = ("schedule_activities", arguments)
        thread, interrupt = self.interrupt()
        edits = {"3": {"date_deadline": "2026-12-08"}}
        self.resume(thread, interrupt, {"approved": True, "items": ["1", "3"], "edits": edits})
        self.env.invalidate_all()
        activities = self.env["mail.activity"].search(
            [("res_id", "in", self.partners.ids), ("res_model", "=", "res.partner")]
        )
        self.assertEqual(
            {(activity.res_name, str(activity.date_deadline)) for activity in activities},
            {("Azure", "2026-12-01"), ("Gemini", "2026-12-08")},
        )
        self.call("POST", f"/ai_agent/proposals/{interrupt['id']}/undo")
        self.assertFalse(activities.exists())

    def test_a_tool_that_may_not_write_gives_no_interrupt(self):
        self.wanted = ("update_records", {"model": "res.users", "ids": self.ada.ids, "values": {"password": "x"}})
        answer = self.call("POST", "/ai_agent/run", self.run_input("Change it"))
        self.settle()
        self.assertEqual(self.events_of(answer)[-1]["outcome"]["type"], "success")
        self.assertIn("forbidden", self.said[0])
