"""What a tool says of itself, and how it fails."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

READ, SHOW, FILL, WRITE = "read", "show", "fill", "write"
ACCESS = (READ, SHOW, FILL, WRITE)
"""`read`: by the addon. `show`, `fill`: in the browser that asked. `write` makes a plan, which a person approves."""


@dataclass(frozen=True)
class ToolSpec:
    """A tool as services, settings and the engine see it."""

    name: str
    """Letters, digits and `_`, at most 64: what all services take."""
    title: str
    """What a person reads in the tool card, in English; translated at the edge."""
    description: str
    access: str
    parameters: Mapping[str, Any]
    """JSON Schema of an object."""
    function: Callable[..., Any]
    module: str = "ai_agent"
    """The addon that brings it; where that is not installed, there is no such tool."""


class ToolError(Exception):
    """Why a tool gave nothing: a code, and a short reason for the model that quotes no value of a record.

    Codes: `invalid` (arguments), `forbidden` (rights or policy), `not_found`, `too_large`, `timeout`, `limit` (of calls
    of a turn), `failed`.
    """

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(reason)
        self.code, self.reason = code, reason
