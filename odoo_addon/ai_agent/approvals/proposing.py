"""From a plan to what is stored of a proposal: checked, compared with what is there, previewed."""

from __future__ import annotations

from typing import Any

from odoo import api

from ..policy import Policy
from ..services.proposals import Item, effects_digest
from ..services.tools import Operation, Plan, ToolError
from .effects import preview
from .kinds import Kind, kind_of
from .locks import stamp


def items_of(env: api.Environment, plan: Plan, most: int) -> tuple[list[Item], list[str]]:
    """Return the items of a plan and what the person has to know beforehand.

    :raises ToolError: where rights, policy or types refuse it, or nothing would change
    """
    if len(plan.operations) > most:
        raise ToolError("too_large", f"At most {most} records can be proposed at once.")
    policy = Policy(env)
    kind = kind_of(env, policy, plan.kind)
    operations = [kind.checked(operation) for operation in plan.operations]
    operations = [changing for operation in operations if (changing := _changing(kind, operation))]
    if not operations:
        raise ToolError("invalid", "Nothing would change.")
    items = [Item(str(number), operation) for number, operation in enumerate(operations, 1)]
    return items, look(kind, items)


def look(kind: Kind, items: list[Item]) -> list[str]:
    """Note what is there now and what would change; return what the person has to know beforehand."""
    for item in items:
        record = kind.record(item.operation)
        item.stamp = stamp(record) if record and kind.stamped else ""
        item.name = kind.values.name(record._name, record.id) if record else ""
    previewed = preview(kind.env, kind.name, items)
    for item in items:
        item.before = kind.before(item)
        item.shown = sorted({*item.shown, effects_digest(item.effects, item.errors)})
    return notices_of(kind, items, previewed)


def with_edits(kind: Kind, items: list[Item], edits: dict[str, dict[str, Any]]) -> list[Item]:
    """Return items with what a person changed; those without an edit as they are.

    :raises ToolError: for a value that does not fit
    """
    changed = []
    for item in items:
        edit = edits.get(item.key)
        if not edit:
            changed.append(item)
            continue
        model = kind.fields_model(item.operation)
        given = {**kind.values.anew(model, kind.given(item.operation)), **edit}
        operation = kind.checked(kind.with_given(item.operation, given))
        copy = Item.from_json(item.to_json())
        copy.operation = operation
        copy.edited = sorted({*item.edited, *edit})
        changed.append(copy)
    return changed


def notices_of(kind: Kind, items: list[Item], previewed: bool) -> list[str]:
    """Return the sentences below a card."""
    notices = kind.notices(items)
    if not previewed:
        notices.insert(0, kind.env._("Side effects were not previewed."))
    if kind.name not in ("note", "activity"):
        notices.append(kind.env._("Mails and calls that follow from it go out after saving, at most once."))
    return notices


def undo_of(kind: Kind, items: list[Item]) -> tuple[bool, str]:
    """Return whether any of it could be undone, and what would stay or why not."""
    answers = [kind.undo_note(item) for item in items]
    notes = dict.fromkeys(note for _possible, note in answers if note)
    return any(possible for possible, _note in answers), " ".join(notes)


def _changing(kind: Kind, operation: Operation) -> Operation | None:
    """Return an update without what is so already; None if nothing is left of it."""
    if kind.name != "update":
        return operation
    record = kind.record(operation)
    values = {}
    for name, value in operation.values.items():
        old = kind.values.current(record, name)
        if record._fields[name].type == "one2many":
            if value:
                values[name] = value
        elif not kind.values.same(operation.model, name, old, kind.values.result(operation.model, name, old, value)):
            values[name] = value
    values = kind.values.anew(operation.model, values)
    return kind.checked(kind.with_given(operation, values)) if values else None
