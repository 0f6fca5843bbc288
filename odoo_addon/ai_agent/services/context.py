"""What is told of the place where the user is: lines within a budget, and domains in words. Needs no ORM."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from .prompt import tokens

LINE_CHARS = 300
"""Of one value; a third of it where the budget is small."""

SMALL_TOKENS = 600
"""A budget below this is a small one."""

OPERATORS = {
    "=": "=",
    "!=": "≠",
    "<": "<",
    "<=": "≤",
    ">": ">",
    ">=": "≥",
    "in": "is one of",
    "not in": "is none of",
    "ilike": "contains",
    "like": "contains",
    "not ilike": "does not contain",
    "not like": "does not contain",
    "=ilike": "is like",
    "=like": "is like",
    "child_of": "is in",
    "parent_of": "is above",
}


@dataclass(frozen=True)
class ContextText:
    """Where the user is, as the service is told, and what it is about."""

    text: str = ""
    chips: list[dict[str, Any]] = field(default_factory=list)
    """`kind` (record, list, selection, unsaved), `label`, `model`, `ids`: what a person sees of it."""
    models: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """For the audit: which fields of which models were read."""
    ids: dict[str, tuple[int, ...]] = field(default_factory=dict)
    """For the audit: which records."""


class Lines:
    """Lines as long as there is room, the most useful first."""

    def __init__(self, budget: int) -> None:
        self._budget = budget
        self._lines: list[str] = []
        self.chars = LINE_CHARS if budget >= SMALL_TOKENS else LINE_CHARS // 3

    def add(self, line: str) -> bool:
        """Take a line in if it fits; say whether it did."""
        if tokens("\n".join([*self._lines, line])) > self._budget:
            return False
        self._lines.append(line)
        return True

    def pair(self, label: str, value: str) -> bool:
        """Take in a value with its label, on one line."""
        return self.add(f"- {label}: {one_line(value, self.chars)}")

    def listed(self, head: str, items: Iterable[str]) -> None:
        """Take in as many of some items as fit on one line, and say when there are more."""
        known: list[str] = []
        rest = list(items)
        while rest and self._fits(f"{head} {'; '.join([*known, rest[0]])}; …"):
            known.append(rest.pop(0))
        if known:
            self.add(f"{head} {'; '.join(known)}{'; …' if rest else ''}")

    def __str__(self) -> str:
        """Return all of them."""
        return "\n".join(self._lines)

    def _fits(self, line: str) -> bool:
        return tokens("\n".join([*self._lines, line])) <= self._budget


def one_line(text: str, chars: int) -> str:
    """Return a text on one line, cut: a line of its own could look like one of ours."""
    flat = " ".join(text.split())
    return flat if len(flat) <= chars else flat[: chars - 1].rstrip() + "…"


def domain_in_words(domain: list[Any], label: Callable[[str], str], value: Callable[[str, Any], str]) -> str:
    """Return a domain as people read it.

    :param domain: one that is known to be well-formed
    :param label: of a path
    :param value: of a path and a value, as text
    """
    # Polish notation, from the end; what stands side by side is joined by "and".
    stack: list[str] = []
    for term in reversed(domain):
        if term == "!":
            stack.append(f"not ({stack.pop()})")
        elif term in ("&", "|"):
            first, second = stack.pop(), stack.pop()
            stack.append(f"({first} or {second})" if term == "|" else f"{first} and {second}")
        else:
            stack.append(_condition(term, label, value))
    return " and ".join(text for text in reversed(stack) if text)


def _condition(term: Any, label: Callable[[str], str], value: Callable[[str, Any], str]) -> str:
    path, operator, operand = term
    if not isinstance(path, str):
        return ""
    if operator in ("any", "not any"):
        inner = domain_in_words(
            operand, lambda sub: label(f"{path}.{sub}"), lambda sub, item: value(f"{path}.{sub}", item)
        )
        return f"{'no ' if operator == 'not any' else ''}{label(path)} with ({inner})"
    if operand is False and operator in ("=", "!="):
        return f"{label(path)} is {'set' if operator == '!=' else 'not set'}"
    if isinstance(operand, (list, tuple)):
        texts = [value(path, item) for item in operand[:10]]
        shown = ", ".join(texts) + (", …" if len(operand) > len(texts) else "")
    else:
        shown = value(path, operand)
    return f"{label(path)} {OPERATORS.get(operator, operator)} {shown}"
