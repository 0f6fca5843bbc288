"""Grouping: what is computed, totals over all, money of more than one currency, periods where the user is."""

import re

from odoo.tests import tagged

from .tools import ToolCase

RATE = "res.currency.rate"


@tagged("post_install", "-at_install")
class TestToolsGroup(ToolCase):
    def group(self, **arguments):
        return self.use("group_records", model="res.partner", **{"domain": self.ours, **arguments})

    def test_counts_by_a_relation(self):
        found = self.group(group_by=["country_id"], order="count desc")
        belgium, germany = self.env.ref("base.be"), self.env.ref("base.de")
        self.assertEqual(found.data["columns"], ["country_id", "count"])
        counted = {row[0] and row[0][0]: row[1] for row in found.data["rows"]}
        # Children of a company take its country.
        expected = {}
        for contact in self.contacts:
            expected[contact.country_id.id or None] = expected.get(contact.country_id.id or None, 0) + 1
        self.assertEqual(counted, expected)
        self.assertEqual(found.data["totals"], {"count": 4})
        self.assertIn(belgium.id, counted)
        table = found.to_json()["table"]
        self.assertEqual((table["groupBy"], table["totals"][1]["value"]), (["country_id"], 4))
        row = next(row for row in table["rows"] if row["cells"][0]["text"] == germany.name)
        self.assertIsNone(row["id"])
        self.assertEqual(self.env["res.partner"].search(row["domain"]), self.deco)

    def test_every_row_opens_what_it_counts(self):
        for spec in (
            "country_id",
            "parent_id.country_id",
            "category_id",
            "is_company",
            "type",
            "create_date:day",
            "name",
        ):
            with self.subTest(spec=spec):
                table = self.group(group_by=[spec]).table
                for cells, domain in zip(table.rows, table.domains, strict=True):
                    env = self.env_of()
                    self.assertEqual(env["res.partner"].search_count(domain), cells[1][0], domain)

    def test_over_all_without_groups(self):
        found = self.group(aggregates=["color:max", "color:sum", "id:count_distinct"])
        self.contacts[:2].color = 3
        found = self.group(aggregates=["color:max", "color", "country_id:count_distinct"])
        self.assertEqual(found.data["rows"], [[4, 3, 6, 2]])
        self.assertEqual(found.data["count"], 1)

    def test_periods_are_those_of_the_user(self):
        self.env.cr.execute(
            "UPDATE res_partner SET create_date = '2026-01-31 23:30:00' WHERE id = ANY(%s)", (self.contacts.ids,)
        )
        self.env.invalidate_all()
        found = self.group(group_by=["create_date"])
        self.assertEqual(found.data["rows"], [["2026-02-01", 4]])
        self.assertEqual(found.table.rows[0][0][1], "February 2026")
        self.assertEqual(self.group(group_by=["create_date:year"]).data["rows"], [["2026-01-01", 4]])
        self.assertEqual(self.group(group_by=["create_date:month_number"]).data["rows"], [[2, 4]])
        self.assertEqual(self.group(group_by=["create_date:hour"]).data["rows"], [["2026-02-01 00:00", 4]])
        self.assertIn(
            "fortnight",
            self.refused("invalid", "group_records", model="res.partner", group_by=["create_date:fortnight"]),
        )
        self.refused("invalid", "group_records", model="res.partner", group_by=["name:month"])

    def test_having_and_order(self):
        found = self.group(group_by=["parent_id"], having=[["__count", ">=", 2]])
        self.assertEqual({row[1] for row in found.data["rows"]}, {2})
        self.assertNotIn("totals", found.data)
        self.assertIn("having", found.data["notes"][0])
        for having in ([["name", ">", 1]], [["__count", "like", 1]], [["__count", ">", "1"]], ["x"], [[1, 2, 3]]):
            with self.subTest(having=having):
                self.refused("invalid", "group_records", model="res.partner", group_by=["parent_id"], having=having)
        self.assertIn(
            "street",
            self.refused("invalid", "group_records", model="res.partner", group_by=["parent_id"], order="street"),
        )

    def test_groups_beyond_the_cap_are_counted(self):
        self.env["res.partner"].create([{"name": f"Many {n:03}"} for n in range(60)])
        domain = [["name", "=like", "Many %"]]
        call = self.call_of(tool_rows=20, tool_model_rows=10)
        found = self.use("group_records", call=call, model="res.partner", domain=domain, group_by=["name"], limit=100)
        self.assertEqual((len(found.table.rows), found.table.count), (20, 60))
        self.assertIn("10 of 60", found.data["truncated"])
        self.assertEqual(found.data["totals"]["count"], 60)

    def test_names_are_refused(self):
        for arguments in (
            {"group_by": ["signup_token"]},
            {"group_by": ["user_id.password"]},
            {"aggregates": ["signup_type:max"]},
            {"aggregates": ["nothing:sum"]},
        ):
            with self.subTest(arguments=arguments):
                self.refused("forbidden", "group_records", model="res.partner", **arguments)
        for arguments in (
            {"aggregates": ["name:sum"]},
            {"aggregates": ["color:median"]},
            {"group_by": ["child_ids.name"]},
        ):
            with self.subTest(arguments=arguments):
                self.refused("invalid", "group_records", model="res.partner", **arguments)
        self.refused(
            "too_large", "group_records", model="res.partner", group_by=["name", "street", "city", "zip", "ref"]
        )


@tagged("post_install", "-at_install")
class TestToolsNumbers(ToolCase):
    """Numbers of currencies' rates, the only ones that `base` has."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.currency = cls.env["res.currency"].create({"name": "XTS", "symbol": "¤", "rounding": 0.01})
        company = cls.ada.company_id.id
        cls.env[RATE].create(
            [
                {"name": f"2025-0{m}-01", "rate": m + 0.25, "currency_id": cls.currency.id, "company_id": company}
                for m in (1, 2, 3)
            ]
        )

    def test_numbers_have_the_formats_of_the_language(self):
        self.env["res.lang"]._activate_lang("de_DE")
        self.env["res.lang"]._lang_get("de_DE").grouping = "[3,0]"
        domain = [["currency_id", "=", self.currency.id]]
        call = self.call_of()
        call.env = self.env_of(lang="de_DE")
        found = self.use("search_records", call=call, model=RATE, domain=domain, fields=["name", "rate"], order="name")
        self.assertEqual([cells[1][0] for cells in found.table.rows], [1.25, 2.25, 3.25])
        self.assertTrue(re.fullmatch(r"1,250*", found.table.rows[0][1][1]), found.table.rows[0][1])
        self.assertEqual(found.table.rows[0][0], ("2025-01-01", found.table.rows[0][0][1]))
        self.assertEqual(found.data["rows"][0][1:], ["2025-01-01", 1.25])

    def test_an_average_has_no_total(self):
        domain = [["currency_id", "=", self.currency.id]]
        found = self.use("group_records", model=RATE, domain=domain, group_by=["name:quarter"], aggregates=["rate:avg"])
        self.assertEqual(found.data["rows"], [["2025-01-01", 3, 2.25]])
        self.assertEqual(found.data["totals"], {"count": 3})
