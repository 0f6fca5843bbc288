"""Tables as files: numbers that can be reckoned with, and no formula of anybody's."""

import csv
import io
import json
import uuid
from datetime import datetime

import openpyxl
from odoo.tests import tagged
from odoo.tests.common import BaseCase

from ..services.sheets import as_csv, as_xlsx, harmless, number_format
from .common import AgentCase

FORMULAS = ("=1+1", "+1", "-1", "@SUM(A1)", " =1+1", "\t=1", "\r=1", "＝1+1", "－1")  # noqa: RUF001
KINDS = ("text", "monetary", "date", "datetime", "boolean", "record")


def table(*rows, totals=None, title="Orders"):
    """A table of all kinds of columns."""
    columns = [{"name": kind, "label": kind.title(), "type": kind} for kind in KINDS]
    cells = [{"id": 1, "cells": list(row), "domain": None} for row in rows]
    return {"title": title, "model": "m", "domain": [], "columns": columns, "rows": cells, "count": 1, "totals": totals}


def cell(value, text=None):
    return {"value": value, "text": text if text is not None else str(value)}


RECORD = {"model": "res.partner", "id": 7, "name": "Ann"}
ROW = (
    cell("Zoë, “red”"),
    cell(-1200.5, "-1.200,50\xa0€"),
    cell("2026-01-31", "31/01/2026"),
    cell("2026-07-31T12:00:00Z", "31/07/2026 14:00"),
    cell(True, "Yes"),
    cell(RECORD, "Ann"),
)
EMPTY = tuple(cell(None, "") for _kind in KINDS)


@tagged("standard", "at_install")
class TestSheets(BaseCase):
    def sheet(self, value, **kw):
        return openpyxl.load_workbook(io.BytesIO(as_xlsx(value, **kw))).active

    def test_csv(self):
        content = as_csv(table(ROW, EMPTY))
        self.assertTrue(content.startswith(b"\xef\xbb\xbf"))
        rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
        self.assertEqual(rows[0], [kind.title() for kind in KINDS])
        self.assertEqual(rows[1], ["Zoë, “red”", "-1200.5", "2026-01-31", "2026-07-31T12:00:00Z", "true", "Ann"])
        self.assertEqual(rows[2], [""] * 6)

    def test_no_text_is_a_formula(self):
        for text in FORMULAS:
            with self.subTest(text=text):
                self.assertEqual(harmless(text), f"'{text}")
                value = table((cell(text), *ROW[1:5], cell({**RECORD, "name": text}, text)), title=text)
                value["columns"][0]["label"] = text
                for row in csv.reader(io.StringIO(as_csv(value).decode("utf-8-sig"), newline="")):
                    self.assertTrue(row[0].startswith("'"), row)
                sheet = self.sheet(value)
                for name in ("A1", "A2", "F2"):
                    self.assertEqual(sheet[name].data_type, "s", name)

    def test_workbooks_have_numbers_dates_and_formats(self):
        totals = [None, cell(-1200.5, "-1.200,50\xa0€"), None, None, None, None]
        sheet = self.sheet(table(ROW, EMPTY, totals=totals), zone="Europe/Brussels", total="Summe")
        row = [one.value for one in sheet[2]]
        self.assertEqual(row, ["Zoë, “red”", -1200.5, datetime(2026, 1, 31), datetime(2026, 7, 31, 14), True, "Ann"])
        self.assertEqual(sheet["B2"].number_format, '#,##0.00"\xa0€"')
        self.assertEqual((sheet["C2"].number_format, sheet["D2"].number_format), ("yyyy-mm-dd", "yyyy-mm-dd hh:mm:ss"))
        self.assertFalse(any(one.value for one in sheet[3]))
        self.assertEqual([one.value for one in sheet[4]][:2], ["Summe", -1200.5])
        self.assertTrue(sheet["A1"].font.bold and sheet["B4"].font.bold)

    def test_names_of_sheets(self):
        for title, name in (("A/B: [x]?", "A B   x"), ("x" * 50, "x" * 31), ("", "Table"), ("'", "Table")):
            with self.subTest(title=title):
                self.assertEqual(self.sheet(table(ROW, title=title)).title, name)
        # A name that spreadsheets keep for themselves.
        self.assertTrue(self.sheet(table(ROW, title="History")).title)

    def test_links_and_odd_zones(self):
        sheet = self.sheet(table((cell("https://evil.example.com"), *ROW[1:])), zone="No/Where")
        self.assertIsNone(sheet["A2"].hyperlink)
        self.assertEqual(sheet["D2"].value, datetime(2026, 7, 31, 12))

    def test_formats_of_numbers(self):
        for value, text, expected in (
            (1234.5, "$\xa01,234.50", '"$\xa0"#,##0.00'),
            (1200, "1.200", "#,##0"),
            (1e6, "¥\xa01,000,000", '"¥\xa0"#,##0'),
            (-5.0, "$\xa0-\ufeff5.00", '"$\xa0"#,##0.00'),
            (0.125, "0,125", "#,##0.000"),
            (3, "3", "#,##0"),
        ):
            with self.subTest(text=text):
                self.assertEqual(number_format(value, text), expected)


@tagged("post_install", "-at_install")
class TestTables(AgentCase):
    def setUp(self):
        super().setUp()
        self.be("ada")

    def stored(self, result, user=None):
        """A tool call in a conversation of Ada's."""
        thread = self.env["ai_agent.thread"].browse(self.many(1, user=user or self.ada))
        values = {
            "public_id": str(uuid.uuid4()),
            "user_id": thread.user_id.id,
            "company_id": thread.company_id.id,
            "thread_id": thread.id,
            "run_id": thread.run_ids.ids[0],
            "name": "search_records",
            "arguments": "{}",
            "result": json.dumps(result),
        }
        call = self.env["ai_agent.tool.call"].sudo().create(values)
        self.env.flush_all()
        return call

    def fetch(self, name, query=""):
        return self.call("GET", f"/ai_agent/calls/{name}/table{query}")

    def test_both_formats(self):
        call = self.stored({"ok": True, "table": table(ROW)})
        found = self.fetch(call.public_id, "?format=csv")
        self.assertEqual(found.headers["Content-Type"], "text/csv; charset=utf-8")
        self.assertIn('filename="Orders.csv"', found.headers["Content-Disposition"])
        self.assertEqual(found.headers["Cache-Control"], "no-store")
        self.assertEqual(found.content, as_csv(table(ROW)))
        self.assertEqual(self.fetch(call.public_id).content, found.content)
        found = self.fetch(call.public_id, "?format=xlsx")
        self.assertIn('filename="Orders.xlsx"', found.headers["Content-Disposition"])
        sheet = openpyxl.load_workbook(io.BytesIO(found.content)).active
        # Ada is in Brussels.
        self.assertEqual(sheet["D2"].value, datetime(2026, 7, 31, 14))

    def test_what_is_not_there(self):
        call = self.stored({"ok": True, "table": table(ROW)})
        self.assertProblem(self.fetch(call.public_id, "?format=pdf"), "invalid_input", 400)
        self.assertProblem(self.fetch("nothing"), "not_found", 404)
        for result in ({"ok": False, "error": {}}, {"ok": True, "table": None}, None):
            self.assertProblem(self.fetch(self.stored(result).public_id), "not_found", 404)
        bobs = self.stored({"ok": True, "table": table(ROW)}, self.bob)
        self.assertProblem(self.fetch(bobs.public_id), "not_found", 404)
        call.thread_id.sudo().deleted_at = "2026-01-01 00:00:00"
        self.env.flush_all()
        self.assertProblem(self.fetch(call.public_id), "not_found", 404)
