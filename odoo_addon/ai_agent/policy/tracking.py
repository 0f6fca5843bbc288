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
            effect = self._effect(record, name)
            if effect == HIDE:
                continue
            old, new = self._texts(change)
            if effect == MASK:
                self._note_all(record, name, old, new)
            label = record._fields[name].get_description(self._env, ["string"])["string"]
            found.setdefault(change.mail_message_id.id, []).append({"label": label, "old": old, "new": new})
        return found

    def _effect(self, record: models.BaseModel, name: str) -> str:
        """Of a relation, names of records were taken down: they are treated as the names are."""
        effect, comodel = self._field(record._name, name), record._fields[name].comodel_name
        named = self._field(comodel, "display_name") if comodel and effect != HIDE else effect
        return HIDE if HIDE in (effect, named) else MASK if MASK in (effect, named) else effect

    def _note_all(self, record: models.BaseModel, name: str, *texts: str) -> None:
        relation = record._fields[name].comodel_name
        for text in texts:
            self._note(record._name, name, text)
            for part in text.split(", ") if relation else ():
                self._note(relation, "name", part)

    def _texts(self, change: models.BaseModel) -> tuple[str, str]:
        """Return old and new value as texts."""
        formatted = change._tracking_value_format()[0]
        return self._text(formatted["oldValue"]), self._text(formatted["newValue"])

    def _text(self, value: object) -> str:
        if isinstance(value, bool):
            return self._env._("Yes") if value else ""
        return "" if value is None else str(value)
