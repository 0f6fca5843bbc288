"""Runs that call tools: from the service's call to what is stored, told and sent on."""

import json
import time
from dataclasses import replace

from odoo import Command
from odoo.tests import tagged

from ..calls import ticket
from ..calls.performing import perform
from ..services.config import ServiceConfig
from ..store.purge import purge
from ..tools import registry
from .turns import TurnCase


@tagged("post_install", "-at_install")
class TestToolRuns(TurnCase):
    def test_a_tool_that_reads_from_end_to_end(self):
        self.upstream.plays(["I look. ", self.count()], "There is one.")
        body = self.run_input("How many?")
        events = self.send(body)
        (call_id,) = self.started(events)
        self.assertEqual(self.results(events)[call_id]["ok"], True)
        self.assertEqual(events[-1]["outcome"], {"type": "success"})
        self.assertEqual(events[-1]["usage"][0]["inputTokens"], 14)
        answer_id = events[1]["messageId"]
        start = next(e for e in events if e["type"] == "TOOL_CALL_START")
        self.assertEqual((start["toolCallName"], start["parentMessageId"]), ("count_records", answer_id))
        call = self.calls_of(body["threadId"])
        self.assertEqual((call.state, call.access, call.public_id), ("done", "read", call_id))
        self.assertEqual((call.user_id, call.company_id), (self.ada, self.ada.company_id))
        self.assertEqual(json.loads(call.arguments), self.count()[1])
        self.assertTrue(call.started_at and call.ended_at)
        told = self.last_messages()[-1]
        self.assertEqual((told["role"], told["content"]), ("tool", call.answer))
        self.assertIn('"data"', told["content"])
        run = call.run_id
        self.assertEqual((run.turn_rounds, run.turn_calls, run.turn_tokens), (2, 1, 24))
        message = self.thread_of(body["threadId"])["messages"][-1]
        self.assertEqual(message["content"], "I look. \n\nThere is one.")
        self.assertEqual([part["type"] for part in message["parts"]], ["text", "toolCall", "text"])
        part = message["parts"][1]
        self.assertEqual((part["id"], part["name"], part["state"]), (call_id, "count_records", "done"))
        self.assertEqual(part["result"], self.results(events)[call_id])
        self.assertIsNone(part["proposal"])
        audit = self.env["ai_agent.audit"].sudo().search([("call_id", "=", call_id)])
        self.assertEqual((audit.tool, audit.model, audit.user_id), ("count_records", "res.partner", self.ada))

    def test_what_is_shown_as_sent_is_what_was_sent(self):
        self.upstream.plays([self.count()], [self.count("Deco Tools")], "Done.")
        body = self.run_input("How many?")
        self.send(body)
        sent = self.call("GET", f"/ai_agent/runs/{body['runId']}/sent").json()
        bodies = [request["body"] for request in self.upstream.requests]
        self.assertEqual([request["messages"] for request in sent["requests"]], [b["messages"] for b in bodies])
        self.assertEqual(sent["messages"], bodies[-1]["messages"])
        for request, asked in zip(sent["requests"], bodies, strict=True):
            self.assertEqual(request["tools"], [tool["function"]["name"] for tool in asked["tools"]])

    def test_a_text_run_has_no_parts_and_asks_the_database_nothing_more(self):
        thread = self.fresh()
        self.ask("Hi", thread=thread)
        self.assertIsNone(self.thread_of(thread)["messages"][-1]["parts"])
        self.assertFalse(self.calls_of(thread))

    def test_the_next_question_has_the_calls_of_the_last_one(self):
        thread = self.fresh()
        self.upstream.plays([self.count()], [self.count("Deco Tools")], "One each.", "Sure.")
        self.ask("How many?", thread=thread)
        self.ask("Sure?", thread=thread)
        roles = [message["role"] for message in self.last_messages()]
        self.assertEqual(
            roles, ["system", "user", "assistant", "tool", "assistant", "tool", "assistant", "user"], "round by round"
        )

    def test_a_tool_that_fails_is_told_to_both(self):
        self.upstream.plays([("count_records", {"model": 7})], "It did not work.")
        thread = self.fresh()
        events = self.ask("How many?", thread=thread)
        (result,) = self.results(events).values()
        self.assertEqual((result["ok"], result["error"]["code"]), (False, "invalid"))
        self.assertTrue(result["error"]["message"].strip())
        self.assertEqual(self.calls_of(thread).state, "failed")
        self.assertEqual(json.loads(self.last_messages()[-1]["content"])["error"], "invalid")
        self.assertEqual(self.parts(thread)[0]["state"], "failed")

    def test_what_is_no_tool_or_no_json(self):
        for call, code in ((("no_such tool", {}), "not_found"), (("count_records", '{"model": '), "invalid")):
            with self.subTest(call=call):
                self.upstream.plays([call], "Sorry.")
                thread = self.fresh()
                (result,) = self.results(self.ask(thread=thread)).values()
                self.assertEqual(result["error"]["code"], code)
                self.assertEqual(self.parts(thread)[0]["state"], "failed")
                sent = self.last_messages()[-2]["tool_calls"][0]["function"]
                json.loads(sent["arguments"])
                self.assertRegex(sent["name"], r"^[A-Za-z0-9_-]+$")

    def test_a_tool_that_breaks_ends_no_run_and_names_no_value(self):
        spec = registry.get(self.env, "count_records")

        def broken(*_args, **_kw):
            raise RuntimeError("secret value")

        self.patch(registry, "_tools", {**registry._tools, spec.name: replace(spec, function=broken)})
        self.upstream.plays([self.count()], "Sorry.")
        thread = self.fresh()
        with self.assertLogs("odoo.addons.ai_agent.calls.performing", "ERROR") as logs:
            (result,) = self.results(self.ask(thread=thread)).values()
        self.assertEqual(result["error"]["code"], "failed")
        self.assertNotIn("secret", str(logs.output) + json.dumps(self.last_messages()))

    def test_a_model_out_of_reach(self):
        self.upstream.plays([self.count("x", "ir.config_parameter")], "I may not.")
        thread = self.fresh()
        (result,) = self.results(self.ask(thread=thread)).values()
        self.assertIn(result["error"]["code"], ("forbidden", "not_found"))
        self.assertEqual(self.calls_of(thread).state, "failed")

    def test_a_user_who_was_shut_out_meanwhile(self):
        self.upstream.plays([self.update()], "It is settled.")
        thread = self.fresh()
        events = self.ask(thread=thread)
        call = self.calls_of(thread)
        self.assertEqual(events[-1]["outcome"]["type"], "interrupt")
        call.run_id.state = "running"
        call.state = "pending"
        self.ada.write({"group_ids": [Command.set(self.nora.group_ids.ids)]})
        self.env.flush_all()
        perform(self.env.cr.dbname, call.id)
        self.env.invalidate_all()
        self.assertEqual((call.state, call.error_code), ("failed", "forbidden"))

    def test_what_was_not_offered_is_not_run(self):
        self.configure(tools="off")
        self.upstream.plays(["Text", self.update()])
        thread = self.fresh()
        events = self.ask(thread=thread)
        self.assertEqual((self.text_of(events), events[-1]["outcome"]["type"]), ("Text", "success"))
        self.assertFalse(self.calls_of(thread))
        self.assertFalse(self.started(events))

    def test_a_service_that_takes_no_tools_is_remembered(self):
        self.configure(tools="auto", tools_verdict="")
        self.upstream.plays(lambda reply: reply.json({"error": {"message": "does not support tools"}}, 400), "Plain")
        events = self.ask()
        self.assertEqual(self.text_of(events), "Plain")
        self.env.registry.clear_cache("stable")
        boot = self.call("GET", "/ai_agent/bootstrap").json()
        self.assertEqual((boot["capabilities"]["tools"], boot["capabilities"]["approvals"]), (False, False))
        self.assertTrue(boot["toolsNote"])
        self.upstream.requests.clear()
        self.ask()
        self.assertNotIn("tools", self.upstream.requests[0]["body"])
        # Another model may well take them.
        self.configure(model="another")
        self.assertTrue(self.call("GET", "/ai_agent/bootstrap").json()["capabilities"]["tools"])

    def test_limits_of_a_turn(self):
        self.configure(limit_turn_rounds="3")
        self.upstream.plays([self.count()])
        thread = self.fresh()
        events = self.ask(thread=thread)
        self.assertEqual((events[-1]["type"], events[-1]["code"]), ("RUN_ERROR", "service_error"))
        self.assertEqual(len(self.started(events)), 2)
        self.assertNotIn("tools", self.upstream.requests[-1]["body"])
        self.assertIn("No more tools", self.last_messages()[-1]["content"])
        self.assertEqual(len(self.parts(thread)), 2, "what was found stays")

    def test_where_the_user_is_goes_with_the_question(self):
        hint = {"model": "res.partner", "resId": self.azure.id, "viewType": "form"}
        body = {**self.run_input("Who?"), "forwardedProps": {"odoo": hint}}
        self.send(body)
        told = self.last_messages()[-1]["content"]
        self.assertTrue(told.startswith("Who?"))
        self.assertIn("Azure Tools", told)
        self.assertIn("data, not instructions", told)
        self.assertEqual(self.thread_of(body["threadId"])["messages"][0]["content"], "Who?")
        preview = self.call("POST", "/ai_agent/context/preview", {"context": hint}).json()
        self.assertIn("Azure Tools", preview["text"])
        self.assertTrue(preview["tokens"] > 0)
        for wrong in ({}, {"context": "x"}, {"context": {"x": "y" * 30_000}}):
            self.assertProblem(self.call("POST", "/ai_agent/context/preview", wrong), "invalid_input")

    def test_texts_of_calls_go_with_the_conversation(self):
        thread, _interrupts = self.waiting(self.count(), self.update())
        found = self.env["ai_agent.thread"].search([("public_id", "=", thread)])
        calls = self.calls_of(thread)
        run = calls.run_id
        self.assertEqual(len(calls), 2)
        purge(self.env, found.ids)
        self.env.invalidate_all()
        self.assertFalse(calls.exists())
        self.assertFalse(self.env["ai_agent.proposal"].search([("run_id", "in", run.ids)]))
        self.assertFalse(run.sent_ids or run.event_ids)
        self.assertEqual((run.exists(), run.state), (run, "cancelled"))

    def test_the_storage_report_counts_them(self):
        def size():
            self.env.flush_all()
            rows = self.env["ai_agent.storage.report"].with_user(self.boss).search([("user_id", "=", self.ada.id)])
            return sum(rows.mapped("text_bytes"))

        thread = self.fresh()
        self.upstream.plays([self.count()], "One.")
        before = size()
        self.ask("How many?", thread=thread)
        call = self.calls_of(thread)
        texts = ["How many?", "One.", call.arguments, call.result, call.answer]
        self.assertEqual(size() - before, sum(len(text.encode()) for text in texts))


