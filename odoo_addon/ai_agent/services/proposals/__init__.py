"""What a proposal is made of, without the ORM: its items, what binds it, and what a person decided.

How it is shown, carried out and undone needs the ORM and lives in `approvals/`.
"""

from .decision import Decision, parse_decision, parse_edits
from .digest import Binding, digest, effects_digest
from .item import EXECUTED, FAILED, LEFT_OUT, PENDING, UNDONE, Item, items_from_json, items_to_json

__all__ = [
    "EXECUTED",
    "FAILED",
    "LEFT_OUT",
    "PENDING",
    "UNDONE",
    "Binding",
    "Decision",
    "Item",
    "digest",
    "effects_digest",
    "items_from_json",
    "items_to_json",
    "parse_decision",
    "parse_edits",
]
