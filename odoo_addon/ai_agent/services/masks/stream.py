"""Turns pseudonyms back in a text that comes in pieces.

A small reader of markdown says where a pseudonym must stay: in code, in addresses, in the targets of links and in tags.
It decides by what came before and never by how the text was cut.
"""

from __future__ import annotations

from collections.abc import Mapping, Set

from .markdown import Places
from .names import LONGEST


class MaskStream:
    """The whole text with values in place of pseudonyms, however it is cut.

    :param values: value by pseudonym
    :param beginnings: of all pseudonyms, with themselves
    """

    def __init__(self, values: Mapping[str, str], beginnings: Set[str]) -> None:
        self._values, self._beginnings = values, beginnings
        self._places = Places()
        self._rest = ""
        self._before = ""

    def feed(self, delta: str) -> str:
        """Take a piece and return what may be shown of it and of what was held back."""
        self._rest += delta
        return self._go(last=False)

    def end(self) -> str:
        """Return what was held back: the text has ended."""
        return self._go(last=True)

    def _go(self, last: bool) -> str:
        text, at, out = self._rest, 0, []
        while at < len(text):
            word = self._word(text, at, last)
            if word is None:
                break
            if word:
                out.append(self._values[word])
                piece = word
            else:
                piece = text[at]
                out.append(piece)
            self._places.follow(piece)
            self._before = piece[-1]
            at += len(piece)
        self._rest = text[at:]
        return "".join(out)

    def _word(self, text: str, at: int, last: bool) -> str | None:
        """Return the pseudonym that begins here and is to be shown, "" if none, None if that is not known yet."""
        if text[at] not in self._beginnings or _joins(self._before) or not self._places.plain:
            return ""
        end = at + 1
        while end < len(text) and end - at <= LONGEST and _joins(text[end]):
            end += 1
        word = text[at:end]
        if end == len(text) and not last:
            return None if word in self._beginnings else ""
        if word not in self._values:
            return ""
        return self._unless_address(word, text[end : end + 3], last)

    def _unless_address(self, word: str, after: str, last: bool) -> str | None:
        """A pseudonym that is a scheme, a host, the name of a mailbox or a tag stays; wait where that may be."""
        if not last and after in ("", ".", ":", ":/"):
            return None
        if after[:1] == "@" or after == "://" or (after[:1] == "." and _joins(after[1:2])):
            return ""
        if self._places.angle and after[:1] != ">":
            return ""
        return word


def _joins(char: str) -> bool:
    return char.isascii() and (char.isalnum() or char == "_")
