"""A proposal as a person sees it: names instead of ids, old and new values in their formats."""

from __future__ import annotations

from typing import Any

from odoo import api

from ..policy import Policy
from ..services.proposals import EXECUTED, Item
from .kinds import Kind


def items_json(env: api.Environment, kind: Kind, items: list[Item]) -> list[dict[str, Any]]:
    """Return the items, read again under the rights of the environment."""
    return [_item(env, kind, item) for item in items]


def _item(env: api.Environment, kind: Kind, item: Item) -> dict[str, Any]:
    model, res_id = item.operation.model, item.operation.res_id or item.made
    if kind.name in ("note", "activity"):
        res_id = item.operation.res_id
    record = None
    readable = not res_id
    if res_id and (item.operation.res_id or item.state == EXECUTED):
        readable = env[model].browse(res_id).exists().has_access("read") if _exists(env, model, res_id) else False
        name = kind.values.name(model, res_id) if readable or _exists(env, model, res_id) else None
        record = {"model": model, "id": res_id, "name": name} if name else None
    return {
        "id": item.key,
        "record": record,
        "title": record["name"] if record else _title(kind, item),
        "state": item.state,
        "changes": _changes(kind, item, readable),
        "effects": [effect for effect in item.effects if _may_see(kind.policy, model, effect["field"])],
        "errors": item.errors,
    }


def _exists(env: api.Environment, model: str, res_id: int) -> bool:
    return bool(env[model].browse(res_id).exists())


def _title(kind: Kind, item: Item) -> str:
    """Return the name of what is to be made, or a word for what is gone."""
    model = kind.env[item.operation.model]
    given = kind.given(item.operation)
    name = given.get(model._rec_name) if model._rec_name else None
    if isinstance(name, str) and name:
        return name
    labels = model.fields_get(list(given)[:2], ["string"])
    parts = [f"{labels[key]['string']}: {kind.values.text(model._name, key, given[key])}" for key in labels]
    return ", ".join(parts) or model._description


def _changes(kind: Kind, item: Item, readable: bool) -> list[dict[str, Any]]:
    model = kind.fields_model(item.operation)
    given = kind.given(item.operation)
    labels = kind.env[model].fields_get(list(given), ["string"])
    record = kind.record(item.operation) if model == item.operation.model and readable else None
    return [
        {
            "field": name,
            "label": labels[name]["string"] if name in labels else name,
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
    return {"value": kind.values.wire(model, name, value), "text": kind.values.text(model, name, value, record)}


def _new(kind: Kind, item: Item, model: str, name: str, value: Any, record: Any) -> dict[str, Any]:
    field = kind.env[model]._fields[name]
    if field.type == "one2many":
        return {"value": None, "text": kind.values.commands_text(model, name, value or [])}
    value = kind.values.result(model, name, item.before.get(name), value)
    return {"value": kind.values.wire(model, name, value), "text": kind.text(item.operation, name, value, record)}


def _may_see(policy: Policy, model: str, name: str) -> bool:
    return policy.field(model, name) != "hide"
