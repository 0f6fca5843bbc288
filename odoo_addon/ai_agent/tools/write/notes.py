"""Notes in the chatter."""

from __future__ import annotations

from ...services.tools import METHOD, WRITE, Operation, Plan
from ..call import Call
from ..decorator import tool
from .plans import distinct, label, plan


@tool(access=WRITE, title="Post a note")
def post_note(call: Call, model: str, ids: list[int], text: str) -> Plan:
    """Propose an internal note in the chatter of records. It is sent to nobody.

    :param model: technical name such as crm.lead
    :param ids: the records
    :param text: plain text
    """
    call.policy.check_model(model, "write")
    ids = distinct(ids)
    title = call.env._("Note on %(model)s (%(count)s)", count=len(ids), model=label(call.env, model))
    operations = (Operation(model, res_id, method="message_post", arguments={"body": text}) for res_id in ids)
    return plan(call, "note", METHOD, title, operations)
