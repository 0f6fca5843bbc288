"""What can be proposed: one class a kind, each with its checks, its execution and its undo."""

from odoo import api

from ...policy import Policy
from .activity import ActivityKind
from .base import Kind
from .create import CreateKind
from .delete import DeleteKind
from .method import MethodKind
from .note import NoteKind
from .update import UpdateKind

KINDS: dict[str, type[Kind]] = {
    kind.name: kind for kind in (ActivityKind, CreateKind, DeleteKind, MethodKind, NoteKind, UpdateKind)
}


def kind_of(env: api.Environment, policy: Policy, name: str) -> Kind:
    """Return the kind of a name under the rights of an environment."""
    return KINDS[name](env, policy)


__all__ = ["KINDS", "Kind", "kind_of"]
