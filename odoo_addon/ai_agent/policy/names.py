"""Display names of records, as far as they may be seen."""

from __future__ import annotations

from collections.abc import Callable

from odoo import api, models

from .reach import Reach
from .rules import HIDE, MASK
from .treatment import Treatments

Note = Callable[[str, str, object], None]


class Names:
    """Reads display names under the user's rights."""

    def __init__(self, env: api.Environment, reach: Reach, treatments: Treatments, note: Note) -> None:
        self._env, self._reach, self._treatments, self._note = env, reach, treatments, note

    def of(self, records: models.BaseModel) -> dict[int, str]:
        """Return names by id; "" for what the user may not read."""
        names = dict.fromkeys(records.ids, "")
        model = records._name
        # Never in the caller's context: a key such as `show_email` would put other fields into the name.
        readable = self._reach.visible(records)
        if not readable:
            return names
        effect = self._treatments.of(model, "display_name")
        if effect == HIDE:
            return names | {record.id: self._neutral(record) for record in readable}
        parts = self._treatments.name_parts(model)
        for record in readable:
            name = record.display_name or ""
            if effect == MASK:
                self._note(model, self._env[model]._rec_name or "name", name)
            names[record.id] = self._without(record, parts, name)
        return names

    def _without(self, record: models.BaseModel, parts: list[tuple[str, str]], name: str) -> str:
        """An addon may put other fields into a name: look whether a value stands in it that may not be seen."""
        for path, effect in parts:
            # sudo: only to compare; a part that the user may not read would stand in the name all the same.
            for value in set(record.sudo().mapped(path)):
                if not isinstance(value, str) or not value or value not in name:
                    continue
                if effect == HIDE:
                    return self._neutral(record)
                self._note(record._name, path.rpartition(".")[2], value)
        return name

    def _neutral(self, record: models.BaseModel) -> str:
        # sudo: the label of a model in reach is no secret; users have no right to read `ir.model`.
        label = self._env["ir.model"].sudo()._get(record._name).name
        return f"{label or record._name} {record.id}"
