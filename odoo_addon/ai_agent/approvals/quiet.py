"""Statements that fail here are told to the person; Odoo's log would get the values of the row."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from odoo.sql_db import BaseCursor


@contextmanager
def quiet(cr: BaseCursor) -> Iterator[None]:
    """Keep statements that fail out of the log."""
    execute = cr.execute

    def silent(query, params=None, log_exceptions=False):
        return execute(query, params, log_exceptions=log_exceptions)

    # On the object, not the class: only this cursor.
    before = cr.__dict__.get("execute")
    cr.execute = silent
    try:
        yield
    finally:
        if before is None:
            del cr.__dict__["execute"]
        else:
            cr.execute = before
