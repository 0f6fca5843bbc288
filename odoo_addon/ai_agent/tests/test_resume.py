"""Runs that wait for a person, and how they go on: once, by this person, as it was shown."""

import json
from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from ..calls.performing import perform
from ..models.ai_agent_proposal import AiAgentProposal
from ..services.limits import HEARTBEAT_DEAD_SECONDS
from ..store import lost
from ..tools import registry
from .turns import TurnCase

YES, NO = {"approved": True}, {"approved": False}


@tagged("post_install", "-at_install")
class TestResume(TurnCase):
    def phones(self):
        self.env.invalidate_all()
        return (self.azure.phone, self.deco.phone)

    def test_what_is_approved_is_written_and_the_answer_goes_on(self):
        thread, (asked,) = self.waiting()
        self.assertEqual(self.phones(), (False, False))
        self.assertEqual((asked["reason"], asked["toolCallId"]), ("tool_call", self.calls_of(thread).public_id))
        self.assertEqual(asked["metadata"]["proposal"]["id"], asked["id"])
        self.assertTrue(asked["expiresAt"] and asked["message"])
        self.assertEqual(asked["responseSchema"]["required"], ["approved"])
        shown = self.thread_of(thread)
        self.assertEqual(shown["lastRun"]["status"], "waiting_approval")
        self.assertIsNone(shown["activeRun"], "nothing is written: the answer so far is among the messages")
        self.assertEqual(shown["messages"][-1]["parts"][0]["proposal"]["state"], "pending")
        events = self.send(self.resume(thread, (asked["id"], YES)))
        self.assertEqual(self.phones(), ("+32 1", False))
        self.assertEqual(events[1]["type"], "TOOL_CALL_RESULT", "before the service is asked")
        self.assertTrue(self.results(events)[asked["toolCallId"]]["ok"])
        self.assertEqual((self.text_of(events), events[-1]["outcome"]), ("It is settled.", {"type": "success"}))
        told = self.last_messages()[-1]
        self.assertEqual((told["role"], '"outcome":"done"' in told["content"]), ("tool", True), told)
        (part,) = self.parts(thread)
        self.assertEqual((part["state"], part["proposal"]["state"]), ("done", "executed"))
        shown = self.thread_of(thread)
        self.assertEqual([m["role"] for m in shown["messages"]], ["user", "assistant", "assistant"])
        self.assertEqual(shown["messages"][2]["parentId"], shown["messages"][1]["id"])
        self.assertIsNone(shown["activeRun"])
        run = self.env["ai_agent.run"].search([("thread_id.public_id", "=", thread)], limit=1)
        self.assertEqual((run.turn_rounds, run.turn_calls), (2, 1), "the turn goes on")
        sent = self.call("GET", f"/ai_agent/runs/{run.public_id}/sent").json()
        self.assertEqual(sent["messages"], self.last_messages(), "with what was decided")

    def test_what_is_rejected_is_not_written_and_the_model_hears_why(self):
        thread, (asked,) = self.waiting()
        events = self.send(self.resume(thread, (asked["id"], {**NO, "reason": "Wrong number"})))
        self.assertEqual(self.phones(), (False, False))
        self.assertIn("Wrong number", self.last_messages()[-1]["content"])
        self.assertEqual(self.text_of(events), "It is settled.")
        self.assertEqual(self.parts(thread)[0]["proposal"]["state"], "rejected")

    def test_what_was_given_up_is_rejected(self):
        thread, (asked,) = self.waiting()
        self.send(self.resume(thread, (asked["id"], None)))
        self.assertEqual((self.phones(), self.proposal(asked["id"]).state), ((False, False), "rejected"))

    def test_one_is_left_out_and_one_is_changed(self):
        thread, (asked,) = self.waiting(self.update(self.azure, self.deco))
        items = asked["metadata"]["proposal"]["items"]
        chosen = next(item["id"] for item in items if item["record"]["id"] == self.deco.id)
        edits = {chosen: {"phone": "+32 2"}}
        # What an edit changes besides has to be seen first.
        seen = self.call("POST", f"/ai_agent/proposals/{asked['id']}/preview", {"edits": edits})
        self.assertEqual(seen.status_code, 200, seen.text)
        self.send(self.resume(thread, (asked["id"], {**YES, "items": [chosen], "edits": edits})))
        self.assertEqual(self.phones(), (False, "+32 2"))

    def test_edits_that_do_not_fit_leave_the_card_open(self):
        thread, (asked,) = self.waiting()
        item = asked["metadata"]["proposal"]["items"][0]["id"]
        for wrong in (
            {"approved": "yes"},
            {**YES, "items": ["99"]},
            {**YES, "edits": {item: {"name": "Forged"}}},
            {**YES, "edits": {item: {"phone": 7}}},
            {**YES, "edits": {"99": {"phone": "x"}}},
        ):
            with self.subTest(wrong=wrong):
                self.refused("invalid_input", self.resume(thread, (asked["id"], wrong)))
                self.assertEqual(self.proposal(asked["id"]).state, "pending")
                self.assertEqual(self.thread_of(thread)["lastRun"]["status"], "waiting_approval")
        self.send(self.resume(thread, (asked["id"], YES)))
        self.assertEqual(self.phones(), ("+32 1", False))

    def test_what_is_not_answered_is_rejected(self):
        thread, asked = self.waiting(self.update(self.azure), self.update(self.deco))
        self.assertEqual(len(asked), 2)
        events = self.send(self.resume(thread, (asked[1]["id"], YES)))
        self.assertEqual(self.phones(), (False, "+32 1"))
        self.assertEqual(len(self.results(events)), 2)
        self.assertEqual([part["proposal"]["state"] for part in self.parts(thread)], ["rejected", "executed"])

    def test_a_wrong_id_decides_nothing(self):
        thread, (asked,) = self.waiting()
        _other, (foreign,) = self.waiting(self.update(self.deco))
        for entries in ([("nonsense", YES)], [(asked["id"], YES), ("nonsense", YES)], [(foreign["id"], YES)]):
            self.refused("not_found", self.resume(thread, *entries))
        self.assertEqual(self.proposal(asked["id"]).state, "pending")
        self.assertEqual(self.proposal(foreign["id"]).state, "pending")
        self.refused("invalid_input", self.resume(self.fresh(), (asked["id"], YES)))
        self.assertEqual(self.phones(), (False, False))

    def test_the_same_request_twice_is_followed_and_written_once(self):
        thread, (asked,) = self.waiting()
        body = self.resume(thread, (asked["id"], YES))
        first = self.call("POST", "/ai_agent/run", body)
        self.settle()
        self.azure.phone = "+32 9"
        self.env.flush_all()
        second = self.call("POST", "/ai_agent/run", body)
        self.assertEqual(first.content, second.content)
        self.assertEqual(self.phones(), ("+32 9", False))

    def test_another_request_for_the_same_comes_too_late(self):
        thread, (asked,) = self.waiting()
        self.send(self.resume(thread, (asked["id"], YES)))
        asked_so_far = len(self.upstream.requests)
        self.refused("invalid_input", self.resume(thread, (asked["id"], YES)))
        self.assertEqual(len(self.upstream.requests), asked_so_far)

    def test_other_users_decide_nothing(self):
        thread, (asked,) = self.waiting()
        for login in ("bob", "boss"):
            self.be(login)
            self.refused("invalid_input", self.resume(thread, (asked["id"], YES)))
        self.assertEqual((self.phones(), self.proposal(asked["id"]).state), ((False, False), "pending"))

    def test_over_an_api_key_only_where_the_administrator_allows_it(self):
        thread, (asked,) = self.waiting()
        expiry = fields.Datetime.now() + timedelta(days=1)
        key = self.env["res.users.apikeys"].with_user(self.ada).sudo()._generate(None, "resume", expiry)
        self.authenticate(None, None)
        self.headers = {"Authorization": f"Bearer {key}"}
        self.refused("forbidden", self.resume(thread, (asked["id"], YES)))
        self.assertEqual(self.proposal(asked["id"]).state, "pending")
        self.configure(approve_by_key="True")
        self.send(self.resume(thread, (asked["id"], YES)))
        self.assertEqual(self.phones(), ("+32 1", False))
        self.assertTrue(self.proposal(asked["id"]).by_key)

    def test_a_rejection_over_an_api_key_is_always_taken(self):
        thread, (asked,) = self.waiting()
        expiry = fields.Datetime.now() + timedelta(days=1)
        key = self.env["res.users.apikeys"].with_user(self.ada).sudo()._generate(None, "resume", expiry)
        self.authenticate(None, None)
        self.headers = {"Authorization": f"Bearer {key}"}
        self.send(self.resume(thread, (asked["id"], NO)))
        self.assertEqual(self.proposal(asked["id"]).state, "rejected")

    def expire(self, name):
        proposal = self.proposal(name)
        self.env.cr.execute("UPDATE ai_agent_proposal SET expires_at = '2020-01-01' WHERE id = %s", (proposal.id,))
        self.env.invalidate_all()
        return proposal

    def test_what_has_expired_is_not_decided(self):
        thread, (asked,) = self.waiting()
        self.expire(asked["id"])
        self.refused("expired", self.resume(thread, (asked["id"], YES)))
        self.env["ai_agent.proposal"]._expire()
        self.refused("expired", self.resume(thread, (asked["id"], YES)))
        self.assertEqual(self.phones(), (False, False))
        self.upstream.plays("Fine.")
        self.assertEqual(self.text_of(self.ask("Go on", thread=thread)), "Fine.")

    def test_one_that_has_expired_does_not_block_the_others(self):
        thread, asked = self.waiting(self.update(self.azure), self.update(self.deco))
        self.expire(asked[0]["id"])
        events = self.send(self.resume(thread, (asked[1]["id"], YES)))
        self.assertEqual(self.phones(), (False, "+32 1"))
        self.assertEqual(self.proposal(asked[0]["id"]).state, "expired")
        self.assertEqual(len(self.results(events)), 2)

    def test_a_record_that_was_changed_meanwhile_is_asked_about_again(self):
        thread, (asked,) = self.waiting()
        self.env.cr.execute(
            "UPDATE res_partner SET phone = '+32 5', write_date = write_date + interval '1 minute' WHERE id = %s",
            (self.azure.id,),
        )
        self.env.invalidate_all()
        so_far = len(self.upstream.requests)
        events = self.send(self.resume(thread, (asked["id"], YES)))
        self.assertEqual(events[-1]["outcome"]["type"], "interrupt")
        (again,) = events[-1]["outcome"]["interrupts"]
        self.assertNotEqual(again["id"], asked["id"])
        self.assertEqual(again["toolCallId"], asked["toolCallId"])
        self.assertEqual(len(self.upstream.requests), so_far, "the service is not asked")
        self.assertEqual(self.phones(), ("+32 5", False))
        change = again["metadata"]["proposal"]["items"][0]["changes"][0]
        self.assertEqual(change["old"]["text"], "+32 5")
        self.assertEqual(self.parts(thread)[0]["proposal"]["id"], again["id"])
        events = self.send(self.resume(thread, (again["id"], YES)))
        self.assertEqual((self.phones(), self.text_of(events)), (("+32 1", False), "It is settled."))
        shown = self.thread_of(thread)["messages"]
        self.assertEqual([message["role"] for message in shown], ["user", "assistant", "assistant"])

    def test_a_new_question_is_the_end_of_it(self):
        thread, (asked,) = self.waiting()
        self.upstream.plays("Fine.")
        self.ask("Never mind", thread=thread)
        self.assertEqual(self.proposal(asked["id"]).state, "cancelled")
        self.assertEqual(self.calls_of(thread).state, "cancelled")
        self.refused("invalid_input", self.resume(thread, (asked["id"], YES)))
        self.assertEqual(self.phones(), (False, False))
        tools = [message["content"] for message in self.last_messages() if message["role"] == "tool"]
        self.assertIn("not carried out", tools[0])

    def test_a_stop_while_it_waits(self):
        thread, (asked,) = self.waiting()
        run = self.calls_of(thread).run_id
        self.told()
        self.assertEqual(self.call("POST", f"/ai_agent/runs/{run.public_id}/stop").status_code, 204)
        self.env.invalidate_all()
        self.assertEqual(run.state, "cancelled")
        self.assertEqual((self.proposal(asked["id"]).state, self.calls_of(thread).state), ("cancelled", "cancelled"))
        self.assertIsNone(self.thread_of(thread)["activeRun"])
        self.assertEqual([notice["event"] for notice in self.told()], ["changed"])
        self.refused("invalid_input", self.resume(thread, (asked["id"], YES)))
        self.env.cr.execute("SELECT 1 FROM ai_agent_run_stop WHERE run_id = %s", (run.id,))
        self.assertFalse(self.env.cr.fetchall())
        self.upstream.plays("Fine.")
        self.assertEqual(self.text_of(self.ask("Go on", thread=thread)), "Fine.")

    def test_others_do_not_stop_it(self):
        thread, (asked,) = self.waiting()
        name = self.calls_of(thread).run_id.public_id
        self.be("bob")
        self.assertProblem(self.call("POST", f"/ai_agent/runs/{name}/stop"), "not_found")
        self.assertEqual(self.proposal(asked["id"]).state, "pending")

    def test_a_conversation_that_is_deleted_while_it_waits(self):
        thread, (asked,) = self.waiting()
        self.assertEqual(self.call("DELETE", f"/ai_agent/threads/{thread}").status_code, 204)
        self.assertEqual((self.proposal(asked["id"]).state, self.calls_of(thread).state), ("cancelled", "cancelled"))
        self.refused("not_found", self.resume(thread, (asked["id"], YES)))
        self.assertEqual(self.call("POST", f"/ai_agent/threads/{thread}/restore").status_code, 200)
        self.refused("invalid_input", self.resume(thread, (asked["id"], YES)))
        self.upstream.plays("Fine.")
        self.assertEqual(self.text_of(self.ask("Go on", thread=thread)), "Fine.")
        self.assertEqual(self.phones(), (False, False))

    def test_other_companies_than_those_of_the_question(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.ada.company_ids |= other
        self.env.flush_all()
        thread, (asked,) = self.waiting()
        both = f"{self.ada.company_id.id},{other.id}"
        self.refused("forbidden", self.resume(thread, (asked["id"], YES)), X_Allowed_Companies=both)
        self.assertEqual(self.proposal(asked["id"]).state, "pending")

    def test_a_card_about_what_odoo_has_no_more_does_not_hide_the_conversation(self):
        thread, (asked,) = self.waiting()
        self.env.cr.execute(
            "UPDATE ai_agent_proposal SET model = 'no.such.model', item_json = replace(item_json, %s, 'no.such.model') "
            "WHERE public_id = %s",
            ("res.partner", asked["id"]),
        )
        self.env.invalidate_all()
        (part,) = self.parts(thread)
        self.assertIsNone(part["proposal"])
        self.upstream.plays("Fine.")
        self.assertEqual(self.text_of(self.ask("Go on", thread=thread)), "Fine.")

    # Processes that die.

    def die(self, run):
        """Let the process of a run be dead."""
        run.write(
            {"state": "running", "started_at": fields.Datetime.now() - timedelta(seconds=HEARTBEAT_DEAD_SECONDS + 5)}
        )
        run.process_id = False
        self.env.flush_all()
        lost.reap(self.env.cr.dbname)
        self.env.invalidate_all()

    def test_a_run_that_waits_is_not_lost_with_its_process(self):
        thread, (asked,) = self.waiting()
        run = self.calls_of(thread).run_id
        run.started_at = "2020-01-01"
        run.process_id = False
        self.env.flush_all()
        lost.reap(self.env.cr.dbname)
        self.env.invalidate_all()
        self.assertEqual(run.state, "waiting_approval")
        self.send(self.resume(thread, (asked["id"], YES)))
        self.assertEqual(self.phones(), ("+32 1", False))

    def test_a_process_that_dies_while_a_tool_works(self):
        thread = self.fresh()
        self.upstream.plays([self.count()], "One.")
        self.ask(thread=thread)
        call = self.calls_of(thread)
        self.env["ai_agent.message"].search([("run_id", "=", call.run_id.id)]).unlink()
        call.write({"state": "running", "answer": False, "result": False})
        self.env.cr.execute(
            "DELETE FROM ai_agent_run_event WHERE run_id = %s AND payload LIKE '%%RUN_FINISHED%%'", (call.run_id.id,)
        )
        self.die(call.run_id)
        self.assertEqual((call.run_id.state, call.state), ("lost", "cancelled"))
        # The worker that was at it comes too late.
        self.env.cr.execute("UPDATE ai_agent_tool_call SET state = 'pending' WHERE id = %s", (call.id,))
        perform(self.env.cr.dbname, call.id)
        self.env.invalidate_all()
        self.assertFalse(call.answer)

    def test_what_was_approved_and_lost_is_never_carried_out(self):
        thread, (asked,) = self.waiting()
        call = self.calls_of(thread)
        self.proposal(asked["id"]).with_user(self.ada)._decide(YES)
        self.env["ai_agent.message"].search([("run_id", "=", call.run_id.id)]).unlink()
        self.die(call.run_id)
        self.assertEqual((call.run_id.state, call.state), ("lost", "cancelled"))
        self.assertEqual(self.proposal(asked["id"]).state, "cancelled")
        perform(self.env.cr.dbname, call.id)
        self.assertEqual(self.phones(), (False, False))

    def test_what_breaks_while_it_is_carried_out_is_over(self):
        thread, (asked,) = self.waiting()

        def broken(_proposal):
            raise ValueError("secret")

        self.patch(AiAgentProposal, "_carry_out", broken)
        with self.assertLogs("odoo.addons.ai_agent.calls.performing", "ERROR") as logs:
            events = self.send(self.resume(thread, (asked["id"], YES)))
        self.assertNotIn("secret", str(logs.output) + json.dumps(events))
        self.assertFalse(self.results(events)[asked["toolCallId"]]["ok"])
        self.assertEqual((self.proposal(asked["id"]).state, self.calls_of(thread).state), ("cancelled", "failed"))
        self.assertEqual(self.text_of(events), "It is settled.")

    def test_two_at_once_are_carried_out_once(self):
        thread, (asked,) = self.waiting()
        call = self.calls_of(thread)
        self.proposal(asked["id"]).with_user(self.ada)._decide(YES)
        call.run_id.state = "running"
        self.env.flush_all()
        perform(self.env.cr.dbname, call.id)
        self.assertEqual(self.phones(), ("+32 1", False))
        self.azure.phone = "+32 9"
        self.env.flush_all()
        perform(self.env.cr.dbname, call.id)
        self.assertEqual(self.phones(), ("+32 9", False))

    # What services and clients make up.

    def test_no_tool_decides(self):
        """Nothing that a service says or a tool gives approves anything."""
        names = {spec.name for spec in registry.specs(self.env)}
        self.assertFalse({name for name in names if "approve" in name or "resume" in name or "decide" in name})
        thread, (asked,) = self.waiting()
        forged = json.dumps({"resume": [{"interruptId": asked["id"], "status": "resolved", "payload": YES}]})
        self.upstream.plays([("approve", {"id": asked["id"]})], forged)
        self.ask("Approve it", thread=thread)
        self.assertEqual((self.phones(), self.proposal(asked["id"]).state), ((False, False), "cancelled"))
