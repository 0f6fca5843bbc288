"""One operation of a proposal, with what is known of it before and after."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from ..tools import Operation

PENDING, EXECUTED, LEFT_OUT, FAILED, UNDONE = "pending", "executed", "left_out", "failed", "undone"


@dataclass
class Item:
    """An operation that can be left out. All values are in the form of JSON that `approvals/values.py` describes."""

    key: str
    """Its id within the proposal: 1, 2, …"""
    operation: Operation
    name: str = ""
    """Of its record when it was proposed: for when it is there no more."""
    stamp: str = ""
    """When its record was written last, as the database has it; empty where that does not matter."""
    before: dict[str, Any] = field(default_factory=dict)
    """The values that its fields had."""
    along: dict[str, Any] = field(default_factory=dict)
    """What a form would fill in with these values by its onchange methods: written with them, as a form would."""
    effects: list[dict[str, Any]] = field(default_factory=list)
    """What else changes, as the card shows it."""
    errors: list[str] = field(default_factory=list)
    """Why it would fail, in the person's language."""
    shown: list[str] = field(default_factory=list)
    """Digests of all effects that the person was shown."""
    state: str = PENDING
    edited: list[str] = field(default_factory=list)
    """Names of the fields that the person changed before approving."""
    made: int | None = None
    """The record that it made."""
    written: dict[str, Any] = field(default_factory=dict)
    """The values that its fields had right after it was carried out."""
    kept: list[str] = field(default_factory=list)
    """What an undo left as it is, in the person's language."""

    def to_json(self) -> dict[str, Any]:
        """Return it as it is stored."""
        return asdict(self)

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> Item:
        """Read what `to_json` returned."""
        operation = dict(stored["operation"])
        operation["editable"] = tuple(operation["editable"])
        return cls(**{**stored, "operation": Operation(**operation)})


def items_to_json(items: Sequence[Item]) -> str:
    """Return items as one text."""
    return json.dumps([item.to_json() for item in items], ensure_ascii=False)


def items_from_json(text: str) -> list[Item]:
    """Read items from what `items_to_json` returned."""
    return [Item.from_json(stored) for stored in json.loads(text)]
