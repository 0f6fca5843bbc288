"""Workflow methods that administrators allow."""

from __future__ import annotations

from dataclasses import replace

from ...services.proposals import Item
from ...services.tools import Operation, ToolError
from .base import Kind


class MethodKind(Kind):
    """A method is called without arguments. An undo calls the method that the administrator named for it."""

    name = "method"
    stamped = True

    def checked(self, operation: Operation) -> Operation:
        """Check record and allow-list."""
        self.existing(operation.model, operation.res_id, "write")
        if operation.arguments:
            raise ToolError("invalid", "Methods are called without arguments.")
        if not self._allowed(operation):
            raise ToolError("forbidden", f"{operation.method} of {operation.model} is not among the allowed methods.")
        return replace(operation, values={}, arguments={}, editable=())

    def perform(self, item: Item) -> None:
        """Call it; what it returns, such as an action, is not followed."""
        self._call(item.operation, item.operation.method)

    def undo(self, item: Item) -> list[str]:
        """Call the method that takes it back."""
        allowed = self._allowed(item.operation)
        if not allowed or not allowed.undo_method:
            return [self.env._("This cannot be undone.")]
        if self.gone(item.operation.model, item.operation.res_id):
            return [self.env._("The record does not exist any more.")]
        self.existing(item.operation.model, item.operation.res_id, "write")
        self._call(item.operation, allowed.undo_method)
        return []

    def undo_note(self, item: Item) -> tuple[bool, str]:
        """What is offered depends on the administrator's list."""
        allowed = self._allowed(item.operation)
        if allowed and allowed.undo_method:
            return True, self.env._("What the step did beyond the record stays.")
        return False, self.env._("This step cannot be undone.")

    def _allowed(self, operation: Operation):
        return self.env["ai_agent.allowed_method"]._find(operation.model, operation.method)

    def _call(self, operation: Operation, method: str) -> None:
        self.env["ai_agent.allowed_method"]._call(self.record(operation), method)
        self.env.flush_all()
