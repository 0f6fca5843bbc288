"""Says of each place of a markdown text whether it is plain, or code, an address, the target of a link or a tag.

Where markdown needs to see the end to know the beginning (code that is never closed), the place counts as not plain to the
end of the paragraph: a pseudonym stays then, which harms nobody.
"""

from __future__ import annotations

import re

_TOKEN_CHARS = 300
"""Of a word without blanks, of which the beginning is looked at."""

_ADDRESS = re.compile(
    r"://|^[^\w]*(?:www\.|(?:mailto|tel|sms|xmpp|data|javascript|vbscript|blob|file|callto|skype|whatsapp|geo):)"
    r"|[\w-]\.[a-z]{2,}[/?#:]",
    re.IGNORECASE,
)
_FENCE = re.compile(r"(?:[ \t]|>|[-*+] |\d{1,9}[.)] )*(`{3,}|~{3,})")
_DEFINITION = re.compile(r"[ >]*\[[^\]]+\]:")
_CLOSING = re.compile(r"[ \t>]*(`{3,}|~{3,})[ \t]*")


class Places:
    """Reads a text from its beginning; `plain` is said of what comes next."""

    def __init__(self) -> None:
        self._line = ""
        self._token = ""
        self._fence = ""
        self._ticks = 0
        self._run = 0
        self._address = self._tag = self._escaped = False
        self._target = 0

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
            or _DEFINITION.match(self._line)
        )

    def read(self, piece: str) -> None:
        """Go on by some characters."""
        for char in piece:
            self._read(char)

    def _read(self, char: str) -> None:
        if char == "\n":
            self._end_line()
            return
        if self._fence:
            self._line += char
            return
        self._line += char
        escaped, self._escaped = self._escaped, False
        if char == "`" and not escaped:
            self._run += 1
            return
        if self._run:
            self._end_run()
            if self._fence:
                return
        if self._ticks:
            return
        self._escaped = char == "\\" and not escaped
        if char.isspace():
            self._token, self._address = "", False
        elif len(self._token) < _TOKEN_CHARS:
            self._token += char
            self._address = self._address or bool(_ADDRESS.search(self._token))
        self._follow(char, escaped)

    def _follow(self, char: str, escaped: bool) -> None:
        if self._target:
            self._target += (char == "(") - (char == ")") if not escaped else 0
        elif self._line.endswith("](") and not escaped:
            self._target = 1
        if self._tag:
            self._tag = char != ">"
        elif char == "<" and not escaped:
            self._tag = True
        elif char == "~" and (found := _FENCE.fullmatch(self._line)):
            self._fence = found[1]

    def _end_run(self) -> None:
        """A run of backticks has ended: it opens or closes code, or a fence."""
        run, self._run = self._run, 0
        if self._ticks:
            self._ticks = 0 if run == self._ticks else self._ticks
        elif run >= 3 and (found := _FENCE.match(self._line)) and found.end() >= len(self._line) - 1:
            self._fence = found[1]
        else:
            self._ticks = run

    def _end_line(self) -> None:
        if self._run:
            self._end_run()
            opened = bool(self._fence)
        else:
            opened = False
        closing = _CLOSING.fullmatch(self._line)
        if self._fence and not opened and closing and closing[1].startswith(self._fence):
            self._fence = ""
        if not self._line.strip():
            self._ticks = self._target = 0
        self._line = self._token = ""
        self._address = self._tag = self._escaped = False
