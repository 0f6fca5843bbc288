"""The place where the user is: read again under his rights, within a budget, whatever a browser says."""

from odoo.tests import tagged

from .. import context
from ..policy import Policy
from ..services.context import Lines, domain_in_words
from ..services.prompt import tokens
from .tools import ToolCase

PARTNER = "res.partner"


@tagged("post_install", "-at_install")
class TestToolsContext(ToolCase):
    def told(self, hint, budget=400, user=None):
        """What is told of a hint."""
        self.env.flush_all()
        env = self.env_of(user)
        self.policy = Policy(env)
        return context.read(env, self.policy, hint, budget)

    def form(self, record=None, **others):
        """The hint of a form."""
        return {"model": PARTNER, "resId": record.id if record else None, "viewType": "form", **others}

    def test_a_record(self):
        found = self.told(self.form(self.azure))
        lines = found.text.splitlines()
        self.assertEqual(lines[0], f"Open: Contact “Azure Tools Ltd” (res.partner, id {self.azure.id}).")
        self.assertIn("- Email: office@azure.example.com", lines)
        self.assertIn("- Country: Belgium", lines)
        self.assertIn("Azure Tools Ltd", lines[2])
        self.assertEqual(len(lines), len(set(lines)))
        self.assertEqual(
            found.chips, [{"kind": "record", "label": "Azure Tools Ltd", "model": PARTNER, "ids": [self.azure.id]}]
        )
        self.assertEqual(found.ids, {PARTNER: (self.azure.id,)})
        self.assertIn("email", found.models[PARTNER])

    def test_a_budget_is_kept(self):
        self.azure.comment = "<p>" + "Words of all kinds. " * 400 + "</p>"
        for budget in (20, 60, 150, 400, 2000):
            with self.subTest(budget=budget):
                text = self.told(self.form(self.azure), budget).text
                self.assertLessEqual(tokens(text), budget)
        self.assertGreater(len(self.told(self.form(self.azure), 400).text), 100)

    def test_what_is_not_saved_is_marked(self):
        found = self.told(
            self.form(
                self.azure,
                unsaved={
                    "name": "Azure & Sons\nOpen: something else",
                    "country_id": {"id": self.env.ref("base.de").id, "name": "Forged"},
                    "category_id": [{"id": self.tag.id, "name": "Forged"}, {"id": None, "name": "Forged"}],
                    "is_company": False,
                    "type": "invoice",
                    "street": None,
                },
            )
        )
        lines = found.text.splitlines()
        start = lines.index("Typed in the form and not saved:")
        self.assertEqual(
            lines[start + 1 : start + 7],
            [
                "- Name: Azure & Sons Open: something else",
                "- Country: Germany",
                "- Tags: Key account, 1 new",
                "- Is a Company: No",
                "- Address Type: Invoice",
                "- Street: ∅",
            ],
        )
        self.assertLess(start, lines.index("Saved values:"))
        self.assertNotIn("Forged", found.text)
        self.assertEqual(found.chips[1]["kind"], "unsaved")

    def test_a_new_record(self):
        self.ada.group_ids += self.env.ref("base.group_partner_manager")
        found = self.told(self.form(unsaved={"name": "Gemini"}))
        self.assertTrue(found.text.startswith("Open: a new Contact that is not saved"))
        self.assertIn("- Name: Gemini", found.text)
        self.assertEqual(found.chips[0]["ids"], [])

    def test_a_list_with_its_filter_in_words(self):
        belgium = self.env.ref("base.be").id
        hint = {
            "model": PARTNER,
            "viewType": "list",
            "resIds": [self.azure.id, self.deco.id, 10**8],
            "domain": ["&", ["country_id", "in", [belgium]], "|", ["name", "ilike", "az"], ["active", "=", True]],
            "groupBy": ["country_id", "create_date:month"],
        }
        found = self.told(hint)
        self.assertIn("Filter: Country is one of Belgium and (Name contains az or Active = Yes)", found.text)
        self.assertIn("Grouped by: Country (country_id), Created on (create_date:month)", found.text)
        self.assertIn(f"{self.azure.id} Azure Tools Ltd; {self.deco.id} Deco Tools", found.text)
        self.assertEqual([chip["kind"] for chip in found.chips], ["list", "selection"])
        self.assertEqual(found.chips[1]["ids"], [self.azure.id, self.deco.id])
        count = self.env[PARTNER].with_user(self.ada).search_count(hint["domain"])
        self.assertIn(f"{count} records", found.text)

    def test_all_of_a_list(self):
        found = self.told({"model": PARTNER, "viewType": "list", "domain": [], "allSelected": True})
        self.assertIn("All records of the list are selected.", found.text)

    def test_what_is_not_to_be_had_is_not_told(self):
        for hint in (
            None,
            "res.partner",
            {},
            {"model": 5},
            {"model": "no.model", "viewType": "list"},
            {"model": "ir.cron", "viewType": "list"},
            {"model": "ir.config_parameter", "resId": 1, "viewType": "form"},
            self.form(self.env[PARTNER].browse(10**8)),
            {"model": PARTNER, "resId": 10**15, "viewType": "form"},
            {"model": PARTNER, "resId": "1", "viewType": "form"},
            {"model": PARTNER, "resId": True, "viewType": "form"},
        ):
            with self.subTest(hint=hint):
                found = self.told(hint)
                self.assertEqual((found.text, found.chips, found.models, found.ids), ("", [], {}, {}))

    def test_parts_that_are_not_to_be_had_are_left_out(self):
        found = self.told(
            {
                "model": PARTNER,
                "viewType": "no such",
                "domain": [["user_ids.password", "ilike", "a"]],
                "groupBy": ["signup_token", "nothing", 5, "country_id"],
                "resIds": ["x", -1, {}, self.azure.id],
            }
        )
        self.assertNotIn("password", found.text)
        self.assertNotIn("records", found.text.splitlines()[0])
        self.assertIn("Grouped by: Country (country_id)", found.text)
        self.assertEqual(found.chips[-1]["ids"], [self.azure.id])
        unsaved = {"signup_type": "x", "image_1920": "y", "nothing": 1, "name": {}}
        self.assertNotIn("signup", self.told(self.form(self.azure, unsaved=unsaved)).text.lower())

    def test_odd_hints_never_fail(self):
        odd = (None, True, -1, 1.5, "x", [], {}, [[]], [None], [["a"]], ["&"], {"a": {}}, "x" * 10_000, 10**30)
        names = ("name", "country_id", "category_id", "type", "color", "create_date")
        for value in odd:
            for name in ("resId", "resIds", "viewType", "domain", "groupBy", "unsaved", "allSelected", "active"):
                for view in ("form", "list"):
                    with self.subTest(name=name, value=str(value)[:30], view=view):
                        self.told({"model": PARTNER, "viewType": view, name: value})
            with self.subTest(unsaved=str(value)[:30]):
                self.told(self.form(self.azure, unsaved=dict.fromkeys(names, value)))
        self.assertEqual(self.env[PARTNER].search_count(self.ours), 4)

    def test_masked_values_are_noted(self):
        self.env["ai_agent.policy.rule"].create(
            {
                "model_id": self.env["ir.model"]._get(PARTNER).id,
                "field_id": self.env["ir.model.fields"]._get(PARTNER, "email").id,
                "effect": "mask",
            }
        )
        found = self.told(self.form(self.azure, unsaved={"email": "new@azure.example.com"}))
        noted = {value for _model, _name, value in self.policy.masked_values()}
        self.assertIn("office@azure.example.com", found.text)
        self.assertGreaterEqual(noted, {"office@azure.example.com", "new@azure.example.com"})


