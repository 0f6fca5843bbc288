"""What the tools that show have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...services.tools import Result, ToolError
from ..domains import domain_of
from ..formats import cut
from ..grouping import COUNT, aggregate_of, group_of
from ..models import label, reach

if TYPE_CHECKING:
    from ..call import Call

MOST_GROUPS = 5
MOST_MEASURES = 5
TITLE_CHARS = 80


def shown(
    call: Call,
    model: str,
    *,
    domain: list[Any] | None = None,
    group_by: list[str] | None = None,
    measures: list[str] | None = None,
    title: str | None = None,
    **others: Any,
) -> Result:
    """Return clean arguments for the browser; what was not given is not among them.

    :raises ToolError: `forbidden` or `invalid`, naming the field
    """
    reach(call, model)
    data: dict[str, Any] = {"model": model}
    if domain is not None:
        data["domain"] = domain_of(call, model, domain)
    if group_by is not None:
        data["groupBy"] = groups(call, model, group_by)
    if measures is not None:
        data["measures"] = measured(call, model, measures)
    heading = cut(" ".join((title or "").split()), TITLE_CHARS)
    if heading:
        data["title"] = heading
    data |= {name: value for name, value in others.items() if value is not None}
    return Result(data=data, summary=heading or label(call, model), models={model: ()})


def groups(call: Call, model: str, specs: list[str]) -> list[str]:
    """Return what a view is to be grouped by: fields of the model itself, since views know no others."""
    if len(specs) > MOST_GROUPS:
        raise ToolError("too_large", f"group_by: at most {MOST_GROUPS} fields.")
    found = [group_of(call, model, spec) for spec in dict.fromkeys(specs)]
    for group in found:
        if group.model != model or "." in group.spec:
            raise ToolError("invalid", f"group_by: {group.spec} must be a field of {model} itself.")
    return [group.spec for group in found]


def measured(call: Call, model: str, measures: list[str]) -> list[str]:
    """Return numbers of a pivot or graph: names of fields, or `__count`."""
    if len(measures) > MOST_MEASURES:
        raise ToolError("too_large", f"measures: at most {MOST_MEASURES}.")
    found = []
    for measure in dict.fromkeys(measures):
        name, _colon, function = measure.partition(":")
        if name in (COUNT, "count"):
            found.append(COUNT)
            continue
        if function not in ("", "sum", "avg"):
            raise ToolError("invalid", f"measures: {measure[:60]} must be the name of a number.")
        if aggregate_of(call, model, f"{name}:sum").type not in ("integer", "float", "monetary"):
            raise ToolError("invalid", f"measures: {name[:60]} is no number.")
        found.append(name)
    return found
