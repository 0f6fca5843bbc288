"""Finding records by what they are called."""

from __future__ import annotations

from typing import Any

from odoo.fields import Domain

from ...services.tools import READ, Result, ToolError
from ..call import Call
from ..decorator import tool
from ..domains import DomainArgument, domain_of
from ..listing import references, summary
from ..models import label, reach

MOST = 20


@tool(access=READ, title="Find by name")
def find_by_name(call: Call, model: str, name: str, domain: DomainArgument | None = None, limit: int = 8) -> Result:
    """Find the ids of records by their name, as people write it: part of it, a reference, an e-mail address.

    Use it before any tool that takes ids.

    :param name: what to look for
    """
    records = reach(call, model)
    if not name.strip():
        raise ToolError("invalid", "name: empty. To list records use search_records.")
    found = domain_of(call, model, domain)
    wanted = max(1, min(limit, MOST))
    ids = _ids(call, records, name.strip(), found, wanted + 1)
    matches = records.browse(ids[:wanted])._filtered_access("read")
    refs = references(call, matches)
    data = {"model": model, "matches": [[ref.id, ref.name] for ref in refs]}
    if len(ids) > wanted:
        data["truncated"] = f"More than {wanted} records match; say more of the name."
    if not refs:
        data["note"] = "Nothing has this name. Try a part of it, or another model."
    return Result(
        data=data,
        summary=summary(call, len(refs), len(refs), label(call, model)),
        records=refs,
        models={model: ("display_name",)},
        ids={model: tuple(matches.ids)},
    )


def _ids(call: Call, records, name: str, domain: list[Any], limit: int) -> list[int]:
    """Look where Odoo looks for names, but for fields that must not be searched; exactly, where names are masked."""
    model, refused, matching = records._name, None, []
    for operator in ("ilike", "="):
        asked = [["display_name", operator, name]]
        try:
            found = call.policy.domain(model, asked)
        except ToolError as error:
            refused = error
            continue
        if operator == "ilike" and found == asked:
            return [res_id for res_id, _name in records.name_search(name, domain, limit=limit)]
        matching.append(Domain(found))
    if not matching:
        raise refused
    return records.search(Domain(domain) & Domain.OR(matching), limit=limit, order=call.policy.order(model)).ids
