"""Each place where a name can stand, with each kind of field that is not to be had, for a user and an administrator."""

import json
import random

from odoo.tests import TransactionCase, new_test_user, tagged

from ..policy import Policy, Refused
from ..services.masks import Masks
from ..services.tools import ToolError

VALUE = "Planted4711"
"""Stands in every field that is not to be had."""

DENIED, HIDDEN, MASKED = "x_api_key", "x_hidden", "x_masked"
MISSING = "x_not_there"
RELATED = {DENIED: "x_related_denied", HIDDEN: "x_related_hidden", MASKED: "x_related_masked"}
COMPUTED = {DENIED: "x_text_denied", HIDDEN: "x_text_hidden", MASKED: "x_text_masked"}


def _domain(*nodes):
    return lambda policy, name: policy.domain("res.partner", [_put(node, name) for node in nodes])


def _put(node, name):
    """Put the name of the field in the place of NAME, at any depth."""
    if isinstance(node, str):
        return node.replace("NAME", name)
    return [_put(part, name) for part in node] if isinstance(node, list) else node


def _use(use, path="NAME", model="res.partner"):
    return lambda policy, name: policy.check_field(model, path.replace("NAME", name), use)


EXACT = {
    "condition": _domain(["NAME", "=", "a"]),
    "not equal": _domain(["NAME", "!=", "a"]),
    "in": _domain(["NAME", "in", ["a", "b"]]),
    "not in": _domain(["NAME", "not in", ["a"]]),
    "is set": _domain(["NAME", "!=", False]),
    "many2one": _domain(["parent_id.NAME", "=", "a"]),
    "one2many": _domain(["child_ids.NAME", "=", "a"]),
    "many2many": _domain(["category_id.partner_ids.NAME", "=", "a"]),
    "to a user and back": _domain(["user_id.partner_id.NAME", "=", "a"]),
    "through inheritance": lambda policy, name: policy.domain("res.users", [[name, "=", "a"]]),
    "creator": _domain(["create_uid.partner_id.NAME", "=", "a"]),
    "six steps": _domain(["parent_id.parent_id.parent_id.parent_id.parent_id.NAME", "=", "a"]),
    "any": _domain(["child_ids", "any", [["NAME", "=", "a"]]]),
    "not any": _domain(["child_ids", "not any", [["NAME", "=", "a"]]]),
    "any in any": _domain(["child_ids", "any", ["|", ["id", "=", 1], ["parent_id", "any", [["NAME", "=", "a"]]]]]),
    "dotted in any": _domain(["child_ids", "any", [["parent_id.NAME", "=", "a"]]]),
    "dotted any": _domain(["parent_id.child_ids", "any", [["NAME", "=", "a"]]]),
    "any of id": _domain(["id", "any", [["NAME", "=", "a"]]]),
    "behind not": _domain("!", ["NAME", "=", "a"]),
    "behind or": _domain("|", ["name", "=", "a"], "&", ["name", "=", "b"], ["NAME", "=", "a"]),
    "from another model": lambda policy, name: policy.domain("res.company", [["partner_id." + name, "=", "a"]]),
    "as JSON": lambda policy, name: policy.domain("res.partner", json.dumps([[name, "=", "a"]])),
    "read": _use("read"),
    "read dotted": _use("read", "parent_id.NAME"),
    "filter": _use("filter"),
}
"""Where a masked field may stand: it is read as a pseudonym and compared by equality."""

REVEALING = {
    "like": _domain(["NAME", "like", "a"]),
    "ilike": _domain(["NAME", "ilike", "a"]),
    "not ilike": _domain(["NAME", "not ilike", "a"]),
    "=like": _domain(["NAME", "=like", "a%"]),
    "=ilike": _domain(["NAME", "=ilike", "a%"]),
    "not =like": _domain(["NAME", "not =like", "a%"]),
    "less": _domain(["NAME", "<", "b"]),
    "more": _domain(["NAME", ">=", "b"]),
    "dotted ilike": _domain(["parent_id.NAME", "ilike", "a"]),
    "ilike in any": _domain(["child_ids", "any", [["NAME", "=like", "a%"]]]),
    "order": lambda policy, name: policy.order("res.partner", name),
    "order down": lambda policy, name: policy.order("res.partner", f"id, {name} DESC NULLS LAST"),
    "use order": _use("order"),
    "group": _use("group"),
    "group dotted": _use("group", "parent_id.NAME"),
    "group inherited": _use("group", model="res.users"),
    "group by a part": _use("group", "NAME:month"),
    "sum": _use("aggregate", "NAME:sum"),
    "smallest": _use("aggregate", "NAME:min"),
    "count distinct": _use("aggregate", "NAME:count_distinct"),
    "aggregate without function": _use("aggregate"),
    "search": _use("search"),
}
"""Where a masked field may not stand either."""

