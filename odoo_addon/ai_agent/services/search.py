"""What is found by which words: how texts are indexed, and how a search is read.

A text becomes lexemes: its words without accents and in lower case, and for scripts that put no
blanks between words each character and each pair of neighbours, so that any piece of a sentence is
found. PostgreSQL adds the stems of the words. Nothing here depends on PostgreSQL's own
parser, whose idea of a letter depends on the locale of the database.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

INDEXED_CHARS = 50_000
"""So much of a text is indexed: PostgreSQL keeps at most 1 MB of lexemes for one text."""

WORD_CHARS = 100
"""What is behind these characters of a word does not count."""

QUERY_CHARS = 200
QUERY_WORDS = 12
"""Further words of a search do not count."""

LANGUAGES = {
    "ar": "arabic",
    "ca": "catalan",
    "da": "danish",
    "de": "german",
    "el": "greek",
    "en": "english",
    "es": "spanish",
    "eu": "basque",
    "fi": "finnish",
    "fr": "french",
    "ga": "irish",
    "hi": "hindi",
    "hu": "hungarian",
    "hy": "armenian",
    "id": "indonesian",
    "it": "italian",
    "lt": "lithuanian",
    "nb": "norwegian",
    "ne": "nepali",
    "nl": "dutch",
    "nn": "norwegian",
    "no": "norwegian",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sr": "serbian",
    "sv": "swedish",
    "ta": "tamil",
    "tr": "turkish",
    "yi": "yiddish",
}
"""PostgreSQL's configurations by the beginning of a language code. Which of them exist depends on its version."""

_SPACELESS = (
    "\u0e00-\u0eff"  # Thai, Lao
    "\u1000-\u109f\u1780-\u17ff"  # Myanmar, Khmer
    "\u1100-\u11ff\u3130-\u318f\ua960-\ua97f\uac00-\ud7ff"  # Hangul
    "\u2e80-\u2fdf\u3005-\u3007\u3040-\u30ff\u3100-\u312f\u31a0-\u31bf\u31f0-\u31ff"  # kana, bopomofo
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uffdc"  # ideographs
    "\U0001b000-\U0001b16f\U00020000-\U0003ffff"
)
_MARKS = "".join(chr(code) for code in range(0x300, 0xFFFF) if unicodedata.category(chr(code)) in ("Mn", "Mc"))
_JOINERS = "\u00ad\u0640\u200b\u200c\u200d\u2060\ufeff"
"""Where a word may be broken, or stretched: they are no part of it."""

TOKEN = re.compile(rf"(?P<run>[{_SPACELESS}][{_SPACELESS}{_JOINERS}]*)|(?:(?![_{_SPACELESS}])[\w{_MARKS}{_JOINERS}])+")
"""A word; the group `run` says that it is a piece of a script without blanks."""

MARKS_IN_A_ROW = 30
"""More on one letter is no language's (Unicode's stream-safe text), and sorting takes the square of their number."""

_COMBINING = "".join(chr(code) for code in range(0x300, 0x1F000) if unicodedata.combining(chr(code)))
_MANY_MARKS = re.compile(rf"([{_COMBINING}]{{{MARKS_IN_A_ROW}}})[{_COMBINING}]+")

_ASCII_TOKEN = re.compile(r"[a-z0-9]+")
_NO_JOINERS = dict.fromkeys(map(ord, _JOINERS))


