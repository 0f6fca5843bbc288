"""What else would change: what a form would fill in, and for vetted models what the database would hold."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from odoo import api, models

from ..policy import Policy
from ..services.proposals import Item
from ..services.tools import DELETE, METHOD, ToolError
from .kinds import Kind, kind_of
from .refusals import REFUSALS, sentence
from .sandbox import sandbox
from .values import Values, cut, plain
from .vetted import VETTED

_logger = logging.getLogger(__name__)

NOTE, ACTIVITY = "note", "activity"

SHOWN = 20
"""Effects shown of one item. What is written along is shown beyond that too."""

_SKIPPED_TYPES = ("one2many", "many2many", "binary", "properties", "properties_definition", "json", "image")
_SKIPPED = ("id", "display_name", "write_date", "write_uid", "create_date", "create_uid", "__last_update")


def preview(env: api.Environment, kind_name: str, items: list[Item]) -> bool:
    """Fill in effects, errors and what is written along; say whether that is all that would change.

    Nothing lasts: also a form's onchange methods run in a sandbox only.
    """
    if kind_name in (NOTE, ACTIVITY):
        return True
    if kind_name == METHOD or not _in_sandbox(env, kind_name, items, _form):
        return False
    if not all(item.operation.model in VETTED for item in items):
        return False
    return _in_sandbox(env, kind_name, items, _dry_run)


def _in_sandbox(env: api.Environment, kind_name: str, items: list[Item], look: Callable[[Kind, Item], None]) -> bool:
    """Look at copies of all items, and take over what was seen if nothing wanted to get out."""
    copies = [Item.from_json(item.to_json()) for item in items]
    try:
        with sandbox(env) as inner:
            kind = kind_of(inner, Policy(inner), kind_name)
            for copy in copies:
                _look(kind, copy, look)
    except Exception as error:  # noqa: BLE001  whatever an override does, the person is told that it is not known
        _logger.info("AI Agent: no preview of %s on %s: %s", kind_name, items[0].operation.model, type(error).__name__)
        return False
    for item, copy in zip(items, copies, strict=True):
        item.effects, item.errors, item.along = copy.effects, copy.errors, copy.along
    _name_old(kind_of(env, Policy(env), kind_name), items)
    return True


def _name_old(kind: Kind, items: list[Item]) -> None:
    """Put old values into words outside of the sandbox: in it their records may have other names already."""
    for item in items:
        record = kind.record(item.operation)
        for effect in item.effects:
            if effect["old"] is not None:
                name = effect["field"]
                old = _shown(kind.values, item.operation.model, name, kind.values.current(record, name))
                effect["old"] = {**old, "text": cut(old["text"])}


def _look(kind: Kind, item: Item, look: Callable[[Kind, Item], None]) -> None:
    try:
        with kind.env.cr.savepoint(flush=False):
            look(kind, item)
    except REFUSALS as error:
        kind.env.invalidate_all(flush=False)
        item.errors = [*item.errors, sentence(kind.env, error)]


def _form(kind: Kind, item: Item) -> None:
    """Let a new record take the values as a form does, and keep what its onchange methods fill in."""
    item.effects, item.errors, item.along = [], [], {}
    if kind.name == DELETE:
        return
    operation = item.operation
    model = kind.record(operation)
    names = _names(kind.policy, model)
    spec = {name: {} for name in (*names, *operation.values)}
    given = dict(operation.values)
    if model:
        found = model.onchange(dict(given), list(given), spec).get("value", {})
        defaults: dict[str, Any] = {}
    else:
        found = model.onchange(dict(given), [], spec).get("value", {})
        defaults = model.default_get(list(spec))
    for name in names:
        if name in given or name not in found:
            continue
        field, new = model._fields[name], _flat(found[name])
        old = kind.values.current(model, name) if model else _flat(defaults.get(name))
        if kind.values.same(model._name, name, old, new):
            if not model and new and new is not True:
                _add(kind.values, item, name, None, new)
            continue
        if not field.compute and not field.related and not field.readonly:
            if not _may_write(kind.policy, model._name, name):
                continue
            item.along[name] = new
        _add(kind.values, item, name, old if model else None, new)
    item.errors = _missing(kind, item)


def _may_write(policy: Policy, model: str, name: str) -> bool:
    try:
        policy.check_field(model, name, "write")
    except ToolError:
        return False
    return True


def _dry_run(kind: Kind, item: Item) -> None:
    """Carry it out in the sandbox, and show what the record holds then instead of what a form would have said."""
    if item.errors:
        return
    env = kind.env
    record = kind.record(item.operation)
    names = [name for name in _names(kind.policy, record) if name not in item.operation.values]
    before = {name: kind.values.current(record, name) for name in names} if record else {}
    trial = Item.from_json(item.to_json())
    kind.perform(trial)
    env.flush_all()
    env.invalidate_all()
    if kind.name == DELETE:
        return
    after = record or record.browse(trial.made)
    item.effects = []
    for name in names:
        new = kind.values.current(after, name)
        if record and not kind.values.same(record._name, name, before[name], new):
            _add(kind.values, item, name, before[name], new)
        elif not record and (name in item.along or (new and new is not True)):
            _add(kind.values, item, name, None, new)


def _missing(kind: Kind, item: Item) -> list[str]:
    """Return a sentence for each required field that would be empty."""
    model = kind.record(item.operation)
    values = item.operation.values
    if model:
        names = [name for name, value in values.items() if model._fields[name].required and _empty(model, name, value)]
    else:
        known = {effect["field"] for effect in item.effects} | set(item.along)
        defaults = model.default_get([name for name, field in model._fields.items() if field.required])
        names = [
            name
            for name, field in model._fields.items()
            if field.required
            and field.store
            and not field.compute
            and name not in model._inherits.values()
            and name not in _SKIPPED
            and _empty(model, name, values.get(name))
            and not defaults.get(name)
            and name not in known
        ]
    labels = kind.values.labels(model._name, names)
    return [model.env._("%(field)s is required.", field=labels[name]) for name in names]


def _empty(model: models.BaseModel, name: str, value: Any) -> bool:
    if model._fields[name].type in ("boolean", "integer", "float", "monetary"):
        return False
    return not value or (isinstance(value, str) and not value.strip())


def _names(policy: Policy, model: models.BaseModel) -> list[str]:
    """Return the fields whose changes are shown: stored ones that the user may read."""
    readable = policy.readable(model._name)
    return [
        name
        for name, field in model._fields.items()
        if name in readable
        and name not in _SKIPPED
        and field.store
        and field.type not in _SKIPPED_TYPES
        # What a record is called is said with it.
        and not (name in ("complete_name", model._rec_name) and field.compute)
    ]


def _add(values: Values, item: Item, name: str, old: Any, new: Any) -> None:
    if len(item.effects) >= SHOWN and name not in item.along:
        return
    model = item.operation.model
    label = values.labels(model, [name])[name]
    item.effects.append(
        {
            "field": name,
            "label": label,
            "old": None if old is None else {},
            "new": _shown(values, model, name, new),
        }
    )


def _shown(values: Values, model: str, name: str, value: Any) -> dict[str, Any]:
    return {"value": values.wire(model, name, value), "text": values.text(model, name, value)}


def _flat(value: Any) -> Any:
    """Return a value of `onchange` in the form of `Values`."""
    if isinstance(value, dict):
        return value.get("id") or False
    if isinstance(value, (list, tuple)):
        return value[0] if value else False
    return plain(value)