WRITING = {
    "write": lambda policy, name: policy.values("res.partner", {name: "a"}, "write"),
    "create": lambda policy, name: policy.values("res.partner", {"name": "a", name: "a"}, "create"),
    "create in a one2many": lambda policy, name: policy.values("res.partner", {"child_ids": [[0, 0, {name: "a"}]]}),
    "create two deep": lambda policy, name: policy.values(
        "res.partner", {"child_ids": [[0, 0, {"name": "a", "child_ids": [[0, 0, {name: "a"}]]}]]}
    ),
    "use write": _use("write"),
}


class PolicyCase(TransactionCase):
    """Fields of partners: one denied by its name, one hidden and one masked by rule, and what is made of them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for name in DENIED, HIDDEN, MASKED:
            cls._field(name)
            cls._field(RELATED[name], related=f"parent_id.{name}")
            cls._field(
                COMPUTED[name],
                compute=f"for one in self:\n    one['{COMPUTED[name]}'] = one.{name}",
                depends=name,
                store=True,
            )
        cls._rule("res.partner", HIDDEN, "hide")
        cls._rule("res.partner", MASKED, "mask")

    @classmethod
    def _field(cls, name, **values):
        cls.env["ir.model.fields"].create(
            {"model_id": cls.env["ir.model"]._get_id("res.partner"), "name": name, "ttype": "char", **values}
        )

    @classmethod
    def _rule(cls, model, field, effect, **values):
        return cls.env["ai_agent.policy.rule"].create(
            {
                "model_id": cls.env["ir.model"]._get_id(model),
                "field_id": field and cls.env["ir.model.fields"]._get(model, field).id,
                "effect": effect,
                **values,
            }
        )


@tagged("post_install", "-at_install")
class TestPolicyLeaks(PolicyCase):
    """A user and an administrator."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        groups = "base.group_user,base.group_partner_manager"
        cls.ada = new_test_user(cls.env, "ada", groups=groups)
        cls.boss = new_test_user(cls.env, "boss", groups="base.group_system,base.group_partner_manager")
        cls.parent = cls.env["res.partner"].create({"name": "Firm", DENIED: VALUE, HIDDEN: VALUE, MASKED: VALUE})
        cls.child = cls.env["res.partner"].create({"name": "Person of it", "parent_id": cls.parent.id})

    def policies(self):
        """The policies of the user and of the administrator."""
        for user in self.ada, self.boss:
            yield user.login, Policy(self.env(user=user, su=False))

    def assertRefuses(self, place, policy, name):
        """Check that a name is refused by name; return the reason without it."""
        with self.assertRaises(ToolError) as caught:
            place(policy, name)
        error = caught.exception
        self.assertEqual(error.code, "forbidden", error.reason)
        self.assertIn(name, error.reason)
        self.assertNotIn(VALUE, error.reason)
        return error.reason.replace(name, "…")

    def test_what_is_not_to_be_had_is_refused_like_what_is_not_there(self):
        for login, policy in self.policies():
            for title, place in (EXACT | REVEALING | WRITING).items():
                missing = self.assertRefuses(place, policy, MISSING)
                for name in DENIED, HIDDEN, RELATED[DENIED], RELATED[HIDDEN], COMPUTED[DENIED], COMPUTED[HIDDEN]:
                    with self.subTest(user=login, place=title, field=name):
                        self.assertEqual(self.assertRefuses(place, policy, name), missing)

    def test_a_masked_field_is_read_compared_and_written_only(self):
        for login, policy in self.policies():
            for name in MASKED, RELATED[MASKED], COMPUTED[MASKED]:
                for title, place in EXACT.items():
                    with self.subTest(user=login, place=title, field=name):
                        place(policy, name)
                for title, place in REVEALING.items():
                    with self.subTest(user=login, place=title, field=name):
                        self.assertRefuses(place, policy, name)
            for place in WRITING.values():
                place(policy, MASKED)

    def test_an_ordinary_field_goes_everywhere(self):
        """The places are well-formed: nothing else is what refuses them."""
        for _login, policy in self.policies():
            for title, place in (EXACT | REVEALING | WRITING).items():
                if title in ("group by a part",):
                    continue
                with self.subTest(place=title):
                    place(policy, "ref" if title != "aggregate without function" else "color")

    def test_descriptions(self):
        for login, policy in self.policies():
            with self.subTest(user=login):
                found = policy.readable("res.partner")
                for name in DENIED, HIDDEN:
                    self.assertFalse({name, RELATED[name], COMPUTED[name]} & set(found))
                for name in MASKED, RELATED[MASKED], COMPUTED[MASKED]:
                    self.assertTrue(found[name]["masked"])
                self.assertFalse(found["name"]["masked"])
                self.assertFalse([name for name, one in found.items() if one["type"] in ("binary", "json")])

    def test_tricks_with_domains(self):
        tricks = {
            "any!": [["child_ids", "any!", [["name", "=", "a"]]]],
            "a part of id": [["id.password", "=", "a"]],
            "a part of a text": [["name.password", "=", "a"]],
            "a list for a name": [[["x_hidden"], "=", "a"]],
            "a number for a name": [[1, "=", 2]],
            "nothing for a name": [["", "=", 1]],
            "a dot too much": [["parent_id..x_hidden", "=", 1]],
            "an end in a dot": [["x_hidden.", "=", 1]],
            "a blank": [["x_hidden ", "=", 1]],
            "capitals": [["X_HIDDEN", "=", "a"]],
            "a quote": [['x_hidden"', "=", "a"]],
            "a list in a list": [["id", "in", [[1]]]],
            "a domain in a value": [["id", "in", {"a": 1}]],
            "an operator of two": [["name", "=?", "a"]],
            "no operator": [["name", "x", "a"]],
            "an operator that is none": [["name", ["="], "a"]],
            "two parts": [["name", "="]],
            "four parts": [["name", "=", "a", "b"]],
            "a text for a domain": "name",
            "code": "[('name', '=', 'a')]",
            "a call": "__import__('os').system('true')",
            "an object": {"name": "a"},
            "an open or": ["|", ["name", "=", "a"]],
            "a wrong joint": ["xor", ["name", "=", "a"]],
            "any without a relation": [["name", "any", [["id", "=", 1]]]],
            "any with a number": [["child_ids", "any", 1]],
            "any with a query": [["child_ids", "any", "SELECT 1"]],
            "like with a list": [["name", "ilike", ["a"]]],
            "too deep": self._nested(9),
            "too many": [["id", "=", 1]] * 400,
            "through the cron": [["create_uid.cron_ids.code", "=", "a"]],
            "to files": [["message_main_attachment_id.datas", "=", "a"]],
            "to groups": [["user_ids.group_ids.name", "=", "a"]],
            "to keys of users": [["user_ids.api_key_ids.name", "=", "a"]],
            "to messages of others": [["message_ids.model", "=", "res.users"]],
            "to messages of messages": [["message_ids.parent_id.body", "ilike", "a"]],
            "to mails": [["message_ids.mail_ids.body_html", "ilike", "a"]],
            "to tracked values": [["message_ids.tracking_value_ids.old_value_char", "ilike", "a"]],
            "password": [["user_ids.password", "=", "a"]],
            "creator's password": [["create_uid.password", "!=", False]],
            "images": [["image_1920", "!=", False]],
        }
        for login, policy in self.policies():
            for title, domain in tricks.items():
                with self.subTest(user=login, trick=title), self.assertRaises(ToolError) as caught:
                    policy.domain("res.partner", domain)
                self.assertIn(caught.exception.code, ("forbidden", "invalid"))

    def _nested(self, depth):
        domain = [["name", "=", "a"]]
        for _ in range(depth):
            domain = [["child_ids", "any", domain]]
        return domain

    def test_messages_of_a_record_can_be_looked_for_by_date(self):
        for _login, policy in self.policies():
            domain = policy.domain("res.partner", [["message_ids.date", ">=", "2026-01-01"]])
            self.env["res.partner"].with_user(self.ada).search(domain)

    def test_names_are_sought_where_they_may_be(self):
        self._rule("res.partner", "email", "hide")
        self._rule("res.partner", "vat", "mask")
        person = self.env["res.partner"].create({"name": "Quentin", "email": "q@secret.example", "vat": "BE0477472701"})
        for _login, policy in self.policies():
            partners = policy.env["res.partner"]

            def found(text, operator="ilike", policy=policy, partners=partners):
                return partners.search(policy.domain("res.partner", [["display_name", operator, text]]))

            self.assertIn(person, found("Quentin"))
            self.assertNotIn(person, found("q@secret"))
            self.assertNotIn(person, found("BE04774"))
            self.assertNotIn(person, found("Quentin", "not ilike"))
            self.assertIn(person, found("q@secret", "not ilike"))
            self.assertIn(person, found("BE0477472701", "="))
            self.assertNotIn(person, found("q@secret.example", "="))
            firms = partners.search(policy.domain("res.partner", [["parent_id", "ilike", "Firm"]]))
            self.assertIn(self.child, firms)
            self.assertIn(person, partners.search(policy.domain("res.partner", [["parent_id", "not ilike", "Firm"]])))
            with self.assertRaises(Refused):
                policy.domain("res.partner", [["parent_id", "child_of", "q@secret"]])

    def test_masked_names(self):
        self._rule("res.partner", "name", "mask")
        for login, policy in self.policies():
            with self.subTest(user=login):
                self.assertEqual(policy.field("res.partner", "display_name"), "mask")
                self.assertEqual(policy.field("res.partner", "complete_name"), "mask")
                self.assertEqual(policy.field("res.users", "name"), "mask")
                self.assertEqual(policy.name(policy.env["res.partner"].browse(self.parent.id)), "Firm")
                masks = Masks(b"k" * 32)
                policy.teach(masks)
                self.assertNotIn("Firm", masks.hide("Firm is a firm"))
                for order in "name", "complete_name", "parent_id", "user_id":
                    with self.assertRaises(Refused):
                        policy.order("res.partner", order)
                self.assertNotIn("name", policy.order("res.partner"))
                self.assertEqual(policy.order("res.partner", "parent_id.id"), "parent_id.id")
                with self.assertRaises(Refused):
                    policy.check_field("res.partner", "display_name", "order")
                policy.check_field("res.partner", "parent_id", "group")

    def test_hidden_names(self):
        self._rule("res.partner", "name", "hide")
        for _login, policy in self.policies():
            name = policy.name(policy.env["res.partner"].browse(self.parent.id))
            self.assertEqual(name, f"Contact {self.parent.id}")
            with self.assertRaises(Refused):
                policy.domain("res.partner", [["parent_id", "child_of", "Firm"]])

    def test_a_hidden_value_in_a_name(self):
        """An addon may put other fields into the name, as partners do by context."""
        self._rule("res.partner", "email", "hide")
        self.parent.email = "q@secret.example"
        policy = Policy(self.env(user=self.ada, su=False, context={"show_email": True}))
        record = policy.env["res.partner"].browse(self.parent.id)
        self.assertIn("secret", record.display_name)
        self.assertNotIn("secret", policy.name(record))

    def test_names_of_records_that_may_not_be_read(self):
        self.env["ir.rule"].create(
            {
                "name": "Not this one",
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "domain_force": f"[('id', '!=', {self.parent.id})]",
            }
        )
        policy = Policy(self.env(user=self.ada, su=False))
        partners = policy.env["res.partner"]
        self.assertEqual(policy.name(partners.browse(self.parent.id)), "")
        self.assertEqual(policy.name(partners.browse(2**30)), "")
        reasons = set()
        for res_id in self.parent.id, 2**30:
            with self.assertRaises(Refused) as caught:
                policy.values("res.partner", {"parent_id": res_id})
            reasons.add(caught.exception.reason)
        self.assertEqual(len(reasons), 1)

    def test_tracked_changes(self):
        partner = self.env["res.partner"].create({"name": "Tracked"})
        message = partner.message_post(body="Changed")
        for name in DENIED, HIDDEN, MASKED, "vat":
            self.env["mail.tracking.value"].create(
                {
                    "field_id": self.env["ir.model.fields"]._get("res.partner", name).id,
                    "old_value_char": VALUE,
                    "new_value_char": f"new {name}",
                    "mail_message_id": message.id,
                }
            )
        for _login, policy in self.policies():
            record = policy.env["res.partner"].browse(partner.id)
            changes = policy.tracking(record, policy.env["mail.message"].browse(message.id))
            self.assertEqual({one["new"] for one in changes[message.id]}, {f"new {MASKED}", "new vat"})
            self.assertEqual({value for _model, _name, value in policy.masked_values()}, {VALUE, f"new {MASKED}"})

    def test_write_arguments_of_all_forms(self):
        other = self.env["res.partner"].create({"name": "Other"})
        bad = {
            "id": {"id": 5},
            "creator": {"create_uid": 1},
            "dotted": {"parent_id.name": "a"},
            "unknown": {"nothing": 1},
            "image": {"image_1920": "AAAA"},
            "many2one by name": {"parent_id": "Firm"},
            "many2one by values": {"parent_id": {"name": "a"}},
            "many2one by command": {"parent_id": [[0, 0, {"name": "a"}]]},
            "missing record": {"parent_id": 2**30},
            "command that is none": {"child_ids": [[9, 0, 0]]},
            "true as command": {"child_ids": [[True, self.child.id, {"name": "a"}]]},
            "text as command": {"child_ids": [["0", 0, {"name": "a"}]]},
            "hidden in a change": {"child_ids": [[1, self.child.id, {HIDDEN: "a"}]]},
            "values for an id": {"child_ids": [[1, "x", {"name": "a"}]]},
            "set with texts": {"category_id": [[6, 0, ["a"]]]},
            "users": {"user_ids": [[0, 0, {"login": "x", "name": "x"}]]},
            "user's password": {"user_ids": [[1, self.ada.id, {"password": "x"}]]},
            "messages": {"message_ids": [[0, 0, {"body": "x"}]]},
            "a list for a text": {"name": ["a"]},
            "an object for a text": {"name": {"en_US": "a"}},
        }
        for login, policy in self.policies():
            for title, values in bad.items():
                with self.subTest(user=login, values=title), self.assertRaises(ToolError):
                    policy.values("res.partner", values)
            good = {"name": "B", "child_ids": [[4, other.id], [0, 0, {"name": "C"}]], "parent_id": None}
            self.assertEqual(
                policy.values("res.partner", good),
                {"name": "B", "child_ids": [[4, other.id, 0], [0, 0, {"name": "C"}]], "parent_id": False},
            )
            self.assertEqual(policy.values("res.partner", {"category_id": []}), {"category_id": []})

    def test_a_name_at_any_place_of_any_domain_is_found(self):
        """Domains made at random, good ones as they are, refused as soon as one of their names is another."""
        dice = random.Random(4711)
        relations = ("parent_id", "child_ids", "user_id.partner_id", "category_id.partner_ids", "create_uid.partner_id")

        def condition(name, depth):
            kind = dice.randrange(4) if depth else 0
            path = f"{dice.choice(relations)}.{name}" if dice.random() < 0.5 else name
            if kind < 2:
                return [path, dice.choice(("=", "!=", "in", "ilike", "=like", "<")), dice.choice(("a", "b"))]
            operator = dice.choice(("any", "not any"))
            return [dice.choice((*relations, "id")), operator, domain(name, depth - 1)]

        def domain(name, depth):
            plain = [["id", ">", 0], ["name", "ilike", "a"]]
            nodes = [condition(name, depth), *dice.sample(plain, dice.randrange(3))]
            dice.shuffle(nodes)
            joints = [dice.choice("&|") for _ in nodes[1:]]
            return [*joints, *nodes] if dice.random() < 0.7 else [*joints, "!", *nodes]

        for _login, policy in self.policies():
            for _ in range(60):
                state = dice.getstate()
                good = domain("ref", 3)
                policy.env["res.partner"].search_count(policy.domain("res.partner", good))
                for name in DENIED, HIDDEN, RELATED[HIDDEN], COMPUTED[DENIED]:
                    dice.setstate(state)
                    bad = domain(name, 3)
                    with self.subTest(domain=bad), self.assertRaises(Refused):
                        policy.domain("res.partner", bad)

    def test_names_of_many_are_read_together(self):
        parents = self.env["res.partner"].create([{"name": f"Parent {n}"} for n in range(40)])
        self.env["res.partner"].create([{"name": f"Child {one.id}", "parent_id": one.id} for one in parents])
        self.env.flush_all()
        policy = Policy(self.env(user=self.ada, su=False))
        children = policy.env["res.partner"].search([("parent_id", "in", parents.ids)])

        def names():
            return [policy.name(child.parent_id) for child in children]

        self.env.invalidate_all()
        with self.assertQueryCount(8):
            self.assertEqual(sorted(names()), sorted(parents.mapped("name")))
        parents[0].name = "Renamed"
        self.assertIn("Renamed", names())
        gone = children.filtered(lambda one: one.parent_id.id == parents[1].id).parent_id
        parents[1].child_ids.parent_id = False
        parents[1].unlink()
        self.assertEqual(policy.name(gone), "")

    def test_the_policy_asks_the_database_once(self):
        policy = Policy(self.env(user=self.ada, su=False))
        policy.readable("res.partner")
        with self.assertQueryCount(0):
            again = Policy(self.env(user=self.ada, su=False))
            for name in self.env["res.partner"]._fields:
                again.field("res.partner", name)
            again.domain("res.partner", [["parent_id.child_ids.name", "ilike", "a"]])
            again.order("res.partner", "name desc")


