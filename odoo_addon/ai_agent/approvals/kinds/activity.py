"""Activities on records."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ...services.proposals import Item
from ...services.tools import Operation, ToolError
from .base import Kind

FIELDS = ("activity_type_id", "summary", "date_deadline", "user_id", "note")


class ActivityKind(Kind):
    """An undo deletes the activity, unless it was done meanwhile."""

    name = "activity"

    def fields_model(self, operation: Operation) -> str:
        """What is given are fields of the activity."""
        return "mail.activity"

    def given(self, operation: Operation) -> dict[str, Any]:
        """Type, summary, day, user and note."""
        return operation.arguments

    def with_given(self, operation: Operation, given: dict[str, Any]) -> Operation:
        """Return the operation with other values."""
        return replace(operation, arguments=given)

    def checked(self, operation: Operation) -> Operation:
        """Check the record and the activity's values."""
        model = self.env.get(operation.model)
        if model is None or not hasattr(model, "activity_schedule"):
            raise ToolError("invalid", f"There are no activities on {operation.model}.")
        self.existing(operation.model, operation.res_id, "read")
        self.policy.check_model("mail.activity", "create")
        given = operation.arguments
        if unknown := set(given) - set(FIELDS):
            raise ToolError("invalid", f"An activity has no {', '.join(sorted(unknown))}.")
        given = self.policy.values("mail.activity", given, "create")
        given = self.values.clean("mail.activity", given)
        for name in ("activity_type_id", "date_deadline", "user_id"):
            if not given.get(name):
                raise ToolError("invalid", f"An activity needs {name}.")
        kind = self.env["mail.activity.type"].browse(given["activity_type_id"])
        if kind.res_model and kind.res_model != operation.model:
            raise ToolError("invalid", f"The activity type {kind.id} is not for {operation.model}.")
        operation = replace(operation, arguments=given, values={})
        return replace(operation, editable=self.editable(operation))

    def perform(self, item: Item) -> None:
        """Create the activity."""
        given = item.operation.arguments
        activity = self.env["mail.activity"].create(
            {
                **given,
                # `_get_id` is how Odoo's own mixin finds it: users may not read `ir.model`.
                "res_model_id": self.env["ir.model"]._get_id(item.operation.model),
                "res_id": item.operation.res_id,
            }
        )
        self.env.flush_all()
        item.made = activity.id

    def undo(self, item: Item) -> list[str]:
        """Delete the activity if nobody has done it."""
        activity = self.env["mail.activity"].with_context(active_test=False).browse(item.made)
        if not activity.exists():
            return []
        if not activity.active:
            return [self.env._("“%(name)s” was done meanwhile and stays.", name=activity.display_name)]
        self.existing(item.operation.model, item.operation.res_id, "read")
        self.policy.check_model("mail.activity", "unlink")
        activity.unlink()
        return []

    def notices(self, items: list[Item]) -> list[str]:
        """Whoever is given an activity by somebody else is told."""
        users = {item.operation.arguments.get("user_id") for item in items}
        if users - {self.env.uid, False, None}:
            return [self.env._("People who are assigned are told by mail after saving, at most once.")]
        return []

    def undo_note(self, item: Item) -> tuple[bool, str]:
        """A mail that went out is not taken back."""
        if item.operation.arguments.get("user_id") not in (self.env.uid, False, None):
            return True, self.env._("A mail to the person who was assigned is not taken back.")
        return True, ""
