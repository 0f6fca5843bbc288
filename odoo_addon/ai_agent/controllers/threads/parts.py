"""What answers are made of: segments of text, tool calls with what they gave, and proposals as they are now."""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence

from odoo import api
from odoo.exceptions import AccessError, MissingError

from ...services.tools import ToolError
from ...store.calls import CallRow, calls_of_runs
from ...store.pages import Message

_logger = logging.getLogger(__name__)


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
        gone = {"name": "", "access": None, "arguments": {}, "state": "cancelled", "result": None, "proposal": None}
        return {"type": "toolCall", "id": value, **gone}
    return {
        "type": "toolCall",
        "id": call.public_id,
        "name": call.name,
        "access": call.access or None,
        "arguments": _json(call.arguments),
        "state": call.state,
        "result": _json(call.result),
        "proposal": _proposal(env, call.proposal_pk) if call.proposal_pk else None,
    }


def _proposal(env: api.Environment, pk: int) -> dict[str, object] | None:
    try:
        with env.cr.savepoint(flush=False):
            return env["ai_agent.proposal"].browse(pk)._to_json()
    except (KeyError, AccessError, MissingError, ToolError) as error:
        # Its model was uninstalled, say: the rest of the conversation is still to be read.
        _logger.warning("AI Agent: a proposal cannot be shown: %s", type(error).__name__)
        return None


def _json(text: str | None) -> object:
    try:
        return json.loads(text) if text else None
    except ValueError:
        return None
