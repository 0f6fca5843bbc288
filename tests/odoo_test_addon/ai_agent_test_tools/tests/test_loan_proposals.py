"""Proposals on loans, which have a date with a time."""

from odoo import fields
from odoo.addons.ai_agent.tests.proposals import ProposalCase
from odoo.tests import tagged

MODEL = "ai_agent_test.loan"
LENT = "2026-07-01 10:00:00"
UTC = "2026-07-01 08:00:00"


@tagged("post_install", "-at_install")
class TestLoanProposals(ProposalCase):
    def test_a_time_on_the_wall_is_read_once(self):
        self.ada.group_ids += self.env.ref("ai_agent_test_tools.group_user")
        values = {"name": "Camera", "partner_id": self.azure.id, "user_id": self.ada.id, "due_on": "2026-08-01"}
        loan = self.env[MODEL].create(values)
        edits = {"1": {"name": "Tripod"}}
        for name, call, edit in (
            ("an update", {"tool": "update_records", "ids": loan.ids, "values": {"lent_at": LENT}}, {}),
            ("an edit", {"tool": "create_records", "records": [{**values, "lent_at": LENT}]}, {"edits": edits}),
        ):
            with self.subTest(name):
                proposal = self.propose(call.pop("tool"), model=MODEL, **call)
                self.assertEqual(
                    self.change(proposal._to_json(), "lent_at")["new"]["value"], UTC.replace(" ", "T") + "Z"
                )
                if edit:
                    proposal._preview(edits)
                self.assertEqual(self.approve(proposal, **edit).state, "executed")
                written = self.env[MODEL].search([("user_id", "=", self.ada.id)], order="id desc", limit=1)
                self.assertEqual(fields.Datetime.to_string(written.lent_at), UTC)
