"""`GET /ai_agent/bootstrap`: everything the widget needs before its first question."""

from __future__ import annotations

from odoo import api, http
from odoo.http import request
from odoo.tools.misc import get_lang

from ..services import texts
from ..services.limits import UNDO_SECONDS
from ..tools import registry
from .answers import answer
from .guard import PREFIX, RUN_PREFIX, Caller, agent_route

MANAGER = "ai_agent.group_manager"
CAPABILITIES = ("threads", "stop", "search", "branches", "feedback", "export")
SETTINGS_URL = "/odoo/settings#ai_agent"


class Bootstrap(http.Controller):
    """Who asks, what the server can do, and all texts in their language."""

    @agent_route("/bootstrap", ["GET"])
    def bootstrap(self, caller: Caller):
        """Return the bootstrap object of the contract."""
        token = request.csrf_token()
        return answer(caller.transact(lambda env: {**_bootstrap(env, caller), "csrfToken": token}))


def _bootstrap(env: api.Environment, caller: Caller) -> dict[str, object]:
    user = env.user
    service = env["ai_agent.service"]
    config = service._config()
    tools_on = config.configured and config.calls_tools
    lang = get_lang(env)
    return {
        "user": {"id": user.id, "name": user.name},
        "database": caller.db,
        "lang": lang.code.replace("_", "-"),
        "direction": lang.direction,
        "timeZone": user.tz or "UTC",
        # sudo: names of the user's own companies, which a user may not read while none of them is active.
        "companies": [{"id": company.id, "name": company.name} for company in user.sudo().company_ids],
        "base": PREFIX,
        "runBase": RUN_PREFIX,
        "configured": config.configured,
        "isManager": user.has_group(MANAGER),
        "settingsUrl": SETTINGS_URL,
        "capabilities": {**dict.fromkeys(CAPABILITIES, True), "tools": tools_on, "approvals": tools_on},
        "toolsNote": texts.tools_note(caller.lang) if config.configured and not tools_on else None,
        "limits": {"promptChars": service._limits().prompt_chars, "undoSeconds": UNDO_SECONDS},
        "starters": texts.starters(caller.lang),
        # Titles of tools of other addons; those of this one are in the table, translated.
        "texts": {**{f"tool.{spec.name}": spec.title for spec in registry.specs(env)}, **texts.table(caller.lang)},
    }
