"""What a person decided, read from what a client sent: ids and edits, nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from ..errors import AgentError
from .item import PENDING, Item

REASON_CHARS = 2000


@dataclass(frozen=True)
class Decision:
    """Which items are approved, and with which edits."""

    approved: bool
    keys: tuple[str, ...] = ()
    edits: dict[str, dict[str, Any]] = field(default_factory=dict)
    reason: str = ""


def parse_decision(payload: object, items: Sequence[Item]) -> Decision:
    """Read the payload of a resume.

    Without `items` an approval is of all that are listed on the card; whoever approves none rejects.

    :raises AgentError: `invalid_input` for what is no decision on these items
    """
    if not isinstance(payload, dict) or not isinstance(payload.get("approved"), bool):
        raise AgentError("invalid_input", "bad_decision")
    if unknown := set(payload) - {"approved", "items", "edits", "reason"}:
        raise AgentError("invalid_input", "bad_decision", log=f"unknown: {len(unknown)}")
    reason = payload.get("reason")
    if reason is not None and not isinstance(reason, str):
        raise AgentError("invalid_input", "bad_decision")
    reason = (reason or "").strip()[:REASON_CHARS]
    open_keys = [item.key for item in items if item.state == PENDING]
    chosen = payload.get("items")
    if chosen is None:
        keys = open_keys
    elif not isinstance(chosen, list) or not all(isinstance(key, str) for key in chosen):
        raise AgentError("invalid_input", "bad_decision")
    elif not set(chosen) <= set(open_keys):
        raise AgentError("invalid_input", "unknown_item")
    else:
        keys = [key for key in open_keys if key in chosen]
    edits = parse_edits(payload.get("edits"), items)
    if not payload["approved"] or not keys:
        return Decision(approved=False, reason=reason)
    return Decision(True, tuple(keys), {key: edit for key, edit in edits.items() if key in keys}, reason)


def parse_edits(raw: object, items: Sequence[Item]) -> dict[str, dict[str, Any]]:
    """Read edits by item and field. Their values are checked where the fields are known.

    :raises AgentError: `invalid_input` for a field that is not shown as editable
    """
    if raw is None:
        return {}
    if not isinstance(raw, dict):
        raise AgentError("invalid_input", "bad_decision")
    editable = {item.key: item.operation.editable for item in items if item.state == PENDING}
    edits: dict[str, dict[str, Any]] = {}
    for key, changes in raw.items():
        if key not in editable:
            raise AgentError("invalid_input", "unknown_item")
        if not isinstance(changes, dict):
            raise AgentError("invalid_input", "bad_decision")
        if not set(changes) <= set(editable[key]):
            raise AgentError("invalid_input", "not_editable")
        if changes:
            edits[key] = changes
    return edits
