"""The administrator's rules: what can be said, whom they bind, and who may make them."""

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import TransactionCase, new_test_user, tagged

from ..policy import Policy, Refused


@tagged("post_install", "-at_install")
class TestPolicyRules(TransactionCase):
    """A clerk, and a manager of contacts."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clerk = new_test_user(cls.env, "clerk", groups="base.group_user,base.group_partner_manager")
        cls.manager = new_test_user(cls.env, "manager", groups="base.group_system,base.group_partner_manager")
        cls.partner = cls.env["res.partner"].create({"name": "Firm"})

    def rule(self, model, field, effect, **values):
        """Make a rule."""
        return self.env["ai_agent.policy.rule"].create(
            {
                "model_id": self.env["ir.model"]._get_id(model),
                "field_id": field and self.env["ir.model.fields"]._get(model, field).id,
                "effect": effect,
                **values,
            }
        )

    def policy(self, user):
        """The policy of a user."""
        return Policy(self.env(user=user, su=False))

    def test_a_rule_without_groups_binds_administrators_too(self):
        self.rule("res.partner", "phone", "hide")
        for user in self.clerk, self.manager:
            self.assertEqual(self.policy(user).field("res.partner", "phone"), "hide")

    def test_a_rule_with_groups_binds_their_members(self):
        self.rule("res.partner", "phone", "hide", group_ids=[self.env.ref("base.group_system").id])
        self.assertEqual(self.policy(self.manager).field("res.partner", "phone"), "hide")
        self.assertEqual(self.policy(self.clerk).field("res.partner", "phone"), "show")

    def test_the_strongest_rule_counts(self):
        self.rule("res.partner", "phone", "mask")
        self.rule("res.partner", "phone", "hide", group_ids=[self.env.ref("base.group_system").id])
        self.assertEqual(self.policy(self.manager).field("res.partner", "phone"), "hide")
        self.assertEqual(self.policy(self.clerk).field("res.partner", "phone"), "mask")

    def test_a_rule_binds_at_once_and_no_longer_than_it_is_there(self):
        self.assertEqual(self.policy(self.clerk).field("res.partner", "phone"), "show")
        rule = self.rule("res.partner", "phone", "mask")
        self.assertEqual(self.policy(self.clerk).field("res.partner", "phone"), "mask")
        rule.effect = "hide"
        self.assertEqual(self.policy(self.clerk).field("res.partner", "phone"), "hide")
        rule.active = False
        self.assertEqual(self.policy(self.clerk).field("res.partner", "phone"), "show")
        rule.active = True
        rule.unlink()
        self.assertEqual(self.policy(self.clerk).field("res.partner", "phone"), "show")

    def test_a_model_out_of_reach(self):
        self.rule("res.partner.category", False, "out_of_reach")
        policy = self.policy(self.clerk)
        self.assertNotIn("res.partner.category", policy.models())
        self.assertEqual(policy.field("res.partner", "category_id"), "hide")
        self.assertEqual(policy.name(policy.env["res.partner.category"].search([], limit=1)), "")
        for act in (
            lambda: policy.check_model("res.partner.category"),
            lambda: policy.domain("res.partner", [["category_id.name", "=", "a"]]),
            lambda: policy.domain("res.partner", [["category_id", "ilike", "a"]]),
            lambda: policy.domain("res.partner", [["category_id", "any", []]]),
            lambda: policy.check_field("res.partner", "category_id", "group"),
            lambda: policy.values("res.partner", {"category_id": [[0, 0, {"name": "a"}]]}),
        ):
            with self.assertRaises(Refused):
                act()

    def test_a_read_only_model(self):
        self.rule("res.partner", False, "read_only")
        policy = self.policy(self.manager)
        policy.check_model("res.partner")
        for operation in "create", "write", "unlink":
            with self.assertRaises(Refused):
                policy.check_model("res.partner", operation)
            self.assertNotIn("res.partner", policy.models(operation))
        with self.assertRaises(Refused):
            policy.values("res.partner.category", {"partner_ids": [[1, self.partner.id, {"name": "a"}]]})

    def test_a_read_only_field(self):
        self.rule("res.partner", "phone", "read_only")
        policy = self.policy(self.manager)
        policy.check_field("res.partner", "phone", "search")
        for model, values in (
            ("res.partner", {"phone": "1"}),
            ("res.company", {"phone": "1"}),
            ("res.partner", {"child_ids": [[0, 0, {"phone": "1"}]]}),
        ):
            with self.assertRaises(Refused):
                policy.values(model, values)

    def test_rules_that_say_nothing_are_refused(self):
        for model, field, effect in (
            ("res.partner", False, "hide"),
            ("res.partner", False, "mask"),
            ("res.partner", "phone", "out_of_reach"),
            ("res.partner", "color", "mask"),
            ("res.partner", "parent_id", "mask"),
            ("res.partner", "id", "hide"),
            ("res.users", "password", "hide"),
            ("ir.cron", False, "out_of_reach"),
            ("ir.cron", False, "read_only"),
            ("mail.thread", "message_is_follower", "hide"),
        ):
            with self.subTest(model=model, field=field, effect=effect), self.assertRaises(ValidationError):
                self.rule(model, field, effect)
        with self.assertRaises(ValidationError):
            self.env["ai_agent.policy.rule"].create(
                {
                    "model_id": self.env["ir.model"]._get_id("res.partner"),
                    "field_id": self.env["ir.model.fields"]._get("res.users", "login").id,
                    "effect": "hide",
                }
            )

    def test_bank_accounts_are_masked_from_the_start(self):
        policy = self.policy(self.manager)
        for name in "acc_number", "sanitized_acc_number", "display_name":
            self.assertEqual(policy.field("res.partner.bank", name), "mask")
        self.env.ref("ai_agent.rule_bank_account").unlink()
        self.assertEqual(self.policy(self.manager).field("res.partner.bank", "acc_number"), "show")

    def test_rules_say_what_else_they_reach(self):
        rule = self.rule("res.partner", "name", "mask")
        for name in "res.partner.complete_name", "res.users.name", "res.company.name", "res.users.display_name":
            self.assertIn(f"({name})", rule.follows)
        self.assertNotIn("(res.partner.phone)", rule.follows)
        self.assertFalse(self.rule("res.partner", False, "out_of_reach").follows)

    def test_only_administrators_make_rules(self):
        rule = self.rule("res.partner", "phone", "hide")
        manager = new_test_user(self.env, "agent_manager", groups="ai_agent.group_manager,base.group_user")
        for user in self.clerk, manager:
            own = rule.with_user(user)
            for operation in "read", "write", "create", "unlink":
                self.assertFalse(own.has_access(operation))
            with self.assertRaises(AccessError):
                own.search([])
        self.assertTrue(rule.with_user(self.manager).read(["effect"]))


@tagged("post_install", "-at_install")
class TestMasksStored(TransactionCase):
    """Key and pseudonyms of a conversation."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ada = new_test_user(cls.env, "ada", groups="base.group_user")
        cls.one, cls.other = cls.env["ai_agent.thread"].create(
            [
                {"public_id": name, "title": name, "user_id": cls.ada.id, "company_id": cls.ada.company_id.id}
                for name in ("one", "other")
            ]
        )

    def test_what_was_learned_is_known_when_loaded_again(self):
        store = self.env["ai_agent.mask"]
        masks = store._load(self.one.id)
        masks.learn([("person", "John Smith"), ("person", "Al")])
        hidden = masks.hide("John Smith")
        store._save(self.one.id, masks)
        store._save(self.one.id, masks)
        again = store._load(self.one.id)
        self.assertEqual(again.hide("John Smith"), hidden)
        self.assertEqual(again.show(hidden), "John Smith")
        self.assertFalse(again.fresh)
        other = store._load(self.other.id)
        self.assertEqual(other.show(hidden), hidden)
        other.learn([("person", "John Smith")])
        self.assertNotEqual(other.hide("John Smith"), hidden)

    def test_nobody_reads_them_by_rpc(self):
        self.env["ai_agent.mask"]._load(self.one.id)
        boss = new_test_user(self.env, "boss", groups="base.group_system")
        for user in self.ada, boss:
            masks = self.env["ai_agent.mask"].with_user(user)
            for act in (
                lambda masks=masks: masks.search([]),
                lambda masks=masks: masks.search_count([]),
                lambda masks=masks: masks.create({"thread_id": self.one.id, "pseudonym": "x", "value": "y"}),
            ):
                with self.assertRaises(AccessError):
                    act()

    def test_they_go_with_the_conversation(self):
        masks = self.env["ai_agent.mask"]._load(self.one.id)
        masks.learn([("person", "John Smith")])
        self.env["ai_agent.mask"]._save(self.one.id, masks)
        thread = self.one.id
        self.one.unlink()
        self.env.cr.execute("SELECT count(*) FROM ai_agent_mask WHERE thread_id = %s", (thread,))
        self.assertEqual(self.env.cr.fetchone(), (0,))
