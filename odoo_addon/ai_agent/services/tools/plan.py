"""What a write tool wants to do. Nothing is written until a person has approved it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

CREATE, UPDATE, DELETE, METHOD = "create", "update", "delete", "method"


@dataclass(frozen=True)
class Operation:
    """One record that is to be made, changed or deleted, or a method that is to be called on it."""

    model: str
    res_id: int | None
    """None: it is made."""
    values: dict[str, Any] = field(default_factory=dict)
    """As `create` and `write` take them, in the form of JSON: x2many as lists of commands."""
    method: str = ""
    arguments: dict[str, Any] = field(default_factory=dict)
    editable: tuple[str, ...] = ()
    """Fields of `values` or names of `arguments` that a person may change before approving."""


@dataclass(frozen=True)
class Plan:
    """Operations of one kind that one approval covers, each of which can be left out."""

    kind: str
    """create, update, delete, note, activity, method: what the card is headed with."""
    action: str
    """How it is carried out: one of `CREATE`, `UPDATE`, `DELETE`, `METHOD`."""
    title: str
    """What would be done, in the user's language, without ids."""
    operations: tuple[Operation, ...]
