"""Carrying out what was approved: everything is looked at again, then all of it is written, or nothing."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from odoo import api
from odoo.exceptions import AccessError

from ..policy import Policy
from ..services.proposals import EXECUTED, FAILED, LEFT_OUT, Decision, Item, effects_digest
from ..services.tools import ToolError
from .effects import preview
from .kinds import Kind, kind_of
from .locks import stamp
from .proposing import with_edits
from .quiet import quiet
from .refusals import REFUSALS, sentence


@dataclass
class Execution:
    """What came of it. The caller stores it in the same transaction as what was written."""

    items: list[Item]
    state: str
    """`executed`, `failed`, or `changed`: something is not as the person saw it."""
    reason: str = ""
    """Why it failed, in the person's language."""
    told: str = ""
    """Why it failed, where the model may know it: what Odoo says can name what is masked."""
    chosen: list[Item] = field(default_factory=list)
    masked: tuple[Any, ...] = ()


def execute(env: api.Environment, kind_name: str, items: list[Item], decision: Decision) -> Execution:
    """Write what a decision approves. The row of the proposal is locked by the caller.

    :param env: that of the user, in the companies of the proposal; never superuser
    """
    policy = Policy(env)
    kind = kind_of(env, policy, kind_name)
    chosen = [item for item in items if item.key in decision.keys]
    rest = [item for item in items if item.key not in decision.keys]
    for item in rest:
        item.state = LEFT_OUT
    try:
        edited = with_edits(kind, chosen, decision.edits)
        for item in edited:
            kind.checked(item.operation)
    except (ToolError, AccessError) as error:
        return _failed(policy, env, items, chosen, error)
    # Looked at before the rows are locked: a preview tries to write them too, on a cursor of its own.
    if any(_differs(kind, item) for item in edited) or _unseen(env, kind, edited, decision):
        return Execution(_merged(items, edited), "changed", chosen=edited)
    if any(_differs(kind, item, lock=True) for item in edited):
        return Execution(_merged(items, edited), "changed", chosen=edited)
    try:
        with quiet(env.cr), env.cr.savepoint():
            for item in edited:
                if item.along:
                    policy.values(item.operation.model, item.along, kind_name if kind_name == "create" else "write")
                kind.perform(item)
                item.state = EXECUTED
    except (ToolError, *REFUSALS) as error:
        env.invalidate_all(flush=False)
        return _failed(policy, env, items, chosen, error)
    return Execution(_merged(items, edited), "executed", chosen=edited, masked=tuple(policy.masked_values()))


def _differs(kind: Kind, item: Item, *, lock: bool = False) -> bool:
    """Whether a record is not as the person saw it.

    :param lock: let nobody write it from here on
    """
    record = kind.record(item.operation)
    if not record or not kind.stamped:
        return False
    if stamp(record, lock=lock) != item.stamp:
        return True
    record.invalidate_recordset()
    now = kind.before(item)
    model = item.operation.model
    return any(not kind.values.same(model, name, value, now.get(name)) for name, value in item.before.items())


def _unseen(env: api.Environment, kind: Kind, items: list[Item], decision: Decision) -> bool:
    """Whether an edit has effects that the person was not shown."""
    touched = [item for item in items if item.key in decision.edits]
    if not touched or kind.name not in ("create", "update"):
        return False
    preview(env, kind.name, touched)
    for item in touched:
        item.before = kind.before(item)
    return any(effects_digest(item.effects, item.errors) not in item.shown for item in touched)


def _failed(policy: Policy, env: api.Environment, items: list[Item], chosen: list[Item], error: Exception) -> Execution:
    for item in chosen:
        item.state, item.made, item.written = FAILED, None, {}
    told = error.reason if isinstance(error, ToolError) else ""
    masked = tuple(policy.masked_values())
    return Execution(items, "failed", sentence(env, error), told, chosen=chosen, masked=masked)


def _merged(items: list[Item], changed: list[Item]) -> list[Item]:
    by_key = {item.key: item for item in changed}
    return [by_key.get(item.key, item) for item in items]
