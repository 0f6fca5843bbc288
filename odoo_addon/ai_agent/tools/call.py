"""What a tool is given: who calls, under which policy, within which limits."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from ..services.limits import Limits
from .formats import Formats

if TYPE_CHECKING:
    from odoo.api import Environment

    from ..policy import Policy


@dataclass
class Call:
    """One call of a tool."""

    env: Environment
    """Never `su`; the user's language and time zone, and the companies of the run."""
    policy: Policy
    limits: Limits = field(default_factory=Limits)

    @cached_property
    def formats(self) -> Formats:
        """How values are written for this person."""
        return Formats(self.env)
