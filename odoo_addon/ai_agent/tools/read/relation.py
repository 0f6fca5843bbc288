"""Going along a relation."""

from __future__ import annotations

from typing import Any

from ...services.tools import READ, Result, ToolError
from ..call import Call
from ..columns import columns
from ..decorator import tool
from ..domains import DomainArgument, domain_of
from ..listing import listing
from ..models import label, reach, record
from ..paths import path
from .search import Fields


@tool(access=READ, title="Follow a relation")
def follow_relation(
    call: Call,
    model: str,
    id: int,
    field: str,
    fields: Fields | None = None,
    domain: DomainArgument | None = None,
    order: str | None = None,
    limit: int = 40,
) -> Result:
    """List the records that a field of one record names: lines of an order, contacts of a company, tags.

    :param model: of the record
    :param id: of the record, from find_by_name or search_records
    :param field: a many2one, one2many or many2many field, dotted over many2one
    :param domain: only those that it finds
    :param fields: of the records named
    """
    found = path(call, model, field)
    start = record(call, model, id)
    target = call.env[found.model]._fields[found.name]
    if not target.relational:
        raise ToolError("invalid", f"{field}: no relation. Use search_records with this field.")
    for step in found.steps:
        start = start[step]._filtered_access("read")
    comodel = target.comodel_name
    records = reach(call, comodel)
    paths = columns(call, comodel, fields)
    named = call.policy.visible(start[found.name]) if start else records
    # By ids: a relation may have a domain of its own, be computed, or hold archived records.
    condition: list[Any] = [["id", "in", named.ids], *domain_of(call, comodel, domain)]
    wider = records.with_context(active_test=False)
    shown = wider.search(condition, order=call.policy.order(comodel, order or ""), limit=_most(call, limit))
    title = f"{label(call, model)} / {found.label}"
    return listing(call, shown, paths, domain=condition, count=wider.search_count(condition), title=title)


def _most(call: Call, limit: int) -> int:
    return max(1, min(limit, call.limits.tool_rows))
