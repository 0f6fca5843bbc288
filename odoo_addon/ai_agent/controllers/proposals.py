"""Routes of proposals: looking at one, trying edits, undoing. Decisions come with a run (`resume`)."""

from __future__ import annotations

from functools import partial

from odoo import api, http

from ..services.errors import AgentError
from ..services.ids import checked_id
from .answers import answer
from .guard import Caller, agent_route, json_body


class Proposals(http.Controller):
    """The user's own proposals."""

    @agent_route("/proposals/<string:proposal_id>", ["GET"])
    def show(self, caller: Caller, proposal_id: str):
        """Return a proposal, read again under the user's rights."""
        return answer(caller.transact(partial(_read, checked_id(proposal_id, "proposalId"))))

    @agent_route("/proposals/<string:proposal_id>/preview", ["POST"])
    def preview(self, caller: Caller, proposal_id: str):
        """Return a proposal as it would be with edits."""
        body = json_body()
        if not isinstance(body, dict) or set(body) - {"edits"}:
            raise AgentError("invalid_input", "bad_decision")
        name = checked_id(proposal_id, "proposalId")
        return answer(caller.transact(partial(_preview, name, body.get("edits"))))

    @agent_route("/proposals/<string:proposal_id>/undo", ["POST"])
    def undo(self, caller: Caller, proposal_id: str):
        """Take back what was carried out."""
        name = checked_id(proposal_id, "proposalId")
        return answer(caller.transact(partial(_undo, name, caller.key_id is not None)))


def _read(name: str, env: api.Environment) -> dict[str, object]:
    return env["ai_agent.proposal"]._find(name)._to_json()


def _preview(name: str, edits: object, env: api.Environment) -> dict[str, object]:
    return env["ai_agent.proposal"]._find(name)._preview(edits)


def _undo(name: str, by_key: bool, env: api.Environment) -> dict[str, object]:
    return env["ai_agent.proposal"]._find(name)._undo(by_key)
