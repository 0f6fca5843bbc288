"""Models by name: what they are called, and whether the user may use them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..services.tools import ToolError

if TYPE_CHECKING:
    from .call import Call


def reach(call: Call, model: str, operation: str = "read"):
    """Return the model's empty recordset when user and policy let it be used.

    :raises ToolError: `forbidden` or `not_found`
    """
    call.policy.check_model(model, operation)
    return call.env[model]


def label(call: Call, model: str) -> str:
    """Return what people call a model, in the user's language."""
    # sudo: users may not read ir.model; only names of models in reach are asked for.
    return call.env["ir.model"].sudo()._get(model).name or call.env[model]._description or model


def record(call: Call, model: str, res_id: int, operation: str = "read"):
    """Return one record that the user may read.

    :raises ToolError: `not_found` alike for what is not there and what the user may not see
    """
    found = call.policy.visible(reach(call, model, operation).browse(res_id))
    if not found:
        raise ToolError("not_found", f"There is no {model} with id {res_id} that the user may see.")
    if operation != "read" and not found.has_access(operation):
        raise ToolError("forbidden", f"The user may not change this {model}.")
    return found
