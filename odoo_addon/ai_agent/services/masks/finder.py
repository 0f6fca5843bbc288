"""Finds values in free text, longest first, in time that grows with the text and not with the number of values."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Mapping

SHORTEST = 3
"""Characters. A shorter value would be found in half of all texts, and tell nothing where it is."""

COMMON = frozenset(
    " all and any are bad big but can com customer data date day did done draft email false for free from get good had has"
    " have her him his home how its lead mail mister monday more mrs name net new none not now null off office old one open"
    " order other our out own phone sale sales she test text the their them then they this today true two unknown user was"
    " web will with yes yet you your"
    " aus bei der des die das den dem ein eine für herr frau ist mit oder sie und von zur zum"
    " avec est les mais non oui par pas pour que qui sur une con del los las para una".split()  # noqa: SIM905
)
"""Words that are values of a field here and there, and stand in any text: only a whole cell is replaced by these."""

_PREFIX = SHORTEST


class Finder:
    """All ways in which known values may be written, and their pseudonyms."""

    def __init__(self) -> None:
        self._pseudonyms: dict[str, str] = {}
        self._lengths: dict[str, list[int]] = {}
        self._starts: re.Pattern[str] | None = None

    def add(self, value: str, pseudonym: str) -> None:
        """Have a value replaced from now on, also where it is written as JSON or HTML."""
        if len(value.strip()) < SHORTEST or value.lower() in COMMON:
            return
        for written in {
            value,
            json.dumps(value)[1:-1],
            json.dumps(value, ensure_ascii=False)[1:-1],
            html.escape(value),
        }:
            if self._pseudonyms.setdefault(written, pseudonym) == pseudonym:
                lengths = self._lengths.setdefault(written[:_PREFIX], [])
                if len(written) not in lengths:
                    lengths.append(len(written))
                    lengths.sort(reverse=True)
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
            length = self._match(text, at)
            if length:
                pieces += text[done:at], self._pseudonyms[text[at : at + length]]
                done = at = at + length
            else:
                at += 1
        return "".join([*pieces, text[done:]]) if pieces else text

    def _match(self, text: str, at: int) -> int:
        lengths = self._lengths.get(text[at : at + _PREFIX])
        if not lengths or inside_word(text, at):
            return 0
        for length in lengths:
            end = at + length
            if text[at:end] in self._pseudonyms and not inside_word(text, end):
                return length
        return 0


def inside_word(text: str, at: int) -> bool:
    """Say whether a place is between two letters or digits of one word, of a script that has blanks between words."""
    return 0 < at < len(text) and _joins(text[at - 1]) and _joins(text[at])


def _joins(char: str) -> bool:
    return (char.isalnum() or char == "_") and not _WITHOUT_BLANKS.match(char)


_WITHOUT_BLANKS = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u31f0-\u31ff\u3400-\u9fff\uf900-\ufaff\uff66-\uff9f"
    "\uac00-\ud7af\U00020000-\U0003ffff]"
)
"""Thai, Lao, Burmese, Khmer, Japanese, Chinese; and Korean, whose particles join the word before."""

__all__ = ["COMMON", "SHORTEST", "Finder", "inside_word"]
