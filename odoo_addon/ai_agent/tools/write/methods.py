"""Workflow steps."""

from __future__ import annotations

from ...services.tools import METHOD, WRITE, Operation, Plan, ToolError
from ..call import Call
from ..decorator import tool
from .plans import distinct, label, plan


@tool(access=WRITE, title="Do a workflow step")
def call_method(call: Call, model: str, ids: list[int], method: str) -> Plan:
    """Propose a workflow step, a method such as action_confirm, on records. Only methods that the administrator allows.

    :param model: technical name such as crm.lead
    :param ids: the records
    :param method: its technical name; a refusal lists what is allowed on the model
    """
    call.policy.check_model(model, "write")
    name = label(call.env, model)
    known = dict(call.env["ai_agent.allowed_method"]._methods_of(model))
    if method not in known:
        allowed = ", ".join(f"{key} ({text})" for key, text in known.items()) or "none"
        raise ToolError("forbidden", f"This method is not allowed. Allowed on {model}: {allowed}.")
    ids = distinct(ids)
    title = call.env._("%(step)s: %(model)s (%(count)s)", step=known[method], count=len(ids), model=name)
    return plan(call, "method", METHOD, title, (Operation(model, res_id, method=method) for res_id in ids))
