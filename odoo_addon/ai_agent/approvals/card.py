"""A proposal as a person sees it: names instead of ids, old and new values in their formats."""

from __future__ import annotations

from typing import Any

from odoo import api, models

from ..policy import Policy
from ..services.proposals import EXECUTED, Item
from .kinds import Kind
from .values import cut


def items_json(env: api.Environment, kind: Kind, items: list[Item]) -> list[dict[str, Any]]:
    """Return the items, read again under the rights of the environment."""
    return [_item(env, kind, item) for item in items]


def _item(env: api.Environment, kind: Kind, item: Item) -> dict[str, Any]:
    model = item.operation.model
    res_id = item.operation.res_id or (item.made if kind.name == "create" and item.state == EXECUTED else None)
    record = env[model].with_context(active_test=False).browse(res_id).exists() if res_id else env[model]
    readable = not record or record.has_access("read")
    name = kind.values.name(model, record.id) if record else _title(kind, item)
    return {
        "id": item.key,
        "record": {"model": model, "id": record.id, "name": name} if record and readable else None,
        "title": name,
        "state": item.state,
        "changes": _changes(kind, item, readable, record if readable else None),
        "effects": [effect for effect in item.effects if readable and _may_see(kind.policy, model, effect["field"])],
        "errors": item.errors if readable else [],
    }


def _title(kind: Kind, item: Item) -> str:
    """Return the name of what is to be made, or of what is gone."""
    if item.name:
        return item.name
    model = kind.env[item.operation.model]
    given = kind.given(item.operation)
    name = given.get(model._rec_name) if model._rec_name else None
    if isinstance(name, str) and name:
        return name
    labels = kind.values.labels(model._name, list(given)[:2])
    parts = [f"{label}: {kind.text(item, key)}" for key, label in labels.items()]
    return ", ".join(parts) or model._description


def _changes(kind: Kind, item: Item, readable: bool, record: models.BaseModel | None) -> list[dict[str, Any]]:
    model = kind.fields_model(item.operation)
    given = kind.given(item.operation)
    labels = kind.values.labels(model, given)
    record = record if model == item.operation.model else None
    return [
        {
            "field": name,
            "label": labels[name],
            "type": kind.values.card_type(model, name),
            "old": _old(kind, item, model, name, record) if readable else None,
            "new": _new(kind, item, model, name, value, record),
            "editable": name in item.operation.editable,
            "options": kind.values.options(model, name, value) if name in item.operation.editable else None,
        }
        for name, value in given.items()
        if kind.name == "note" or _may_see(kind.policy, model, name)
    ]


def _old(kind: Kind, item: Item, model: str, name: str, record: Any) -> dict[str, Any] | None:
    if name not in item.before:
        return None
    value = item.before[name]
    return {"value": kind.values.wire(model, name, value), "text": cut(kind.values.text(model, name, value, record))}


def _new(kind: Kind, item: Item, model: str, name: str, value: Any, record: Any) -> dict[str, Any]:
    text = kind.text(item, name, record)
    if kind.env[model]._fields[name].type == "one2many":
        return {"value": None, "text": text}
    value = kind.values.result(model, name, item.before.get(name), value)
    return {"value": kind.values.wire(model, name, value), "text": text}


def _may_see(policy: Policy, model: str, name: str) -> bool:
    return policy.field(model, name) != "hide"
