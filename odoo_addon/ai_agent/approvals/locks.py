"""Rows that are written are locked first, so that what was compared is what is written."""

from __future__ import annotations

from odoo import models
from odoo.tools import SQL


def stamp(record: models.BaseModel, *, lock: bool = False) -> str:
    """Return when a record was written last, to the microsecond; empty for models that do not keep it.

    :param lock: keep others from writing it until the end of the transaction
    """
    if not record._auto or record._abstract:
        return ""
    record.flush_recordset()
    column = SQL.identifier("write_date") if record._log_access else SQL("NULL")
    suffix = SQL("FOR NO KEY UPDATE") if lock else SQL()
    record.env.cr.execute(
        SQL("SELECT %s::text FROM %s WHERE id = %s %s", column, SQL.identifier(record._table), record.id, suffix)
    )
    row = record.env.cr.fetchone()
    return (row[0] or "") if row else "gone"