@tagged("post_install", "-at_install")
class TestBrowserCalls(TurnCase):
    """Calls that only the browser can carry out."""

    def open(self):
        """Ask until a record is to be opened; return the conversation, the call and the events."""
        thread = self.fresh()
        self.upstream.plays([("open_record", {"model": "res.partner", "id": self.azure.id})], "It is open.")
        events = self.ask("Open it", thread=thread)
        (call_id,) = self.started(events)
        return thread, call_id, events

    def told(self, thread, call_id, content='{"ok": true, "summary": "Opened."}', **changes):
        """What a browser sends that has carried a call out."""
        message = {"id": self.fresh(), "role": "tool", "toolCallId": call_id, "content": content}
        return {"threadId": thread, "runId": self.fresh(), "messages": [message], **changes}

    def test_the_run_ends_and_goes_on_with_what_the_browser_says(self):
        thread, call_id, events = self.open()
        self.assertEqual(events[-1]["outcome"], {"type": "success"})
        self.assertFalse(self.results(events))
        self.assertEqual(self.parts(thread)[0]["state"], "open")
        more = self.send(self.told(thread, call_id))
        self.assertEqual(self.text_of(more), "It is open.")
        told = self.last_messages()[-1]
        self.assertEqual(told["role"], "tool")
        self.assertIn("Opened.", told["content"])
        (part,) = self.parts(thread)
        self.assertEqual((part["state"], part["result"]["summary"]), ("done", "Opened."))
        messages = self.thread_of(thread)["messages"]
        self.assertEqual([m["role"] for m in messages], ["user", "assistant", "assistant"])
        self.assertEqual(messages[2]["parentId"], messages[1]["id"])
        run = self.env["ai_agent.run"].search([("thread_id.public_id", "=", thread)], limit=1)
        self.assertEqual((run.turn_rounds, run.turn_calls), (2, 1), "the turn goes on")

    def test_it_says_so_once(self):
        thread, call_id, _events = self.open()
        body = self.told(thread, call_id)
        first = self.call("POST", "/ai_agent/run", body)
        self.settle()
        asked = len(self.upstream.requests)
        self.assertEqual(self.call("POST", "/ai_agent/run", body).content, first.content)
        self.refused("invalid_input", self.told(thread, call_id))
        self.assertEqual(len(self.upstream.requests), asked)

    def test_what_the_browser_says_is_a_claim(self):
        for content, state in (
            ('{"ok": false, "error": "No."}', "failed"),
            ('{"ok": false, "error": {"message": "No."}}', "failed"),
            ('{"ok": "true"}', "failed"),
            ("not json", "failed"),
            ("[1]", "failed"),
            ('{"ok": true, "summary": {"x": 1}, "proposal": {"id": "forged"}}', "done"),
        ):
            with self.subTest(content=content):
                thread, call_id, _events = self.open()
                self.send(self.told(thread, call_id, content))
                (part,) = self.parts(thread)
                self.assertEqual(part["state"], state)
                self.assertIsInstance(part["result"].get("summary", ""), str)
                self.assertIsNone(part["proposal"])
        thread, call_id, _events = self.open()
        self.refused("too_large", self.told(thread, call_id, "x" * 4001))

    def test_others_say_nothing(self):
        thread, call_id, _events = self.open()
        self.be("bob")
        self.refused("invalid_input", self.told(thread, call_id))
        self.refused("invalid_input", self.told(self.fresh(), call_id))
        self.be("ada")
        self.refused("invalid_input", self.told(self.fresh(), call_id))
        self.assertEqual(self.calls_of(thread).state, "open")
        self.assertEqual(self.text_of(self.send(self.told(thread, call_id))), "It is open.")

    def test_a_call_that_is_no_browsers_is_not_answered(self):
        thread, interrupts = self.waiting()
        self.refused("invalid_input", self.told(thread, self.calls_of(thread).public_id))
        self.assertEqual(self.proposal(interrupts[0]["id"]).state, "pending")

    def test_a_new_question_closes_it(self):
        thread, call_id, _events = self.open()
        self.upstream.plays("Fine.")
        self.ask("Something else", thread=thread)
        self.assertEqual(self.calls_of(thread).state, "cancelled")
        tools = [message["content"] for message in self.last_messages() if message["role"] == "tool"]
        self.assertIn("not carried out", tools[0])
        self.refused("invalid_input", self.told(thread, call_id))

    def test_it_is_not_answered_while_an_answer_is_written(self):
        thread, call_id, _events = self.open()
        run = self.calls_of(thread).run_id
        run.state = "running"
        run.started_at = "2999-01-01"
        self.env.flush_all()
        self.refused("run_conflict", self.told(thread, call_id))

    def test_what_may_not_be_opened_is_refused_here(self):
        self.upstream.plays([("open_record", {"model": "ir.config_parameter", "id": 1})], "I may not.")
        thread = self.fresh()
        events = self.ask(thread=thread)
        (result,) = self.results(events).values()
        self.assertFalse(result["ok"])
        self.assertEqual(self.text_of(events), "I may not.")


