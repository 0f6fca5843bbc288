"""Users, tools, models: what a tool gives is what Odoo gives this user, read directly, less what the policy takes.

Each expectation is read by the ORM as the user, in the way a view would: nothing of the tools' code is used for it.
"""

from odoo import Command, fields
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tests import new_test_user, tagged

from ..calls.performing import _user_env
from ..policy import Policy
from ..services.tools import ToolError
from .tools import ToolCase

PARTNER = "res.partner"
MODELS = (
    PARTNER,
    "res.partner.category",
    "res.partner.bank",
    "res.company",
    "res.users",
    "res.currency.rate",
    "mail.activity",
)
REFUSED = (
    *("ir.cron", "ir.config_parameter", "res.users.apikeys", "ir.attachment", "mail.message", "mail.mail"),
    *("res.groups", "ir.rule", "ai_agent.tool.call", "ai_agent.policy.rule", "base", "no.such.model"),
)
"""Out of reach for everyone, the administrator too."""

GROUP_BY = {
    PARTNER: ("country_id", "parent_id", "user_id", "category_id", "company_id"),
    "res.partner.bank": ("partner_id",),
    "res.users": ("company_id",),
    "res.currency.rate": ("currency_id", "company_id"),
    "mail.activity": ("user_id", "activity_type_id"),
}
RELATIONS = {
    PARTNER: ("child_ids", "category_id", "parent_id", "country_id", "bank_ids", "user_id", "company_id", "user_ids"),
    "res.partner.category": ("partner_ids", "parent_id"),
    "res.company": ("partner_id", "child_ids", "user_ids"),
    "mail.activity": ("user_id",),
}
COMPARED = ("char", "text", "integer", "boolean", "selection", "date", "many2one")