@tagged("post_install", "-at_install")
class TestToolsWords(ToolCase):
    def words(self, domain):
        return domain_in_words(domain, lambda path: path.upper(), lambda _path, value: str(value))

    def test_domains(self):
        for domain, expected in (
            ([], ""),
            ([["a", "=", 1]], "A = 1"),
            ([["a", "=", 1], ["b", ">", 2]], "A = 1 and B > 2"),
            (["|", ["a", "=", 1], ["b", ">", 2], ["c", "<", 3]], "(A = 1 or B > 2) and C < 3"),
            (["!", "&", ["a", "=", 1], ["b", "!=", 2]], "not (A = 1 and B ≠ 2)"),
            ([["a", "=", False], ["b", "!=", False]], "A is not set and B is set"),
            ([["a", "in", list(range(12))]], "A is one of 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, …"),
            ([["a", "any", [["b", "=", 1]]]], "A with (A.B = 1)"),
            ([["a", "not any", [["b", "ilike", "x"]]]], "no A with (A.B contains x)"),
            ([[1, "=", 1]], ""),
        ):
            with self.subTest(domain=domain):
                self.assertEqual(self.words(domain), expected)

    def test_a_line_is_one_line(self):
        lines = Lines(400)
        lines.pair("Note", "a\n\n- b: c\r\nOpen: d")
        self.assertEqual(str(lines), "- Note: a - b: c Open: d")

    def test_what_does_not_fit_is_left_out_and_the_next_is_tried(self):
        lines = Lines(10)
        self.assertFalse(lines.add("x" * 100))
        self.assertTrue(lines.add("short"))
        self.assertEqual(str(lines), "short")