MODEL_PLACES = (
    lambda policy, model, _field: policy.check_model(model),
    lambda policy, model, _field: policy.domain(model, []),
    lambda policy, model, _field: policy.readable(model),
    lambda policy, model, _field: policy.order(model, ""),
    lambda policy, model, _field: policy.order(model, "id"),
    lambda policy, model, field: policy.check_field(model, field, "read"),
    lambda policy, model, field: policy.domain(model, [[field, "=", "a"]]),
    lambda policy, model, field: policy.values(model, {field: "a"}, "create"),
)

SECRETS = {
    "ir.config_parameter": "key", "res.users.apikeys": "name", "ir.mail_server": "name", "ir.cron": "name",
    "ir.actions.server": "name", "ir.actions.act_window": "name", "ir.model": "name", "ir.model.fields": "name",
    "ir.model.access": "name", "ir.rule": "name", "ir.attachment": "name", "ir.logging": "name",
    "ir.ui.view": "name", "ir.sequence": "name", "ir.filters": "name", "mail.mail": "subject",
    "mail.message": "body", "bus.bus": "channel", "mail.tracking.value": "old_value_char",
    "fetchmail.server": "name", "res.users.identitycheck": "auth_method", "res.groups": "name",
    "base.language.export": "name", "res.config.settings": "company_id", "mail.thread": "id", "base": "id",
    "res.users.log": "create_uid", "mail.template": "body_html", "mail.ice.server": "credential",
    "ai_agent.thread": "title", "ai_agent.message": "content", "ai_agent.policy.rule": "model",
    "ai_agent.mask": "value", "ai_agent.run": "state", "auth_totp.device": "name", "auth.passkey.key": "name",
    "payment.provider": "name", "payment.token": "name", "iap.account": "name", "discuss.channel": "name",
    "not.there": "name",
}  # fmt: skip


