"""A piece of a text around what was searched for, on one line."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Sequence

from .search import INDEXED_CHARS, TOKEN, Word, few_marks, folded, tokens

SNIPPET_CHARS = 200
BEFORE_CHARS = 60
_WINDOW_BEFORE, _WINDOW_AFTER = 300, 900
"""How much is looked at around a hit: marks of Markdown, and blanks, make it shorter."""

Pieces = list[tuple[str, bool]]
"""Pieces of a text in their order, and whether each is a hit."""

_Span = tuple[int, int]

_MARKUP = (
    (re.compile(r"!?\[([^\]\n]*)\]\([^)\s]*\)"), r"\1"),
    (re.compile(r"^[ \t]*(?:`{3,}|~{3,})[^\n]*$", re.MULTILINE), " "),
    (re.compile(r"^[ \t]*\|?[ \t]*:?-{2,}[-:| \t]*$", re.MULTILINE), " "),
    (re.compile(r"^[ \t]*(?:(?:#{1,6}|>+|[-+*]|\d{1,3}[.)])[ \t]+)+", re.MULTILINE), " "),
    (re.compile(r"[*`]+|~~|(?<!\w)_+|_+(?!\w)"), ""),
    (re.compile(r"\|"), " "),
)
_BLANKS = re.compile(r"\s+")
_GAPS = re.compile(r" (?=[,.;:!?)\]])")


def snippet(text: str, words: Sequence[Word], stems: Collection[str] = ()) -> Pieces:
    """Return about 200 characters around the first hit; the beginning of the text if there is none.

    :param words: what was searched for
    :param stems: words of the text, in lower case, that are hits by their stem
    """
    text = unicodedata.normalize("NFC", few_marks(text[:INDEXED_CHARS]))
    first = next(iter(_spans(text, words, stems)), (0, 0))[0]
    start, end = max(0, first - _WINDOW_BEFORE), first + _WINDOW_AFTER
    window = text[start:end]
    shown = _without_markup(window)
    spans = list(_spans(shown, words, stems))
    if not shown or (not spans and list(_spans(window, words, stems))):
        # The hit was in what is no text: an address, the language of a piece of code.
        shown = _one_line(window)
        spans = list(_spans(shown, words, stems))
    return _cut(shown, spans, start > 0, end < len(text))


def stem_candidates(text: str, words: Sequence[Word]) -> set[str]:
    """Return the words of a text, in lower case, that may have a stem of what was searched for.

    Stemming changes the ends of words, so these begin alike.
    """
    starts = {word.folded[:2] for word in words if not word.spaceless}
    if not starts:
        return set()
    lowered = unicodedata.normalize("NFC", few_marks(text[:INDEXED_CHARS])).lower()
    return {token for token, spaceless in tokens(lowered) if not spaceless and folded(token)[:2] in starts}


def _spans(text: str, words: Sequence[Word], stems: Collection[str]) -> Iterator[_Span]:
    """Yield where the hits are, in their order."""
    spaceless = [word.folded for word in words if word.spaceless]
    plain = [word for word in words if not word.spaceless]
    for match in TOKEN.finditer(text):
        token = match.group()
        if match.lastgroup == "run":
            yield from _inside(token, match.start(), spaceless)
        elif token.lower() in stems or any(word.hits(part) for part, _run in tokens(folded(token)) for word in plain):
            yield match.span()


def _inside(run: str, start: int, wanted: Sequence[str]) -> list[_Span]:
    """Return where pieces are in a run of a script without blanks."""
    chars: list[str] = []
    places: list[int] = []
    for place, char in enumerate(run):
        for part in folded(char):
            chars.append(part)
            places.append(place)
    text = "".join(chars)
    found = {}
    for piece in wanted:
        at = text.find(piece)
        while at >= 0:
            found[places[at]] = places[at + len(piece) - 1] + 1
            at = text.find(piece, at + len(piece))
    return [(start + begin, start + end) for begin, end in sorted(found.items())]


def _without_markup(text: str) -> str:
    for pattern, replacement in _MARKUP:
        text = pattern.sub(replacement, text)
    return _GAPS.sub("", _one_line(text))


def _one_line(text: str) -> str:
    printable = "".join(" " if unicodedata.category(char) == "Cc" else char for char in text)
    return _BLANKS.sub(" ", printable).strip()


def _cut(text: str, spans: list[_Span], more_before: bool, more_after: bool) -> Pieces:
    first = spans[0] if spans else (0, 0)
    start = max(0, first[0] - BEFORE_CHARS)
    if start:
        # At a word's beginning, if there is one.
        blank = text.find(" ", start, first[0])
        start = blank + 1 if blank >= 0 else start
    end = min(len(text), start + SNIPPET_CHARS)
    if end < len(text):
        blank = text.rfind(" ", min(max(first[1], start + SNIPPET_CHARS // 2), end), end)
        end = blank if blank > start else end
    pieces: Pieces = [("…", False)] if start or more_before else []
    at = start
    for span in spans:
        begin, stop = max(span[0], at), min(span[1], end)
        if begin >= stop:
            continue
        pieces += [(text[at:begin], False), (text[begin:stop], True)]
        at = stop
    pieces.append((text[at:end], False))
    if end < len(text) or more_after:
        pieces.append(("…", False))
    return _joined(pieces)


def _joined(pieces: Pieces) -> Pieces:
    found: Pieces = []
    for text, hit in pieces:
        if text and found and found[-1][1] == hit:
            found[-1] = (found[-1][0] + text, hit)
        elif text:
            found.append((text, hit))
    return found
