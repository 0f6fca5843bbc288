"""Nothing is written without a click of this user on this exact proposal."""

import json
from datetime import timedelta

from odoo import Command, fields
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from ..approvals import effects
from ..approvals.markup import clean_html
from ..approvals.proposing import items_of
from ..services.errors import AgentError
from ..services.tools import UPDATE, Operation, Plan, ToolError
from .proposals import ProposalCase


@tagged("post_install", "-at_install")
class TestProposals(ProposalCase):
    def phone(self, ids=None, value="+32 1"):
        """A proposal to change phone numbers."""
        return self.propose("update_records", model="res.partner", ids=(ids or self.azure).ids, values={"phone": value})

    def assertRefused(self, code, call, *args, **kw):
        """Check that a call ends with an error of this code."""
        with self.assertRaises(AgentError) as caught:
            call(*args, **kw)
        self.assertEqual(caught.exception.code, code, caught.exception)
        return caught.exception

    def test_nothing_is_written_before_approval_and_everything_after(self):
        proposal = self.phone(self.azure | self.deco)
        self.assertEqual(proposal._carry_out().state, "pending")
        self.assertFalse(self.azure.phone or self.deco.phone)
        self.assertEqual(self.approve(proposal).state, "executed")
        self.assertEqual((self.azure.phone, self.deco.phone, self.gemini.phone), ("+32 1", "+32 1", False))

    def test_the_card_has_names_and_formats(self):
        self.azure.write({"partner_latitude": 1234.5, "user_id": self.bob.id})
        values = {"user_id": self.ada.id, "partner_latitude": 2.5, "is_company": True}
        lang = self.env["res.lang"]._activate_lang("fr_FR")
        lang.date_format = "%d/%m/%Y"
        card = self.propose("update_records", model="res.partner", ids=self.azure.ids, values=values)
        card = card.with_context(lang="fr_FR")._to_json()
        self.assertEqual(card["modelLabel"], self.env["ir.model"]._get("res.partner").with_context(lang="fr_FR").name)
        shown = {
            change["field"]: (change["old"]["text"], change["new"]["text"], change["new"]["value"], change["type"])
            for change in card["items"][0]["changes"]
        }
        activity = self.propose("schedule_activities", model="res.partner", ids=self.azure.ids, date="2026-12-01")
        day = self.change(activity.with_context(lang="fr_FR")._to_json(), "date_deadline")
        self.assertEqual(day["new"], {"value": "2026-12-01", "text": "01/12/2026"})
        self.assertEqual(shown["user_id"], ("Bob", "Ada Lovelace", self.ada.id, "record"))
        self.assertEqual(shown["partner_latitude"][0].replace("\u202f", " ").replace("\xa0", " "), "1 234,5000000")
        self.assertEqual(shown["is_company"][2:], (True, "boolean"))
        user = self.change(card, "user_id")
        self.assertTrue(user["editable"])
        self.assertIn({"value": self.bob.id, "text": "Bob"}, user["options"])

    def test_what_else_changes_is_shown_and_nothing_of_the_trial_is_left(self):
        parent = self.env["res.partner"].create({"name": "Holding", "is_company": True, "vat": False})
        proposal = self.propose(
            "update_records", model="res.partner", ids=self.azure.ids, values={"parent_id": parent.id}
        )
        card = proposal._to_json()
        effects = {effect["field"]: effect for effect in card["items"][0]["effects"]}
        self.assertEqual(effects["commercial_partner_id"]["new"], {"value": parent.id, "text": "Holding"})
        self.assertEqual(effects["commercial_partner_id"]["old"]["text"], "Azure")
        self.assertNotIn("Side effects were not previewed.", card["notices"])
        self.assertFalse(self.azure.parent_id)
        self.approve(proposal)
        self.assertEqual(self.azure.commercial_partner_id, parent)

    def test_what_a_form_would_fill_in_is_shown_written_and_taken_back(self):
        us, be = self.env.ref("base.us"), self.env.ref("base.be")
        state = self.env["res.country.state"].search([("country_id", "=", us.id)], limit=1)
        self.azure.write({"country_id": us.id, "state_id": state.id})
        arguments = {"model": "res.partner", "ids": self.azure.ids, "values": {"country_id": be.id}}
        proposal = self.propose("update_records", **arguments)
        effects = {effect["field"]: effect for effect in proposal._to_json()["items"][0]["effects"]}
        self.assertEqual(effects["state_id"]["new"]["value"], None)
        self.assertEqual(effects["state_id"]["old"]["value"], state.id)
        self.assertEqual(self.approve(proposal).state, "executed")
        self.assertEqual((self.azure.country_id, self.azure.state_id.id), (be, False))
        proposal._undo()
        self.assertEqual((self.azure.country_id, self.azure.state_id), (us, state))

    def test_html_is_written_as_the_card_shows_it(self):
        given = '<p style="x">A<img src="http://x.org/p.png">&lt;</p><script>1</script><a href="javascript:x">b</a>'
        proposal = self.propose(
            "update_records", model="res.partner", ids=self.azure.ids, values={"comment": given + "<form>c</form>"}
        )
        self.assertEqual(self.change(proposal._to_json(), "comment")["new"]["value"], "<p>A&lt;</p><a>b</a>c")
        self.approve(proposal)
        self.assertNotIn("x.org", self.azure.comment)
        for html in ('<a href="https://x.org/?a=1&amp;b=é">x</a>', "<svg><p><style><b>1</style>", "<xmp><img src=x>"):
            with self.subTest(html=html):
                self.assertEqual(clean_html(clean_html(html)), clean_html(html))
        self.assertIn('href="https://x.org', clean_html('<a href="https://x.org" onclick="x">x</a>'))

    def test_what_is_written_is_shown_whole(self):
        be = self.env.ref("base.be")
        state = self.env["res.country.state"].search([("country_id", "!=", be.id)], limit=1)
        self.azure.write({"country_id": state.country_id.id, "state_id": state.id, "comment": "y" * 3000})
        self.patch(effects, "SHOWN", 0)
        values = {"country_id": be.id, "comment": "x" * 3000}
        card = self.propose("update_records", model="res.partner", ids=self.azure.ids, values=values)._to_json()
        self.assertIn("state_id", [effect["field"] for effect in card["items"][0]["effects"]])
        comment = self.change(card, "comment")
        self.assertEqual(comment["new"]["text"].strip(), "x" * 3000)
        self.assertTrue(comment["old"]["text"].endswith("…"))

    def test_errors_are_on_the_card_before_anybody_is_asked(self):
        card = self.propose("update_records", model="res.partner", ids=self.azure.ids, values={"name": ""})._to_json()
        self.assertTrue(card["items"][0]["errors"], "a constraint of the database")
        card = self.propose("create_records", model="res.partner.category", records=[{"color": 3}])._to_json()
        self.assertEqual(card["items"][0]["errors"], ["Name is required."])
        parent = self.env["res.partner.category"].create({"name": "A"})
        child = self.env["res.partner.category"].create({"name": "B", "parent_id": parent.id})
        self.ada.group_ids += self.env.ref("base.group_system")
        proposal = self.propose(
            "update_records", model="res.partner.category", ids=parent.ids, values={"parent_id": child.id}
        )
        self.assertIn("ecursi", proposal._to_json()["items"][0]["errors"][0], "a constraint in Python")
        outcome = self.approve(proposal)
        self.assertEqual(outcome.state, "failed")
        self.assertFalse(parent.parent_id)
        self.assertEqual(outcome.data["reason"], "Odoo refused it; the person is shown why.")
        self.assertIn("ecursi", proposal._to_json()["reason"])

    def test_a_model_that_was_not_vetted_says_so(self):
        self.ada.group_ids += self.env.ref("base.group_system")
        bank = self.env["res.bank"].create({"name": "Bank"})
        card = self.propose("update_records", model="res.bank", ids=bank.ids, values={"name": "New"})._to_json()
        self.assertIn("Side effects were not previewed.", card["notices"])
        self.assertFalse(card["items"][0]["errors"])

    def test_only_what_changes_is_asked(self):
        self.azure.phone = "+32 1"
        reason = self.assertToolError(
            "invalid", "update_records", model="res.partner", ids=self.azure.ids, values={"phone": "+32 1"}
        )
        self.assertIn("Nothing", reason)
        proposal = self.phone(self.azure | self.deco)
        self.assertEqual([item["record"]["name"] for item in proposal._to_json()["items"]], ["Deco"])

    def test_types_rights_and_policy_are_checked_before_anything_is_stored(self):
        before = self.env["ai_agent.proposal"].search_count([])
        ids, partner = self.azure.ids, "res.partner"
        for code, values in (
            ("invalid", {"phone": 7}),
            ("invalid", {"type": "palace"}),
            ("invalid", {"user_id": "Bob"}),
            ("invalid", {"is_company": "yes"}),
            ("invalid", {"category_id": [["x"]]}),
            ("forbidden", {"user_id": 99_999_999}),
            ("forbidden", {"no_such_field": 1}),
            ("forbidden", {"image_1920": "R0lGOD"}),
            ("invalid", {}),
        ):
            with self.subTest(values=values):
                self.assertToolError(code, "update_records", model=partner, ids=ids, values=values)
        self.assertToolError("not_found", "update_records", model=partner, ids=[99_999_999], values={"phone": "1"})
        with self.assertRaises(ToolError):
            self.propose("update_records", model="ir.config_parameter", ids=[1], values={"value": "x"})
        self.assertToolError("too_large", "update_records", model=partner, ids=list(range(1, 52)), values={"phone": ""})
        self.assertToolError("invalid", "update_records", model=partner, ids=[], values={"phone": "1"})
        self.assertEqual(self.env["ai_agent.proposal"].search_count([]), before)

    def test_a_user_without_the_right_cannot_even_propose(self):
        plain = new_test_user(self.env, "plain", groups="base.group_user,ai_agent.group_user")
        thread, run = self.conversation(plain)
        with self.assertRaises(ToolError) as caught:
            self.propose(
                "update_records", plain, thread, run, model="res.partner", ids=self.azure.ids, values={"phone": "1"}
            )
        self.assertEqual(caught.exception.code, "forbidden")

    def test_a_part_of_it_with_edits(self):
        proposal = self.phone(self.azure | self.deco | self.gemini)
        edits = {"1": {"phone": "+32 9"}}
        proposal._preview(edits)
        outcome = self.approve(proposal, items=["1", "3"], edits=edits)
        self.assertEqual(outcome.state, "executed", outcome)
        self.assertEqual([p.phone for p in (self.azure, self.deco, self.gemini)], ["+32 9", False, "+32 1"])
        self.assertEqual(outcome.data["left_out_by_the_person"], ["Deco"])
        self.assertEqual(outcome.data["edited_by_the_person"], [{"record": "Azure", "now": {"phone": "+32 9"}}])
        self.assertEqual([record["id"] for record in outcome.data["records"]], [self.azure.id, self.gemini.id])
        self.assertEqual(outcome.data["records"][0]["link"], f"/odoo/res.partner/{self.azure.id}")
        states = [item["state"] for item in proposal._to_json()["items"]]
        self.assertEqual(states, ["executed", "left_out", "executed"])

    def test_edits_change_only_what_is_shown_as_editable_and_fits(self):
        proposal = self.phone()
        for payload in (
            {"approved": True, "edits": {"1": {"name": "Mine"}}},
            {"approved": True, "edits": {"1": {"id": 7}}},
            {"approved": True, "edits": {"2": {"phone": "1"}}},
            {"approved": True, "edits": {"1": {"phone": 7}}},
            {"approved": True, "edits": {"1": "phone"}},
            {"approved": True, "items": ["2"]},
            {"approved": True, "items": "1"},
            {"approved": True, "model": "res.users"},
            {"approved": True, "ids": [1]},
            {"approved": True, "reason": 7},
            {"approved": "yes"},
            {},
            None,
            [],
        ):
            with self.subTest(payload=payload):
                self.assertRefused("invalid_input", proposal._decide, payload)
                self.assertEqual(proposal.state, "pending")
        self.assertFalse(self.azure.phone)

    def test_an_edit_whose_effects_were_not_shown_is_asked_again(self):
        holding, other = self.env["res.partner"].create([{"name": n, "is_company": True} for n in ("Holding", "Other")])
        propose = {"model": "res.partner", "ids": self.azure.ids, "values": {"parent_id": holding.id}}
        edits = {"1": {"parent_id": other.id}}
        proposal = self.propose("update_records", **propose)
        outcome = self.approve(proposal, edits=edits)
        self.assertEqual((outcome.state, proposal.state), ("changed", "changed"))
        self.assertFalse(self.azure.parent_id)
        card = outcome.again._to_json()
        self.assertEqual(self.change(card, "parent_id")["new"]["text"], "Other")
        self.assertEqual(self.approve(outcome.again).state, "executed")
        self.assertEqual(self.azure.parent_id, other)
        self.azure.parent_id = False
        proposal = self.propose("update_records", **propose)
        card = proposal._preview(edits)
        self.assertEqual(self.change(card, "parent_id")["new"]["text"], "Other")
        self.assertEqual(self.approve(proposal, edits=edits).state, "executed", "what was previewed is not asked again")
        self.assertEqual(self.azure.parent_id, other)

    def test_a_rejection_changes_nothing_and_tells_the_model_why(self):
        proposal = self.phone()
        proposal._decide({"approved": False, "reason": "Wrong number"})
        outcome = proposal._carry_out()
        self.assertEqual(outcome.state, "rejected")
        self.assertEqual(outcome.data["reason"], "Wrong number")
        self.assertIn("Do not propose the same again", outcome.data["instruction"])
        self.assertFalse(self.azure.phone)
        self.assertEqual(proposal._to_json()["reason"], "Wrong number")
        proposal = self.phone()
        proposal._decide({"approved": True, "items": []})
        self.assertEqual(proposal._carry_out().state, "rejected", "approving nothing")

    def test_a_record_that_changed_meanwhile_is_asked_again_with_the_new_difference(self):
        proposal = self.phone(self.azure | self.deco)
        proposal._decide({"approved": True})
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE res_partner SET phone = '+32 7', write_date = write_date + interval '1 s' WHERE id = %s",
            (self.azure.id,),
        )
        self.env.invalidate_all()
        outcome = proposal._carry_out()
        self.assertEqual((outcome.state, outcome.data["outcome"]), ("changed", "changed"))
        self.assertEqual((self.azure.phone, self.deco.phone), ("+32 7", False))
        again = outcome.again
        self.assertNotEqual(again.public_id, proposal.public_id)
        card = again._to_json()
        self.assertEqual(self.change(card, "phone")["old"]["text"], "+32 7")
        self.assertEqual(len(card["items"]), 2)
        self.assertEqual(self.approve(again).state, "executed")
        self.assertEqual((self.azure.phone, self.deco.phone), ("+32 1", "+32 1"))

    def test_a_record_that_is_gone_fails_and_writes_nothing(self):
        proposal = self.phone(self.azure | self.deco)
        self.azure.unlink()
        outcome = self.approve(proposal)
        self.assertEqual(outcome.state, "failed")
        self.assertFalse(self.deco.phone)

    def test_rights_are_looked_at_again(self):
        proposal = self.phone()
        proposal._decide({"approved": True})
        self.ada.group_ids -= self.env.ref("base.group_partner_manager")
        outcome = proposal._carry_out()
        self.assertEqual(outcome.state, "failed")
        self.assertFalse(self.azure.phone)

    def test_record_rules_are_looked_at_again(self):
        proposal = self.phone(self.azure | self.deco)
        self.env["ir.rule"].create(
            {
                "name": "Not Azure",
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "domain_force": f"[('id', '!=', {self.azure.id})]",
            }
        )
        card = proposal._to_json()
        self.assertEqual(card["items"][0]["record"], None)
        self.assertNotIn("Azure", json.dumps(card))
        self.assertEqual(self.approve(proposal).state, "failed")
        self.assertFalse(self.deco.phone)

    def test_the_policy_is_looked_at_again(self):
        proposal = self.phone()
        proposal._decide({"approved": True})
        self.env["ai_agent.policy.rule"].create(
            {
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "field_id": self.env["ir.model.fields"]._get("res.partner", "phone").id,
                "effect": "hide",
            }
        )
        self.assertEqual(proposal._carry_out().state, "failed")
        self.assertFalse(self.azure.phone)
        self.assertFalse(proposal._to_json()["items"][0]["changes"])

    def test_a_masked_field_is_shown_as_it_is_and_known_to_the_masks(self):
        self.env["ai_agent.policy.rule"].create(
            {
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "field_id": self.env["ir.model.fields"]._get("res.partner", "name").id,
                "effect": "mask",
            }
        )
        proposal = self.phone()
        self.assertEqual(proposal._to_json()["items"][0]["record"]["name"], "Azure")
        outcome = self.approve(proposal)
        self.assertIn("Azure", [value for _model, _name, value in outcome.masked])

    def test_what_was_shown_is_what_is_done(self):
        for name, value in (
            ("item_json", lambda text: text.replace("+32 1", "+99 9")),
            ("item_json", lambda text: text.replace(f'"res_id": {self.azure.id}', f'"res_id": {self.deco.id}')),
            ("item_json", lambda text: text.replace("res.partner", "res.users")),
            ("company_json", lambda _text: json.dumps([*self.env.companies.ids, 99])),
            ("nonce", lambda text: text + "x"),
            ("kind", lambda _text: "create"),
        ):
            with self.subTest(name=name):
                proposal = self.phone()
                proposal._decide({"approved": True})
                stored = proposal.sudo()
                changed = value(stored[name])
                self.assertNotEqual(stored[name], changed)
                stored.write({name: changed})
                self.assertEqual(proposal._carry_out().state, "failed")
                self.assertFalse(self.azure.phone or self.deco.phone)

    def test_it_is_of_one_user_only(self):
        proposal = self.phone()
        other = self.env_of(self.bob)["ai_agent.proposal"]
        self.assertRefused("not_found", other._find, proposal.public_id)
        for call in (other.browse(proposal.id)._decide, other.browse(proposal.id)._preview):
            self.assertRefused("not_found", call, {"approved": True})
        for call in (other.browse(proposal.id)._carry_out, other.browse(proposal.id)._undo):
            self.assertRefused("not_found", call)
        self.assertFalse(self.azure.phone)

    def test_a_user_who_may_no_longer_use_the_assistant_changes_nothing(self):
        proposal = self.phone()
        proposal._decide({"approved": True})
        internal = self.env.ref("base.group_user")
        internal.write({"implied_ids": [Command.unlink(self.env.ref("ai_agent.group_user").id)]})
        self.ada.write({"group_ids": [Command.unlink(self.env.ref("ai_agent.group_user").id)]})
        self.assertEqual(proposal._carry_out().state, "failed")
        self.assertFalse(self.azure.phone)

    def test_it_is_of_the_companies_it_was_made_in(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.ada.company_ids += other
        proposal = self.phone()
        elsewhere = self.env_of(companies=[other.id])["ai_agent.proposal"].browse(proposal.id)
        error = self.assertRefused("forbidden", elsewhere._decide, {"approved": True})
        self.assertEqual(error.reason, "other_companies")
        elsewhere = self.env_of(companies=[other.id, self.ada.company_id.id])["ai_agent.proposal"].browse(proposal.id)
        self.assertRefused("forbidden", elsewhere._decide, {"approved": True})
        proposal._decide({"approved": True})
        self.ada.write({"company_id": other.id, "company_ids": [Command.set(other.ids)]})
        self.assertEqual(proposal._carry_out().state, "failed")
        self.assertFalse(self.azure.phone)

    def test_it_expires_by_the_clock_of_the_database(self):
        proposal = self.phone()
        self.assertAlmostEqual(
            proposal.expires_at, fields.Datetime.now() + timedelta(minutes=30), delta=timedelta(minutes=1)
        )
        proposal.sudo().expires_at = fields.Datetime.now() - timedelta(seconds=5)
        self.assertEqual(proposal._to_json()["state"], "expired")
        self.assertRefused("expired", proposal._decide, {"approved": True})
        self.assertRefused("expired", proposal._preview, {})
        late = self.phone(self.gemini)
        late.sudo().expires_at = fields.Datetime.now() - timedelta(seconds=5)
        late._decide({"approved": False})
        self.assertEqual(late.state, "expired", "a rejection is not refused")
        self.env["ai_agent.proposal"]._expire()
        self.assertEqual(proposal.state, "expired")
        self.assertEqual(proposal._carry_out().state, "expired")
        self.env["ir.config_parameter"].set_param("ai_agent.limit.proposal_seconds", "60")
        self.assertLess(self.phone(self.deco).expires_at, fields.Datetime.now() + timedelta(seconds=70))

    def test_what_was_approved_in_time_is_not_carried_out_much_later(self):
        proposal = self.phone()
        proposal._decide({"approved": True})
        proposal.sudo().expires_at = fields.Datetime.now() - timedelta(hours=1)
        self.assertEqual(proposal._carry_out().state, "expired")
        self.assertFalse(self.azure.phone)

    def test_over_an_api_key_only_if_the_administrator_allows_it(self):
        proposal = self.phone()
        error = self.assertRefused("forbidden", proposal._decide, {"approved": True}, by_key=True)
        self.assertEqual(error.reason, "approve_by_key")
        self.phone(self.deco)._decide({"approved": False}, by_key=True)
        self.env["ir.config_parameter"].set_param("ai_agent.approve_by_key", "True")
        proposal._decide({"approved": True}, by_key=True)
        self.assertEqual(proposal._carry_out().state, "executed")
        self.assertTrue(proposal.by_key)
        self.env["ir.config_parameter"].set_param("ai_agent.approve_by_key", False)
        self.assertRefused("forbidden", proposal._undo, by_key=True)
        self.assertEqual(self.azure.phone, "+32 1")

    def test_a_new_question_or_deleting_the_conversation_cancels_it(self):
        proposal, other = self.phone(), self.phone(self.deco)
        proposal._cancel()
        self.assertEqual(proposal._to_json()["state"], "cancelled")
        self.assertRefused("invalid_input", proposal._decide, {"approved": True})
        outcome = proposal._carry_out()
        self.assertEqual((outcome.state, outcome.data["nothing_was_changed"]), ("cancelled", True))
        self.env_of()["ai_agent.thread"].browse(self.thread.id)._trash()
        self.assertEqual(other.sudo().state, "cancelled")
        self.assertRefused("not_found", self.env_of()["ai_agent.proposal"]._find, other.public_id)
        self.env_of()["ai_agent.thread"].browse(self.thread.id)._restore()
        self.assertEqual(other._to_json()["state"], "cancelled")
        self.assertFalse(self.azure.phone or self.deco.phone)

    def test_nobody_reads_or_writes_it_but_the_server(self):
        proposal = self.phone()
        mine = self.env_of()["ai_agent.proposal"].browse(proposal.id)
        for name in ("nonce", "digest", "item_json", "decision_json", "company_json"):
            self.assertNotIn(name, mine.fields_get())
        with self.assertRaises(AccessError):
            mine.write({"state": "approved"})
        with self.assertRaises(AccessError):
            mine.create({"title": "x"})
        boss = new_test_user(self.env, "chief", groups="base.group_system")
        self.assertFalse(self.env_of(boss)["ai_agent.proposal"].search([("id", "=", proposal.id)]))

    def test_records_are_made_with_their_defaults(self):
        proposal = self.propose(
            "create_records", model="res.partner", records=[{"name": "Newton"}, {"name": "Noether", "email": "e@x.org"}]
        )
        card = proposal._to_json()
        self.assertEqual([item["title"] for item in card["items"]], ["Newton", "Noether"])
        self.assertIsNone(self.change(card, "name")["old"])
        outcome = self.approve(proposal, items=["2"])
        made = self.env["res.partner"].search([("name", "in", ("Newton", "Noether"))])
        self.assertEqual(made.mapped("name"), ["Noether"])
        self.assertEqual(outcome.data["records"][0]["id"], made.id)
        self.assertEqual(made.create_uid, self.ada)
        self.assertEqual(
            proposal._to_json()["items"][1]["record"], {"model": "res.partner", "id": made.id, "name": "Noether"}
        )

    def test_a_record_without_a_name_is_called_by_its_values(self):
        tag = self.env["res.partner.category"].create({"name": "VIP"})
        children = [[0, 0, {"name": "Child", "category_id": [tag.id]}]]
        proposal = self.propose(
            "create_records", model="res.partner", records=[{"child_ids": children, "category_id": [tag.id]}]
        )
        item = proposal._to_json()["items"][0]
        self.assertIn("Child", item["title"])
        self.assertIn("VIP", item["title"])

    def test_deleting_says_that_there_is_no_way_back(self):
        spare = self.env["res.partner"].create({"name": "Spare"})
        proposal = self.propose("delete_records", model="res.partner", ids=spare.ids)
        card = proposal._to_json()
        self.assertFalse(card["undo"]["possible"])
        self.assertTrue(card["undo"]["note"])
        self.assertEqual(self.approve(proposal).state, "executed")
        self.assertFalse(spare.exists())
        card = proposal._undo()
        self.assertEqual((card["state"], card["canUndo"]), ("executed", False))

    def test_a_call_on_each_in_one_card(self):
        partners = self.azure | self.deco | self.gemini
        proposal = self.propose(
            "schedule_activities",
            model="res.partner",
            ids=partners.ids,
            date="2026-12-01",
            activity_type="call",
            summary="Call about the offer",
        )
        card = proposal._to_json()
        self.assertEqual([item["title"] for item in card["items"]], ["Azure", "Deco", "Gemini"])
        self.assertEqual(self.change(card, "date_deadline")["new"], {"value": "2026-12-01", "text": "12/01/2026"})
        self.assertEqual(self.change(card, "user_id")["new"]["text"], "Ada Lovelace")
        self.assertTrue(all(change["editable"] for change in card["items"][0]["changes"]))
        kinds = self.change(card, "activity_type_id")["options"]
        self.assertIn(self.env.ref("mail.mail_activity_data_call").id, [option["value"] for option in kinds])
        outcome = self.approve(
            proposal, items=["1", "3"], edits={"3": {"date_deadline": "2026-12-08", "summary": "Call Gemini"}}
        )
        self.assertEqual(outcome.state, "executed", outcome)
        activities = self.env["mail.activity"].search(
            [("res_id", "in", partners.ids), ("res_model", "=", "res.partner")]
        )
        self.assertEqual(
            {(a.res_id, str(a.date_deadline), a.summary, a.user_id) for a in activities},
            {
                (self.azure.id, "2026-12-01", "Call about the offer", self.ada),
                (self.gemini.id, "2026-12-08", "Call Gemini", self.ada),
            },
        )
        self.assertEqual(activities.mapped("activity_type_id"), self.env.ref("mail.mail_activity_data_call"))
        self.assertEqual(outcome.data["left_out_by_the_person"], ["Deco"])
        card = proposal._undo()
        self.assertEqual(card["state"], "undone")
        self.assertFalse(activities.exists())

    def test_activities_may_differ(self):
        proposal = self.propose(
            "schedule_activities",
            model="res.partner",
            ids=[self.azure.id, self.deco.id],
            date="2026-12-01",
            each={str(self.deco.id): {"date": "2026-12-08", "user_id": self.bob.id}},
        )
        card = proposal._to_json()
        self.assertEqual(self.change(card, "date_deadline", 1)["new"]["value"], "2026-12-08")
        self.assertIn("assigned", " ".join(card["notices"]))
        self.assertToolError("invalid", "schedule_activities", model="res.partner", ids=[1], date="soon")
        common = {"model": "res.partner", "ids": self.azure.ids, "date": "2026-12-01"}
        self.assertToolError("invalid", "schedule_activities", **common, activity_type="dance")
        self.assertToolError("invalid", "schedule_activities", **common, each={"7": {}})
        self.assertToolError("invalid", "schedule_activities", **common, each={str(self.azure.id): {"state": 1}})

    def test_a_note_is_text_and_nobody_is_mailed(self):
        text = "5 < 6 & <b>bold</b>\nnext"
        proposal = self.propose("post_note", model="res.partner", ids=self.azure.ids, text=text)
        card = proposal._to_json()
        self.assertEqual(self.change(card, "body")["new"]["text"], text)
        mails = self.env["mail.mail"].search_count([])
        self.approve(proposal)
        note = self.azure.message_ids[0]
        self.assertIn("&lt;b&gt;bold", note.body)
        self.assertEqual((note.author_id, note.subtype_id), (self.ada.partner_id, self.env.ref("mail.mt_note")))
        self.assertEqual(self.env["mail.mail"].search_count([]), mails)
        card = proposal._undo()
        self.assertFalse(note.exists(), card["notices"])

    def test_the_plan_of_an_addon_is_checked_like_ours(self):
        env = self.env_of()
        with self.assertRaises(ToolError):
            items_of(env, Plan("update", UPDATE, "T", (Operation("res.users", 1, {"password": "x"}),)), 50)
        operation = Operation("res.partner", self.azure.id, {"phone": "1"}, editable=("id", "name"))
        items, _notices = items_of(env, Plan("update", UPDATE, "T", (operation,)), 50)
        self.assertEqual(items[0].operation.editable, ("phone",))
