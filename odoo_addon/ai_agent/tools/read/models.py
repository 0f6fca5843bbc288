"""Which model people mean by a word."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from ...services.tools import READ, Result, ToolError
from ..call import Call
from ..decorator import tool
from ..fold import fold

MOST = 8
WINDOW = "ir.actions.act_window"
_WORD = re.compile(r"\w+")

NAME, LABEL, MENU, ACTION, MODULE = 3.0, 4.0, 3.0, 3.0, 0.5
"""What a word counts in each place."""

FAR = 0.4
"""What fits less than this part of the best is not meant."""


@dataclass
class Known:
    """What a model is called, in which place."""

    label: str
    texts: list[tuple[float, str]] = field(default_factory=list)
    menus: list[str] = field(default_factory=list)


@tool(access=READ, title="Find models")
def find_models(call: Call, words: str) -> Result:
    """Find the technical names of models by what people call them, in the user's language or in English.

    :param words: such as "opportunities" or "unpaid invoices"
    """
    wanted = _WORD.findall(fold(words))
    if not wanted:
        raise ToolError("invalid", "words: empty.")
    known = _known(call)
    scored = sorted(
        ((_score(wanted, entry), name) for name, entry in known.items()),
        key=lambda pair: (-pair[0], len(pair[1]), pair[1]),
    )
    best = [name for score, name in scored if score > scored[0][0] * FAR][:MOST]
    data: dict[str, Any] = {
        "models": [
            {
                "model": name,
                "label": known[name].label,
                **({"menus": known[name].menus[:2]} if known[name].menus else {}),
            }
            for name in best
        ]
    }
    if not best:
        data["note"] = "No model is called so. Try another word, or the English one."
    return Result(
        data=data,
        summary=", ".join(known[name].label for name in best[:3]) or call.env._("Nothing found"),
        models=dict.fromkeys(best, ()),
    )


def _known(call: Call) -> dict[str, Known]:
    names = [name for name in call.policy.models("read") if _usable(call, name)]
    # sudo: users may not read ir.model and modules; only of models in reach are labels and addons' names asked for.
    models = call.env["ir.model"].sudo().search([("model", "in", names)])
    addons = {addon.name: addon for addon in call.env["ir.module.module"].sudo().search([("state", "=", "installed")])}
    known = {}
    for model in models:
        name = model.model
        entry = Known(model.name)
        entry.texts = [
            (LABEL, model.name),
            (LABEL, call.env[name]._description or ""),
            (NAME, name.replace(".", " ").replace("_", " ")),
        ]
        if addon := addons.get(call.env[name]._original_module or ""):
            entry.texts.append((MODULE, addon.shortdesc or ""))
        known[name] = entry
    _add_menus(call, known)
    _add_actions(call, known)
    return known


def _usable(call: Call, name: str) -> bool:
    model = call.env.get(name)
    return model is not None and not model._abstract and not model._transient


def _add_menus(call: Call, known: dict[str, Known]) -> None:
    # sudo: only of menus that the user sees is it read which model they open.
    menus = call.env["ir.ui.menu"].search([]).sudo()
    opened = {menu: menu.action.id for menu in menus if menu.action and menu.action._name == WINDOW}
    models = {action.id: action.res_model for action in call.env[WINDOW].sudo().browse(set(opened.values())).exists()}
    for menu, english in zip(menus, menus.with_context(lang="en_US"), strict=True):
        entry = known.get(models.get(opened.get(menu)) or "")
        if entry is not None:
            entry.menus.append(menu.complete_name)
            entry.texts += [(MENU, menu.name), (MENU, english.name)]


def _add_actions(call: Call, known: dict[str, Known]) -> None:
    """Add what views of the models are headed with: people know opportunities, not leads of a type."""
    # sudo: users may not search actions; only of models in reach is it read what their views are called.
    actions = call.env[WINDOW].sudo().search([("res_model", "in", list(known))])
    for action, english in zip(actions, actions.with_context(lang="en_US"), strict=True):
        known[action.res_model].texts += [(ACTION, action.name), (ACTION, english.name)]


def _score(wanted: list[str], entry: Known) -> float:
    total = 0.0
    for word in wanted:
        total += max((weight * _fit(word, text) for weight, text in entry.texts), default=0.0)
    return total / len(wanted)


def _fit(word: str, text: str) -> float:
    """Say how well a word fits a text, from 0 to 1: one of few words, or a form of one (plural, case), counts most."""
    parts = _WORD.findall(fold(text or ""))
    best = max((_alike(word, part) for part in parts), default=0.0)
    return best * (0.6 + 0.4 / len(parts)) if parts else 0.0


def _alike(word: str, part: str) -> float:
    if word == part:
        return 1.0
    shorter, longer = sorted((word, part), key=len)
    common = next((i for i, (a, b) in enumerate(zip(word, part, strict=False)) if a != b), len(shorter))
    # Forms of one word share all but a short ending: opportunity, opportunities.
    if len(shorter) >= 3 and common >= max(3, len(longer) - 3):
        return 0.9
    if len(shorter) >= 5 and shorter in longer:
        return 0.4
    return 0.0
