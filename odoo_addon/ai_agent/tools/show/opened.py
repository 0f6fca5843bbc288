"""Opening one record."""

from __future__ import annotations

from ...services.tools import SHOW, Result
from ..call import Call
from ..decorator import tool
from ..listing import references
from ..models import label, record


@tool(access=SHOW, title="Open a record")
def open_record(call: Call, model: str, id: int) -> Result:
    """Open the form of one record in the user's browser. Only when the user wants to see it.

    :param model: technical name
    :param id: from find_by_name or search_records
    """
    found = record(call, model, id)
    refs = references(call, found)
    return Result(
        data={"model": model, "resId": found.id},
        summary=refs[0].name if refs else label(call, model),
        records=refs,
        models={model: ()},
        ids={model: (id,)},
    )
