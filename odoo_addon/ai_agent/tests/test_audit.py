"""The audit: who did what with which records, for managers to search, never with texts, never changed."""

from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .proposals import ProposalCase


@tagged("post_install", "-at_install")
class TestAudit(ProposalCase):
    def rows(self):
        """The rows of Ada, newest last, without those of what was only proposed."""
        return self.env["ai_agent.audit"].search(
            [("user_id", "=", self.ada.id), ("state", "!=", "proposed")], order="id"
        )

    def test_a_write_and_its_undo_are_written_down_without_values(self):
        values = {"phone": "+32 SECRET", "comment": "<p>SECRET</p>"}
        proposal = self.done("update_records", model="res.partner", ids=(self.azure | self.deco).ids, values=values)
        proposal._undo()
        done, undone = self.rows()
        self.assertEqual((done.state, undone.state, done.undo, undone.undo), ("executed", "undone", False, True))
        for row in (done, undone):
            self.assertEqual((row.tool, row.access, row.model), ("update_records", "write", "res.partner"))
            self.assertEqual(row.field_names, "comment, phone")
            self.assertEqual(row.record_ids_text, f",{self.azure.id},{self.deco.id},")
            self.assertEqual((row.records, row.user_name, row.approved_by_id), (2, "Ada Lovelace", self.ada))
            self.assertEqual((row.proposal, row.by_key), (proposal.public_id, False))
        self.assertNotIn("SECRET", str(self.rows().read()))
        self.assertNotIn("Azure", str(self.rows().read()))

    def test_what_was_only_proposed_or_rejected_was_approved_by_nobody(self):
        proposal = self.propose("update_records", model="res.partner", ids=self.azure.ids, values={"phone": "1"})
        proposal._decide({"approved": False, "reason": "SECRET"})
        rows = self.env["ai_agent.audit"].search([("user_id", "=", self.ada.id)], order="id")
        self.assertEqual(rows.mapped("state"), ["proposed", "rejected"])
        self.assertFalse(rows.approved_by_id or any(rows.mapped("approved_by_name")))
        self.assertNotIn("SECRET", str(rows.read()))

    def test_what_failed_is_written_down(self):
        proposal = self.propose("update_records", model="res.partner", ids=self.azure.ids, values={"name": ""})
        # Odoo's own log of a statement that fails has the values of the row.
        with self.assertNoLogs("odoo.sql_db", "ERROR"):
            self.approve(proposal)
        self.assertEqual(self.rows().state, "failed")

    def test_what_was_read_is_a_row_for_each_model(self):
        call = self.call_of("search_records", access="read")
        names = {"res.partner": ("name", "phone"), "res.country": ("code",)}
        self.env_of()["ai_agent.audit"]._log(call, names, {"res.partner": (3, 1, 3)}, 1234, "done")
        partner, country = self.rows()
        self.assertEqual((partner.model, partner.record_ids_text, partner.records), ("res.partner", ",1,3,", 2))
        self.assertEqual((country.model, country.record_ids_text, country.chars), ("res.country", False, 1234))
        self.env_of()["ai_agent.audit"]._log(call, {}, {}, 0, "failed")
        self.assertEqual(len(self.rows()), 3)

    def test_nobody_changes_or_deletes_a_row(self):
        self.done("update_records", model="res.partner", ids=self.azure.ids, values={"phone": "1"})
        row = self.rows()
        for records in (row, row.sudo(), row.with_user(self.env.ref("base.user_admin"))):
            with self.assertRaises(AccessError):
                records.write({"state": "x"})
            with self.assertRaises(AccessError):
                records.unlink()
        with self.assertRaises(AccessError):
            row.with_user(self.env.ref("base.user_admin")).create({"tool": "x"})

    def test_managers_read_it_and_others_do_not(self):
        self.done("update_records", model="res.partner", ids=self.azure.ids, values={"phone": "1"})
        chief = new_test_user(self.env, "chief", groups="base.group_user,ai_agent.group_manager")
        found = self.env_of(chief)["ai_agent.audit"].search([("record_ids_text", "like", f",{self.azure.id},")])
        self.assertEqual(set(found.mapped("user_name")), {"Ada Lovelace"})
        with self.assertRaises(AccessError):
            self.env_of()["ai_agent.audit"].search([])
        other = self.env["res.company"].create({"name": "Other"})
        chief.write({"company_ids": [(6, 0, other.ids)], "company_id": other.id})
        self.assertFalse(self.env_of(chief)["ai_agent.audit"].search([("user_id", "=", self.ada.id)]))

    def test_it_outlives_conversation_and_user_without_any_text(self):
        self.done("update_records", model="res.partner", ids=self.azure.ids, values={"phone": "+32 SECRET"})
        row = self.rows()
        proposal = self.env["ai_agent.proposal"].search([("thread_id", "=", self.thread.id)])
        self.env.flush_all()
        self.env_of()["ai_agent.thread"].browse(self.thread.id).unlink()
        self.assertFalse(proposal.exists(), "what was shown and said goes with the conversation")
        self.assertTrue(row.exists())
        self.ada.unlink()
        row.invalidate_recordset()
        self.assertEqual((row.user_name, bool(row.user_id)), ("Ada Lovelace", False))

    def test_old_rows_leave_if_the_administrator_says_so(self):
        self.done("update_records", model="res.partner", ids=self.azure.ids, values={"phone": "1"})
        row = self.rows()
        self.env.flush_all()
        old = fields.Datetime.now() - timedelta(days=40)
        self.env.cr.execute("UPDATE ai_agent_audit SET logged_at = %s WHERE id = %s", (old, row.id))
        audit = self.env["ai_agent.audit"]
        audit._prune_old()
        self.assertTrue(row.exists())
        self.env["ir.config_parameter"].set_param("ai_agent.audit_days", "30")
        audit._prune_old()
        self.assertFalse(row.exists())
