"""Exactly once for what the database holds: with real transactions, at the same time, again and after a crash."""

import threading
import uuid
from functools import partial
from types import SimpleNamespace

from odoo import api
from odoo.modules.registry import DummyRLock, Registry
from odoo.tests import BaseCase, get_db_name, tagged

from ..policy import Policy
from ..services.errors import AgentError
from ..services.limits import Limits
from ..store.transact import transact
from ..tools import Call
from .proposals import WRITE_TOOLS

THREADS = 6


class Crash(Exception):
    """The process dies before the commit."""


@tagged("post_install", "-at_install")
class TestProposalsOnce(BaseCase):
    """Everything here is committed for real, and deleted afterwards."""

    def setUp(self):
        super().setUp()
        # The runner of the tests holds it, and each new environment of another thread wants it.
        self.patch(Registry, "_lock", DummyRLock())
        self.db = get_db_name()
        self.registry = Registry(self.db)
        self.mark = uuid.uuid4().hex[:8]
        self.addCleanup(self.remove)
        self.ids = transact(self.db, self.prepare)

    def prepare(self, cr):
        """Make a user with a contact and a conversation."""
        env = api.Environment(cr, api.SUPERUSER_ID, {})
        groups = [env.ref(name).id for name in ("base.group_user", "base.group_partner_manager", "ai_agent.group_user")]
        values = {"name": self.mark, "login": self.mark, "group_ids": [(6, 0, groups)]}
        user = env["res.users"].with_context(no_reset_password=True).create(values)
        partner = env["res.partner"].create({"name": f"{self.mark} contact"})
        owner = {"user_id": user.id, "company_id": user.company_id.id}
        thread = env["ai_agent.thread"].create({**owner, "public_id": str(uuid.uuid4()), "title": "T"})
        run = {"thread_id": thread.id, "answer_public_id": self.mark, "state": "finished"}
        run = env["ai_agent.run"].create({**owner, **run, "public_id": str(uuid.uuid4())})
        env.flush_all()
        return SimpleNamespace(
            user=user.id, partner=partner.id, thread=thread.id, run=run.id, company=user.company_id.id
        )

    def remove(self):
        """Delete what was committed."""

        def action(cr):
            env = api.Environment(cr, api.SUPERUSER_ID, {"active_test": False})
            partners = env["res.partner"].search([("name", "like", self.mark)])
            env["ai_agent.thread"].search([("user_id.login", "=", self.mark)]).unlink()
            env["ai_agent.run"].search([("user_id.login", "=", self.mark)]).unlink()
            cr.execute("DELETE FROM ai_agent_audit WHERE user_name = %s", (self.mark,))
            users = env["res.users"].search([("login", "=", self.mark)])
            users.unlink()
            partners.unlink()
            env.flush_all()

        transact(self.db, action)

    def as_user(self, action):
        """Run an action in a transaction of its own, tried again as the routes do."""

        def with_env(cr):
            context = {"lang": "en_US", "tz": "UTC", "allowed_company_ids": [self.ids.company]}
            env = api.Environment(cr, self.ids.user, context)
            result = action(env)
            env.flush_all()
            return result

        return transact(self.db, with_env)

    def propose(self, tool, decide=True, **arguments):
        """Make a proposal and approve it; return its id."""

        def action(env):
            plan = WRITE_TOOLS[tool](Call(env, Policy(env), Limits()), **arguments)
            call = SimpleNamespace(
                thread_id=env["ai_agent.thread"].browse(self.ids.thread),
                run_id=env["ai_agent.run"].browse(self.ids.run),
                public_id=str(uuid.uuid4()),
                name=tool,
            )
            proposal = env["ai_agent.proposal"]._propose(call, plan)
            if decide:
                proposal._decide({"approved": True})
            return proposal.id

        return self.as_user(action)

    def carry_out(self, pk):
        """Carry it out in a transaction of its own; return state and what the model gets."""

        def action(env):
            outcome = env["ai_agent.proposal"].browse(pk)._carry_out()
            return outcome.state, outcome.data

        return self.as_user(action)

    def at_once(self, action):
        """Let several threads do the same at the same time; return what each got."""
        barrier, found = threading.Barrier(THREADS), []

        def work():
            barrier.wait(10)
            try:
                found.append(action())
            except Exception as error:  # noqa: BLE001  looked at by the test
                found.append(error)

        threads = [threading.Thread(target=work, daemon=True) for _ in range(THREADS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(20)
        return found

    def count(self, model, domain):
        """How many there are now."""
        return self.as_user(lambda env: env[model].search_count(domain))

    def test_parallel_resumes_write_once(self):
        pk = self.propose("create_records", model="res.partner", records=[{"name": f"{self.mark} new"}])
        found = self.at_once(partial(self.carry_out, pk))
        self.assertEqual([state for state, _data in found], ["executed"] * THREADS, found)
        self.assertEqual(len({str(data) for _state, data in found}), 1, "all are told the same")
        self.assertEqual(self.count("res.partner", [("name", "=", f"{self.mark} new")]), 1)
        self.assertEqual(self.audits(), 1)

    def test_repeated_resumes_write_once(self):
        pk = self.propose("post_note", model="res.partner", ids=[self.ids.partner], text="Once")
        for _ in range(3):
            self.assertEqual(self.carry_out(pk)[0], "executed")
        notes = [("model", "=", "res.partner"), ("res_id", "=", self.ids.partner), ("body", "like", "Once")]
        self.assertEqual(self.count("mail.message", notes), 1)

    def test_a_crash_before_the_commit_leaves_nothing_and_the_next_one_writes(self):
        pk = self.propose("create_records", model="res.partner", records=[{"name": f"{self.mark} new"}])

        def crash(env):
            outcome = env["ai_agent.proposal"].browse(pk)._carry_out()
            self.assertEqual(outcome.state, "executed")
            env.flush_all()
            raise Crash

        with self.assertRaises(Crash):
            self.as_user(crash)
        self.assertEqual(self.count("res.partner", [("name", "=", f"{self.mark} new")]), 0)
        self.assertEqual(self.audits(), 0)
        self.assertEqual(self.carry_out(pk)[0], "executed")
        self.assertEqual(self.count("res.partner", [("name", "=", f"{self.mark} new")]), 1)

    def test_one_of_several_decisions_counts(self):
        pk = self.propose("update_records", False, model="res.partner", ids=[self.ids.partner], values={"phone": "1"})
        payloads = iter([{"approved": True}, {"approved": False}] * THREADS)

        def decide():
            payload = next(payloads)
            self.as_user(lambda env: env["ai_agent.proposal"].browse(pk)._decide(payload))
            return payload["approved"]

        found = self.at_once(decide)
        refused = [error for error in found if isinstance(error, AgentError)]
        self.assertEqual(len(refused), THREADS - 1, found)
        self.assertEqual({error.reason for error in refused}, {"proposal_closed"})
        approved = next(answer for answer in found if isinstance(answer, bool))
        self.assertEqual(self.carry_out(pk)[0], "executed" if approved else "rejected")

    def test_parallel_undos_take_back_once(self):
        pk = self.propose("create_records", model="res.partner", records=[{"name": f"{self.mark} new"}])
        self.carry_out(pk)
        found = self.at_once(lambda: self.as_user(lambda env: env["ai_agent.proposal"].browse(pk)._undo()["state"]))
        self.assertEqual(found, ["undone"] * THREADS)
        self.assertEqual(self.count("res.partner", [("name", "=", f"{self.mark} new")]), 0)
        self.assertEqual(self.audits(), 2)

    def test_who_writes_the_record_meanwhile_is_not_overwritten(self):
        pk = self.propose("update_records", model="res.partner", ids=[self.ids.partner], values={"phone": "1"})
        mine, theirs = self.registry.cursor(), self.registry.cursor()
        try:
            context = {"allowed_company_ids": [self.ids.company]}
            env = api.Environment(theirs, api.SUPERUSER_ID, {})
            env["res.partner"].browse(self.ids.partner).phone = "2"
            env.flush_all()
            failed = []

            def carry_out():
                try:
                    api.Environment(mine, self.ids.user, context)["ai_agent.proposal"].browse(pk)._carry_out()
                except Exception as error:  # noqa: BLE001  looked at below
                    failed.append(type(error).__name__)

            mine.execute("SELECT 1")
            thread = threading.Thread(target=carry_out)
            thread.start()
            thread.join(0.3)
            self.assertTrue(thread.is_alive(), "it waits for the row")
            theirs.commit()
            thread.join(20)
            self.assertEqual(failed, ["SerializationFailure"])
        finally:
            for cr in (mine, theirs):
                cr.rollback()
                cr.close()
        self.assertEqual(self.carry_out(pk)[0], "changed")
        self.assertEqual(self.as_user(lambda env: env["res.partner"].browse(self.ids.partner).phone), "2")

    def test_an_edit_that_was_previewed_is_written_though_the_rows_are_locked(self):
        def prepare(cr):
            env = api.Environment(cr, api.SUPERUSER_ID, {})
            names = (f"{self.mark} one", f"{self.mark} two")
            return env["res.partner"].create([{"name": name, "is_company": True} for name in names]).ids

        one, two = transact(self.db, prepare)
        values = {"parent_id": one}
        pk = self.propose("update_records", False, model="res.partner", ids=[self.ids.partner], values=values)
        edits = {"1": {"parent_id": two}}
        card = self.as_user(lambda env: env["ai_agent.proposal"].browse(pk)._preview(edits))
        self.assertNotIn("Side effects were not previewed.", card["notices"])
        self.as_user(lambda env: env["ai_agent.proposal"].browse(pk)._decide({"approved": True, "edits": edits}))
        self.assertEqual(self.carry_out(pk)[0], "executed")
        self.assertEqual(self.as_user(lambda env: env["res.partner"].browse(self.ids.partner).parent_id.id), two)

    def test_what_is_asked_again_is_previewed_again(self):
        pk = self.propose("update_records", model="res.partner", ids=[self.ids.partner], values={"phone": "1"})
        self.as_user(lambda env: env["res.partner"].browse(self.ids.partner).write({"phone": "2"}))

        def action(env):
            again = env["ai_agent.proposal"].browse(pk)._carry_out().again
            return again._to_json()

        card = self.as_user(action)
        self.assertEqual(card["items"][0]["changes"][0]["old"]["text"], "2")
        self.assertNotIn("Side effects were not previewed.", card["notices"])

    def audits(self):
        """How many rows the audit has of this user."""

        def action(cr):
            cr.execute("SELECT count(*) FROM ai_agent_audit WHERE state <> 'proposed' AND user_name = %s", (self.mark,))
            return cr.fetchone()[0]

        return transact(self.db, action)
