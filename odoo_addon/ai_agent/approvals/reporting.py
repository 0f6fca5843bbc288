"""What is told of a proposal once it is decided: compact for the model, a line for the person."""

from __future__ import annotations

from typing import Any

from odoo import api

from ..policy import Policy
from ..services.proposals import EXECUTED, LEFT_OUT, Item
from ..services.tools import RecordRef, Result
from .kinds import Kind, kind_of
from .outcome import Outcome
from .values import cut

_AGAIN = "Do not propose the same again. Ask what should be different, or go on without it."
_REFUSED = "Odoo refused it; the person is shown why."


def outcome_of(
    proposal, env: api.Environment, items: list[Item], *, again=None, masked: tuple = (), told: str = ""
) -> Outcome:
    """Return the outcome of a proposal in its present state.

    :param env: that of its user, never superuser
    :param again: the proposal that takes its place
    :param told: why it failed, where the model may know it
    """
    policy = Policy(env)
    kind = kind_of(env, policy, proposal.kind)
    tell = {"executed": _done, "undone": _done, "rejected": _rejected}.get(proposal.state, _other)
    result = tell(proposal, kind, items)
    if proposal.state == "failed":
        result.data["reason"] = told or _REFUSED
    return Outcome(proposal.state, result, again, (*masked, *policy.masked_values()))


def _done(proposal, kind: Kind, items: list[Item]) -> Result:
    env = kind.env
    done = [item for item in items if item.state == EXECUTED]
    left = [item for item in items if item.state == LEFT_OUT]
    data: dict[str, Any] = {"outcome": "done", "records": [_record(kind, item) for item in done]}
    if left:
        data["left_out_by_the_person"] = [_name(kind, item) for item in left]
    edited = [
        {"record": _name(kind, item), "now": {name: cut(kind.text(item, name)) for name in item.edited}}
        for item in done
        if item.edited
    ]
    if edited:
        data["edited_by_the_person"] = edited
    if proposal.reason:
        data["the_person_says"] = proposal.reason
    model = proposal.model
    refs = tuple(
        RecordRef(model, res_id, kind.values.name(model, res_id))
        for item in done
        if kind.name != "delete" and (res_id := _target(kind, item))
    )
    summary = env._("Carried out: %(done)s of %(all)s.", done=len(done), all=len(items))
    return Result(data, summary, records=refs, models={model: _names(kind, done)}, ids={model: _ids(kind, done)})


def _rejected(proposal, kind: Kind, _items: list[Item]) -> Result:
    data = {"outcome": "rejected", "reason": proposal.reason or None, "instruction": _AGAIN}
    return Result(data, kind.env._("Rejected. Nothing was changed."))


def _other(proposal, kind: Kind, _items: list[Item]) -> Result:
    env = kind.env
    texts = {
        "failed": (env._("It failed, and nothing was changed: %(reason)s", reason=proposal.reason or ""), None),
        "expired": (env._("Nobody decided in time. Nothing was changed."), _AGAIN),
        "cancelled": (env._("It was not decided. Nothing was changed."), _AGAIN),
        "changed": (env._("Something has changed meanwhile; it is asked again."), None),
    }
    summary, instruction = texts.get(proposal.state, (env._("Nothing was changed."), None))
    data = {"outcome": proposal.state, "nothing_was_changed": True}
    if instruction:
        data["instruction"] = instruction
    return Result(data, summary)


def _record(kind: Kind, item: Item) -> dict[str, Any]:
    model, target = item.operation.model, _target(kind, item)
    if kind.name == "delete":
        return {"model": model, "id": item.operation.res_id, "deleted": True}
    record = {"model": model, "id": target, "name": _name(kind, item), "link": f"/odoo/{model}/{target}"}
    if kind.name in ("note", "activity"):
        record[f"{kind.name}_id"] = item.made
    return record


def _name(kind: Kind, item: Item) -> str:
    target = _target(kind, item)
    if target:
        return kind.values.name(item.operation.model, target)
    given = kind.given(item.operation)
    return str(given.get(kind.env[item.operation.model]._rec_name or "name") or item.key)


def _target(kind: Kind, item: Item) -> int | None:
    """Return the record that it is about: that there was, or that was made."""
    return item.operation.res_id or (item.made if kind.name == "create" else None)


def _names(kind: Kind, items: list[Item]) -> tuple[str, ...]:
    return tuple(sorted({name for item in items for name in kind.given(item.operation)}))


def _ids(kind: Kind, items: list[Item]) -> tuple[int, ...]:
    return tuple(res_id for item in items if (res_id := _target(kind, item)))
