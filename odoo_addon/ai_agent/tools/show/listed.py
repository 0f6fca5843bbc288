"""Opening records as a list."""

from __future__ import annotations

from typing import Literal

from ...services.tools import SHOW, Result
from ..call import Call
from ..decorator import tool
from ..domains import DomainArgument
from .checks import shown


@tool(access=SHOW, title="Open a list")
def open_list(
    call: Call,
    model: str,
    domain: DomainArgument | None = None,
    group_by: list[str] | None = None,
    view_type: Literal["list", "kanban", "calendar", "activity"] = "list",
    title: str | None = None,
) -> Result:
    """Open the records that a domain finds in the user's browser.

    :param model: technical name
    :param group_by: fields of the model; dates with a part such as "date:month"
    :param title: what the list is headed with, in the user's language
    """
    return shown(
        call,
        model,
        domain=domain or [],
        group_by=group_by or [],
        title=title,
        viewType=None if view_type == "list" else view_type,
    )
