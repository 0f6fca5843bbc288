"""What became of a proposal, for the model and for the person."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from ..services.tools import Result


@dataclass(frozen=True)
class Outcome:
    """`result.data` is for the model, the rest of `result` for the tool card."""

    state: str
    """Of the proposal: executed, rejected, failed, expired, cancelled, changed."""
    result: Result
    again: Any = None
    """The new proposal, to be asked about, when records were changed meanwhile (then `state` is `changed`)."""
    masked: tuple[tuple[str, str, str], ...] = field(default=())
    """What `Policy.masked_values` says was read and must not leave as it is."""

    @property
    def data(self) -> Any:
        """What the model gets."""
        return self.result.data
