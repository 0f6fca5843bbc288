"""Tools that read: what the model gets, what the person gets."""

import json
from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from ..services.tools import RecordRef
from ..tools.compact import dumps
from .tools import ToolCase


@tagged("post_install", "-at_install")
class TestToolsSearch(ToolCase):
    def test_rows_for_the_model_and_a_table_for_the_person(self):
        found = self.use(
            "search_records",
            model="res.partner",
            domain=self.ours,
            fields=["name", "country_id", "category_id", "parent_id.name", "active", "comment"],
            order="name desc",
        )
        belgium = self.env.ref("base.be")
        self.assertEqual(found.data["columns"][:3], ["id", "name", "country_id"])
        self.assertEqual(
            [row[1] for row in found.data["rows"]], ["Deco Tools", "Ben Azure", "Azure Tools Ltd", "Ann Azure"]
        )
        row = found.data["rows"][2]
        self.assertEqual(row[2:], [[belgium.id, "Belgium"], [[self.tag.id, "Key account"]], None, True, "Pays *late*"])
        self.assertEqual(found.data["rows"][1][4], "Azure Tools Ltd")
        self.assertEqual(found.data["count"], 4)
        self.assertNotIn("truncated", found.data)
        table = found.to_json()["table"]
        self.assertEqual(
            [column["type"] for column in table["columns"]], ["text", "record", "text", "text", "boolean", "text"]
        )
        self.assertEqual(table["columns"][3]["label"], "Related Company / Name")
        self.assertEqual(table["rows"][2]["id"], self.azure.id)
        self.assertEqual(
            table["rows"][2]["cells"][1],
            {"value": {"model": "res.country", "id": belgium.id, "name": "Belgium"}, "text": "Belgium"},
        )
        self.assertIn(RecordRef("res.partner", self.azure.id, "Azure Tools Ltd"), found.records)
        self.assertEqual(found.models["res.partner"][0], "name")
        self.assertEqual(set(found.ids["res.partner"]), set(self.contacts.ids))

    def test_all_of_it_is_json(self):
        found = self.use("search_records", model="res.partner", domain=self.ours)
        self.assertTrue(json.dumps(found.data))
        self.assertTrue(json.dumps(found.to_json()))

    def test_caps_are_told_and_counts_are_over_all(self):
        self.env["res.partner"].create([{"name": f"Many {n:03}"} for n in range(60)])
        domain = [["name", "=like", "Many %"]]
        found = self.use(
            "search_records",
            call=self.call_of(tool_rows=50, tool_model_rows=10),
            model="res.partner",
            domain=domain,
            fields=["name"],
            limit=1000,
        )
        self.assertEqual((len(found.table.rows), len(found.data["rows"])), (50, 10))
        self.assertEqual((found.table.count, found.data["count"]), (60, 60))
        self.assertIn("10 of 60", found.data["truncated"])
        call = self.call_of(tool_chars=600)
        found = self.use("search_records", call=call, model="res.partner", domain=domain, fields=["name"])
        self.assertLessEqual(len(dumps({"data": found.data})), 600)
        self.assertLess(len(found.data["rows"]), 40)
        rest = self.use("search_records", model="res.partner", domain=domain, fields=["name"], order="name", offset=58)
        self.assertEqual([row[1] for row in rest.data["rows"]], ["Many 058", "Many 059"])

    def test_long_texts_are_cut(self):
        self.azure.name = "x" * 5000
        found = self.use("search_records", model="res.partner", domain=self.ours, fields=["name"], order="id")
        self.assertLess(max(len(row[1]) for row in found.data["rows"]), 201)
        self.assertLess(max(len(row[0][1]) for row in found.table.rows), 1001)

    def test_names_are_refused_by_name_wherever_they_stand(self):
        for arguments in (
            {"fields": ["name", "signup_token"]},
            {"fields": ["user_ids.password"]},
            {"fields": ["nothing"]},
            {"domain": [["user_ids.password", "=", "x"]]},
            {"domain": [["user_ids", "any", [["password", "=", "x"]]]]},
            {"order": "image_1920"},
        ):
            with self.subTest(arguments=arguments):
                reason = self.refused("forbidden", "search_records", model="res.partner", **arguments)
                self.assertRegex(reason, "token|password|nothing|image_1920")
        self.assertIn("ir.cron", self.refused("forbidden", "search_records", model="ir.cron"))
        self.assertIn("no.model", self.refused("forbidden", "search_records", model="no.model"))

    def test_a_column_over_an_x2many_is_no_path(self):
        self.assertIn(
            "child_ids", self.refused("invalid", "search_records", model="res.partner", fields=["child_ids.name"])
        )

    def test_days_and_times_are_those_of_the_user(self):
        # In Brussels, one hour before UTC in winter, this is the first of February.
        self.env.cr.execute(
            "UPDATE res_partner SET create_date = '2026-01-31 23:30:00' WHERE id = %s", (self.azure.id,)
        )
        self.env.invalidate_all()
        one = [["id", "=", self.azure.id]]

        def count(*domain):
            return self.use("count_records", model="res.partner", domain=[*one, *domain]).data["count"]

        self.assertEqual(count(["create_date", ">=", "2026-02-01"]), 1)
        self.assertEqual(count(["create_date", "<=", "2026-01-31"]), 0)
        self.assertEqual(
            count(["create_date", ">=", "2026-02-01 00:30"], ["create_date", "<", "2026-02-01 00:31:00"]), 1
        )
        self.assertEqual(count(["create_date", ">=", "2026-02-01T00:31"]), 0)
        found = self.use("search_records", model="res.partner", domain=one, fields=["create_date"])
        self.assertEqual(found.data["rows"][0][1], "2026-02-01 00:30")
        self.assertIn("Europe/Brussels", found.data["notes"][0])
        cell = found.table.rows[0][0]
        self.assertEqual(cell[0], "2026-01-31T23:30:00Z")
        self.assertIn("02/01/2026 12:30", cell[1])

    def test_me_is_the_user(self):
        for user in self.ada, self.person("bob"):
            records = self.env["res.partner"].with_user(user)
            for domain, same in (
                ([["user_id", "=", "me"]], [("user_id", "=", user.id)]),
                ([["user_id", "in", ["me", False]]], [("user_id", "in", [user.id, False])]),
                (["!", ["user_id", "!=", "me"]], [("user_id", "=", user.id)]),
                (
                    [["child_ids", "any", [["parent_id.user_id", "=", "me"]]]],
                    [("child_ids.parent_id.user_id", "=", user.id)],
                ),
            ):
                with self.subTest(user=user.login, domain=domain):
                    found = self.use("count_records", user, model="res.partner", domain=[*self.ours, *domain])
                    self.assertEqual(found.data["count"], records.search_count([*self.ours, *same]))
        self.assertGreater(
            self.use("count_records", model="res.partner", domain=[["user_id", "=", "me"]]).data["count"], 0
        )

    def test_what_nobody_wrote_about_lately(self):
        lately = [["date", ">=", "today -14d"], ["message_type", "=", "comment"]]
        self.env["mail.message"].search([("model", "=", "res.partner"), ("res_id", "in", self.contacts.ids)]).unlink()
        self.azure.message_post(body="Hello", message_type="comment")

        def found(*domain):
            domain = [*self.ours, *domain]
            return self.use("search_records", model="res.partner", domain=domain, fields=["name"]).table.ids

        self.assertEqual(found(["message_ids", "any", lately[:1]]), (self.azure.id,))
        self.assertEqual(found(["message_ids.date", ">=", "today -14d"]), (self.azure.id,))
        self.assertEqual(set(found(["message_ids", "not any", lately[:1]])), set((self.contacts - self.azure).ids))
        self.refused("forbidden", "count_records", model="res.partner", domain=[["message_ids", "any", lately]])

    def test_today_is_a_word(self):
        today = fields.Date.context_today(self.ada.with_context(tz="Europe/Brussels"))
        self.activity(today)
        for domain, count in (
            ([["date_deadline", "=", "today"]], 1),
            ([["date_deadline", ">", "today"]], 0),
            ([["date_deadline", ">=", "today -7d"]], 1),
            ([["date_deadline", "<", "today -7d"]], 0),
        ):
            with self.subTest(domain=domain):
                found = self.use(
                    "count_records", model="mail.activity", domain=[*domain, ["user_id", "=", self.ada.id]]
                )
                self.assertEqual(found.data["count"], count)


