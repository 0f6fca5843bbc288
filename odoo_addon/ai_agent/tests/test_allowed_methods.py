"""Methods are called only if an administrator allows them, and only those that are safe to offer at all."""

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger
from psycopg2.errors import UniqueViolation

from .proposals import ProposalCase


@tagged("post_install", "-at_install")
class TestAllowedMethods(ProposalCase):
    def allow(self, method="action_archive", model="res.partner", **values):
        """Allow a method."""
        model_id = self.env["ir.model"]._get_id(model)
        return self.env["ai_agent.allowed_method"].create(
            {"model_id": model_id, "method": method, "label": "Step", **values}
        )

    def test_nothing_is_allowed_at_first(self):
        self.assertFalse(self.env["ai_agent.allowed_method"].search([]))
        reason = self.assertToolError(
            "forbidden", "call_method", model="res.partner", ids=self.azure.ids, method="action_archive"
        )
        self.assertIn("none", reason)

    def test_an_allowed_method_is_called_after_approval(self):
        self.allow(undo_method="action_unarchive")
        proposal = self.propose("call_method", model="res.partner", ids=self.azure.ids, method="action_archive")
        card = proposal._to_json()
        self.assertIn("Step", card["title"])
        self.assertIn("Side effects were not previewed.", card["notices"])
        self.assertTrue(self.azure.active)
        self.assertEqual(self.approve(proposal).state, "executed")
        self.assertFalse(self.azure.active)

    def test_a_method_that_is_no_longer_allowed_is_not_called(self):
        allowed = self.allow()
        proposal = self.propose("call_method", model="res.partner", ids=self.azure.ids, method="action_archive")
        self.assertFalse(proposal._to_json()["undo"]["possible"])
        allowed.active = False
        self.assertEqual(self.approve(proposal).state, "failed")
        self.assertTrue(self.azure.active)

    def test_only_safe_methods_can_be_allowed(self):
        for method in (
            "unlink",
            "write",
            "create",
            "copy",
            "sudo",
            "with_user",
            "search",
            "export_data",
            "browse",
            "_compute_display_name",
            "no_such_method",
            "message_post_with_source",
            "__init__",
            "id",
        ):
            with self.subTest(method=method), self.assertRaises(ValidationError):
                self.allow(method)
        with self.assertRaises(ValidationError):
            self.allow(undo_method="unlink")
        with self.assertRaises(ValidationError):
            self.allow(model="base.language.install")

    def test_a_method_is_in_the_list_once(self):
        self.allow()
        with self.assertRaises(UniqueViolation), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            self.allow()

    def test_the_list_is_the_administrators(self):
        chief = new_test_user(self.env, "chief", groups="base.group_user,ai_agent.group_manager")
        for user in (self.ada, chief):
            with self.assertRaises(AccessError):
                self.env_of(user)["ai_agent.allowed_method"].search([])
            with self.assertRaises(AccessError):
                self.env_of(user)["ai_agent.allowed_method"].action_add_suggested()

    def test_what_is_offered_can_be_added(self):
        rows = self.env["ai_agent.allowed_method"]
        rows.action_add_suggested()
        found = rows.search([("model", "=", "res.partner")])
        self.assertEqual(found.mapped("method"), ["action_archive"])
        self.assertEqual(found.undo_method, "action_unarchive")
        count = rows.search_count([])
        rows.action_add_suggested()
        self.assertEqual(rows.search_count([]), count)
