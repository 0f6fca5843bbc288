"""Changing the view that is open."""

from __future__ import annotations

from typing import Literal

from ...services.tools import SHOW, Result, ToolError
from ..call import Call
from ..decorator import tool
from ..domains import DomainArgument
from .checks import shown


@tool(access=SHOW, title="Adjust the view")
def adjust_view(
    call: Call,
    model: str,
    domain: DomainArgument | None = None,
    group_by: list[str] | None = None,
    measures: list[str] | None = None,
    view_type: Literal["list", "kanban", "pivot", "graph", "calendar", "activity"] | None = None,
    chart_type: Literal["bar", "line", "pie"] | None = None,
    title: str | None = None,
) -> Result:
    """Filter, group or measure anew what the user has open now: the list, kanban, pivot or graph of the context.

    What is not given stays; an empty list takes the filter or the grouping away.

    :param model: that of the open view, as the context says
    :param group_by: fields of the model; dates with a part such as "date:month"
    :param measures: of a pivot or graph: fields that are added up, or "__count"
    :param view_type: to change to
    :param title: what the filter is called, in the user's language
    """
    if not any(value is not None for value in (domain, group_by, measures, view_type, chart_type)):
        raise ToolError("invalid", "Nothing to adjust: give domain, group_by, measures, view_type or chart_type.")
    return shown(
        call,
        model,
        domain=domain,
        group_by=group_by,
        measures=measures,
        title=title,
        viewType=view_type,
        chartType=chart_type,
    )