@tagged("post_install", "-at_install")
class TestToolRightsMatrix(ToolCase):
    """`ada` internal, `sam` with own contacts only, `mia` a manager, `zoe` of another company, `pia` of the portal,
    `root` an administrator."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls.env["res.company"].create({"name": "Other company"})
        own = cls.env["res.groups"].create({"name": "Own contacts only"})
        cls.env["ir.rule"].create(
            {
                "name": "Own contacts only",
                "model_id": cls.env["ir.model"]._get(PARTNER).id,
                "domain_force": "['|', ('user_id', '=', user.id), ('id', '=', user.partner_id.id)]",
                "groups": [Command.set(own.ids)],
            }
        )
        cls.sam = cls.person("sam")
        cls.sam.group_ids += own
        cls.mia = cls.person("mia", "base.group_partner_manager")
        cls.zoe = cls.person("zoe", company_id=cls.other.id, company_ids=[Command.set(cls.other.ids)])
        cls.both = cls.person("both", company_ids=[Command.set((cls.other + cls.env.company).ids)])
        cls.root = cls.person("root2", "base.group_system,base.group_partner_manager")
        cls.pia = new_test_user(cls.env, "pia", groups="base.group_portal")
        cls.users = (cls.ada, cls.sam, cls.mia, cls.zoe, cls.both, cls.root)
        cls.make_records()

    @classmethod
    def make_records(cls):
        """Contacts of everybody and of nobody, of each company and of none, with banks and activities."""
        owners = (False, cls.ada.id, cls.sam.id, cls.zoe.id)
        companies = (False, cls.env.company.id, cls.other.id)
        cls.partners = cls.env[PARTNER].create(
            [
                {
                    "name": f"Matrix {owner or 'none'}/{company or 'none'}",
                    "user_id": owner,
                    "company_id": company,
                    "country_id": cls.env.ref("base.be").id if owner else False,
                    "category_id": [Command.set(cls.tag.ids)],
                }
                for owner in owners
                for company in companies
            ]
        )
        # A contact that one may see, below one that another may not.
        cls.partners[0].parent_id = cls.partners[-1]
        cls.partners[4].parent_id = cls.azure
        for partner in cls.partners:
            cls.env["res.partner.bank"].create(
                {"partner_id": partner.id, "acc_number": f"BE{partner.id}", "company_id": partner.company_id.id}
            )
            for user in (cls.ada, cls.sam, cls.zoe):
                partner.activity_schedule(
                    "mail.mail_activity_data_call",
                    date_deadline=fields.Date.today(),
                    user_id=user.id,
                    summary=f"Of {user.login}",
                )
        currency = cls.env["res.currency"].create({"name": "XTS", "symbol": "x"})
        cls.env["res.currency.rate"].create(
            [
                {"name": "2025-01-01", "rate": 2.0, "currency_id": currency.id, "company_id": company.id}
                for company in (cls.env.company, cls.other)
            ]
        )
        cls.env.flush_all()

    def each(self, models=MODELS):
        """Every user on every model that he may read, with his ORM."""
        for user in self.users:
            env = self.env_of(user)
            for model in models:
                if env[model].has_access("read"):
                    yield user, model, env[model]

    def sample(self, model, most=25):
        """Records of a model, whoever may see them: those of this test, and some others."""
        records = self.env[model].with_context(active_test=False).sudo().search([], order="id desc", limit=most)
        return records | self.partners if model == PARTNER else records

    def test_search_and_count(self):
        for user, model, records in self.each():
            with self.subTest(user=user.login, model=model):
                expected = records.search([], limit=200)
                found = self.use("search_records", user, model=model, limit=200)
                self.assertEqual(found.table.ids, expected._ids)
                self.assertEqual(found.data["count"], records.search_count([]))
                self.assertEqual(self.use("count_records", user, model=model).data["count"], records.search_count([]))

    def test_a_domain_finds_no_more(self):
        for user, model, records in self.each((PARTNER, "res.partner.bank", "mail.activity")):
            with self.subTest(user=user.login, model=model):
                path = {PARTNER: "parent_id", "res.partner.bank": "partner_id", "mail.activity": "user_id.partner_id"}[
                    model
                ]
                for domain in (
                    [[f"{path}.name", "ilike", "matrix"]],
                    [[path, "any", [["company_id", "=", self.other.id]]]],
                ):
                    found = self.use("search_records", user, model=model, domain=domain, limit=200)
                    self.assertEqual(found.table.ids, records.search(domain, limit=200)._ids)

    def test_values(self):
        for user, model, records in self.each():
            with self.subTest(user=user.login, model=model):
                policy = Policy(self.env_of(user))
                names = [
                    name
                    for name, info in records.fields_get().items()
                    if info["type"] in COMPARED and policy.field(model, name) == "show" and name != "id"
                ]
                domain = [["id", "in", self.sample(model).ids]]
                for start in range(0, len(names), 20):
                    part = names[start : start + 20]
                    table = self.use("search_records", user, model=model, domain=domain, fields=part, limit=200).table
                    columns = [column.name for column in table.columns]
                    for res_id, cells in zip(table.ids, table.rows, strict=True):
                        record = records.browse(res_id)
                        for name, (value, _text) in zip(columns, cells, strict=True):
                            self.assertValue(policy, record, name, value)

    def assertValue(self, policy, record, name, value):
        """Check a cell against the field as its user reads it."""
        field = record._fields[name]
        try:
            raw = record[name]
        except AccessError:
            # What cannot be computed with the user's rights is empty, where Odoo would show an error.
            self.assertIsNone(value, name)
            return
        if field.type == "many2one":
            in_reach = raw and raw.has_access("read") and raw._name in policy.models("read")
            expected = {"model": raw._name, "id": raw.id, "name": raw.display_name} if in_reach else None
            self.assertEqual(value, expected, name)
        elif field.type == "date":
            self.assertEqual(value, raw.isoformat() if raw else None, name)
        elif field.type in ("integer", "boolean"):
            self.assertEqual(value, raw, name)
        elif field.type == "selection":
            self.assertEqual(value, raw or None, name)
        else:
            self.assertEqual(value, (raw or None) and raw[:1000], name)

    def test_a_relation_that_is_out_of_reach_is_empty(self):
        """Ann may be seen, but not the company she works for: neither its name nor anything behind it."""
        hidden = self.partners[-1]
        child = self.partners[0]
        child.user_id = self.sam
        self.assertFalse(self.env_of(self.sam)[PARTNER].browse(hidden.id).has_access("read"))
        found = self.use(
            "search_records",
            self.sam,
            model=PARTNER,
            domain=[["id", "=", child.id]],
            fields=["parent_id", "parent_id.name", "parent_id.user_id", "commercial_partner_id"],
        )
        self.assertEqual(found.data["rows"], [[child.id, None, None, None, None]])
        self.assertNotIn("Matrix", str(found.table.rows))

    def test_one_record(self):
        for user, model, records in self.each():
            with self.subTest(user=user.login, model=model):
                policy = Policy(self.env_of(user))
                for record in self.sample(model):
                    mine = records.browse(record.id)
                    if not mine.has_access("read"):
                        self.refused("not_found", "read_record", user, model=model, id=record.id)
                        self.refused("not_found", "open_record", user, model=model, id=record.id)
                        continue
                    found = self.use("read_record", user, model=model, id=record.id)
                    self.assertEqual(found.data["name"], mine.display_name)
                    self.assertLessEqual(set(found.data["fields"]), set(records.fields_get()))
                    self.assertFalse([name for name in found.data["fields"] if policy.field(model, name) == "hide"])
                    self.assertEqual(self.use("open_record", user, model=model, id=record.id).data["resId"], record.id)

    def test_what_was_said_of_a_record(self):
        for partner in self.partners:
            partner.with_user(self.env.ref("base.user_admin")).sudo().message_post(
                body=f"Said of {partner.id}", message_type="comment", subtype_xmlid="mail.mt_note"
            )
        for user, model, records in self.each((PARTNER,)):
            with self.subTest(user=user.login, model=model):
                for partner in records.browse(self.partners.ids)._filtered_access("read"):
                    said = self.use("read_record", user, model=model, id=partner.id, messages=30).data
                    messages = partner.message_ids.filtered(lambda one: one.message_type != "user_notification")
                    self.assertEqual(len(said["messages"]), min(len(messages), 30))
                    self.assertIn(f"Said of {partner.id}", [one.get("text") for one in said["messages"]])
                    seen = partner.activity_ids._filtered_access("read")
                    self.assertEqual({one["id"] for one in said.get("activities", [])}, set(seen.ids[:10]))

    def test_groups(self):
        for user, model, records in self.each(tuple(GROUP_BY)):
            with self.subTest(user=user.login, model=model):
                policy = Policy(self.env_of(user))
                for name in GROUP_BY[model]:
                    found = self.use("group_records", user, model=model, group_by=[name], limit=200)
                    direct = records._read_group([], [name], ["__count"])
                    self.assertEqual(
                        sorted(row[-1] for row in found.data["rows"]), sorted(count for _v, count in direct)[:40]
                    )
                    self.assertEqual(found.data["totals"]["count"], records.search_count([]))
                    named = {cells[0][0]["id"]: cells[0][0]["name"] for cells in found.table.rows if cells[0][0]}
                    groups = [value for value, _count in direct if value]
                    expected = {value.id: value.display_name for value in groups if value.has_access("read")}
                    if records._fields[name].comodel_name in policy.models("read"):
                        self.assertEqual(named, expected)
                    else:
                        self.assertEqual(named, {})
                    for cells, domain in zip(found.table.rows, found.table.domains, strict=True):
                        self.assertEqual(records.search_count(domain), cells[1][0])

    def test_names(self):
        for user, model, records in self.each():
            with self.subTest(user=user.login, model=model):
                for name in ("matrix", "other", "a"):
                    found = self.use("find_by_name", user, model=model, name=name, limit=20)
                    matches = records.browse([one[0] for one in records.name_search(name, limit=None)])
                    expected = {(record.id, record.display_name) for record in matches if record.has_access("read")}
                    given = {tuple(one) for one in found.data["matches"]}
                    self.assertLessEqual(given, expected)
                    # A search of activities, when limited, leaves out what it cannot read instead of looking further.
                    if len(expected) <= 20 and model != "mail.activity" and self.silent(user, model):
                        self.assertEqual(given, expected)

    def silent(self, user, model):
        """Whether the policy lets all be searched in which Odoo looks for a name."""
        policy = Policy(self.env_of(user))
        names = self.env[model]._rec_names_search or [self.env[model]._rec_name]
        return all(policy.field(model, name) == "show" for name in names)

    def test_relations(self):
        for user, model, records in self.each(tuple(RELATIONS)):
            with self.subTest(user=user.login, model=model):
                reachable = Policy(self.env_of(user)).models("read")
                for record in self.sample(model, 10):
                    mine = records.browse(record.id)
                    for name in RELATIONS[model]:
                        arguments = {"model": model, "id": record.id, "field": name, "limit": 200}
                        if not mine.has_access("read"):
                            self.refused("not_found", "follow_relation", user, **arguments)
                        elif records._fields[name].comodel_name not in reachable:
                            self.refused("forbidden", "follow_relation", user, **arguments)
                        else:
                            expected = mine[name]._filtered_access("read")
                            found = self.use("follow_relation", user, **arguments)
                            self.assertEqual(set(found.table.ids), set(expected.ids[:200]), name)
                            self.assertEqual(found.data["count"], len(expected))

    def test_activities(self):
        for user, model, records in self.each(("mail.activity",)):
            with self.subTest(user=user.login, model=model):
                expected = records.search([("user_id", "=", user.id)])
                found = self.use("list_activities", user, limit=200)
                self.assertEqual(set(found.table.ids), set(expected.ids))
                partners = self.env_of(user)[PARTNER]
                for cells in found.table.rows:
                    about = cells[-1][0]
                    self.assertTrue(about is None or partners.browse(about["id"]).has_access("read"))

    def test_fields(self):
        for user, model, records in self.each():
            with self.subTest(user=user.login, model=model):
                policy = Policy(self.env_of(user))
                lines = self.use("describe_model", user, call=self.call_of(user, tool_chars=10**6), model=model).data[
                    "fields"
                ]
                described = {line.partition(":")[0] for line in lines}
                known = records.fields_get()
                self.assertLessEqual(described, set(known))
                silent = {name for name in known if policy.field(model, name) != "hide"}
                self.assertEqual(
                    described,
                    {name for name in silent if known[name]["type"] not in ("properties", "reference")}
                    | (described & silent),
                )

    def test_models(self):
        for user in self.users:
            env = self.env_of(user)
            for words in ("contact", "user", "company", "activity", "rate", "rule", "mail", "parameter"):
                with self.subTest(user=user.login, words=words):
                    for entry in self.use("find_models", user, words=words).data["models"]:
                        self.assertTrue(env[entry["model"]].has_access("read"), entry)
                        self.assertNotIn(entry["model"], REFUSED)

    def test_lists_pivots_and_graphs(self):
        for user, model, records in self.each():
            with self.subTest(user=user.login, model=model):
                domain = [["id", "in", self.sample(model).ids]]
                group = GROUP_BY.get(model, ("create_uid",))[0]
                for tool, arguments in (
                    ("open_list", {}),
                    ("open_pivot", {"group_by": [group]}),
                    ("open_graph", {"group_by": [group]}),
                    ("adjust_view", {"group_by": [group]}),
                ):
                    data = self.use(tool, user, model=model, domain=domain, **arguments).data
                    self.assertEqual(data["model"], model)
                    self.assertEqual(records.search(data["domain"]), records.search(domain))

    def test_filling_in(self):
        values = {PARTNER: {"name": "x"}, "res.partner.category": {"name": "x"}, "mail.activity": {"summary": "x"}}
        for user, model, records in self.each(tuple(values)):
            with self.subTest(user=user.login, model=model):
                for record in self.sample(model, 10):
                    mine = records.browse(record.id)
                    arguments = {"model": model, "id": record.id, "values": values[model]}
                    if mine.has_access("write"):
                        self.assertEqual(self.use("fill_form", user, **arguments).data["resId"], record.id)
                    else:
                        with self.assertRaises(ToolError) as caught:
                            self.use("fill_form", user, **arguments)
                        self.assertIn(caught.exception.code, ("forbidden", "not_found"))
                if records.has_access("create"):
                    self.use("fill_form", user, model=model, values=values[model])
                else:
                    self.refused("forbidden", "fill_form", user, model=model, values=values[model])

    def test_a_record_put_in_must_be_seen(self):
        hidden = self.partners.filtered(lambda one: one.company_id == self.other)
        for partner in hidden:
            self.refused("not_found", "fill_form", self.mia, model=PARTNER, values={"parent_id": partner.id})
        self.use("fill_form", self.mia, model=PARTNER, values={"parent_id": self.azure.id})

    def test_models_without_right_or_out_of_reach(self):
        tools = {
            "search_records": {},
            "count_records": {},
            "group_records": {},
            "describe_model": {},
            "find_by_name": {"name": "a"},
            "read_record": {"id": 1},
            "follow_relation": {"id": 1, "field": "create_uid"},
            "list_activities": {},
            "open_record": {"id": 1},
            "open_list": {},
            "open_pivot": {"group_by": ["create_uid"]},
            "open_graph": {"group_by": ["create_uid"]},
            "adjust_view": {"group_by": []},
            "fill_form": {"values": {"name": "x"}},
        }
        for user in self.users:
            env = self.env_of(user)
            closed = [model for model in MODELS if not env[model].has_access("read")]
            for model in (*REFUSED, *closed):
                for tool, arguments in tools.items():
                    with self.subTest(user=user.login, tool=tool, model=model):
                        reason = self.refused("forbidden", tool, user, model=model, **arguments)
                        self.assertIn(model, reason)

    def test_every_tool_is_in_this_matrix(self):
        from ..tools import registry

        tested = {
            *("search_records", "count_records", "read_record", "group_records", "find_by_name", "follow_relation"),
            *("list_activities", "describe_model", "find_models", "open_record", "open_list", "open_pivot"),
            *("open_graph", "adjust_view", "fill_form"),
        }
        there = {spec.name for spec in registry.specs(self.env) if spec.access != "write" and spec.module == "ai_agent"}
        self.assertEqual(there, tested)

    def test_the_portal_is_kept_out(self):
        """By who runs tools, and again by the rights that they run with."""
        thread = self.env["ai_agent.thread"].new({})
        owner = {"user_id": self.pia.id, "company_id": self.pia.company_id.id}
        run = self.env["ai_agent.run"].new({**owner})
        call = self.env["ai_agent.tool.call"].new({**owner, "thread_id": thread.id})
        call.run_id = run
        with self.assertRaises(ToolError) as caught:
            _user_env(call)
        self.assertEqual(caught.exception.code, "forbidden")
        records = self.env_of(self.pia)[PARTNER]
        found = self.use("search_records", self.pia, model=PARTNER, fields=["name"], limit=200)
        self.assertEqual(found.table.ids, records.search([], limit=200)._ids)

    def test_companies_are_those_of_the_run(self):
        both = self.env_of(self.both, companies=(self.other + self.env.company).ids)
        for companies in (self.env.company.ids, self.other.ids, (self.other + self.env.company).ids):
            call = self.call_of(self.both)
            call.env = self.env_of(self.both, companies=companies)
            call.policy = Policy(call.env)
            found = self.use(
                "search_records", call=call, model=PARTNER, domain=[["id", "in", self.partners.ids]], limit=200
            )
            expected = call.env[PARTNER].search([("id", "in", self.partners.ids)])
            self.assertEqual(found.table.ids, expected._ids)
            self.assertFalse(set(expected.company_id.ids) - set(companies))
        self.assertGreater(len(both[PARTNER].search(Domain("id", "in", self.partners.ids))), len(self.partners) // 2)

    def test_without_the_right_nothing_is_read_on_the_way(self):
        with self.assertRaises(AccessError):
            self.env_of(self.sam)[PARTNER].browse(self.partners[-1].id).read(["name"])
        self.refused("not_found", "read_record", self.sam, model=PARTNER, id=self.partners[-1].id)
