"""Changing fields of records."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ...services.proposals import Item
from ...services.tools import Operation, ToolError
from ..values import cut
from .base import Kind


class UpdateKind(Kind):
    """An undo writes back what still holds what was written."""

    name = "update"
    stamped = True

    def checked(self, operation: Operation) -> Operation:
        """Check record, names and types."""
        record = self.existing(operation.model, operation.res_id, "write")
        if not operation.values:
            raise ToolError("invalid", "There is nothing to change.")
        values = self.policy.values(operation.model, operation.values, "write")
        values = self.values.clean(operation.model, values, record)
        for name in values:
            field = record._fields[name]
            if field.readonly and not field.inverse and (field.compute or field.related):
                raise ToolError("invalid", f"{name} is computed and cannot be written.")
        operation = replace(operation, values=values)
        return replace(operation, editable=self.editable(operation))

    def before(self, item: Item) -> dict[str, Any]:
        """Return the values of named fields."""
        record = self.record(item.operation)
        return {name: self.values.current(record, name) for name in (*item.operation.values, *item.along)}

    def perform(self, item: Item) -> None:
        """Write, and note what the fields hold then."""
        record = self.record(item.operation)
        record.write({**item.along, **item.operation.values})
        self.env.flush_all()
        item.written = self.before(item)

    def undo(self, item: Item) -> list[str]:
        """Write back, field by field."""
        model, record = item.operation.model, self.record(item.operation)
        if self.gone(model, item.operation.res_id):
            return [self.env._("%(name)s does not exist any more.", name=self.env[model]._description)]
        self.existing(model, item.operation.res_id, "write")
        labels = self.values.labels(model, item.before)
        back: dict[str, Any] = {}
        kept = []
        for name, before in item.before.items():
            if name not in item.written:
                continue
            label = labels[name]
            now = self.values.current(record, name)
            if self.values.same(model, name, now, before):
                continue
            if not self.values.same(model, name, now, item.written[name]):
                kept.append(self.env._("%(field)s was changed since and stays.", field=label))
                continue
            value = self._back(record, name, before, now)
            if value is None:
                kept.append(self.env._("%(field)s cannot be brought back.", field=label))
                continue
            back[name] = value
        if back:
            self.policy.values(model, dict(back), "write")
            record.write(back)
            self.env.flush_all()
        return kept + self._staying(item)

    def undo_note(self, item: Item) -> tuple[bool, str]:
        """Lines that are deleted or changed are not brought back."""
        lost = [
            name
            for name, value in item.operation.values.items()
            if self.env[item.operation.model]._fields[name].type == "one2many"
            and any(command[0] != 0 for command in value or [])
        ]
        if not lost:
            return True, ""
        names = ", ".join(self.values.labels(item.operation.model, lost).values())
        return len(lost) < len(item.operation.values), self.env._("Not brought back: %(fields)s.", fields=names)

    def _staying(self, item: Item) -> list[str]:
        """Return what changed along and is not as it was: a computed field may have had another value before."""
        record, model = self.record(item.operation), item.operation.model
        staying = [
            effect["label"]
            for effect in item.effects
            if effect["old"] is not None
            and effect["field"] not in item.before
            and cut(self.values.text(model, effect["field"], self.values.current(record, effect["field"])))
            != effect["old"]["text"]
        ]
        return [self.env._("These are not as they were: %(fields)s.", fields=", ".join(staying))] if staying else []

    def _back(self, record, name: str, before: Any, now: Any) -> Any:
        """Return what brings a field back; None where nothing does."""
        field = record._fields[name]
        if field.type == "many2many":
            there = self.env[field.comodel_name].with_context(active_test=False).browse(before or []).exists()
            return [[6, 0, there.ids]]
        if field.type == "one2many":
            missing = set(before or []) - set(now or [])
            added = [res_id for res_id in now or [] if res_id not in (before or [])]
            return None if missing or not added else [[2, res_id, 0] for res_id in added]
        if field.type == "many2one" and before and self.gone(field.comodel_name, before):
            return None
        return before
