"""Finds values in free text, longest first, in time that grows with the text and not with the number of values."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Mapping

SHORTEST = 3
"""Characters. A shorter value would be found in half of all texts, and tell nothing where it is."""

_WORDS = """
    all and any are aus avec bad bei big but can com con customer das data date day del dem den der des did die done
    draft ein eine email est false for frau free from für get good had has have her herr him his home how ist its
    las lead les los mail mais mister mit monday more mrs name net new non none not now null oder off office old one
    open order other oui our out own par para pas phone pour que qui sale sales she sie sur test text the their them
    then they this today true two una und une unknown user von was web will with yes yet you your zum zur
"""

COMMON = frozenset(_WORDS.split())
"""Words that are values of a field here and there, and stand in any text: only a whole cell is replaced by these."""

_PREFIX = SHORTEST
_LONG = 24
"""Characters of the beginning by which a value is known that was cut."""
_ELLIPSIS = re.compile(r"\s?(?:…|\.\.\.|\\u2026)")


class Finder:
    """All ways in which known values may be written, and their pseudonyms."""

    def __init__(self) -> None:
        self._pseudonyms: dict[str, str] = {}
        self._lengths: dict[str, list[int]] = {}
        self._beginnings: dict[str, list[str]] = {}
        self._starts: re.Pattern[str] | None = None

    def add(self, value: str, pseudonym: str) -> None:
        """Have a value replaced from now on, also where it is written as JSON or HTML."""
        if len(value.strip()) < SHORTEST or value.lower() in COMMON:
            return
        for written in _ways(value):
            if self._pseudonyms.setdefault(written, pseudonym) == pseudonym:
                lengths = self._lengths.setdefault(written[:_PREFIX], [])
                if len(written) not in lengths:
                    lengths.append(len(written))
                    lengths.sort(reverse=True)
                if len(written) > _LONG:
                    self._beginnings.setdefault(written[:_LONG], []).append(written)
        self._starts = None

    def replace(self, text: str, keep: re.Pattern[str], kept: Mapping[str, str]) -> str:
        """Put pseudonyms in place of values.

        :param keep: what is left as it is where it stands in `kept`, for values inside pseudonyms
        """
        if not self._pseudonyms:
            return text
        if self._starts is None:
            firsts = "".join(sorted({re.escape(prefix[0]) for prefix in self._lengths}))
            self._starts = re.compile(f"[{firsts}]")
        pieces, done, at = [], 0, 0
        while found := self._starts.search(text, at):
            at = found.start()
            known = keep.match(text, at)
            if known and known[0] in kept and not inside_word(text, at):
                at = known.end()
                continue
            match = self._match(text, at)
            if match:
                pieces += text[done:at], match[1]
                done = at = match[0]
            else:
                at += 1
        return "".join([*pieces, text[done:]]) if pieces else text

    def _match(self, text: str, at: int) -> tuple[int, str] | None:
        """Return where a value ends that begins here, and its pseudonym."""
        lengths = self._lengths.get(text[at : at + _PREFIX])
        if not lengths or (inside_word(text, at) and not _ESCAPE.search(text, max(at - 2, 0), at)):
            return None
        for length in lengths:
            end = at + length
            if text[at:end] in self._pseudonyms and not inside_word(text, end):
                return end, self._pseudonyms[text[at:end]]
        return self._match_cut(text, at)

    def _match_cut(self, text: str, at: int) -> tuple[int, str] | None:
        """Return the same of a long value of which only the beginning stands here, before an ellipsis."""
        for value in self._beginnings.get(text[at : at + _LONG], ()):
            same = next(
                (n for n, (a, b) in enumerate(zip(value, text[at : at + len(value)], strict=False)) if a != b),
                len(value),
            )
            if same < len(value) and _ELLIPSIS.match(text, at + same):
                return at + same, self._pseudonyms[value]
        return None


def _ways(value: str) -> set[str]:
    """Return how a value is written: as it is, in one line, as JSON, as HTML."""
    flat = " ".join(value.split())
    return {value, flat, json.dumps(value)[1:-1], json.dumps(value, ensure_ascii=False)[1:-1], html.escape(value)}


def inside_word(text: str, at: int) -> bool:
    """Say whether a place is between two letters or digits of one word, of a script that has blanks between words."""
    return 0 < at < len(text) and _joins(text[at - 1]) and _joins(text[at])


def _joins(char: str) -> bool:
    return (char.isalnum() or char == "_") and not _WITHOUT_BLANKS.match(char)


_ESCAPE = re.compile(r"\\[nrtbf]\Z")
"""The end of a line in JSON: the letter before the value is none."""

_WITHOUT_BLANKS = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u31f0-\u31ff\u3400-\u9fff\uf900-\ufaff\uff66-\uff9f"
    "\uac00-\ud7af\U00020000-\U0003ffff]"
)
"""Thai, Lao, Burmese, Khmer, Japanese, Chinese; and Korean, whose particles join the word before."""

__all__ = ["COMMON", "SHORTEST", "Finder", "inside_word"]