@tagged("post_install", "-at_install")
class TestToolsModels(ToolCase):
    def found(self, words, user=None):
        return [entry["model"] for entry in self.use("find_models", user, words=words).data["models"]]

    def test_by_label_by_menu_and_by_technical_name(self):
        self.assertEqual(self.found("contacts")[0], "res.partner")
        self.assertEqual(self.found("Currency")[0], "res.currency")
        self.assertIn("res.partner.category", self.found("partner tags"))
        self.assertIn("mail.activity", self.found("activities"))
        self.assertEqual(self.found("zzzyx"), [])
        self.refused("invalid", "find_models", words=" ! ")

    def test_in_the_language_of_the_user_and_in_english(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        model = self.env["ir.model"]._get("res.partner.category")
        model.with_context(lang="fr_FR").name = "Étiquettes de contact"
        self.ada.lang = "fr_FR"
        call = self.call_of()
        call.env = self.env_of(lang="fr_FR")
        for words in "étiquette", "ETIQUETTES", "partner tags":
            names = [entry["model"] for entry in self.use("find_models", call=call, words=words).data["models"]]
            self.assertIn("res.partner.category", names, words)

    def test_only_what_is_in_reach(self):
        self.assertNotIn("ir.cron", self.found("scheduled actions"))
        self.assertNotIn(
            "ir.config_parameter", self.found("system parameter", self.person("root2", "base.group_system"))
        )

    def test_fields_are_described_shortly(self):
        data = self.use("describe_model", model="res.partner").data
        lines = {line.partition(":")[0]: line for line in data["fields"]}
        self.assertEqual(lines["name"].partition("[")[0].strip(), "name: Name, char")
        self.assertIn("many2one res.country", lines["country_id"])
        self.assertFalse([name for name in lines if "token" in name or "image" in name])
        self.assertLessEqual(len(dumps({"data": data})), 6000)

    def test_fields_are_searched_for(self):
        lines = self.use("describe_model", model="res.partner", search="country").data["fields"]
        self.assertTrue(any(line.startswith("country_id:") for line in lines))
        self.assertFalse(any(line.startswith("street:") for line in lines))
        self.refused("not_found", "describe_model", model="res.partner", search="zzzyx")

    def test_selections_have_their_options(self):
        lines = self.use("describe_model", model="res.partner", search="address type").data["fields"]
        self.assertTrue(any("contact=Contact" in line for line in lines), lines)


@tagged("post_install", "-at_install")
class TestToolsNames(ToolCase):
    def test_by_part_of_a_name(self):
        found = self.use("find_by_name", model="res.partner", name="azure tools")
        self.assertIn([self.azure.id, "Azure Tools Ltd"], found.data["matches"])
        found = self.use("find_by_name", model="res.partner", name="office@azure.example.com")
        self.assertEqual([one[0] for one in found.data["matches"]], [self.azure.id])

    def test_a_domain_narrows(self):
        domain = [["is_company", "=", True]]
        found = self.use("find_by_name", model="res.partner", name="azure", domain=[*domain, *self.ours])
        self.assertEqual([one[0] for one in found.data["matches"]], [self.azure.id])

    def test_more_than_asked_for_is_said(self):
        found = self.use("find_by_name", model="res.partner", name="azure", domain=self.ours, limit=1)
        self.assertEqual(len(found.data["matches"]), 1)
        self.assertIn("More than 1", found.data["truncated"])

    def test_nothing(self):
        self.assertIn("note", self.use("find_by_name", model="res.partner", name="zzzyx").data)
        self.refused("invalid", "find_by_name", model="res.partner", name="  ")


@tagged("post_install", "-at_install")
class TestToolsRecord(ToolCase):
    def test_what_is_filled_in_and_what_was_said(self):
        self.azure.with_user(self.ada).message_post(
            body="Called, nobody there", message_type="comment", subtype_xmlid="mail.mt_note"
        )
        self.azure.message_subscribe(partner_ids=self.deco.ids)
        day = fields.Date.today() + timedelta(days=2)
        self.azure.activity_schedule(
            "mail.mail_activity_data_call", date_deadline=day, user_id=self.ada.id, summary="Ask"
        )
        found = self.use("read_record", model="res.partner", id=self.azure.id)
        data = found.data
        self.assertEqual(data["name"], "Azure Tools Ltd")
        self.assertEqual(data["fields"]["email"], "office@azure.example.com")
        self.assertNotIn(None, data["fields"].values())
        newest = data["messages"][0]
        self.assertEqual((newest["kind"], newest["text"]), ("note", "Called, nobody there"))
        self.assertEqual(newest["author"], self.ada.partner_id.display_name)
        self.assertGreaterEqual(data["followers"], 1)
        self.assertEqual(data["activities"][0]["summary"], "Ask")
        self.assertEqual(data["activities"][0]["date_deadline"], str(day))
        self.assertEqual(found.records, (RecordRef("res.partner", self.azure.id, "Azure Tools Ltd"),))
        self.assertNotIn("messages", self.use("read_record", model="res.partner", id=self.azure.id, messages=0).data)

    def test_only_the_fields_asked_for(self):
        found = self.use("read_record", model="res.partner", id=self.azure.id, fields=["country_id"], messages=0)
        self.assertEqual(list(found.data["fields"]), ["country_id"])

    def test_what_does_not_fit_is_named(self):
        self.azure.comment = "<p>" + "long " * 2000 + "</p>"
        for n in range(30):
            self.azure.message_post(body=f"Message {n} " + "x" * 500)
        found = self.use("read_record", model="res.partner", id=self.azure.id, messages=30)
        self.assertLessEqual(len(dumps({"data": found.data})), 6000)
        self.assertIn("of the newest 30", found.data["messages_truncated"])
        self.assertEqual(found.data["messages"][0]["text"].split()[1], "29")

    def test_what_is_not_there(self):
        self.refused("not_found", "read_record", model="res.partner", id=10**8)
        self.refused("invalid", "read_record", model="res.partner", id="Azure")


@tagged("post_install", "-at_install")
class TestToolsRelations(ToolCase):
    def test_people_of_a_company(self):
        found = self.use(
            "follow_relation", model="res.partner", id=self.azure.id, field="child_ids", fields=["name"], order="name"
        )
        self.assertEqual([row[1] for row in found.data["rows"]], ["Ann Azure", "Ben Azure"])
        self.assertEqual(found.table.title, "Contact / Contact")
        one = self.use(
            "follow_relation",
            model="res.partner",
            id=self.azure.id,
            field="child_ids",
            domain=[["name", "ilike", "ben"]],
        )
        self.assertEqual(one.table.ids, (self.ben.id,))

    def test_over_many2one(self):
        found = self.use("follow_relation", model="res.partner", id=self.ann.id, field="parent_id.category_id")
        self.assertEqual(found.table.ids, (self.tag.id,))
        found = self.use("follow_relation", model="res.partner", id=self.deco.id, field="parent_id.category_id")
        self.assertEqual(found.data["count"], 0)

    def test_what_is_no_relation(self):
        self.assertIn(
            "name", self.refused("invalid", "follow_relation", model="res.partner", id=self.azure.id, field="name")
        )
        self.refused(
            "forbidden", "follow_relation", model="res.partner", id=self.azure.id, field="message_follower_ids"
        )


@tagged("post_install", "-at_install")
class TestToolsActivities(ToolCase):
    def setUp(self):
        super().setUp()
        self.today = fields.Date.context_today(self.ada.with_context(tz="Europe/Brussels"))
        self.late = self.activity(self.today - timedelta(days=2), summary="Late")
        self.due = self.activity(self.today, self.deco, summary="Due")
        self.soon = self.activity(self.today + timedelta(days=3), summary="Soon")
        self.bobs = self.activity(self.today, user=self.person("bob"), summary="Bob's")

    def ids(self, **arguments):
        return self.use("list_activities", **arguments).table.ids

    def test_own_ones_the_most_urgent_first(self):
        found = self.use("list_activities")
        self.assertEqual(found.table.ids, (self.late + self.due + self.soon)._ids)
        self.assertEqual((found.data["overdue"], found.data["count"]), (1, 3))
        self.assertEqual(found.data["rows"][0][-1], [self.azure.id, "Azure Tools Ltd"])
        self.assertIn(RecordRef("res.partner", self.deco.id, "Deco Tools"), found.records)

    def test_by_when(self):
        self.assertEqual(self.ids(when="overdue"), (self.late.id,))
        self.assertEqual(self.ids(when="today"), (self.due.id,))
        self.assertEqual(self.ids(when="planned"), (self.soon.id,))
        self.assertEqual(self.ids(until="today +1d"), (self.late + self.due)._ids)
        self.assertEqual(self.ids(model="res.partner"), (self.late + self.due + self.soon)._ids)
        self.assertEqual(self.ids(model="res.partner.category"), ())
        self.refused("invalid", "list_activities", when="sometime")
        self.refused("invalid", "list_activities", until="whenever")
