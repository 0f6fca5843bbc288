"""How values are written for the person who asks: his language, time zone, currencies."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytz
from odoo.tools import html2plaintext
from odoo.tools.misc import format_amount, format_date, format_datetime, formatLang

if TYPE_CHECKING:
    from odoo.api import Environment

DIGITS = 2


class Formats:
    """Odoo's formats of one user."""

    def __init__(self, env: Environment) -> None:
        self.env = env
        self.zone = env.tz

    def number(self, value: float, digits: int = 0) -> str:
        """Write a number with the separators of the language."""
        return formatLang(self.env, value, digits=digits)

    def amount(self, value: float, currency) -> str:
        """Write an amount with its currency at its place; a plain number without one."""
        return format_amount(self.env, value, currency) if currency else self.number(value, DIGITS)

    def date(self, value: date) -> str:
        """Write a date."""
        return format_date(self.env, value)

    def datetime(self, value: datetime) -> str:
        """Write a time, stored in UTC, as it is where the user is."""
        return format_datetime(self.env, value, tz=self.zone.zone)

    def boolean(self, value: bool) -> str:
        """Write yes or no."""
        return self.env._("Yes") if value else self.env._("No")

    def local(self, value: datetime) -> str:
        """Return a time, stored in UTC, for the model: `2026-01-31 14:05` where the user is."""
        return pytz.utc.localize(value).astimezone(self.zone).strftime("%Y-%m-%d %H:%M")

    def utc(self, value: datetime) -> datetime:
        """Return a time where the user is as it is stored."""
        return self.zone.localize(value).astimezone(pytz.utc).replace(tzinfo=None)


def iso(value: date | datetime) -> str:
    """Return a date, or a time that is stored in UTC, as it goes over the wire."""
    if isinstance(value, datetime):
        return value.replace(tzinfo=UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    return value.isoformat()


def plain(html: str) -> str:
    """Return HTML as text, without addresses of links and images."""
    return html2plaintext(html, include_references=False).strip()


def cut(text: str, chars: int) -> str:
    """Return a text of at most so many characters, with an ellipsis when it was longer."""
    return text if len(text) <= chars else text[: chars - 1].rstrip() + "…"
