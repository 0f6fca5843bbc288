"""A tool of each kind: one reads, one shows, one plans a change."""

from __future__ import annotations

from typing import Literal

from odoo import fields
from odoo.addons.ai_agent.services.tools import READ, SHOW, UPDATE, WRITE, Operation, Plan, Result, ToolError
from odoo.addons.ai_agent.tools import Call, tool
from odoo.addons.ai_agent.tools.columns import columns
from odoo.addons.ai_agent.tools.listing import listing
from odoo.addons.ai_agent.tools.models import record
from odoo.addons.ai_agent.tools.show.checks import shown

MODEL = "ai_agent_test.loan"


@tool(access=READ, title="List overdue loans")
def overdue_loans(call: Call, days: int = 0, order: Literal["oldest", "largest"] = "oldest") -> Result:
    """List equipment that was lent and should have come back.

    :param days: only what is overdue by more days than this
    :param order: the longest overdue first, or the largest deposit
    """
    call.policy.check_model(MODEL)
    loans = call.env[MODEL]
    before = fields.Date.subtract(fields.Date.context_today(loans), days=days)
    # `policy.domain` also checks what a tool has written itself: an administrator may have hidden a field of it.
    domain = call.policy.domain(MODEL, [["state", "=", "lent"], ["due_on", "<", str(before)]])
    by = call.policy.order(MODEL, "deposit desc" if order == "largest" else "due_on, id")
    found = loans.search(domain, order=by, limit=call.limits.tool_rows)
    paths = columns(call, MODEL, ["name", "partner_id", "due_on", "deposit"])
    return listing(call, found, paths, domain=domain, count=loans.search_count(domain))


@tool(access=SHOW, title="Show loans of a contact")
def show_loans_of(call: Call, partner_id: int) -> Result:
    """Open the list of what was lent to a contact.

    :param partner_id: from find_by_name on res.partner
    """
    partner = record(call, "res.partner", partner_id)
    return shown(call, MODEL, domain=[["partner_id", "=", partner.id]], title=call.policy.name(partner))


@tool(access=WRITE, title="Take loans back")
def return_loans(call: Call, ids: list[int]) -> Plan:
    """Propose that loans have come back.

    :param ids: of loans, from overdue_loans
    """
    loans = [record(call, MODEL, res_id, "write") for res_id in dict.fromkeys(ids)]
    if done := [loan.id for loan in loans if loan.state == "returned"]:
        raise ToolError("invalid", f"ids: {done[0]} has come back already.")
    title = call.env._("Take back loans (%s)", len(loans))
    return Plan("update", UPDATE, title, tuple(Operation(MODEL, loan.id, {"state": "returned"}) for loan in loans))
