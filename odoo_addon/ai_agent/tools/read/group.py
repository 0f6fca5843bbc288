"""Grouping and computing."""

from __future__ import annotations

from typing import Any

from odoo.fields import Domain

from ...services.tools import READ, Result, Table, ToolError
from ..call import Call
from ..compact import compact
from ..decorator import tool
from ..domains import DomainArgument, domain_of
from ..grouping import COUNT, Aggregate, Group, aggregate_cell, aggregate_of, group_cell, group_of
from ..listing import summary
from ..models import label, reach
from ..totals import MIXED, total_of

MOST_GROUPS = 4
MOST_AGGREGATES = 8
_OPERATORS = ("=", "!=", "<", "<=", ">", ">=")


@tool(access=READ, title="Group and compute")
def group_records(
    call: Call,
    model: str,
    group_by: list[str] | None = None,
    aggregates: list[str] | None = None,
    domain: DomainArgument | None = None,
    having: list[Any] | None = None,
    order: str | None = None,
    limit: int = 40,
) -> Result:
    """Count and compute over many records, by groups or over all: sums, averages, least, most. Exact, so prefer it to
    adding up rows.

    :param model: technical name, from find_models
    :param group_by: fields, dotted over many2one; dates with a part: "date:month" (day, week, month, quarter, year)
    :param aggregates: such as "amount_total:sum", "price:avg" (sum, avg, min, max, count, count_distinct); each group
        is counted anyway
    :param having: conditions on what was computed, such as [["amount_total:sum", ">", 1000], ["__count", ">=", 2]]
    :param order: of the groups, such as "amount_total:sum desc" or "__count desc"
    :param limit: how many groups; the totals are over all anyway
    """
    records = reach(call, model)
    found = domain_of(call, model, domain)
    groups = [group_of(call, model, spec) for spec in dict.fromkeys(group_by or ())]
    wanted = dict.fromkeys(spec for spec in aggregates or () if spec not in (COUNT, "count"))
    computed = [aggregate_of(call, model, COUNT), *(aggregate_of(call, model, spec) for spec in wanted)]
    if len(groups) > MOST_GROUPS or len(computed) > MOST_AGGREGATES + 1:
        raise ToolError("too_large", f"At most {MOST_GROUPS} fields to group by, and {MOST_AGGREGATES} aggregates.")
    kept = _having(call, model, having or [])
    by = _order(call, model, order, groups, computed)
    rows = _rows(records, found, groups, computed, kept, by, call.limits.tool_rows + 1)
    shown = rows[: max(1, min(limit, call.limits.tool_rows))] if groups else rows
    count = len(rows)
    if groups and count > call.limits.tool_rows:
        count = len(records._read_group(found, [group.spec for group in groups], having=kept))
    return _result(call, model, found, groups, computed, shown, count, filtered=bool(kept))


def _rows(
    records,
    domain: list[Any],
    groups: list[Group],
    computed: list[Aggregate],
    having: list[Any],
    order: str,
    limit: int,
) -> list[dict[str, Any]]:
    specs = [one.spec for one in computed]
    currencies = dict.fromkeys(f"{one.currency}:array_agg_distinct" for one in computed if one.currency)
    return records.formatted_read_group(
        domain,
        [group.spec for group in groups],
        [*specs, *currencies],
        having=having,
        order=order or None,
        limit=limit if groups else None,
    )