@tagged("post_install", "-at_install")
class TestPolicyModels(TransactionCase):
    """Models that nobody reaches, whether they are installed here or not."""

    def test_models_out_of_reach(self):
        for groups in "base.group_user", "base.group_system":
            user = new_test_user(self.env, groups, groups=groups)
            policy = Policy(self.env(user=user, su=False))
            reachable = policy.models()
            for model, field in SECRETS.items():
                with self.subTest(user=groups, model=model):
                    self.assertNotIn(model, reachable)
                    for place in MODEL_PLACES:
                        with self.assertRaises(Refused):
                            place(policy, model, field)
                    self.assertEqual(policy.field(model, field), "hide")

    def test_no_model_in_reach_shows_a_secret(self):
        """All fields of all models that an administrator reaches, by what their names say."""
        user = new_test_user(self.env, "boss", groups="base.group_system")
        policy = Policy(self.env(user=user, su=False))
        words = ("password", "secret", "token", "api_key", "private_key", "totp", "oauth", "signup", "credential")
        for model in policy.models():
            self.assertFalse(self.env[model]._transient or self.env[model]._abstract, model)
            for name, field in self.env[model]._fields.items():
                if any(word in name for word in words) or field.type in ("binary", "image"):
                    self.assertEqual(policy.field(model, name), "hide", f"{model}.{name}")

    def test_fields_of_other_groups(self):
        ada = new_test_user(self.env, "ada", groups="base.group_user")
        policy = Policy(self.env(user=ada, su=False))
        boss = Policy(self.env(user=new_test_user(self.env, "boss", groups="base.group_system"), su=False))
        checked = 0
        for model in policy.models():
            for name, field in self.env[model]._fields.items():
                if field.groups and not policy.env[model]._has_field_access(field, "read"):
                    self.assertEqual(policy.field(model, name), "hide", f"{model}.{name}")
                    checked += 1
        self.assertTrue(checked)
        self.assertTrue(boss.models())

    def test_accounts_are_read_only(self):
        policy = Policy(self.env(user=new_test_user(self.env, "boss", groups="base.group_system"), su=False))
        for operation in "create", "write", "unlink":
            with self.assertRaises(Refused):
                policy.check_model("res.users", operation)
