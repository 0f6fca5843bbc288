"""A logged-in person, a scripted AI service, and words to ask with."""

from __future__ import annotations

import json
import time
import uuid
from contextlib import contextmanager

import requests
from odoo import Command
from odoo.tests import HttpCase, new_test_user
from odoo.tests.common import release_test_lock

from ..store import lost, process
from ..store.hub import hub
from .upstream import KEY, Upstream


class Reader:
    """An open answer, read piece by piece."""

    def __init__(self, answer):
        self.received = b""
        self._pieces = answer.iter_content(None)

    def until(self, wanted):
        """Read until these bytes have come."""
        while wanted not in self.received:
            self.received += next(self._pieces)

    def rest(self):
        """Read to the end and return everything."""
        self.received += b"".join(self._pieces)
        return self.received


class AgentCase(HttpCase):
    """Users `ada` and `bob` of the assistant, `nora` without it, and `pia` of the portal."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.upstream = Upstream()
        cls.addClassCleanup(cls.upstream.close)
        cls.ada = new_test_user(cls.env, "ada", groups="base.group_user", tz="Europe/Brussels")
        cls.bob = new_test_user(cls.env, "bob", groups="base.group_user")
        cls.boss = new_test_user(cls.env, "boss", groups="base.group_system")
        cls.pia = new_test_user(cls.env, "pia", groups="base.group_portal")
        cls.nora = new_test_user(cls.env, "nora", groups="base.group_user")
        # Without the assistant: internal users get it by implication, so that is cut for her.
        cls.nora.write({"group_ids": [Command.set(cls.no_assistant_group().ids)]})
        cls.configure()

    @classmethod
    def no_assistant_group(cls):
        """An internal user's group that does not imply the assistant."""
        internal = cls.env.ref("base.group_user")
        internal.write({"implied_ids": [Command.unlink(cls.env.ref("ai_agent.group_user").id)]})
        for user in cls.ada, cls.bob:
            user.write({"group_ids": [Command.link(cls.env.ref("ai_agent.group_user").id)]})
        return internal

    def setUp(self):
        super().setUp()
        self.upstream.reset()
        # A test's rollback takes the row of this process with it.
        process.forget()
        # The database server of the tests has just been started.
        self.patch(lost, "RESTART_GRACE_SECONDS", 0)
        self.addCleanup(self.settle)
        self.headers = {}

    @classmethod
    def configure(cls, **changes):
        """Set the parameters of the service; `limit_*` are limits."""
        values = {
            "url": cls.upstream.url,
            "api_key": KEY,
            "api_key_origin": cls.upstream.origin,
            "key_header": "both",
            "model": "test-model",
            "allow_private": "True",
            "kind": "openai",
            "context_tokens": "4096",
            **changes,
        }
        for name, value in values.items():
            key = name.replace("limit_", "limit.", 1) if name.startswith("limit_") else name
            cls.env["ir.config_parameter"].set_param(f"ai_agent.{key}", value)
        cls.env.flush_all()

    def be(self, login):
        """Log in and fetch a CSRF token."""
        self.authenticate(login, login)
        answer = self.call("GET", "/ai_agent/bootstrap", csrf=False)
        self.headers = {"X-CSRF-Token": answer.json()["csrfToken"]} if answer.ok else {}
        return answer

    def call(self, method, path, body=None, csrf=True, **headers):
        """Send a request and read the whole answer."""
        sent = {**(self.headers if csrf else {}), **{k.replace("_", "-"): v for k, v in headers.items()}}
        data = None
        if body is not None:
            data = body if isinstance(body, (bytes, str)) else json.dumps(body)
            sent["Content-Type"] = "application/json"
        return self.opener.request(
            method, self.base_url() + path, data=data, headers=sent, timeout=30, allow_redirects=False
        )

    def run_input(self, text="Hi", thread=None, run=None, message=None, before=()):
        """Return a RunAgentInput that asks a question."""
        return {
            "threadId": thread or self.fresh(),
            "runId": run or self.fresh(),
            "messages": [*before, {"id": message or self.fresh(), "role": "user", "content": text}],
            "state": {},
            "tools": [],
            "context": [],
            "forwardedProps": {},
        }

    def many(self, count, messages=10, user=None, at="now()"):
        """Store conversations of a user by SQL, each one branch with one run; return their ids, oldest first.

        :param at: an SQL expression, the time of their last activity
        """
        user = user or self.ada
        values = {"user": user.id, "company": user.company_id.id, "count": count, "messages": messages}
        cr = self.env.cr
        cr.execute(
            f"""
            INSERT INTO ai_agent_thread (public_id, title, user_id, company_id, active_at, create_date)
            SELECT gen_random_uuid(), 'Chat ' || n, %(user)s, %(company)s, {at}, {at}
              FROM generate_series(1, %(count)s) n
         RETURNING id
            """,
            values,
        )
        values["ids"] = [row[0] for row in cr.fetchall()]
        cr.execute(
            f"""
            WITH numbered AS (
                SELECT t.id AS thread, n, nextval('ai_agent_message_id_seq') AS id
                  FROM unnest(%(ids)s) AS t (id), generate_series(1, %(messages)s) n ORDER BY t.id, n
            )
            INSERT INTO ai_agent_message (id, public_id, thread_id, parent_id, role, content, user_id, company_id,
                                          create_date)
            SELECT id, gen_random_uuid(), thread, lag(id) OVER (PARTITION BY thread ORDER BY n),
                   CASE WHEN n %% 2 = 1 THEN 'user' ELSE 'assistant' END, 'Words of message ' || n,
                   %(user)s, %(company)s, {at}
              FROM numbered
            """,
            values,
        )
        cr.execute(
            """
            UPDATE ai_agent_thread t SET head_id = (SELECT max(id) FROM ai_agent_message WHERE thread_id = t.id)
             WHERE id = ANY(%(ids)s)
            """,
            values,
        )
        cr.execute(
            f"""
            INSERT INTO ai_agent_run (public_id, thread_id, answer_public_id, kind, state, user_id, company_id,
                                      tokens_in, tokens_out, started_at)
            SELECT gen_random_uuid(), id, gen_random_uuid(), 'answer', 'finished', %(user)s, %(company)s, 7, 5, {at}
              FROM unnest(%(ids)s) AS t (id)
            """,
            values,
        )
        self.env.invalidate_all()
        return values["ids"]

    def change(self, thread, **values):
        """Change a conversation and return it as the list shows it."""
        answer = self.call("PATCH", f"/ai_agent/threads/{thread}", values)
        self.assertEqual(answer.status_code, 200, answer.text)
        self.env.invalidate_all()
        return answer.json()

    def told(self, user=None):
        """The notices for a user's browsers since this was asked last."""
        bus = self.env["bus.bus"]
        partner = (user or self.ada).partner_id
        channel = json.dumps([self.env.cr.dbname, "res.partner", partner.id], separators=(",", ":"))
        bus.invalidate_model()
        found = bus.search([("channel", "=", channel), ("message", "like", "ai_agent.thread")], order="id")
        payloads = [json.loads(notice.message)["payload"] for notice in found]
        found.unlink()
        return payloads

    @staticmethod
    def fresh():
        """Return a fresh id."""
        return str(uuid.uuid4())

    def ask(self, text="Hi", **kw):
        """Ask and return the events of the whole run."""
        answer = self.call("POST", "/ai_agent/run", self.run_input(text, **kw))
        self.assertEqual(answer.status_code, 200, answer.text)
        self.settle()
        return self.events_of(answer)

    @staticmethod
    def events_of(answer):
        """Return the events of an SSE answer."""
        text = answer.content.decode()
        return [json.loads(line[6:]) for line in text.split("\n") if line.startswith("data: ")]

    @staticmethod
    def text_of(events):
        """Return the answer's text."""
        return "".join(e["delta"] for e in events if e["type"] == "TEXT_MESSAGE_CONTENT")

    def assertProblem(self, answer, code, status=None):
        """Check that an answer is a problem object with a code and a sentence."""
        self.assertEqual(answer.headers["Content-Type"].split(";")[0], "application/problem+json", answer.text[:300])
        problem = answer.json()
        self.assertEqual(problem["code"], code, problem)
        self.assertEqual(problem["type"], f"urn:ai-agent:{code}")
        self.assertEqual(problem["status"], answer.status_code)
        if status:
            self.assertEqual(answer.status_code, status)
        self.assertTrue(problem["detail"].strip())
        self.assertNotIn("{", problem["detail"])
        return problem

    def assertFails(self, code, text="Hi", **kw):
        """Ask, and check that the run ends with an error of this code; return its events."""
        events = self.ask(text, **kw)
        self.assertEqual(events[-1]["type"], "RUN_ERROR", events)
        self.assertEqual(events[-1]["code"], code, events[-1])
        self.assertTrue(events[-1]["message"])
        self.assertNotIn(KEY, json.dumps(events))
        return events

    def settle(self, seconds=10):
        """Let the runs of this process end and be written."""
        end = time.monotonic() + seconds
        self.env.cr.flush()
        self.env.cr.clear()
        while not hub().resting:
            with release_test_lock():
                time.sleep(0.05)
            self.assertLess(time.monotonic(), end, "a run does not end")
        self.env.invalidate_all()

    @contextmanager
    def streaming(self, body):
        """Begin a run and yield its open response; other requests may be sent meanwhile."""
        self.env.cr.flush()
        self.env.cr.clear()
        with self.allow_requests():
            cookies = {c.name: c.value for c in self.opener.cookies}
            with requests.post(
                f"{self.base_url()}/ai_agent/run",
                data=json.dumps(body),
                headers={**self.headers, "Content-Type": "application/json"},
                cookies=cookies,
                timeout=30,
                stream=True,
            ) as answer:

                def send(method, path, sent=None):
                    url = self.base_url() + path
                    return requests.request(method, url, json=sent, headers=self.headers, cookies=cookies, timeout=30)

                yield Reader(answer), send
        self.settle()
