"""Records as a table for the person and as rows for the model."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..services.tools import RecordRef, Result, Table
from .cells import cell
from .compact import compact
from .models import label
from .paths import column
from .totals import Totals, totals

if TYPE_CHECKING:
    from .call import Call
    from .paths import Path

REFERENCES = 20
"""Records that an answer can name as chips."""


def listing(
    call: Call,
    records,
    paths: list[Path],
    *,
    domain: list[Any],
    count: int,
    offset: int = 0,
    title: str = "",
    notes: tuple[str, ...] = (),
) -> Result:
    """Return records as a result.

    :param records: those shown to the person, in their order
    :param domain: what finds all of them
    :param count: how many it finds
    :param offset: how many came before these
    :param notes: what the model is told beside the rows
    """
    model = records._name
    cells, rows = [], []
    for record in records:
        pairs = [cell(call, record, path) for path in paths]
        cells.append(tuple(pair[0] for pair in pairs))
        rows.append([record.id, *(pair[1] for pair in pairs)])
    sums = totals(call, model, domain, paths) if count else Totals((), {}, ())
    title = title or label(call, model)
    table = Table(
        title=title,
        model=model,
        domain=domain,
        columns=tuple(column(call, path) for path in paths),
        rows=tuple(cells),
        ids=tuple(records.ids),
        count=count,
        totals=sums.cells,
    )
    names = ["id", *(path.text for path in paths)]
    head = _head(call, model, paths, sums, offset, notes)
    data = compact(head, names, rows[: call.limits.tool_model_rows], count, call.limits.tool_chars)
    return Result(
        data=data,
        summary=summary(call, len(records), count, title),
        table=table,
        records=references(call, records[:REFERENCES]),
        models=fields_read(model, paths),
        ids={model: tuple(records.ids)},
    )


def references(call: Call, records) -> tuple[RecordRef, ...]:
    """Return records as an answer may name them."""
    found = (RecordRef(record._name, record.id, call.policy.name(record)) for record in records)
    return tuple(reference for reference in found if reference.name)


def fields_read(model: str, paths: list[Path]) -> dict[str, tuple[str, ...]]:
    """Return for the audit which fields of which models were read."""
    found: dict[str, list[str]] = {model: []}
    for path in paths:
        found.setdefault(path.model, []).append(path.name)
    return {name: tuple(dict.fromkeys(fields)) for name, fields in found.items()}


def summary(call: Call, shown: int, count: int, what: str) -> str:
    """Return one line for the tool card."""
    if shown < count:
        return call.env._("%(what)s: %(shown)s of %(count)s", what=what, shown=shown, count=call.formats.number(count))
    return call.env._("%(what)s: %(count)s", what=what, count=call.formats.number(count))


def _head(
    call: Call, model: str, paths: list[Path], sums: Totals, offset: int, notes: tuple[str, ...]
) -> dict[str, Any]:
    head: dict[str, Any] = {"model": model}
    if offset:
        head["offset"] = offset
    if sums.values:
        head["totals"] = sums.values
    said = list(notes)
    if sums.mixed:
        said.append(f"No total of {', '.join(sums.mixed)}: the amounts are in different currencies. Group by currency.")
    if any(call.env[path.model]._fields[path.name].type == "datetime" for path in paths):
        said.append(f"Times are those of {call.formats.zone.zone}.")
    if said:
        head["notes"] = said
    return head