_SPELLED = str.maketrans({"æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "\u0131": "i"})
"""Letters that Unicode does not take apart."""


@dataclass(frozen=True)
class Word:
    """A word of a search."""

    folded: str
    raw: str
    """As it was typed, in lower case: stems depend on accents."""
    spaceless: bool
    open: bool
    """The last one: it may be the beginning of a word."""

    @property
    def tsquery(self) -> str:
        """The lexemes that must be there, as PostgreSQL's `tsquery`."""
        if self.spaceless:
            return " & ".join(
                quoted(lexeme) for lexeme in _pieces(self.folded) if len(lexeme) == min(2, len(self.folded))
            )
        if not self.open:
            return quoted(self.folded)
        return quoted(f"^{self.folded}") if len(self.folded) == 1 else f"{quoted(self.folded)}:*"

    @property
    def stemmed(self) -> str:
        """What stems are made of; empty if there are none to make."""
        return "" if self.spaceless else " ".join(dict.fromkeys((self.raw, self.folded)))

    def hits(self, token: str) -> bool:
        """Whether a folded word of a text is this one, or begins with it where that is enough."""
        return token.startswith(self.folded) if self.open else token == self.folded


def few_marks(text: str) -> str:
    """Return a text without the marks beyond `MARKS_IN_A_ROW`; for what is normalized."""
    return text if text.isascii() else _MANY_MARKS.sub(r"\1", text)


def folded(text: str) -> str:
    """Return a text in lower case and without accents."""
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFKD", few_marks(text.translate(_NO_JOINERS)).casefold().translate(_SPELLED))
    bare = "".join(char for char in apart if not unicodedata.combining(char))
    # Once more: what was taken apart may have capitals. Together again: Hangul is searched by syllables.
    return unicodedata.normalize("NFC", bare.casefold())


def tokens(text: str) -> Iterator[tuple[str, bool]]:
    """Yield the words of a folded text, and whether it is a piece of a script without blanks."""
    if text.isascii():
        yield from ((word, False) for word in _ASCII_TOKEN.findall(text))
        return
    for match in TOKEN.finditer(text):
        yield match.group(), match.lastgroup == "run"


def lexemes(text: str) -> list[str]:
    """Return by what a text is found, but for stems. Each is distinct and not empty."""
    found: dict[str, None] = {}
    for token, spaceless in tokens(folded(text[:INDEXED_CHARS])[:INDEXED_CHARS]):
        if spaceless:
            found.update(dict.fromkeys(_pieces(token)))
        else:
            # One typed letter begins so many words that it is a lexeme of its own.
            found[f"^{token[0]}"] = None
            found[token[:WORD_CHARS]] = None
    return list(found)


def stem_words(text: str) -> str:
    """Return the distinct words of a text of which PostgreSQL makes stems, with accents and without."""
    found: dict[str, None] = {}
    raw = _lower(text[:INDEXED_CHARS])[:INDEXED_CHARS]
    for token, spaceless in tokens(raw):
        if not spaceless:
            found[token[:WORD_CHARS]] = None
    if not raw.isascii():
        found.update(dict.fromkeys([_plain(word) for word in found if not word.isascii()]))
    return " ".join(found)


def parsed(query: str) -> tuple[Word, ...]:
    """Return the words of a search: none if it has neither letter nor digit."""
    typed = {folded(match.group()): match.group() for match in TOKEN.finditer(_lower(query))}
    found = {token[:WORD_CHARS]: spaceless for token, spaceless in tokens(folded(query))}
    names = list(found)[:QUERY_WORDS]
    return tuple(Word(name, typed.get(name, name)[:WORD_CHARS], found[name], open=name == names[-1]) for name in names)


def owner_lexeme(user_id: int) -> str:
    """The lexeme that all texts of a user have, so that nobody's search reads what others' words left in the index."""
    return f"={user_id}"


def quoted(lexeme: str) -> str:
    """Return a lexeme as PostgreSQL's `tsquery`."""
    escaped = lexeme.replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}'"


def _lower(text: str) -> str:
    """A text in lower case, with its accents."""
    return unicodedata.normalize("NFC", few_marks(text.translate(_NO_JOINERS)).lower())


def _plain(word: str) -> str:
    return " ".join(token[:WORD_CHARS] for token, _spaceless in tokens(folded(word)))


def _pieces(run: str) -> Iterator[str]:
    yield from run
    yield from (run[i : i + 2] for i in range(len(run) - 1))
