"""Undo takes back what is still as it was written, and says what stays."""

from odoo.exceptions import UserError
from odoo.tests import tagged

from .proposals import ProposalCase

IN_USE = "In use"


@tagged("post_install", "-at_install")
class TestUndo(ProposalCase):
    def update(self, **values):
        """A change of a contact that was carried out."""
        return self.done("update_records", model="res.partner", ids=self.azure.ids, values=values)

    def test_each_type_comes_back(self):
        tags = self.env["res.partner.category"].create([{"name": n} for n in "ABC"])
        self.azure.write(
            {
                "comment": "<p>Old</p>",
                "category_id": [(6, 0, tags[:2].ids)],
                "user_id": self.bob.id,
                "partner_latitude": 1.5,
                "phone": False,
                "email": "old@x.org",
                "type": "contact",
            }
        )
        names = ("comment", "category_id", "user_id", "partner_latitude", "phone", "email", "type", "is_company")
        before = {name: self.azure[name] for name in names}
        proposal = self.update(
            comment="<p>New</p>",
            category_id=[[4, tags[2].id], [3, tags[0].id]],
            user_id=self.ada.id,
            partner_latitude=2.25,
            phone="+32 1",
            email=None,
            type="other",
            is_company=True,
        )
        self.assertEqual(self.azure.category_id, tags[1:])
        self.assertFalse(self.azure.email)
        card = proposal._undo()
        self.assertEqual(card["state"], "undone", card["notices"])
        self.assertEqual({name: self.azure[name] for name in names}, before)

    def test_what_changed_along_and_is_not_as_it_was_is_listed(self):
        one, two = self.env["res.partner"].create([{"name": name, "is_company": True} for name in ("One", "Two")])
        proposal = self.update(parent_id=one.id)
        self.assertFalse([notice for notice in proposal._undo()["notices"] if "not as they were" in notice])
        proposal = self.update(parent_id=one.id)
        # Meanwhile something is such that the computed field would not be what it was.
        model = self.env.registry["res.partner"]
        self.patch(
            model, "_compute_commercial_partner", lambda records: records.update({"commercial_partner_id": two.id})
        )
        notices = proposal._undo()["notices"]
        self.assertTrue([notice for notice in notices if "not as they were: Commercial Entity" in notice], notices)

    def test_what_was_changed_since_stays_and_is_listed(self):
        proposal = self.update(phone="+32 1", email="new@x.org")
        self.azure.phone = "+32 7"
        card = proposal._undo()
        self.assertEqual((self.azure.phone, self.azure.email), ("+32 7", False))
        self.assertEqual(card["state"], "undone")
        self.assertTrue([notice for notice in card["notices"] if "Phone" in notice])
        self.assertFalse([notice for notice in card["notices"] if "Email" in notice])

    def test_twice_does_nothing_more(self):
        proposal = self.update(phone="+32 1")
        proposal._undo()
        self.azure.phone = "+32 1"
        card = proposal._undo()
        self.assertEqual((card["state"], self.azure.phone), ("undone", "+32 1"))

    def test_only_what_was_carried_out_can_be_undone(self):
        proposal = self.propose("update_records", model="res.partner", ids=self.azure.ids, values={"phone": "1"})
        self.azure.phone = "2"
        self.assertEqual(proposal._undo()["state"], "pending")
        proposal._decide({"approved": False})
        self.assertEqual(proposal._undo()["state"], "rejected")
        self.assertEqual(self.azure.phone, "2")

    def test_what_was_made_is_deleted(self):
        proposal = self.done("create_records", model="res.partner", records=[{"name": "Newton"}])
        made = self.env["res.partner"].search([("name", "=", "Newton")])
        self.assertEqual(proposal._undo()["state"], "undone")
        self.assertFalse(made.exists())

    def test_what_cannot_be_deleted_is_archived(self):
        proposal = self.done("create_records", model="res.partner", records=[{"name": "Newton"}])
        made = self.env["res.partner"].search([("name", "=", "Newton")])

        def refuse(_records):
            raise UserError(IN_USE)

        self.patch(self.env.registry["res.partner"], "unlink", refuse)
        card = proposal._undo()
        self.assertEqual(card["state"], "undone")
        self.assertTrue(made.exists())
        self.assertFalse(made.active)
        self.assertTrue([notice for notice in card["notices"] if "archived" in notice])

    def test_what_somebody_else_has_worked_on_is_archived(self):
        proposal = self.done("create_records", model="res.partner", records=[{"name": "Newton"}])
        made = self.env["res.partner"].search([("name", "=", "Newton")])
        made.with_user(self.bob).phone = "1"
        self.env.flush_all()
        card = proposal._undo()
        self.assertTrue(made.exists())
        self.assertFalse(made.active)
        self.assertTrue([notice for notice in card["notices"] if "somebody else" in notice])

    def test_the_card_says_beforehand_where_there_is_no_way_back(self):
        access = self.env["ir.model.access"].search(
            [("model_id.model", "=", "res.partner.category"), ("perm_unlink", "=", True)]
        )
        access.perm_unlink = False
        self.ada.group_ids += self.env.ref("base.group_partner_manager")
        card = self.propose("create_records", model="res.partner.category", records=[{"name": "T"}])._to_json()
        self.assertTrue(card["undo"]["possible"])
        self.assertIn("archives", card["undo"]["note"])

    def test_rights_and_policy_are_looked_at_again(self):
        proposal = self.update(phone="+32 1")
        rule = self.env["ai_agent.policy.rule"].create(
            {"model_id": self.env["ir.model"]._get_id("res.partner"), "effect": "read_only"}
        )
        self.assertEqual(proposal._undo()["state"], "executed")
        self.assertEqual(self.azure.phone, "+32 1")
        rule.unlink()
        self.ada.group_ids -= self.env.ref("base.group_partner_manager")
        self.assertEqual(proposal._undo()["state"], "executed")
        self.assertEqual(self.azure.phone, "+32 1")

    def test_nothing_is_deleted_past_the_policy(self):
        made = self.done("create_records", model="res.partner", records=[{"name": "Newton"}])
        activity = self.done("schedule_activities", model="res.partner", ids=self.azure.ids, date="2026-12-01")
        for model in ("res.partner", "mail.activity"):
            self.env["ai_agent.policy.rule"].create(
                {"model_id": self.env["ir.model"]._get_id(model), "effect": "read_only"}
            )
        made._undo()
        activity._undo()
        newton = self.env["res.partner"].search([("name", "=", "Newton")])
        self.assertTrue(newton.active)
        self.assertTrue(self.azure.activity_ids)

    def test_a_record_that_is_gone_is_listed(self):
        proposal = self.update(phone="+32 1")
        self.azure.unlink()
        self.assertTrue([notice for notice in proposal._undo()["notices"] if "not exist" in notice])

    def test_an_activity_that_was_done_stays(self):
        proposal = self.done(
            "schedule_activities", model="res.partner", ids=[self.azure.id, self.deco.id], date="2026-12-01"
        )
        activities = self.env["mail.activity"].search([("res_model", "=", "res.partner")])
        done = activities.filtered(lambda a: a.res_id == self.azure.id)
        done.with_user(self.ada).action_feedback("Done")
        card = proposal._undo()
        self.assertEqual(card["state"], "undone")
        self.assertFalse((activities - done).exists())

    def test_a_step_is_undone_by_the_step_the_administrator_named(self):
        self.env["ai_agent.allowed_method"].create(
            {
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "method": "action_archive",
                "undo_method": "action_unarchive",
                "label": "Archive",
            }
        )
        proposal = self.done("call_method", model="res.partner", ids=self.azure.ids, method="action_archive")
        self.assertFalse(self.azure.active)
        self.assertEqual(proposal._undo()["state"], "undone")
        self.assertTrue(self.azure.active)

    def test_lines_that_were_added_go(self):
        child = self.env["res.partner"].create({"name": "Child", "parent_id": self.azure.id})
        proposal = self.propose(
            "update_records",
            model="res.partner",
            ids=self.azure.ids,
            values={"child_ids": [[0, 0, {"name": "Second"}], [1, child.id, {"phone": "7"}]]},
        )
        card = proposal._to_json()
        self.assertIn("Second", self.change(card, "child_ids")["new"]["text"])
        self.assertIn("Child", self.change(card, "child_ids")["new"]["text"])
        self.assertIn("Not brought back", card["undo"]["note"])
        proposal = self.done(
            "update_records",
            model="res.partner",
            ids=self.azure.ids,
            values={"child_ids": [[0, 0, {"name": "Second"}]], "phone": "1"},
        )
        self.assertEqual(len(self.azure.child_ids), 2)
        proposal._undo()
        self.assertEqual(self.azure.child_ids, child)
