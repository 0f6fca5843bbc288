"""The route of a tool's table as a file: what its user has seen, as it was stored, never read anew."""

from __future__ import annotations

import json
from functools import partial
from typing import Any

from odoo import api, http
from odoo.http import Response

from ..services import texts
from ..services.errors import AgentError
from ..services.export import disposition
from ..services.ids import checked_id
from ..services.sheets import as_csv, as_xlsx
from .guard import Caller, agent_route

TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class Tables(http.Controller):
    """Tables of the user's own conversations, to take away."""

    @agent_route("/calls/<string:call_id>/table", ["GET"])
    def table(self, caller: Caller, call_id: str, format: str = "csv"):
        """Return the table of a tool call as CSV or XLSX."""
        name = checked_id(call_id, "toolCallId")
        if format not in TYPES:
            raise AgentError("invalid_input")
        table = caller.transact(partial(_table, name))
        zone = str(caller.context.get("tz") or "UTC")
        content = as_csv(table) if format == "csv" else as_xlsx(table, zone, texts.export("total", caller.lang))
        headers = [
            ("Content-Type", TYPES[format]),
            ("Content-Disposition", disposition(table["title"], "table", format)),
            ("Cache-Control", "no-store"),
            ("X-Content-Type-Options", "nosniff"),
        ]
        return Response(content, headers=headers)


def _table(name: str, env: api.Environment) -> dict[str, Any]:
    # sudo: users have no rights on the model; the row must be of this user, and of a conversation that he can open.
    call = env["ai_agent.tool.call"].sudo().search([("user_id", "=", env.uid), ("public_id", "=", name)])
    if not call or not env["ai_agent.thread"].search_count([("id", "=", call.thread_id.id)]):
        raise AgentError("not_found")
    table = (json.loads(call.result or "{}") or {}).get("table")
    if not table:
        raise AgentError("not_found")
    return table
