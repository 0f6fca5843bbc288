"""Nothing is written without a click of this user on this exact proposal."""

from odoo.tests import tagged

from .proposals import ProposalCase


@tagged("post_install", "-at_install")
class TestProposals(ProposalCase):
    def test_nothing_is_written_before_approval_and_everything_after(self):
        proposal = self.propose("update_records", model="res.partner", ids=self.azure.ids, values={"phone": "+32 1"})
        card = proposal._to_json()
        self.assertEqual(card["state"], "pending")
        self.assertFalse(self.azure.phone)
        self.assertEqual(card["items"][0]["record"]["name"], "Azure")
        self.assertEqual(self.change(card, "phone")["new"]["text"], "+32 1")
        self.assertEqual(self.change(card, "phone")["old"]["text"], "")
        outcome = self.approve(proposal)
        self.assertEqual(outcome.state, "executed", outcome)
        self.assertEqual(self.azure.phone, "+32 1")
        self.assertEqual(proposal._to_json()["state"], "executed")
        card = proposal._undo()
        self.assertEqual(card["state"], "undone")
        self.assertFalse(self.azure.phone)
