"""Opening a pivot table or a graph."""

from __future__ import annotations

from typing import Literal

from ...services.tools import SHOW, Result
from ..call import Call
from ..decorator import tool
from ..domains import DomainArgument
from .checks import shown


@tool(access=SHOW, title="Open a pivot table")
def open_pivot(
    call: Call,
    model: str,
    group_by: list[str],
    measures: list[str] | None = None,
    domain: DomainArgument | None = None,
    title: str | None = None,
) -> Result:
    """Open a pivot table in the user's browser.

    :param model: technical name
    :param group_by: fields of the model, as rows; dates with a part such as "date:month"
    :param measures: fields that are added up, or "__count"
    :param title: what it is headed with, in the user's language
    """
    return shown(call, model, domain=domain or [], group_by=group_by, measures=measures or ["__count"], title=title)


@tool(access=SHOW, title="Open a graph")
def open_graph(
    call: Call,
    model: str,
    group_by: list[str],
    measure: str = "__count",
    chart_type: Literal["bar", "line", "pie"] = "bar",
    domain: DomainArgument | None = None,
    title: str | None = None,
) -> Result:
    """Open a graph in the user's browser.

    :param model: technical name
    :param group_by: one or two fields of the model; dates with a part such as "date:month"
    :param measure: the field that is added up, or "__count"
    :param title: what it is headed with, in the user's language
    """
    return shown(
        call, model, domain=domain or [], group_by=group_by, measures=[measure], title=title, chartType=chart_type
    )
