"""What a run needs to call tools. The store side has the database; the engine only keeps the order of things."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from ..masks import Masks
from ..providers import Ask, ToolCall

DONE, CALL_FAILED, OPEN, WAITING = "done", "failed", "open", "waiting"


@dataclass(frozen=True)
class StoredCall:
    """A call that is committed, and not carried out yet."""

    pk: int
    public_id: str
    """What clients see; the service's own id is never shown."""
    name: str
    arguments: str
    """JSON with the real values, as the person sees it."""
    in_browser: bool = False
    """It is announced when it has been checked, with the arguments that the browser is to act on."""


@dataclass(frozen=True)
class Answered:
    """What became of a call."""

    state: str
    """`done`, `failed`, `open` (for the browser) or `waiting` (for a person)."""
    answer: str = ""
    """For the model, masked. Empty while it is open or waiting."""
    content: str = ""
    """For the person: JSON of a tool result. Empty while it is open or waiting."""
    interrupt: dict[str, Any] | None = None
    """What a person is asked, for a call that waits."""
    arguments: str = ""
    """As they were checked."""


class Toolbox(Protocol):
    """The calls of one run. Each method is short transactions of its own."""

    def masks(self) -> Masks:
        """Return the pseudonyms of the conversation as they are now."""

    def store(self, calls: Sequence[ToolCall]) -> list[StoredCall]:
        """Commit calls, before anybody hears of them. Arguments that are no JSON object become empty ones that fail."""

    def carry_out(self, call: StoredCall) -> Answered:
        """Run a stored call once, as the run's user. How it fails is in the answer."""

    def close(self, call: StoredCall) -> Answered:
        """Let a call for the browser be over before it has begun."""

    def resumed(self) -> list[tuple[str, Answered]]:
        """Carry out what a person has decided since; public id and outcome of each call."""

    def sent(self, number: int, ask: Ask, before: Ask | None) -> None:
        """Keep what a request of the run is about to send.

        :param number: from 0
        :param before: the request before it; None: it is the first
        """

    def refused_tools(self) -> None:
        """Remember that the service takes no tools."""
