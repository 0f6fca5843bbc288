"""Searching, and counting."""

from __future__ import annotations

from typing import Annotated

from ...services.tools import READ, Result
from ..call import Call
from ..columns import columns
from ..decorator import tool
from ..domains import DomainArgument, domain_of
from ..listing import listing, summary
from ..models import label, reach

Fields = Annotated[list[str], "Names of fields, dotted over many2one; without it those of the list view."]


@tool(access=READ, title="Search records")
def search_records(
    call: Call,
    model: str,
    domain: DomainArgument | None = None,
    fields: Fields | None = None,
    order: str | None = None,
    limit: int = 40,
    offset: int = 0,
) -> Result:
    """Find records and read some of their fields. The person gets the table, with totals over all records.

    Archived records are left out unless the domain speaks of `active`. To compute over many records use group_records.

    :param model: technical name, from find_models
    :param domain: Odoo domain as JSON, such as [["state","=","open"],["date",">=","today -14d"]]; "|" and "&" stand
        before what they join. Days: ISO, today, today -7d, =monday. Times are the user's. A user: "me"
    :param order: such as "amount_total desc, id"
    :param limit: how many rows; the count and the totals are over all anyway
    """
    records = reach(call, model)
    found = domain_of(call, model, domain)
    paths = columns(call, model, fields)
    wanted = max(1, min(limit, call.limits.tool_rows))
    by = call.policy.order(model, order or "")
    count = records.search_count(found)
    shown = records.search(found, limit=wanted, offset=max(0, offset), order=by)
    return listing(call, shown, paths, domain=found, count=count, offset=max(0, offset))


@tool(access=READ, title="Count records")
def count_records(call: Call, model: str, domain: DomainArgument | None = None) -> Result:
    """Count the records of a model that a domain finds."""
    records = reach(call, model)
    found = domain_of(call, model, domain)
    count = records.search_count(found)
    return Result(
        data={"model": model, "count": count},
        summary=summary(call, count, count, label(call, model)),
        models={model: ()},
        counted=(model, found),
    )
