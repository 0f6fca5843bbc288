"""Tools of the browser: what it is given are clean arguments, and nothing that the user may not have."""

from odoo.tests import tagged

from .tools import ToolCase

PARTNER = "res.partner"


@tagged("post_install", "-at_install")
class TestToolsShow(ToolCase):
    def data(self, tool, **arguments):
        return self.use(tool, **{"model": PARTNER, **arguments}).data

    def test_a_record(self):
        found = self.use("open_record", model=PARTNER, id=self.azure.id)
        self.assertEqual(found.data, {"model": PARTNER, "resId": self.azure.id})
        self.assertEqual(found.summary, "Azure Tools Ltd")
        self.refused("not_found", "open_record", model=PARTNER, id=10**8)
        self.refused("forbidden", "open_record", model="ir.cron", id=1)

    def test_a_list(self):
        self.assertEqual(self.data("open_list"), {"model": PARTNER, "domain": [], "groupBy": []})
        self.assertEqual(
            self.data(
                "open_list",
                domain=[["create_date", ">=", "2026-02-01 00:30"]],
                group_by=["country_id", "create_date"],
                view_type="kanban",
                title=" New\n ones ",
            ),
            {
                "model": PARTNER,
                "domain": [["create_date", ">=", "2026-01-31 23:30:00"]],
                "groupBy": ["country_id", "create_date:month"],
                "viewType": "kanban",
                "title": "New ones",
            },
        )

    def test_a_pivot_and_a_graph(self):
        self.assertEqual(
            self.data("open_pivot", group_by=["country_id"]),
            {"model": PARTNER, "domain": [], "groupBy": ["country_id"], "measures": ["__count"]},
        )
        self.assertEqual(
            self.data("open_graph", group_by=["create_date:week"], measure="color:sum", chart_type="line"),
            {
                "model": PARTNER,
                "domain": [],
                "groupBy": ["create_date:week"],
                "measures": ["color"],
                "chartType": "line",
            },
        )

    def test_an_adjustment_has_only_what_was_said(self):
        self.assertEqual(self.data("adjust_view", group_by=[]), {"model": PARTNER, "groupBy": []})
        self.assertEqual(
            self.data("adjust_view", view_type="graph", chart_type="pie"),
            {"model": PARTNER, "viewType": "graph", "chartType": "pie"},
        )
        self.refused("invalid", "adjust_view", model=PARTNER)

    def test_names_are_refused(self):
        for tool, arguments in (
            ("open_list", {"domain": [["user_ids.password", "ilike", "a"]]}),
            ("open_list", {"group_by": ["signup_token"]}),
            ("open_pivot", {"group_by": ["signup_token"]}),
            ("open_pivot", {"group_by": ["name"], "measures": ["image_1920"]}),
            ("open_graph", {"group_by": ["name"], "measure": "signup_type"}),
            ("adjust_view", {"domain": [["child_ids", "any", [["signup_type", "=", "a"]]]]}),
        ):
            with self.subTest(tool=tool, arguments=arguments):
                self.refused("forbidden", tool, model=PARTNER, **arguments)
        self.refused("invalid", "open_pivot", model=PARTNER, group_by=["name"], measures=["name"])
        self.refused("invalid", "open_list", model=PARTNER, group_by=["parent_id.country_id"])
        self.refused("invalid", "open_list", model=PARTNER, action={"type": "ir.actions.server"})
        self.refused("invalid", "open_list", model=PARTNER, view_type="qweb")


@tagged("post_install", "-at_install")
class TestToolsFill(ToolCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ada.group_ids += cls.env.ref("base.group_partner_manager")

    def fill(self, values, **arguments):
        return self.use("fill_form", model=PARTNER, values=values, **arguments)

    def test_values_are_typed(self):
        found = self.fill(
            {
                "name": "Azure & Sons",
                "color": "4",
                "is_company": False,
                "type": "Invoice",
                "country_id": self.env.ref("base.de").id,
                "category_id": [self.tag.id],
                "parent_id": None,
                "street": None,
            },
            id=self.azure.id,
        )
        self.assertEqual(
            found.data,
            {
                "model": PARTNER,
                "resId": self.azure.id,
                "values": {
                    "name": "Azure & Sons",
                    "color": 4,
                    "is_company": False,
                    "type": "invoice",
                    "country_id": self.env.ref("base.de").id,
                    "category_id": [self.tag.id],
                    "parent_id": False,
                    "street": False,
                },
            },
        )
        self.assertIn("Germany", [record.name for record in found.records])
        self.assertEqual(self.azure.name, "Azure Tools Ltd")

    def test_times_are_those_of_the_user(self):
        values = {"date_deadline": "2026-03-01", "summary": "Call"}
        data = self.use("fill_form", model="mail.activity", values=values).data
        self.assertEqual(data["values"]["date_deadline"], "2026-03-01")

    def test_what_does_not_fit_is_named(self):
        for name, value, code in (
            ("color", "red", "invalid"),
            ("color", 1.5, "invalid"),
            ("name", ["x"], "invalid"),
            ("is_company", "perhaps", "invalid"),
            ("type", "castle", "invalid"),
            ("country_id", "Germany", "invalid"),
            ("country_id", 10**8, "not_found"),
            ("category_id", self.tag.id, "invalid"),
            ("category_id", ["Key account"], "invalid"),
            ("child_ids", [self.ann.id], "invalid"),
            ("create_date", "2026-01-01 10:00", "invalid"),
            ("partner_latitude", "nan", "invalid"),
        ):
            with self.subTest(name=name, value=value):
                reason = self.refused(code, "fill_form", model=PARTNER, values={name: value}, id=self.azure.id)
                self.assertIn(name, reason)
        self.refused("invalid", "fill_form", model=PARTNER, values={})
        self.refused("forbidden", "fill_form", model=PARTNER, values={"image_1920": "x"}, id=self.azure.id)
        self.refused("forbidden", "fill_form", model="res.users", values={"name": "x"}, id=self.ada.id)
        self.refused("not_found", "fill_form", model=PARTNER, values={"name": "x"}, id=10**8)

    def test_who_may_not_write_may_not_fill_in(self):
        reader = self.person("reader")
        self.refused("forbidden", "fill_form", reader, model=PARTNER, values={"name": "x"}, id=self.azure.id)
        self.refused("forbidden", "fill_form", reader, model=PARTNER, values={"name": "x"})
