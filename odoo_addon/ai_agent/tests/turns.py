"""Conversations in which tools are called, and what is written waits for approval."""

from __future__ import annotations

import json
from contextlib import contextmanager
from unittest.mock import patch

from odoo import Command

from ..store import settings
from .common import AgentCase


class TurnCase(AgentCase):
    """`ada` and `bob` may change contacts; there are the contacts `azure` and `deco`."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        group = cls.env.ref("base.group_partner_manager")
        (cls.ada | cls.bob).write({"group_ids": [Command.link(group.id)]})
        cls.azure, cls.deco = cls.env["res.partner"].create([{"name": "Azure Tools"}, {"name": "Deco Tools"}])
        cls.env.flush_all()

    @classmethod
    def configure(cls, **changes):
        """Set the parameters of the service, with a context that has room for tools."""
        return super().configure(**{"context_tokens": "32000", **changes})

    def setUp(self):
        super().setUp()
        self.be("ada")

    def send(self, body, **headers):
        """Begin a run and return the events of all of it."""
        answer = self.call("POST", "/ai_agent/run", body, **headers)
        self.assertEqual(answer.status_code, 200, answer.text)
        self.settle()
        return self.events_of(answer)

    def refused(self, code, body, **headers):
        """Begin a run that is refused; return the problem."""
        return self.assertProblem(self.call("POST", "/ai_agent/run", body, **headers), code)

    def update(self, *partners, phone="+32 1"):
        """A call that proposes to change phone numbers."""
        ids = [partner.id for partner in partners or (self.azure,)]
        return ("update_records", {"model": "res.partner", "ids": ids, "values": {"phone": phone}})

    def count(self, name="Azure Tools", model="res.partner"):
        """A call that counts."""
        return ("count_records", {"model": model, "domain": [["name", "=", name]]})

    def waiting(self, *calls, thread=None):
        """Ask until the person is asked; return the conversation and the interrupts."""
        thread = thread or self.fresh()
        self.upstream.plays([*(calls or [self.update()])], "It is settled.")
        events = self.ask("Change it", thread=thread)
        self.assertEqual(events[-1]["outcome"]["type"], "interrupt", events[-1])
        return thread, events[-1]["outcome"]["interrupts"]

    def resume(self, thread, *entries, run=None):
        """What a client sends that answers interrupts: pairs of an id and a payload; None: given up."""
        return {
            "threadId": thread,
            "runId": run or self.fresh(),
            "messages": [],
            "resume": [
                {"interruptId": name, "status": "cancelled"}
                if payload is None
                else {"interruptId": name, "status": "resolved", "payload": payload}
                for name, payload in entries
            ],
        }

    def thread_of(self, thread):
        """The conversation as its user reads it."""
        answer = self.call("GET", f"/ai_agent/threads/{thread}")
        self.assertEqual(answer.status_code, 200, answer.text)
        return answer.json()

    def parts(self, thread):
        """The tool calls of all answers of a conversation."""
        found = [part for message in self.thread_of(thread)["messages"] for part in message["parts"] or ()]
        return [part for part in found if part["type"] == "toolCall"]

    def calls_of(self, thread):
        """The stored calls of a conversation."""
        self.env.invalidate_all()
        return self.env["ai_agent.tool.call"].search([("thread_id.public_id", "=", thread)], order="id")

    def proposal(self, name):
        """A stored proposal."""
        self.env.invalidate_all()
        return self.env["ai_agent.proposal"].search([("public_id", "=", name)])

    def last_messages(self):
        """What the service was sent last."""
        return self.upstream.requests[-1]["body"]["messages"]

    @staticmethod
    def results(events):
        """What was told of calls, by call."""
        return {e["toolCallId"]: json.loads(e["content"]) for e in events if e["type"] == "TOOL_CALL_RESULT"}

    @staticmethod
    def started(events):
        """The calls that were announced."""
        return [e["toolCallId"] for e in events if e["type"] == "TOOL_CALL_START"]

    @contextmanager
    def limit(self, name, value):
        """Have a limit for a while."""
        read = settings.limits

        def limits(params):
            return read(lambda key: str(value) if key == f"ai_agent.limit.{name}" else params(key))

        with patch.object(settings, "limits", limits):
            yield
