"""What tools and the context give when a secret is planted in every field that is not to be had."""

import json

from odoo.tests import new_test_user, tagged

from ..approvals.proposing import items_of
from ..context import read as read_context
from ..policy import Policy
from ..services.masks import Masks
from ..services.tools import ToolError
from ..tools import Call, registry, run
from .test_policy_leaks import COMPUTED, DENIED, HIDDEN, MASKED, RELATED, PolicyCase

SECRET, MASK_VALUE = "Planted4711secret", "Masked8052value"

NAMES = (DENIED, HIDDEN, MASKED, *RELATED.values(), *COMPUTED.values())

PLAIN_CALLS = (
    ("find_models", {"words": "contact"}),
    ("describe_model", {"model": "res.partner"}),
    ("describe_model", {"model": "res.partner", "search": "x_"}),
    ("search_records", {"model": "res.partner"}),
    ("search_records", {"model": "res.users"}),
    ("search_records", {"model": "res.company"}),
    ("search_records", {"model": "mail.activity"}),
    ("search_records", {"model": "res.partner.bank"}),
    ("find_by_name", {"model": "res.partner", "name": "Leaky"}),
    ("find_by_name", {"model": "res.partner", "name": SECRET}),
    ("find_by_name", {"model": "res.partner", "name": MASK_VALUE}),
    ("list_activities", {}),
    ("count_records", {"model": "res.partner"}),
    ("group_records", {"model": "res.partner", "group_by": ["parent_id"]}),
    ("open_list", {"model": "res.partner"}),
)
"""Calls that name nothing that is not to be had."""

FIELD_CALLS = (
    ("search_records", {"model": "res.partner", "fields": ["name", "FIELD"]}),
    ("search_records", {"model": "res.partner", "fields": ["parent_id.FIELD"]}),
    ("search_records", {"model": "res.users", "fields": ["partner_id.FIELD", "FIELD"]}),
    ("search_records", {"model": "res.partner", "domain": [["FIELD", "ilike", "Planted"]]}),
    ("search_records", {"model": "res.partner", "domain": [["FIELD", "=", SECRET]]}),
    ("search_records", {"model": "res.partner", "order": "FIELD desc"}),
    ("count_records", {"model": "res.partner", "domain": [["FIELD", "=like", "P%"]]}),
    ("group_records", {"model": "res.partner", "group_by": ["FIELD"]}),
    ("group_records", {"model": "res.partner", "group_by": ["parent_id.FIELD"]}),
    ("group_records", {"model": "res.partner", "aggregates": ["FIELD:min"]}),
    ("group_records", {"model": "res.partner", "aggregates": ["FIELD:count_distinct"]}),
    ("group_records", {"model": "res.partner", "group_by": ["parent_id"], "having": [["FIELD:count", ">", 0]]}),
    ("find_by_name", {"model": "res.partner", "name": "Leaky", "domain": [["FIELD", "ilike", "Planted"]]}),
    ("open_list", {"model": "res.partner", "domain": [["FIELD", "ilike", "Planted"]]}),
    ("open_list", {"model": "res.partner", "group_by": ["FIELD"]}),
    ("open_pivot", {"model": "res.partner", "group_by": ["FIELD"]}),
    ("open_graph", {"model": "res.partner", "group_by": ["parent_id"], "measure": "FIELD"}),
    ("adjust_view", {"model": "res.partner", "domain": [["FIELD", "ilike", "Planted"]]}),
)
"""Calls that name it; PARTNER stands for the id of a record that has it."""

RECORD_CALLS = (
    ("read_record", {"model": "res.partner", "id": "PARTNER"}),
    ("read_record", {"model": "res.partner", "id": "PARTNER", "fields": ["FIELD"]}),
    ("read_record", {"model": "res.partner", "id": "CHILD", "fields": ["FIELD", "parent_id.FIELD"]}),
    ("read_record", {"model": "res.partner", "id": "CHILD"}),
    ("follow_relation", {"model": "res.partner", "id": "PARTNER", "field": "child_ids", "fields": ["FIELD"]}),
    ("follow_relation", {"model": "res.partner", "id": "PARTNER", "field": "child_ids"}),
    ("follow_relation", {"model": "res.partner", "id": "PARTNER", "field": "message_ids"}),
    ("follow_relation", {"model": "res.partner", "id": "CHILD", "field": "parent_id", "order": "FIELD"}),
    ("fill_form", {"model": "res.partner", "id": "PARTNER", "values": {"FIELD": "a"}}),
    ("open_record", {"model": "res.partner", "id": "PARTNER"}),
)

CLOSED = ("ir.config_parameter", "ir.attachment", "mail.mail", "mail.message", "mail.tracking.value", "res.groups")


