"""The route of feedback: what a person thinks of an answer."""

from __future__ import annotations

from functools import partial

from odoo import api, fields, http

from ..services.errors import AgentError
from ..services.ids import checked_id
from ..services.opinion import Opinion, as_shown, parse_opinion
from ..store.locks import lock_message
from .answers import answer
from .guard import Caller, agent_route, json_body


class Feedback(http.Controller):
    """The user's own opinion of own answers."""

    @agent_route("/messages/<string:message_id>/feedback", ["POST"])
    def feedback(self, caller: Caller, message_id: str):
        """Store, change or remove it."""
        name = checked_id(message_id, "messageId")
        opinion = parse_opinion(json_body())
        return answer({"feedback": caller.transact(partial(_rate, name, opinion), fresh=True)})


def _rate(message_id: str, opinion: Opinion, env: api.Environment) -> dict[str, object] | None:
    # What is read of it comes with it: a moment later its conversation may be deleted.
    domain = [("user_id", "=", env.uid), ("public_id", "=", message_id)]
    message = env["ai_agent.message"].search_fetch(domain, ["role", "run_id", "user_id", "company_id"])
    if not message:
        raise AgentError("not_found")
    if message.role != "assistant":
        raise AgentError("invalid_input")
    if not lock_message(env.cr, message.id):
        raise AgentError("not_found")
    # sudo: feedback is for managers to read and for nobody to write; the answer was just found under the user's rights.
    found = env["ai_agent.feedback"].sudo().search([("message_id", "=", message.id)])
    if opinion.rating is None:
        found.unlink()
        return None
    # sudo: the name of the model that gave the answer.
    model = message.run_id.sudo().model
    values = {"rating": opinion.rating, "rated_at": fields.Datetime.now(), "model": model}
    if opinion.comment is not None:
        values["comment"] = opinion.comment
    if opinion.shared is not None:
        values["shared"] = opinion.shared
    if found:
        found.write(values)
    else:
        owner = {"message_id": message.id, "user_id": message.user_id.id, "company_id": message.company_id.id}
        found = found.create({**values, **owner})
    return as_shown(found.rating, found.comment, found.shared)
