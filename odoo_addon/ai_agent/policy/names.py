"""Display names of records, as far as they may be seen."""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice

from odoo import api, models
from odoo.exceptions import MissingError

from .reach import Reach
from .rules import HIDE, MASK
from .treatment import Treatments

Note = Callable[[str, str, object], None]


MOST_AT_ONCE = 1000
"""Records that were read together with one whose name is asked for, and are looked up with it."""


class Names:
    """Reads display names under the user's rights.

    Which records may be read is looked up once for all that were read together: names are asked for cell by cell.
    """

    def __init__(self, env: api.Environment, reach: Reach, treatments: Treatments, note: Note) -> None:
        self._env, self._reach, self._treatments, self._note = env, reach, treatments, note
        self._visible: dict[tuple[str, int], bool] = {}

    def of(self, records: models.BaseModel) -> dict[int, str]:
        """Return names by id; "" for what the user may not read."""
        model = records._name
        self._look_up(records)
        # Never in the caller's context: a key such as `show_email` would put other fields into the name.
        mine = self._env[model].browse(res_id for res_id in records.ids if self._visible[model, res_id])
        mine = mine.with_prefetch([one for one in self._together(records) if self._visible.get((model, one))])
        effect = self._treatments.of(model, "display_name")
        names = dict.fromkeys(records.ids, "")
        for record in mine:
            try:
                names[record.id] = self._name(record, effect)
            except MissingError:
                # Deleted since it was looked up.
                continue
        return names

    def _look_up(self, records: models.BaseModel) -> None:
        model = records._name
        if all((model, res_id) in self._visible for res_id in records.ids):
            return
        ids = [res_id for res_id in self._together(records) if (model, res_id) not in self._visible]
        found = set(self._reach.visible(self._env[model].browse(ids)).ids)
        self._visible.update(((model, res_id), res_id in found) for res_id in ids)

    @staticmethod
    def _together(records: models.BaseModel) -> list[int]:
        others = (res_id for res_id in records._prefetch_ids if isinstance(res_id, int))
        return list(dict.fromkeys([*records.ids, *islice(others, MOST_AT_ONCE)]))

    def _name(self, record: models.BaseModel, effect: str) -> str:
        if effect == HIDE:
            return self._neutral(record)
        name = record.display_name or ""
        if effect == MASK:
            self._note(record._name, record._rec_name or "name", name)
        return self._without(record, self._treatments.name_parts(record._name), name)

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
