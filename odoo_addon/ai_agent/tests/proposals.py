"""People with records, and tool calls that make proposals on them."""

from __future__ import annotations

import uuid
from types import SimpleNamespace

from odoo.tests import TransactionCase, new_test_user

from ..policy import Policy
from ..services.limits import Limits
from ..services.tools import ToolError
from ..tools import Call
from ..tools.write.activities import schedule_activities
from ..tools.write.methods import call_method
from ..tools.write.notes import post_note
from ..tools.write.records import create_records, delete_records, update_records

WRITE_TOOLS = {
    function.__name__: function
    for function in (create_records, update_records, delete_records, post_note, schedule_activities, call_method)
}


class ProposalCase(TransactionCase):
    """User `ada`, her conversation with a run, and contacts."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # A sandbox opens a cursor of its own, which has to see what the test made.
        cls.registry_enter_test_mode_cls()
        cls.ada = new_test_user(
            cls.env,
            "ada",
            name="Ada Lovelace",
            groups="base.group_user,base.group_partner_manager,ai_agent.group_user",
            tz="Europe/Brussels",
        )
        cls.bob = new_test_user(cls.env, "bob", name="Bob", groups="base.group_user,base.group_partner_manager")
        partners = cls.env["res.partner"].create([{"name": name} for name in ("Azure", "Deco", "Gemini")])
        cls.azure, cls.deco, cls.gemini = partners
        cls.thread, cls.run_ = cls.conversation(cls.ada)

    @classmethod
    def conversation(cls, user):
        """A conversation of a user, with a run."""
        owner = {"user_id": user.id, "company_id": user.company_id.id}
        thread = cls.env["ai_agent.thread"].create({**owner, "public_id": str(uuid.uuid4()), "title": "T"})
        run = cls.env["ai_agent.run"].create(
            {
                **owner,
                "public_id": str(uuid.uuid4()),
                "thread_id": thread.id,
                "answer_public_id": str(uuid.uuid4()),
                "state": "waiting_approval",
            }
        )
        return thread, run

    def env_of(self, user=None, companies=None):
        """The environment of a user, as a run has it."""
        user = user or self.ada
        context = {"lang": "en_US", "tz": user.tz, "allowed_company_ids": companies or user.company_id.ids}
        return self.env(user=user, su=False, context=context)

    def plan(self, tool, user=None, **arguments):
        """What a write tool wants to do."""
        env = self.env_of(user)
        return WRITE_TOOLS[tool](Call(env, Policy(env), Limits()), **arguments)

    def propose(self, tool, user=None, thread=None, run=None, **arguments):
        """Let a write tool propose something; return the proposal as its user has it."""
        user = user or self.ada
        # What a sandbox sees is what the database has.
        self.env.flush_all()
        call = self.call_of(tool, user, thread, run)
        return self.env_of(user)["ai_agent.proposal"]._propose(call, self.plan(tool, user, **arguments))

    def call_of(self, tool, user=None, thread=None, run=None, access="write"):
        """A tool call, as far as proposals and the audit look at it."""
        return SimpleNamespace(
            thread_id=thread or self.thread,
            run_id=run or self.run_,
            user_id=user or self.ada,
            public_id=str(uuid.uuid4()),
            name=tool,
            access=access,
        )

    def approve(self, proposal, **payload):
        """Approve and carry out; return the outcome."""
        proposal._decide({"approved": True, **payload})
        return proposal._carry_out()

    def done(self, tool, **arguments):
        """A proposal that was approved and carried out."""
        proposal = self.propose(tool, **arguments)
        outcome = self.approve(proposal)
        self.assertEqual(outcome.state, "executed", outcome)
        return proposal

    def assertToolError(self, code, tool, **arguments):
        """Check that a tool's proposal is refused; return the reason."""
        with self.assertRaises(ToolError) as caught:
            self.propose(tool, **arguments)
        self.assertEqual(caught.exception.code, code, caught.exception)
        return str(caught.exception)

    @staticmethod
    def change(card, field, item=0):
        """A change of a card by its field."""
        return next(change for change in card["items"][item]["changes"] if change["field"] == field)