@tagged("post_install", "-at_install")
class TestPolicyTools(PolicyCase):
    """A partner with a secret in each field that is not to be had, and in models out of reach."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        groups = "base.group_user,base.group_partner_manager,ai_agent.group_user"
        cls.ada = new_test_user(cls.env, "tool_ada", groups=groups)
        cls.boss = new_test_user(cls.env, "tool_boss", groups="base.group_system,base.group_partner_manager")
        planted = {DENIED: SECRET, HIDDEN: SECRET, MASKED: MASK_VALUE, "is_company": True}
        cls.partner = cls.env["res.partner"].create({"name": "Leaky", **planted})
        cls.person = cls.env["res.partner"].create({"name": "Leaky child", "parent_id": cls.partner.id})
        cls.env["ir.config_parameter"].set_param("test.secret", SECRET)
        cls.env["ir.attachment"].create(
            {"name": SECRET, "raw": SECRET.encode(), "res_model": "res.partner", "res_id": cls.partner.id}
        )
        message = cls.partner.message_post(body="Called them.")
        for name, value in ((DENIED, SECRET), (HIDDEN, SECRET), (MASKED, MASK_VALUE)):
            cls.env["mail.tracking.value"].create(
                {
                    "field_id": cls.env["ir.model.fields"]._get("res.partner", name).id,
                    "old_value_char": value,
                    "new_value_char": f"{value} again",
                    "mail_message_id": message.id,
                }
            )
        cls.partner.activity_schedule("mail.mail_activity_data_todo", user_id=cls.ada.id, summary="Ring them up")

    def outcome(self, user, name, arguments):
        """All that a call gives: to the person, and, masked, to the model."""
        env = self.env(user=user, su=False)
        policy = Policy(env)
        try:
            result = run(Call(env, policy), registry.get(env, name), arguments)
        except ToolError as error:
            return "", json.dumps([error.code, error.reason])
        masks = Masks(b"k" * 32)
        policy.teach(masks)
        masks.learn([("text", "nothing else")])
        person = json.dumps([result.to_json(), result.data if registry.get(env, name).access != "read" else None])
        return person, json.dumps(masks.hide_value(result.data))

    def fill(self, arguments, field=""):
        """Put a field and ids in their places."""
        text = json.dumps(arguments).replace("FIELD", field)
        text = text.replace('"PARTNER"', str(self.partner.id)).replace('"CHILD"', str(self.person.id))
        return json.loads(text)

    def assertNothingLeaks(self, user, name, arguments):
        """Check what a call gives, but for what it was asked with."""
        person, model = self.outcome(user, name, arguments)
        asked = json.dumps(arguments)
        if SECRET not in asked:
            self.assertNotIn("Planted4711", person + model)
        if MASK_VALUE not in asked:
            self.assertNotIn("Masked8052", model)
        return person, model

    def test_no_secret_leaves(self):
        for user in self.ada, self.boss:
            for name, arguments in PLAIN_CALLS:
                with self.subTest(user=user.login, tool=name, arguments=arguments):
                    self.assertNothingLeaks(user, name, self.fill(arguments))
            for name, arguments in FIELD_CALLS + RECORD_CALLS:
                for field in NAMES:
                    asked = self.fill(arguments, field)
                    with self.subTest(user=user.login, tool=name, arguments=asked):
                        self.assertNothingLeaks(user, name, asked)

    def test_the_calls_are_good_ones(self):
        """With an ordinary field each of them gives something: it is the policy that refuses."""
        for name, arguments in FIELD_CALLS + RECORD_CALLS:
            if arguments.get("field") == "message_ids" or "measure" in arguments:
                continue
            with self.subTest(tool=name, arguments=arguments):
                person, model = self.outcome(self.ada, name, self.fill(arguments, "ref"))
                self.assertTrue(person, model)

    def test_a_masked_value_is_the_persons_and_a_pseudonym_the_models(self):
        asked = {"model": "res.partner", "domain": [["id", "=", self.partner.id]], "fields": ["name", MASKED]}
        person, model = self.outcome(self.ada, "search_records", asked)
        self.assertIn(MASK_VALUE, person)
        self.assertNotIn("Masked8052", model)
        self.assertRegex(model, r"Text[0-9A-Z]{6}")
        person, model = self.outcome(self.ada, "read_record", {"model": "res.partner", "id": self.partner.id})
        self.assertNotIn("Masked8052", model)
        self.assertIn("Called them.", model)

    def test_models_out_of_reach(self):
        for user in self.ada, self.boss:
            for model in CLOSED:
                for name, arguments in (
                    ("search_records", {"model": model}),
                    ("count_records", {"model": model}),
                    ("describe_model", {"model": model}),
                    ("group_records", {"model": model}),
                    ("find_by_name", {"model": model, "name": SECRET}),
                    ("read_record", {"model": model, "id": 1}),
                    ("open_list", {"model": model}),
                ):
                    with self.subTest(user=user.login, tool=name, model=model):
                        person, answer = self.outcome(user, name, arguments)
                        self.assertFalse(person)
                        self.assertEqual(json.loads(answer)[0], "forbidden")

    def test_activities_on_a_model_out_of_reach(self):
        self._rule("res.partner", False, "out_of_reach")
        activity = self.partner.activity_ids
        for name, arguments in (
            ("list_activities", {}),
            ("search_records", {"model": "mail.activity", "fields": ["summary"]}),
            ("read_record", {"model": "mail.activity", "id": activity.id}),
            ("follow_relation", {"model": "mail.activity", "id": activity.id, "field": "activity_type_id"}),
        ):
            with self.subTest(tool=name):
                person, model = self.outcome(self.ada, name, arguments)
                self.assertNotIn("Ring them up", person + model)

    def test_activities_on_a_model_out_of_reach_are_not_changed(self):
        self.env["ir.model.access"].create(
            {
                "name": "test",
                "model_id": self.env["ir.model"]._get_id("mail.activity"),
                "group_id": self.env.ref("base.group_user").id,
                **dict.fromkeys(("perm_read", "perm_write", "perm_create", "perm_unlink"), True),
            }
        )
        env = self.env(user=self.ada, su=False)
        activity = self.partner.activity_ids
        asked = {"model": "mail.activity", "ids": [activity.id], "values": {"summary": "Other"}}
        self.assertTrue(self.items(env, "update_records", asked))
        self._rule("res.partner", False, "out_of_reach")
        with self.assertRaises(ToolError) as caught:
            self.items(env, "update_records", asked)
        self.assertEqual(caught.exception.code, "not_found")

    def test_orders_of_groups_do_not_tell_masked_names(self):
        self._rule("res.partner", "name", "mask")
        asked = {"model": "res.partner", "group_by": ["parent_id"], "order": "parent_id desc"}
        _person, model = self.outcome(self.ada, "group_records", asked)
        self.assertEqual(json.loads(model)[0], "forbidden")
        _person, model = self.outcome(self.ada, "group_records", {**asked, "order": "__count desc"})
        self.assertNotIn("Leaky", model)

    def test_masked_names_are_found_exactly(self):
        self._rule("res.partner", "name", "mask")
        _person, model = self.outcome(self.ada, "find_by_name", {"model": "res.partner", "name": "Leak"})
        self.assertEqual(json.loads(model)["matches"], [])
        _person, model = self.outcome(self.ada, "find_by_name", {"model": "res.partner", "name": "Leaky"})
        self.assertIn(str(self.partner.id), model)
        self.assertNotIn("Leaky", model)

    def test_no_hidden_field_is_written(self):
        """Proposals of changes: refused by name, and the card of another change does not show it."""
        child = {"name": "B", "child_ids": [[0, 0, {"name": "C", "FIELD": "a"}]]}
        asked = (
            ("update_records", {"model": "res.partner", "ids": ["PARTNER"], "values": {"FIELD": "a"}}),
            ("create_records", {"model": "res.partner", "records": [{"name": "B", "FIELD": "a"}]}),
            ("create_records", {"model": "res.partner", "records": [child]}),
        )
        for user in self.ada, self.boss:
            env = self.env(user=user, su=False)
            for name, arguments in asked:
                for field in DENIED, HIDDEN, RELATED[HIDDEN], COMPUTED[DENIED], "x_not_there":
                    with self.subTest(user=user.login, tool=name, field=field):
                        with self.assertRaises(ToolError) as caught:
                            self.items(env, name, self.fill(arguments, field))
                        self.assertEqual(caught.exception.code, "forbidden")
                        self.assertIn(field, caught.exception.reason)
            items = self.items(env, *self.filled("update_records", {"FIELD": "b"}, "ref"))
            self.assertNotIn("Planted4711", str(items))

    def filled(self, name, values, field):
        """Return a call that changes the partner."""
        return name, self.fill({"model": "res.partner", "ids": ["PARTNER"], "values": values}, field)

    @staticmethod
    def items(env, name, arguments):
        """Return what a write tool would propose."""
        plan = run(Call(env, Policy(env)), registry.get(env, name), arguments)
        return items_of(env, plan, 50)

    def test_the_context_has_no_secret(self):
        unsaved = {DENIED: SECRET, HIDDEN: SECRET, MASKED: MASK_VALUE, "x_other": SECRET, "name": "Leaky"}
        hints = (
            {"model": "res.partner", "resId": self.partner.id, "viewType": "form"},
            {"model": "res.partner", "resId": self.partner.id, "viewType": "form", "unsaved": unsaved},
            {"model": "res.partner", "viewType": "form", "unsaved": unsaved},
            {"model": "res.partner", "viewType": "list", "domain": [[DENIED, "=", SECRET]]},
            {"model": "res.partner", "viewType": "list", "domain": [[HIDDEN, "=", SECRET]], "groupBy": [HIDDEN]},
            {"model": "res.partner", "viewType": "list", "domain": [[MASKED, "=", MASK_VALUE]], "groupBy": [MASKED]},
            {"model": "res.partner", "viewType": "list", "domain": [["child_ids", "any", [[MASKED, "=", MASK_VALUE]]]]},
            {"model": "ir.config_parameter", "viewType": "list", "resIds": [1, 2, 3]},
        )
        for user in self.ada, self.boss:
            for hint in hints:
                with self.subTest(user=user.login, hint=hint):
                    env = self.env(user=user, su=False)
                    policy = Policy(env)
                    told = read_context(env, policy, hint, 2000)
                    masks = Masks(b"k" * 32)
                    policy.teach(masks)
                    self.assertNotIn("Planted4711", told.text + json.dumps(told.chips))
                    self.assertNotIn("Masked8052", masks.hide(told.text))
