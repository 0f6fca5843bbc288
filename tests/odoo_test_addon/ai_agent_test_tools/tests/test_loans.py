"""The tools of this addon: what they give, and that they give no more than Odoo does."""

from datetime import timedelta

from odoo import fields
from odoo.addons.ai_agent.policy import Policy
from odoo.addons.ai_agent.services.tools import Plan, Result, ToolError
from odoo.addons.ai_agent.tools import Call, registry, run
from odoo.tests import TransactionCase, new_test_user, tagged

MODEL = "ai_agent_test.loan"
DAY = timedelta(days=1)


@tagged("post_install", "-at_install")
class TestLoans(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        groups = "ai_agent.group_user,ai_agent_test_tools."
        cls.ada = new_test_user(cls.env, "ada", groups=f"{groups}group_user", tz="Europe/Brussels")
        cls.bob = new_test_user(cls.env, "bob", groups=f"{groups}group_user")
        cls.chief = new_test_user(cls.env, "chief", groups=f"{groups}group_manager")
        cls.partner = cls.env["res.partner"].create({"name": "Azure"})
        cls.today = fields.Date.today()
        cls.camera = cls.loan("Camera", 10, 250.0, cls.ada)
        cls.tripod = cls.loan("Tripod", 3, 40.0, cls.ada)
        cls.drone = cls.loan("Drone", 5, 900.0, cls.bob)
        cls.later = cls.loan("Lens", -5, 100.0, cls.ada)

    @classmethod
    def loan(cls, name, overdue, deposit, user):
        values = {"name": name, "partner_id": cls.partner.id, "deposit": deposit, "user_id": user.id}
        return cls.env[MODEL].create({**values, "due_on": cls.today - overdue * DAY})

    def call(self, name, user=None, **arguments):
        user = user or self.ada
        context = {"lang": "en_US", "tz": "Europe/Brussels", "allowed_company_ids": user.company_id.ids}
        env = self.env(user=user, su=False, context=context)
        return run(Call(env, Policy(env)), registry.get(env, name), arguments)

    def test_the_tools_are_there(self):
        names = {spec.name: spec.access for spec in registry.specs(self.env) if spec.module == "ai_agent_test_tools"}
        self.assertEqual(names, {"overdue_loans": "read", "show_loans_of": "show", "return_loans": "write"})
        spec = registry.get(self.env, "overdue_loans")
        self.assertEqual(spec.parameters["properties"]["order"]["enum"], ["oldest", "largest"])

    def test_overdue_ones_are_listed_with_a_total(self):
        found = self.call("overdue_loans")
        self.assertIsInstance(found, Result)
        self.assertEqual(found.table.ids, (self.camera.id, self.tripod.id))
        self.assertEqual(found.table.totals[-1][0], 290.0)
        self.assertEqual(self.call("overdue_loans", days=5).table.ids, (self.camera.id,))
        found = self.call("overdue_loans", self.chief, order="largest")
        self.assertEqual(found.table.ids, (self.drone.id, self.camera.id, self.tripod.id))

    def test_nobody_sees_more_than_in_odoo(self):
        for user in self.ada, self.bob, self.chief:
            with self.subTest(user=user.login):
                seen = self.env[MODEL].with_user(user).search([("due_on", "<", self.today)])
                self.assertEqual(set(self.call("overdue_loans", user).table.ids), set(seen.ids))

    def test_a_list_is_opened(self):
        found = self.call("show_loans_of", partner_id=self.partner.id)
        self.assertEqual(
            found.data, {"model": MODEL, "domain": [["partner_id", "=", self.partner.id]], "title": "Azure"}
        )

    def test_taking_back_is_a_plan_and_no_write(self):
        plan = self.call("return_loans", ids=[self.camera.id, self.tripod.id])
        self.assertIsInstance(plan, Plan)
        self.assertEqual([operation.res_id for operation in plan.operations], [self.camera.id, self.tripod.id])
        self.assertEqual(self.camera.state, "lent")

    def test_what_a_user_may_not_see_is_not_found(self):
        for ids in ([self.drone.id], [10**8]):
            with self.assertRaises(ToolError) as caught:
                self.call("return_loans", ids=ids)
            self.assertEqual(caught.exception.code, "not_found")

    def test_arguments_are_checked(self):
        for arguments, word in (
            ({"days": "many"}, "days"),
            ({"order": "best"}, "order"),
            ({"nothing": 1}, "nothing"),
        ):
            with self.subTest(arguments=arguments), self.assertRaises(ToolError) as caught:
                self.call("overdue_loans", **arguments)
            self.assertEqual(caught.exception.code, "invalid")
            self.assertIn(word, caught.exception.reason)
