"""What all kinds of proposals have in common."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from odoo import api, models

from ...policy import Policy
from ...services.proposals import Item
from ...services.tools import Operation, ToolError
from ..refusals import REFUSALS
from ..values import EDITABLE_TYPES, Values


class Kind:
    """Checks, carries out and undoes operations under the rights of one environment (never superuser)."""

    name = ""
    stamped = False
    """Whether a change of the record meanwhile means that the person has to be asked again."""

    def __init__(self, env: api.Environment, policy: Policy) -> None:
        self.env, self.policy = env, policy
        self.values = Values(env, policy)

    def fields_model(self, operation: Operation) -> str:
        """Return the model whose fields the given values are."""
        return operation.model

    def given(self, operation: Operation) -> dict[str, Any]:
        """Return the values that the operation names."""
        return operation.values

    def with_given(self, operation: Operation, given: dict[str, Any]) -> Operation:
        """Return the operation with other values."""
        return replace(operation, values=given)

    def checked(self, operation: Operation) -> Operation:
        """Return the operation with checked values and its editable fields.

        :raises ToolError: where rights, policy or types refuse it
        """
        raise NotImplementedError

    def record(self, operation: Operation) -> models.BaseModel:
        """Return the record that there is already; none for one that is to be made."""
        records = self.env[operation.model].with_context(active_test=False)
        return records.browse(operation.res_id) if operation.res_id else records.browse()

    def text(self, item: Item, name: str, record: models.BaseModel | None = None) -> str:
        """Return one of the given values in the person's words."""
        operation = item.operation
        value = self.given(operation).get(name)
        return self.values.given_text(self.fields_model(operation), name, value, item.before.get(name), record)

    def before(self, item: Item) -> dict[str, Any]:
        """Return the values that the named fields have now."""
        return {}

    def perform(self, item: Item) -> None:
        """Carry it out; note in the item what was made and written."""
        raise NotImplementedError

    def undo(self, item: Item) -> list[str]:
        """Take it back; return what stays, in the person's language."""
        raise NotImplementedError

    def undo_note(self, item: Item) -> tuple[bool, str]:
        """Return whether it could be undone, and what would stay or why not."""
        return True, ""

    def notices(self, items: list[Item]) -> list[str]:
        """Return what the person has to know beforehand."""
        return []

    def editable(self, operation: Operation) -> tuple[str, ...]:
        """Return those of the given fields that a card can offer for editing."""
        fields = self.env[self.fields_model(operation)]._fields
        return tuple(name for name in self.given(operation) if fields[name].type in EDITABLE_TYPES)

    def existing(self, model: str, res_id: int | None, operation: str) -> models.BaseModel:
        """Return a record that the user may read and use for an operation.

        :raises ToolError: `not_found` or `forbidden`
        """
        self.policy.check_model(model, "read")
        if operation != "read":
            self.policy.check_model(model, operation)
        if isinstance(res_id, bool) or not isinstance(res_id, int):
            raise ToolError("invalid", "An id is a whole number.")
        record = self.env[model].with_context(active_test=False).search([("id", "=", res_id)])
        if not self.policy.visible(record):
            raise ToolError("not_found", f"There is no {model} with the id {res_id} that this user may read.")
        if not record.has_access(operation):
            raise ToolError("forbidden", f"This user may not do that to the {model} with the id {res_id}.")
        return record

    def gone(self, model: str, res_id: int | None) -> bool:
        """Whether a record is not there any more."""
        return not self.env[model].with_context(active_test=False).browse(res_id).exists()

    def unlink_or_archive(self, record: models.BaseModel) -> str:
        """Delete a record, or archive it where that is refused; return what stays, empty if nothing does."""
        name = self.values.name(record._name, record.id)
        try:
            self.policy.check_model(record._name, "unlink")
            with self.env.cr.savepoint():
                record.unlink()
        except (ToolError, *REFUSALS):
            if not self.can_archive(record):
                return self.env._("%(name)s could not be deleted and stays.", name=name)
            try:
                with self.env.cr.savepoint():
                    record.action_archive()
            except REFUSALS:
                return self.env._("%(name)s could not be deleted and stays.", name=name)
            return self.env._("%(name)s could not be deleted and was archived.", name=name)
        return ""

    def can_archive(self, records: models.BaseModel) -> bool:
        """Whether records of the model can be archived by this user."""
        name = records._active_name
        if name is None or not records.browse().has_access("write"):
            return False
        try:
            self.policy.values(records._name, {name: False}, "write")
        except ToolError:
            return False
        return True
