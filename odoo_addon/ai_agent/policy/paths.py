"""Checks names that tools get, step by step through relations."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, TypeVar

from odoo import api
from odoo.fields import Field

from ..services.policy import Malformed, chatter_fields, parse_aggregate, parse_group, parse_order, parse_path
from ..services.policy.paths import NUMBERS
from ..services.tools import ToolError
from .reach import Reach
from .refused import refused_field, refused_mask, refused_model
from .rules import HIDE, MASK
from .treatment import RELATIONS, SHOW, Treatments

READ, FILTER, SEARCH, ORDER, GROUP, AGGREGATE, WRITE = (
    "read",
    "filter",
    "search",
    "order",
    "group",
    "aggregate",
    "write",
)
USES = (READ, FILTER, SEARCH, ORDER, GROUP, AGGREGATE, WRITE)
_DATES = ("date", "datetime")
_DEEPEST_ORDER = 4
T = TypeVar("T")


class End(NamedTuple):
    """Where a path ends."""

    model: str
    field: Field
    part: str
    """Of a date, or the property; else ""."""


class Paths:
    """Checks for one user."""

    def __init__(self, env: api.Environment, reach: Reach, treatments: Treatments) -> None:
        self.env, self.reach, self.treatments = env, reach, treatments

    def check(self, model: str, path: object, use: str) -> None:
        """Check a name for a use; see `Policy.check_field`."""
        if use not in USES:
            raise ValueError(use)
        if use == ORDER:
            self.order(model, path)
        elif use == GROUP:
            self._group(model, path)
        elif use == AGGREGATE:
            self._aggregate(model, path)
        else:
            steps = read(parse_path, path)
            if use in (READ, WRITE) and (len(steps) > 1 and use == WRITE):
                raise refused_field(model, path)
            self.end(model, steps, use)

    def end(self, model: str, steps: tuple[str, ...], use: str) -> End:
        """Walk along a path whose every step must be to be had, and whose end must be for this use.

        :raises Refused: if not
        """
        if not self.reach.allows(model, "read"):
            raise refused_model(model)
        path = ".".join(steps)
        here, only = model, None
        for at, step in enumerate(steps):
            if only is not None and step not in only:
                raise refused_field(model, path)
            rest = steps[at + 1 :]
            field = self._step(model, path, here, step, messages=bool(rest))
            if not rest:
                return self._final(model, path, here, field, use, "")
            if field.type in RELATIONS:
                only = chatter_fields(step, field.comodel_name)
                here = field.comodel_name
                if only is None and not self.reach.allows(here, "read"):
                    raise refused_field(model, path)
            elif len(rest) == 1 and self._has_part(field, rest[0], use):
                return self._final(model, path, here, field, use, rest[0])
            else:
                raise refused_field(model, path)
        raise AssertionError("a path has steps")

    def comodel(self, field: Field) -> str:
        """Return the model behind a relation that may be spoken of, "" if there is none."""
        return field.comodel_name if field.type in RELATIONS and self.reach.allows(field.comodel_name, "read") else ""

    def order(self, model: str, order: object) -> str:
        """Check an order and return it in one form."""
        parts = []
        for path, direction in read(parse_order, order):
            end = self.end(model, path, ORDER)
            if len(path) > 1 and not (end.field.name == "id" and len(path) == 2) and not end.part:
                raise refused_field(model, ".".join(path))
            if end.field.type in RELATIONS and not self._order_is_open(end.field.comodel_name, 0):
                raise refused_field(model, ".".join(path))
            parts.append(" ".join([".".join(path), *([direction] if direction else [])]))
        return ", ".join(parts)

    def default_order(self, model: str) -> str:
        """Return the model's own order, less what may not be seen."""
        parts = [part for part in self.env[model]._order.split(",") if self._part_is_open(model, part, 0)]
        return ",".join(parts).strip() or "id"

    def _step(self, model: str, path: str, here: str, step: str, messages: bool) -> Field:
        field = self.env[here]._fields.get(step) if here in self.env else None
        if field is None:
            raise refused_field(model, path)
        if messages and field.type in RELATIONS and chatter_fields(step, field.comodel_name):
            return field
        if here != model and chatter_fields("message_ids", here):
            return field
        if self.treatments.of(here, step) == HIDE:
            raise refused_field(model, path)
        return field

    def _final(self, model: str, path: str, here: str, field: Field, use: str, part: str) -> End:
        if use in (FILTER, SEARCH):
            effect = SHOW if chatter_fields("message_ids", here) else self.treatments.of_search(here, field)
        else:
            effect = self.treatments.of(here, field.name)
        if effect == HIDE:
            raise refused_field(model, path)
        if effect == MASK and use in (SEARCH, ORDER, GROUP, AGGREGATE):
            raise refused_mask(model, path)
        return End(here, field, part)

    @staticmethod
    def _has_part(field: Field, part: str, use: str) -> bool:
        if field.type in _DATES:
            return part in NUMBERS and use in (FILTER, SEARCH)
        return field.type == "properties"

    def _group(self, model: str, spec: object) -> None:
        steps, granularity = read(parse_group, spec)
        end = self.end(model, steps, GROUP)
        if granularity and end.field.type not in (*_DATES, "properties"):
            raise ToolError("invalid", f"“{str(spec)[:120]}”: only dates have a part such as month.")

    def _aggregate(self, model: str, spec: object) -> None:
        path, _function = read(parse_aggregate, spec)
        if len(path) > 1:
            raise refused_field(model, spec)
        self.end(model, path, AGGREGATE)

    def _order_is_open(self, model: str, depth: int) -> bool:
        if depth >= _DEEPEST_ORDER or not self.reach.open(model):
            return False
        return all(self._part_is_open(model, part, depth) for part in self.env[model]._order.split(","))

    def _part_is_open(self, model: str, part: str, depth: int) -> bool:
        name = part.split(maxsplit=1)[0].partition(".")[0] if part.strip() else "id"
        if name in ("id", "sequence") or self.treatments.of(model, name) == SHOW:
            field = self.env[model]._fields.get(name)
            return field is None or field.type not in RELATIONS or self._order_is_open(field.comodel_name, depth + 1)
        return False


def read(parse: Callable[[object], T], given: object) -> T:
    """Parse a name, and say as a tool's error what is wrong with it."""
    try:
        return parse(given)
    except Malformed as problem:
        raise ToolError("invalid", str(problem)) from None
