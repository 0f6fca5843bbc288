"""Reads domains as JSON: nothing is evaluated, and each part is of a known form."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from .paths import Malformed, parse_path

MOST_NODES = 300
MOST_VALUES = 2000
DEEPEST = 6

EQUALITY = frozenset(("=", "!=", "in", "not in"))
PATTERNS = frozenset(("like", "ilike", "not like", "not ilike", "=like", "=ilike", "not =like", "not =ilike"))
SUBDOMAINS = frozenset(("any", "not any"))
HIERARCHY = frozenset(("child_of", "parent_of"))
OPERATORS = EQUALITY | PATTERNS | SUBDOMAINS | HIERARCHY | {"<", ">", "<=", ">="}
_LISTS = frozenset(("in", "not in")) | HIERARCHY
_ALIASES = {"==": "=", "<>": "!="}
_CONSTANTS = {(1, "=", 1): [1, "=", 1], (0, "=", 1): [0, "=", 1]}

Scalar = str | int | float | bool | None


@dataclass(frozen=True)
class Condition:
    """One condition. `value` is a scalar, a list of scalars, or a parsed domain for `any` and `not any`."""

    path: tuple[str, ...]
    operator: str
    value: Any


Node = str | Condition | list[Any]
"""`&`, `|`, `!`, a condition, or a constant such as `[1, "=", 1]`."""


def parse_domain(domain: object) -> list[Node]:
    """Read a domain, a list or its JSON text.

    :return: nodes in the same prefix notation
    :raises Malformed: if it is not one, or too large
    """
    if isinstance(domain, str):
        try:
            domain = json.loads(domain) if domain.strip() else []
        except (ValueError, RecursionError):
            raise Malformed("The domain is not JSON.") from None
    return _Reader().nodes(domain if domain is not None else [], 0)


def scalars(value: object) -> Iterator[Scalar]:
    """Go through the values of a condition that has no domain as value."""
    yield from value if isinstance(value, list) else [value]


class _Reader:
    """Counts what it has read in all levels of a domain."""

    def __init__(self) -> None:
        self._nodes = 0

    def nodes(self, domain: object, depth: int) -> list[Node]:
        if not isinstance(domain, (list, tuple)):
            raise Malformed("A domain must be a list.")
        if depth > DEEPEST:
            raise Malformed("The domain is nested too deeply.")
        found = [self._node(node, depth) for node in domain]
        _check_arity(found)
        return found

    def _node(self, node: object, depth: int) -> Node:
        self._nodes += 1
        if self._nodes > MOST_NODES:
            raise Malformed("The domain has too many conditions.")
        if isinstance(node, str):
            if node not in ("&", "|", "!"):
                raise Malformed("A domain has conditions [field, operator, value] and the texts “&”, “|”, “!”.")
            return node
        if not isinstance(node, (list, tuple)) or len(node) != 3:
            raise Malformed("A condition must be a list [field, operator, value].")
        if not isinstance(node[0], str):
            return _constant(node)
        return self._condition(node, depth)

    def _condition(self, node: list[Any] | tuple[Any, ...], depth: int) -> Condition:
        path, operator, value = parse_path(node[0]), node[1], node[2]
        if not isinstance(operator, str) or (operator := _ALIASES.get(operator, operator)) not in OPERATORS:
            raise Malformed(f"“{str(node[1])[:40]}” is not an operator of domains.")
        if operator in SUBDOMAINS:
            return Condition(path, operator, self.nodes(value, depth + 1))
        if isinstance(value, (list, tuple)):
            value = list(value)
            if operator in ("=", "!="):
                operator = "in" if operator == "=" else "not in"
            if operator not in _LISTS:
                raise Malformed(f"“{operator}” takes one value.")
            if len(value) > MOST_VALUES:
                raise Malformed("A condition has too many values.")
        elif operator in ("in", "not in"):
            value = [value]
        for one in scalars(value):
            if not isinstance(one, (str, int, float, bool, type(None))):
                raise Malformed("Values in a domain are texts, numbers, true, false, null, or lists of these.")
            if operator in PATTERNS and not isinstance(one, str):
                raise Malformed(f"“{operator}” takes a text.")
        return Condition(path, operator, value)


def _constant(node: list[Any] | tuple[Any, ...]) -> list[Any]:
    try:
        return list(_CONSTANTS[tuple(node)])
    except (KeyError, TypeError):
        raise Malformed("A condition must begin with the name of a field.") from None


def _check_arity(nodes: list[Node]) -> None:
    missing = 0
    for node in nodes:
        missing = max(missing - 1, 0)
        missing += {"&": 2, "|": 2, "!": 1}.get(node, 0) if isinstance(node, str) else 0
    if missing:
        raise Malformed("The domain ends where a condition is missing.")
