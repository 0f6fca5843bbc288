"""From a hint to a text."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from ..services.context import ContextText, Lines, one_line
from ..services.tools import ToolError
from ..tools import Call
from ..tools.models import label
from .form import tell_form
from .listed import tell_list
from .place import Place

if TYPE_CHECKING:
    from odoo.api import Environment

    from ..policy import Policy

_logger = logging.getLogger(__name__)

VIEWS = (
    "form",
    "list",
    "kanban",
    "pivot",
    "graph",
    "calendar",
    "activity",
    "map",
    "gantt",
    "cohort",
    "grid",
    "hierarchy",
)


def read(env: Environment, policy: Policy, hint: object, budget_tokens: int) -> ContextText:
    """Return what is told of the place where the user is; never fails.

    :param hint: `forwardedProps.odoo` of the contract, as a browser sent it
    :param budget_tokens: about how long the text may be
    :return: empty when the hint names nothing that the user may see
    """
    try:
        # What fails in PostgreSQL must not take the caller's transaction with it.
        with env.cr.savepoint(flush=False):
            return _read(env, policy, hint, budget_tokens)
    except ToolError:
        return ContextText()
    except Exception as error:
        # A wrong hint must never keep a question from being asked.
        _logger.info("AI Agent: a hint could not be read: %s", type(error).__name__)
        _logger.debug("AI Agent: hint", exc_info=True)
        return ContextText()


def _read(env: Environment, policy: Policy, hint: object, budget: int) -> ContextText:
    if not isinstance(hint, dict) or not isinstance(hint.get("model"), str):
        return ContextText()
    model = hint["model"]
    policy.check_model(model)
    call = Call(env, policy)
    view = hint.get("viewType") if hint.get("viewType") in VIEWS else ""
    place = Place(call, model, view, hint, Lines(budget))
    name = one_line(label(call, model), 80)
    if view == "form" or _id(hint.get("resId")):
        tell_form(place, name)
    else:
        tell_list(place, name)
    if len(env.companies) > 1:
        companies = (policy.name(company) for company in env.companies)
        place.lines.listed("Companies chosen:", [one for one in companies if one])
    return ContextText(str(place.lines), place.chips, place.models, place.ids)


def _id(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value > 0
