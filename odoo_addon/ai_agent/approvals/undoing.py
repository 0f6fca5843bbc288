"""Taking back what was carried out, as far as nobody has changed it since."""

from __future__ import annotations

from odoo import api

from ..policy import Policy
from ..services.proposals import EXECUTED, UNDONE, Item
from ..services.tools import ToolError
from .kinds import kind_of
from .quiet import quiet
from .refusals import REFUSALS, sentence


def undo(env: api.Environment, kind_name: str, items: list[Item]) -> bool:
    """Undo what was carried out, last first; note in each item what stays. Say whether anything was taken back.

    The row of the proposal is locked by the caller.
    """
    kind = kind_of(env, Policy(env), kind_name)
    undone = False
    for item in reversed(items):
        if item.state != EXECUTED:
            continue
        possible, _note = kind.undo_note(item)
        if not possible:
            item.kept = [_note]
            continue
        try:
            with quiet(env.cr), env.cr.savepoint():
                item.kept = kind.undo(item)
            item.state, undone = UNDONE, True
        except (ToolError, *REFUSALS) as error:
            env.invalidate_all(flush=False)
            item.kept = [sentence(env, error)]
    return undone
