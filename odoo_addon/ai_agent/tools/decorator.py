"""`@tool`: a function becomes a tool."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from ..services.tools import ACCESS, ToolSpec
from ..services.tools.schema import described, parameters_of
from . import registry

F = TypeVar("F", bound=Callable[..., Any])


def tool(*, access: str, title: str, name: str | None = None) -> Callable[[F], F]:
    """Register a function whose first parameter is the `Call`; the others, all typed, are what the model gives.

    The docstring is the description, its `:param x:` lines those of the parameters. See docs/tools.md.

    :param access: `read`, `show`, `fill` (give a `Result`) or `write` (gives a `Plan`)
    :param title: what a person reads in the tool card, in English
    :param name: the function's own unless given
    :raises TypeError: when the signature has no schema; `ValueError` when the name is taken or a word is wrong
    """
    if access not in ACCESS:
        raise ValueError(f"access is one of {', '.join(ACCESS)}, not {access!r}")

    def register(function: F) -> F:
        description, _texts = described(function)
        if not description:
            raise ValueError(f"the tool {function.__name__} has no docstring, so no model knows what it is for")
        registry.add(
            ToolSpec(
                name=name or function.__name__,
                title=title,
                description=description,
                access=access,
                parameters=parameters_of(function),
                function=function,
                module=_addon(function.__module__),
            )
        )
        return function

    return register


def _addon(module: str) -> str:
    parts = module.split(".")
    return parts[2] if parts[:2] == ["odoo", "addons"] else parts[0]
