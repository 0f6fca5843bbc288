"""Making records."""

from __future__ import annotations

from dataclasses import replace

from ...services.proposals import Item
from ...services.tools import Operation, ToolError
from .base import Kind


class CreateKind(Kind):
    """An undo deletes what was made; where that is refused it is archived."""

    name = "create"

    def checked(self, operation: Operation) -> Operation:
        """Check model, names and types."""
        self.policy.check_model(operation.model, "create")
        values = self.policy.values(operation.model, operation.values, "create")
        values = self.values.clean(operation.model, values)
        if not values:
            raise ToolError("invalid", "There are no values for a new record.")
        operation = replace(operation, values=values)
        return replace(operation, editable=self.editable(operation))

    def perform(self, item: Item) -> None:
        """Create, and note the id."""
        record = self.env[item.operation.model].create({**item.along, **item.operation.values})
        self.env.flush_all()
        item.made = record.id
        item.written = {
            name: self.values.current(record, name) for name in item.operation.values if record._fields[name].store
        }

    def undo(self, item: Item) -> list[str]:
        """Delete or archive."""
        model = item.operation.model
        if self.gone(model, item.made):
            return []
        self.existing(model, item.made, "read")
        record = self.env[model].browse(item.made)
        if record._log_access and record.write_uid.id != self.env.uid and self.can_archive(record):
            name = self.values.name(model, record.id)
            record.action_archive()
            return [self.env._("%(name)s was changed by somebody else since, and was archived.", name=name)]
        kept = self.unlink_or_archive(record)
        return [kept] if kept else []

    def undo_note(self, item: Item) -> tuple[bool, str]:
        """Say which way it would go."""
        model = self.env[item.operation.model]
        if self._may_delete(model):
            return True, ""
        if self.can_archive(model):
            return True, self.env._("You may not delete such records: undoing archives it.")
        return False, self.env._("You may neither delete nor archive such records: this cannot be undone.")

    def _may_delete(self, model) -> bool:
        try:
            self.policy.check_model(model._name, "unlink")
        except ToolError:
            return False
        return model.has_access("unlink")
