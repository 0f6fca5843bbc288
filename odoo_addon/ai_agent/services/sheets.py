"""A table of a tool as a file for spreadsheets. Needs no ORM.

What another person has typed into Odoo must not run in this one's spreadsheet: no text is ever written as a formula.
"""

from __future__ import annotations

import csv
import io
import re
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import xlsxwriter

_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_FORMULA = "=@\t\r\n＝＋－＠"  # noqa: RUF001  spreadsheets of East Asia take these for = + - @
_SHEET = re.compile(r"[\[\]:*?/\\]")
WIDEST = 60
"""Characters of the widest column."""


def as_csv(table: dict[str, Any]) -> bytes:
    """Return a table as RFC 4180 has it, in UTF-8 with the mark that spreadsheets look for.

    Numbers and dates are written as they are everywhere the same, without totals: who reads it adds up by himself.

    :param table: as `Table.to_json`
    """
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([harmless(column["label"]) for column in table["columns"]])
    for row in table["rows"]:
        writer.writerow([_plain(cell) for cell in row["cells"]])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def as_xlsx(table: dict[str, Any], zone: str = "UTC", total: str = "Total") -> bytes:
    """Return a table as a workbook with numbers, dates and amounts that can be reckoned with.

    :param table: as `Table.to_json`
    :param zone: in which times are written, since a spreadsheet knows no zones
    :param total: the word before the totals
    """
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(out, options)
    try:
        sheet = book.add_worksheet(_SHEET.sub(" ", table["title"]).strip(" '")[:31] or "Table")
    except xlsxwriter.exceptions.InvalidWorksheetName:
        sheet = book.add_worksheet("Table")
    writer = _Sheet(book, sheet, _zone(zone))
    bold = {"bold": True}
    for at, column in enumerate(table["columns"]):
        writer.text(0, at, column["label"], bold)
    for number, row in enumerate(table["rows"], 1):
        for at, cell in enumerate(row["cells"]):
            writer.cell(number, at, table["columns"][at]["type"], cell, {})
    if table.get("totals"):
        last = len(table["rows"]) + 1
        for at, cell in enumerate(table["totals"]):
            if cell:
                writer.cell(last, at, table["columns"][at]["type"], cell, bold)
            elif at == 0:
                writer.text(last, at, total, bold)
    sheet.freeze_panes(1, 0)
    writer.widen()
    book.close()
    return out.getvalue()


def harmless(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula."""
    begin = text.lstrip(" ")[:1]
    return f"'{text}" if begin and begin in _FORMULA + "+-" else text


def _plain(cell: dict[str, Any]) -> str:
    value = cell["value"]
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return str(value)
    if isinstance(value, str) and is_moment(value):
        return value
    return harmless(str(cell["text"]))


def is_moment(value: str) -> bool:
    """Say whether a value is a date or a time, and nothing else."""
    if not _DATE.match(value):
        return False
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return False
    return True


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


class _Sheet:
    """Writes cells, and knows how wide each column is."""

    def __init__(self, book: Any, sheet: Any, zone: ZoneInfo) -> None:
        self._book, self._sheet, self._zone = book, sheet, zone
        self._formats: dict[tuple[tuple[str, Any], ...], Any] = {}
        self._widths: dict[int, int] = {}

    def text(self, row: int, at: int, text: str, style: dict[str, Any]) -> None:
        """Write a text, never a formula, a number or a link."""
        self._sheet.write_string(row, at, text, self._format(style))
        self._wide(at, text)

    def cell(self, row: int, at: int, kind: str, cell: dict[str, Any], style: dict[str, Any]) -> None:
        """Write a cell of a column of a kind."""
        value, text = cell["value"], str(cell["text"])
        if isinstance(value, bool):
            self._sheet.write_boolean(row, at, value, self._format(style))
        elif isinstance(value, (int, float)):
            self._sheet.write_number(row, at, value, self._format({**style, "num_format": number_format(value, text)}))
        elif kind in ("date", "datetime") and isinstance(value, str) and is_moment(value):
            moment = self._moment(value)
            shape = "yyyy-mm-dd hh:mm:ss" if kind == "datetime" else "yyyy-mm-dd"
            self._sheet.write_datetime(row, at, moment, self._format({**style, "num_format": shape}))
        else:
            self.text(row, at, text, style)
        self._wide(at, text)

    def widen(self) -> None:
        """Make the columns as wide as what is in them."""
        for at, width in self._widths.items():
            self._sheet.set_column(at, at, min(width, WIDEST) + 2)

    def _moment(self, value: str) -> datetime:
        moment = datetime.fromisoformat(value)
        return moment.astimezone(self._zone).replace(tzinfo=None) if moment.tzinfo else moment

    def _format(self, style: dict[str, Any]) -> Any:
        key = tuple(sorted(style.items()))
        if key not in self._formats:
            self._formats[key] = self._book.add_format(style)
        return self._formats[key]

    def _wide(self, at: int, text: str) -> None:
        self._widths[at] = max(self._widths.get(at, 0), len(text))


def number_format(value: float, text: str) -> str:
    """Return the format of a number for a spreadsheet, with as many decimals and the currency as its text has."""
    digits = re.sub(r"\D", "", text)
    places = next((n for n in range(7) if re.sub(r"\D", "", f"{abs(value):.{n}f}") == digits), 0)
    number = f"#,##0.{'0' * places}" if places else "#,##0"
    before, _middle, after = re.fullmatch(r"([^\d]*)(.*?)([^\d]*)", text, re.DOTALL).groups()
    return _quoted(before) + number + _quoted(after)


def _quoted(text: str) -> str:
    # Signs and marks that hold signs and numbers together are the spreadsheet's own business.
    kept = re.sub(r"[-\u2212\ufeff\u200e\u200f\"()]", "", text)
    return f'"{kept}"' if kept.strip() else ""
