"""Deleting records."""

from __future__ import annotations

from dataclasses import replace

from ...services.proposals import Item
from ...services.tools import Operation
from .base import Kind


class DeleteKind(Kind):
    """There is no undo, and the card says so."""

    name = "delete"
    stamped = True

    def checked(self, operation: Operation) -> Operation:
        """Check the record."""
        self.existing(operation.model, operation.res_id, "unlink")
        return replace(operation, values={}, arguments={}, editable=())

    def perform(self, item: Item) -> None:
        """Delete."""
        self.record(item.operation).unlink()
        self.env.flush_all()

    def undo(self, item: Item) -> list[str]:
        """Say that it is gone."""
        return [self.env._("What was deleted cannot be brought back.")]

    def undo_note(self, item: Item) -> tuple[bool, str]:
        """Say so beforehand."""
        note = self.env._("What is deleted cannot be brought back.")
        if self.can_archive(self.env[item.operation.model]):
            note += " " + self.env._("Archiving would hide it instead.")
        return False, note
