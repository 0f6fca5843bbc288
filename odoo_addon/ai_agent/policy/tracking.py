"""What messages say of changed fields, as far as it may be seen."""

from __future__ import annotations

from collections.abc import Callable

from odoo import api, models

from .names import Note
from .rules import HIDE, MASK


class Tracking:
    """Reads the tracked changes of a record's messages."""

    def __init__(self, env: api.Environment, field: Callable[[str, str], str], note: Note) -> None:
        self._env, self._field, self._note = env, field, note

    def of(self, record: models.BaseModel, messages: models.BaseModel) -> dict[int, list[dict[str, str]]]:
        """Return `label`, `old` and `new` by message."""
        readable = self._env["mail.message"].browse(messages.ids).exists()._filtered_access("read")
        mine = readable.filtered(lambda one: one.model == record._name and one.res_id == record.id)
        if not mine:
            return {}
        # sudo: only the administrator may read tracked values; those of fields that the user may not have are left out.
        changes = mine.sudo().tracking_value_ids
        found: dict[int, list[dict[str, str]]] = {}
        for change in changes:
            name = change.field_id.name
            if not name or change.field_id.model != record._name:
                continue
            effect = self._field(record._name, name)
            if effect == HIDE:
                continue
            old, new = self._texts(change)
            if effect == MASK:
                self._note(record._name, name, old)
                self._note(record._name, name, new)
            label = record._fields[name].get_description(self._env, ["string"])["string"]
            found.setdefault(change.mail_message_id.id, []).append({"label": label, "old": old, "new": new})
        return found

    def _texts(self, change: models.BaseModel) -> tuple[str, str]:
        """Return old and new value as texts in the user's formats."""
        formatted = change.with_context(lang=self._env.lang)._tracking_value_format()[0]
        return tuple(_text(formatted[part]) for part in ("oldValue", "newValue"))


def _text(value: object) -> str:
    return "" if value is False or value is None else str(value)
