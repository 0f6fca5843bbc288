"""What is known of a place while it is being told."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from ..services.context import Lines
from ..tools import Call


@dataclass
class Place:
    """A view of a model, and what has been told of it so far."""

    call: Call
    model: str
    view: str
    """The type of the view, empty when it is not known."""
    hint: dict[str, Any]
    lines: Lines
    chips: list[dict[str, Any]] = field(default_factory=list)
    models: dict[str, tuple[str, ...]] = field(default_factory=dict)
    ids: dict[str, tuple[int, ...]] = field(default_factory=dict)

    def chip(self, kind: str, label: str, ids: tuple[int, ...] = ()) -> None:
        """Add what a person sees of it."""
        self.chips.append({"kind": kind, "label": label, "model": self.model, "ids": list(ids)})

    def was_read(self, fields: list[str], ids: tuple[int, ...]) -> None:
        """Note for the audit what was read."""
        known = self.models.get(self.model, ())
        self.models[self.model] = tuple(dict.fromkeys([*known, *fields]))
        self.ids[self.model] = tuple(dict.fromkeys([*self.ids.get(self.model, ()), *ids]))