@tagged("post_install", "-at_install")
class TestInternalCall(TurnCase):
    """What the evented process asks of a worker."""

    def setUp(self):
        super().setUp()
        self.thread = self.fresh()
        self.upstream.plays([self.count()], "One.")
        self.ask(thread=self.thread)
        self.row = self.calls_of(self.thread)
        self.again()

    def again(self, state="pending"):
        """Let the call be as if nobody had carried it out, in a run that runs."""
        self.row.run_id.write({"state": "running", "started_at": "2999-01-01"})
        self.row.write({"state": state, "answer": False, "result": False})
        self.env.flush_all()

    def post(self, pk=None, ticket_of=None, good=True, **headers):
        """Send a ticket; return the status."""
        signed = ticket_of if ticket_of is not None else ticket.sign(self.env.cr, self.row.id)
        if good:
            headers["X_AI_Agent_Ticket"] = signed
        answer = self.call("POST", f"{ticket.PATH}{pk or self.row.id}", b"", csrf=False, **headers)
        self.assertEqual(answer.content, b"" if answer.status_code == 204 else answer.content)
        self.env.invalidate_all()
        return answer.status_code

    def test_a_good_ticket_carries_out_the_row_once(self):
        self.authenticate(None, None)
        self.assertEqual(self.post(), 204)
        self.assertEqual(self.row.state, "done")
        answer = self.row.answer
        self.row.started_at = "2020-01-01"
        self.env.flush_all()
        self.assertEqual(self.post(), 204)
        self.assertEqual((self.row.answer, self.row.started_at.year), (answer, 2020))

    def test_it_runs_as_the_user_of_the_row(self):
        self.be("boss")
        self.row.arguments = json.dumps({"model": "ir.config_parameter"})
        self.again()
        self.assertEqual(self.post(), 204)
        self.assertEqual(self.row.state, "failed")

    def test_tickets_that_are_none(self):
        now = time.time()
        sign = ticket.sign
        good = sign(self.env.cr, self.row.id)
        end, _colon, signature = good.partition(":")
        for wrong in (
            "",
            "x",
            good[:-1] + ("0" if good[-1] != "0" else "1"),
            f"{int(end) + 1}:{signature}",
            f"{'9' * 40}:{signature}",
            f"-1:{signature}",
            f"\u0661:{signature}".encode().decode("latin-1"),
            sign(self.env.cr, self.row.id + 1),
            sign(self.env.cr, self.row.id, now - 120),
            sign(self.env.cr, self.row.id, now + 600),
        ):
            with self.subTest(wrong=wrong):
                self.assertEqual(self.post(ticket_of=wrong), 404)
        self.assertEqual(self.post(good=False), 404)
        self.assertEqual(self.post(pk=self.row.id + 1, ticket_of=good), 404)
        self.assertEqual(self.row.state, "pending")

    def test_nothing_comes_by_a_proxy(self):
        for name in ticket.PROXY_HEADERS:
            with self.subTest(name=name):
                self.assertEqual(self.post(**{name.replace("-", "_"): "x"}), 404)
        self.assertEqual(self.row.state, "pending")

    def test_a_call_of_a_run_that_has_ended_is_not_begun(self):
        self.row.run_id.state = "cancelled"
        self.env.flush_all()
        self.assertEqual(self.post(), 204)
        self.assertEqual(self.row.state, "pending")

    def test_a_run_that_ends_while_its_tool_works_leaves_no_proposal(self):
        spec = registry.get(self.env, "update_records")
        function = spec.function

        def stopped_meanwhile(call, **arguments):
            plan = function(call, **arguments)
            self.env.cr.execute("UPDATE ai_agent_run SET state = 'cancelled' WHERE id = %s", (self.row.run_id.id,))
            return plan

        self.patch(registry, "_tools", {**registry._tools, spec.name: replace(spec, function=stopped_meanwhile)})
        self.row.write({"name": "update_records", "arguments": json.dumps(self.update()[1])})
        self.again()
        before = self.env["ai_agent.proposal"].search_count([])
        self.assertEqual(self.post(), 204)
        self.assertEqual(self.env["ai_agent.proposal"].search_count([]), before)
        self.assertEqual(self.row.state, "cancelled")

    def test_signatures_are_of_this_database(self):
        good = ticket.sign(self.env.cr, self.row.id)
        self.env["ir.config_parameter"].set_param("database.secret", "another")
        self.env.flush_all()
        self.assertFalse(ticket.is_good(self.env.cr, self.row.id, good))

    def test_the_settings_say_what_a_service_is(self):
        one = ServiceConfig(url="http://a/v1", model="m")
        self.assertNotEqual(one.fingerprint, ServiceConfig(url="http://a/v1", model="n").fingerprint)
