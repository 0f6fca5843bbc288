"""What would be told of where the user is."""

from __future__ import annotations

from functools import partial

from odoo import api, http

from .. import context
from ..models.ai_agent_asking import context_budget
from ..policy import Policy
from ..services.errors import AgentError
from ..services.prompt import tokens
from ..services.run_input import HINT_CHARS
from .answers import answer
from .guard import Caller, agent_route, json_body


class Context(http.Controller):
    """Reads for the chip above the composer; nothing is stored."""

    @agent_route("/context/preview", ["POST"])
    def preview(self, caller: Caller):
        """Return the text that would go to the service, and what it is about."""
        body = json_body()
        hint = body.get("context") if isinstance(body, dict) else None
        if not isinstance(hint, dict) or len(str(hint)) > HINT_CHARS:
            raise AgentError("invalid_input", "bad_json")
        return answer(caller.transact(partial(_preview, hint)))


def _preview(hint: dict, env: api.Environment) -> dict[str, object]:
    policy = Policy(env)
    budget = context_budget(env["ai_agent.service"]._config())
    found = context.read(env, policy, hint, budget)
    masked = sorted({value for _model, _name, value in policy.masked_values()})
    return {"text": found.text, "chips": found.chips, "tokens": tokens(found.text), "masked": masked}
