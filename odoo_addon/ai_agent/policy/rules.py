"""The administrator's rules as they bind one user, read once in a transaction."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from odoo import api

CACHE = "ai_agent.policy_rules"
HIDE, MASK, READ_ONLY, OUT_OF_REACH = "hide", "mask", "read_only", "out_of_reach"


class Rule(NamedTuple):
    """One rule; no groups: it binds everyone."""

    model: str
    field: str
    """"": the whole model."""
    effect: str
    groups: frozenset[int]


class Rules:
    """Those of the rules that bind a user.

    :param rules: all there are
    :param group_ids: the user's groups
    """

    def __init__(self, rules: Iterable[Rule], group_ids: Iterable[int]) -> None:
        mine = set(group_ids)
        self._fields: dict[tuple[str, str], set[str]] = {}
        self._models: dict[str, set[str]] = {}
        self.closed_models: list[str] = []
        """Models out of reach."""
        self.touched_models: set[str] = set()
        """Models with a hidden or masked field."""
        for rule in rules:
            if rule.groups and not rule.groups & mine:
                continue
            if rule.field:
                self._fields.setdefault((rule.model, rule.field), set()).add(rule.effect)
                if rule.effect in (HIDE, MASK):
                    self.touched_models.add(rule.model)
            else:
                self._models.setdefault(rule.model, set()).add(rule.effect)
                if rule.effect == OUT_OF_REACH:
                    self.closed_models.append(rule.model)

    def field(self, model: str, name: str) -> set[str]:
        """Return the effects on a field."""
        return self._fields.get((model, name), set())

    def model(self, model: str) -> set[str]:
        """Return the effects on a model as a whole."""
        return self._models.get(model, set())


def rules_for(env: api.Environment) -> Rules:
    """Return the rules that bind the user of an environment."""
    cache = env.cr.cache
    if CACHE not in cache:
        # sudo: users cannot read the rules that bind them; only their effect is used.
        cache[CACHE] = env["ai_agent.policy.rule"].sudo()._all()
    return Rules(cache[CACHE], env.user._get_group_ids())
