"""What binds a proposal: whoever changes anything of it changes this text, and with it its hash."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from .item import Item

_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


@dataclass(frozen=True)
class Binding:
    """Whom and what a proposal belongs to. Ids are those of the database."""

    user_id: int
    thread_id: int
    run_id: int
    call_id: str
    company_ids: tuple[int, ...]
    """The active companies, the main one first."""
    kind: str
    action: str
    nonce: str
    expires_at: str
    """UTC, as the database has it."""


def digest(binding: Binding, items: Sequence[Item]) -> str:
    """Return all that must stay as it was when the person saw it, or when it was carried out, as one canonical text."""
    facts = [
        [item.key, asdict(item.operation), item.stamp, item.before, item.along, item.state, item.made, item.written]
        for item in items
    ]
    return _canonical({"binding": asdict(binding), "items": facts})


def effects_digest(effects: Iterable[dict[str, Any]], errors: Iterable[str]) -> str:
    """Return a short text that two previews share when they show the same. Times do not count: many are that of now."""
    facts = [
        [effect["field"], effect["new"]["text"]]
        for effect in effects
        if not _TIME.fullmatch(str(effect["new"]["value"]))
    ]
    return hashlib.sha256(_canonical([sorted(facts, key=str), sorted(errors)]).encode()).hexdigest()[:32]


def _canonical(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
