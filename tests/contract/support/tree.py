"""What a thread must be like: the model that servers are compared with."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Message:
    """A message of the model; `status` is that of an answer's run."""

    id: str
    role: str
    content: str
    parent: str | None
    status: str | None = None
    feedback: dict | None = None


@dataclass
class Tree:
    """Messages in the order of time, the head, and the heads that were left, the last one last."""

    messages: list[Message] = field(default_factory=list)
    head: str | None = None
    left: list[str] = field(default_factory=list)

    def message(self, name: str) -> Message:
        return next(message for message in self.messages if message.id == name)

    def path(self, name: str | None) -> list[str]:
        """The ids that lead to a message, the first question first."""
        path = []
        while name is not None:
            path.insert(0, name)
            name = self.message(name).parent
        return path

    @property
    def branch(self) -> list[str]:
        """The ids that are shown."""
        return self.path(self.head)

    def siblings(self, name: str) -> list[str]:
        parent = self.message(name).parent
        return [message.id for message in self.messages if message.parent == parent]

    def add(self, message: Message) -> None:
        """A message is new, and what is shown ends with it."""
        self.messages.append(message)
        self._move(message.id)

    def again(self, question: str) -> None:
        """A question is answered once more: what is shown ends with it until the answer is there."""
        self._move(question)

    def open(self, name: str) -> None:
        """Show the branch through a message, down to the leaf that was last seen below it."""
        if name not in self.branch:
            self._move(self._leaf(name))

    def _leaf(self, name: str) -> str:
        seen = next((head for head in reversed(self.left) if name in self.path(head)), name)
        below = [message.id for message in self.messages if message.parent == seen]
        # A head that was left above its answers: the newest of them.
        return self._leaf(below[-1]) if below else seen

    def _move(self, name: str) -> None:
        if self.head is not None:
            self.left.append(self.head)
        self.head = name
