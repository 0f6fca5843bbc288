"""Says of each place of a markdown text whether it is plain, or code, an address, the target of a link or a tag.

Where markdown needs to see the end to know the beginning (code that is never closed), the place counts as not plain to
the end of the paragraph: a pseudonym stays then, which harms nobody.
"""

from __future__ import annotations

import re

_MOST_TOKEN = 300
"""Characters of a word without blanks that are looked at: an address begins within them."""
_MOST_LINE = 1200
"""Characters of a line that are looked at: the label of a link has at most 999."""
_CODE_INDENT, _CODE_INDENT_IN_LIST = 4, 8

_ADDRESS = re.compile(
    r"://|(?:^|[^A-Za-z0-9])(?:www\.|(?:mailto|xmpp|data|javascript|vbscript|blob|file):)|[\w-]\.[a-z]{2,}[/?#:]$",
    re.IGNORECASE,
)
_ADDRESS_ENDS = frozenset("/?#:.")
"""The last character of what makes a word an address."""
_INDENTS = r"(?:[ \t]|>|[-*+] |\d{1,9}[.)] )*"
_FENCE = re.compile(_INDENTS + r"(`{3,}|~{3,})")
_CLOSING = re.compile(r"[ \t>]*(`{3,}|~{3,})[ \t]*")
_DEFINITION = re.compile(_INDENTS + r"\[[^\]]+\]:")
_ITEM = re.compile(r"[ \t>]*(?:[-*+]|\d{1,9}[.)])(?:[ \t]|$)")


class Places:
    """Reads a text from its beginning; `plain` is said of what comes next."""

    def __init__(self) -> None:
        self._line = ""
        self._last = ""
        self._token = ""
        self._fence = ""
        self._opening = False
        self._ticks = self._run = self._target = 0
        self._address = self._tag = self._escaped = False
        self._indented = False
        self._after_blank = True
        self._list = False

    @property
    def plain(self) -> bool:
        """Whether a pseudonym that comes next is to be shown."""
        return not (
            self._fence
            or self._ticks
            or self._run
            or self._address
            or self._tag
            or self._target
            or self._indented
            or self._begins_code()
            or _DEFINITION.match(self._line)
        )

    @property
    def angle(self) -> bool:
        """Whether a `<` has just been read: with what comes next it may be a tag."""
        return self._last == "<"

    def follow(self, piece: str) -> None:
        """Go on by some characters."""
        for char in piece:
            self._take(char)

    def _take(self, char: str) -> None:
        if char == "\n":
            self._end_line()
            return
        if self._begins_code() and not char.isspace():
            self._indented = True
        before, self._last = self._last, char
        if len(self._line) < _MOST_LINE:
            self._line += char
        if self._fence:
            if not (self._opening and char == "`" == self._fence[0]):
                return
            # No fence has backticks in its first line: it was code in the line.
            self._ticks, self._fence, self._opening = len(self._fence), "", False
        escaped, self._escaped = self._escaped, False
        if char == "`" and not escaped:
            self._run += 1
            return
        if self._run:
            self._end_run()
        if self._fence or self._ticks:
            return
        self._escaped = char == "\\" and not escaped
        self._follow_token(char)
        self._follow_link(before, char, escaped)
        if char == "~" and (found := _FENCE.fullmatch(self._line)):
            self._fence, self._opening = found[1], True

    def _follow_token(self, char: str) -> None:
        if char.isspace():
            self._token, self._address = "", False
        elif len(self._token) < _MOST_TOKEN:
            self._token += char
            if char in _ADDRESS_ENDS and not self._address:
                self._address = bool(_ADDRESS.search(self._token))

    def _follow_link(self, before: str, char: str, escaped: bool) -> None:
        if self._target:
            self._target += 0 if escaped else (char == "(") - (char == ")")
        elif before == "]" and char == "(":
            self._target = 1
        if self._tag:
            self._tag = char != ">"
        else:
            self._tag = before == "<" and (char.isalpha() or char in "/!?")

    def _begins_code(self) -> bool:
        """Whether the line is indented so far that what comes next is code."""
        if not self._after_blank or self._line.strip(" \t"):
            return False
        indent = len(self._line.expandtabs(4))
        return indent >= (_CODE_INDENT_IN_LIST if self._list else _CODE_INDENT)

    def _end_run(self) -> None:
        """A run of backticks has ended: it opens or closes code, or a fence."""
        run, self._run = self._run, 0
        if self._ticks:
            self._ticks = 0 if run == self._ticks else self._ticks
        elif run >= 3 and (found := _FENCE.match(self._line)) and found.end() >= len(self._line.rstrip("\n")) - 1:
            self._fence, self._opening = found[1], True
        else:
            self._ticks = run

    def _end_line(self) -> None:
        if self._run:
            self._end_run()
        line, blank = self._line, not self._line.strip(" \t>")
        if self._opening:
            if found := _FENCE.match(line):
                self._fence = found[1]
            self._opening = False
        elif self._fence and (closing := _CLOSING.fullmatch(line)) and closing[1].startswith(self._fence):
            self._fence = ""
        if blank:
            self._ticks = self._target = 0
        elif not self._fence:
            if _ITEM.match(line):
                self._list = True
            elif self._after_blank and not line.startswith((" ", "\t")):
                self._list = False
        self._after_blank = blank or self._indented
        self._line = self._token = self._last = ""
        self._address = self._tag = self._escaped = self._indented = False
