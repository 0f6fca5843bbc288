"""What the policy says of models, fields and names."""

from odoo.tests import TransactionCase, new_test_user, tagged

from ..policy import Policy, Refused
from ..services.tools import ToolError


@tagged("post_install", "-at_install")
class TestPolicy(TransactionCase):
    """A user of the assistant and an administrator."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ada = new_test_user(cls.env, "ada", groups="base.group_user,base.group_partner_manager")
        cls.boss = new_test_user(cls.env, "boss", groups="base.group_system,base.group_partner_manager")

    def policy(self, user=None):
        """The policy of a user."""
        return Policy(self.env(user=user or self.ada, su=False))

    def test_a_superuser_has_no_policy(self):
        with self.assertRaises(ValueError):
            Policy(self.env(su=True))

    def test_models_in_reach(self):
        found = self.policy().models()
        self.assertIn("res.partner", found)
        self.assertFalse([model for model in found if model.startswith(("ir.", "base.", "bus.", "ai_agent."))])

    def test_a_domain_is_returned_as_odoo_takes_it(self):
        policy = self.policy()
        domain = policy.domain("res.partner", '["|", ["name", "ilike", "a"], ["parent_id.name", "=", "b"]]')
        self.assertEqual(domain, ["|", ["name", "ilike", "a"], ["parent_id.name", "=", "b"]])
        self.env["res.partner"].with_user(self.ada).search(domain)

    def test_orders(self):
        self.assertEqual(self.policy().order("res.partner", "name DESC,  id"), "name desc, id")
        self.assertTrue(self.policy().order("res.partner", ""))
        with self.assertRaises(Refused):
            self.policy().order("res.users", "password")

    def test_readable(self):
        found = self.policy().readable("res.users")
        self.assertIn("name", found)
        self.assertNotIn("password", found)
        self.assertNotIn("image_1920", found)

    def test_a_field_that_is_not_there_is_refused_like_a_hidden_one(self):
        for name in "password", "nothing_of_the_kind":
            with self.assertRaises(ToolError) as caught:
                self.policy(self.boss).check_field("res.users", name, "read")
            self.assertEqual(caught.exception.reason, f"The field “{name}” of res.users is not available.")

    def test_numbers_in_texts_are_numbers(self):
        policy = self.policy()
        self.assertEqual(policy.domain("res.partner", [["color", "in", ["1", 2]]]), [["color", "in", [1, 2]]])
        self.assertEqual(policy.domain("res.partner", [["partner_latitude", ">", "1.5"]])[0][2], 1.5)
        for value in "x", "1 or 1=1", "":
            with self.assertRaises(ToolError):
                policy.domain("res.partner", [["color", "=", value]])

    def test_child_of_where_there_are_no_parents(self):
        policy = self.policy()
        self.env["res.partner"].with_user(self.ada).search(
            policy.domain("res.partner", [["parent_id", "child_of", [1, 2]], ["category_id", "parent_of", 1]])
        )
        with self.assertRaises(ToolError) as caught:
            policy.domain("res.partner", [["state_id", "child_of", 1]])
        self.assertEqual(caught.exception.code, "invalid")

    def test_a_field_related_to_one_of_another_group_is_as_odoo_has_it(self):
        """As an employee's department is for everyone, and the version it comes from is not."""
        partners = self.env["res.partner"]
        field = partners._fields["parent_id"]
        self.patch(field, "groups", "base.group_no_one")
        policy = self.policy()
        self.assertEqual(policy.field("res.partner", "parent_id"), "hide")
        self.assertEqual(policy.field("res.partner", "parent_name"), "show")
        with self.assertRaises(Refused):
            policy.domain("res.partner", [["parent_id.name", "=", "a"]])