def _result(
    call: Call,
    model: str,
    domain: list[Any],
    groups: list[Group],
    computed: list[Aggregate],
    rows: list[dict[str, Any]],
    count: int,
    *,
    filtered: bool,
) -> Result:
    cells, brief, mixed = [], [], set()
    for row in rows:
        pairs = [_group(call, group, row[group.spec]) for group in groups]
        for one in computed:
            held = row.get(f"{one.currency}:array_agg_distinct") if one.currency else None
            pair = aggregate_cell(call, model, one, row[one.spec], held)
            if pair[0][0] is None and pair[0][1]:
                mixed.add(one.spec)
            pairs.append(pair)
        cells.append(tuple(pair[0] for pair in pairs))
        brief.append([pair[1] for pair in pairs])
    title = label(call, model)
    totals = _totals(call, model, domain, groups, computed) if groups and not filtered else ()
    names = [*(group.spec for group in groups), *("count" if one.spec == COUNT else one.spec for one in computed)]
    table = Table(
        title=title,
        model=model,
        domain=domain,
        columns=(*(group.column for group in groups), *(one.column for one in computed)),
        rows=tuple(cells),
        ids=tuple(None for _row in rows),
        count=count,
        totals=tuple(total and total[0] for total in totals),
        group_by=tuple(group.spec for group in groups),
        domains=tuple(list(Domain(domain) & Domain(row["__extra_domain"])) for row in rows),
    )
    head = _head(model, totals, names, mixed, filtered)
    data = compact(head, names, brief[: call.limits.tool_model_rows], count, call.limits.tool_chars)
    if filtered or count > len(data["rows"]):
        data["unit"] = "groups"
    return Result(
        data=data,
        summary=summary(call, len(rows), count, title),
        table=table,
        models={
            model: tuple(
                dict.fromkeys([*(group.name for group in groups), *(one.name for one in computed if one.name)])
            )
        },
    )


def _group(call: Call, group: Group, given: Any):
    value, text = given if isinstance(given, tuple) else (given, None)
    return group_cell(call, group, value, text)


def _totals(
    call: Call, model: str, domain: list[Any], groups: list[Group], computed: list[Aggregate]
) -> tuple[Any, ...]:
    found: list[Any] = [None] * len(groups)
    for one in computed:
        if one.spec == COUNT:
            count = call.env[model].search_count(domain)
            found.append(((count, call.formats.number(count)), count))
            continue
        total = total_of(call, model, domain, one.name) if one.function == "sum" else None
        found.append(None if total is MIXED else total)
    return tuple(found)


def _head(model: str, totals: tuple[Any, ...], names: list[str], mixed: set[str], filtered: bool) -> dict[str, Any]:
    head: dict[str, Any] = {"model": model}
    told = {name: total[1] for name, total in zip(names, totals, strict=False) if total}
    if told:
        head["totals"] = told
    notes = []
    if mixed:
        notes.append(
            f"{', '.join(sorted(mixed))} of some groups: different currencies, so no sum. Group by currency too."
        )
    if filtered:
        notes.append("No totals, since having leaves groups out.")
    if notes:
        head["notes"] = notes
    return head


def _having(call: Call, model: str, having: list[Any]) -> list[Any]:
    clean = []
    for condition in having:
        if not isinstance(condition, list) or len(condition) != 3 or not isinstance(condition[0], str):
            raise ToolError("invalid", 'having: a list of conditions such as ["amount_total:sum", ">", 1000].')
        spec, operator, value = condition
        if operator not in _OPERATORS or isinstance(value, bool) or not isinstance(value, (int, float)):
            raise ToolError("invalid", f"having: {spec[:60]} is compared with a number by {', '.join(_OPERATORS)}.")
        clean.append((aggregate_of(call, model, spec).spec, operator, value))
    return clean


def _order(call: Call, model: str, order: str | None, groups: list[Group], computed: list[Aggregate]) -> str:
    known = {one.spec for one in (*groups, *computed)}
    terms = []
    for term in (order or "").split(","):
        parts = term.split()
        if not parts:
            continue
        spec = COUNT if parts[0] == "count" else parts[0]
        spec = next((one for one in known if one == spec or one.partition(":")[0] == spec), "")
        direction = parts[1].lower() if len(parts) > 1 else "asc"
        if not spec or direction not in ("asc", "desc") or len(parts) > 2:
            raise ToolError("invalid", f"order: {term.strip()[:60]!r} is none of {', '.join(sorted(known))}.")
        if spec in call.env[model]._fields:
            # Records are ordered by what their own order says, which may be by a masked field.
            call.policy.check_field(model, spec, "order")
        terms.append(f"{spec} {direction}")
    if not terms and groups:
        # Odoo would order groups of records by what these are called.
        terms = [f"{group.spec} asc" for group in groups if _may_order(call, model, group.spec)] or [f"{COUNT} desc"]
    return ", ".join(terms)


def _may_order(call: Call, model: str, spec: str) -> bool:
    try:
        if spec in call.env[model]._fields:
            call.policy.check_field(model, spec, "order")
    except ToolError:
        return False
    return True
