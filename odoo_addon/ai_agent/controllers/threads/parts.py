"""What answers are made of: segments of text, tool calls with what they gave, and proposals as they are now."""

from __future__ import annotations

import json
from collections.abc import Sequence

from odoo import api

from ...store.calls import CallRow, calls_of_runs
from ...store.pages import Message


def parts_of(env: api.Environment, messages: Sequence[Message]) -> dict[int, list[dict[str, object]]]:
    """Return the parts of those of the messages that are not only text, by id.

    Calls and proposals are of the conversation's own user; what a proposal says of records is read again under
    their rights.
    """
    made = [message for message in messages if message.parts]
    if not made:
        return {}
    calls = calls_of_runs(env.cr, [message.run_pk for message in made if message.run_pk])
    return {
        message.pk: [_part(env, calls, *part) for part in json.loads(message.parts) if part[0] != "round"]
        for message in made
    }


def _part(env: api.Environment, calls: dict[str, CallRow], kind: str, value: str) -> dict[str, object]:
    if kind == "text":
        return {"type": "text", "text": value}
    call = calls.get(value)
    if call is None:
        return {"type": "toolCall", "id": value, "name": "", "state": "cancelled"}
    return {
        "type": "toolCall",
        "id": call.public_id,
        "name": call.name,
        "access": call.access or None,
        "arguments": _json(call.arguments),
        "state": call.state,
        "result": _json(call.result),
        "proposal": env["ai_agent.proposal"].browse(call.proposal_pk)._to_json() if call.proposal_pk else None,
    }


def _json(text: str | None) -> object:
    try:
        return json.loads(text) if text else None
    except ValueError:
        return None
