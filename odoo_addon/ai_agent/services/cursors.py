"""Where a page of the list of conversations ends."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timezone

from .errors import AgentError


@dataclass(frozen=True)
class Cursor:
    """The last conversation of a page. As a text it is `<pinned>.<seconds>.<id>`."""

    pinned: bool
    at: datetime
    """UTC, without a zone, as the database has it."""
    pk: int

    def __str__(self) -> str:
        """Return the text that `parse` reads."""
        return f"{int(self.pinned)}.{int(self.at.replace(tzinfo=timezone.utc).timestamp())}.{self.pk}"

    @classmethod
    def parse(cls, raw: str) -> Cursor:
        """Read a cursor that a client brought back.

        :raises AgentError: `invalid_input`
        """
        parts = raw.split(".")
        if len(parts) != 3 or not all(part.isascii() and part.isdigit() and len(part) < 11 for part in parts):
            raise AgentError("invalid_input", "bad_page")
        pinned, seconds, pk = (int(part) for part in parts)
        if pinned > 1 or pk > 2**31 - 1:
            raise AgentError("invalid_input", "bad_page")
        return cls(bool(pinned), datetime.fromtimestamp(seconds, timezone.utc).replace(tzinfo=None), pk)
