"""The pseudonyms of one conversation."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any

from .finder import Finder
from .names import CODE_CHARS, KINDS, pseudonym
from .stream import MaskStream

_LOOKS = re.compile(rf"(?:{'|'.join([*KINDS.values(), 'Value'])})[0-9A-Z]{{{CODE_CHARS}}}(?![0-9A-Za-z_])")


class Masks:
    """Key and known pseudonyms of a conversation.

    :param key: secret, of this conversation alone
    :param known: value by pseudonym, as stored
    """

    def __init__(self, key: bytes, known: dict[str, str] | None = None) -> None:
        self.key = key
        self._values: dict[str, str] = {}
        self._names: dict[str, str] = {}
        self._beginnings: set[str] = set()
        self._finder = Finder()
        self.fresh: dict[str, str] = {}
        """What was learned since loading: value by pseudonym."""
        for name, value in (known or {}).items():
            self._keep(name, value)

    @property
    def known(self) -> dict[str, str]:
        """Value by pseudonym."""
        return dict(self._values)

    def learn(self, values: Iterable[tuple[str, str]]) -> None:
        """Have values replaced from now on.

        :param values: (kind, value); kinds are those of `names.KINDS`
        """
        for kind, value in values:
            if not isinstance(value, str) or not value.strip() or value in self._names or self._spoken(value):
                continue
            attempt = 0
            while (name := pseudonym(self.key, kind, value, attempt)) in self._values:
                attempt += 1
            self._keep(name, value)
            self.fresh[name] = value

    def hide(self, text: str) -> str:
        """Return a text with pseudonyms in place of known values: what leaves for the service.

        Values are found exactly as they are written, as whole words. Those of less than three characters and common
        words stay, but where a whole cell is one: see `hide_value`. Hiding twice changes no more.
        """
        return self._finder.replace(text, _LOOKS, self._values)

    def hide_value(self, value: Any) -> Any:
        """Return JSON with each string hidden; a string that is a known value as a whole is replaced however short."""
        return _map(value, lambda text: self._names.get(text) or self.hide(text))

    def hide_json(self, text: str) -> str:
        """Return a JSON text with its strings hidden as `hide_value` does; as free text, if it is no JSON."""
        try:
            value = json.loads(text)
        except (ValueError, RecursionError):
            return self.hide(text)
        hidden = self.hide_value(value)
        return text if hidden == value else json.dumps(hidden, ensure_ascii=False)

    def show(self, text: str) -> str:
        """Return a text with the values in place of pseudonyms: for its user's eyes. Not in URLs, links and code."""
        stream = self.stream()
        return stream.feed(text) + stream.end()

    def show_value(self, value: Any) -> Any:
        """Return JSON with the values in place of pseudonyms in each string, everywhere: for arguments of tools."""
        return _map(value, lambda text: _LOOKS.sub(self._value, text))

    def stream(self) -> MaskStream:
        """Return a stream that shows what comes in pieces as `show` shows the whole."""
        return MaskStream(self._values, self._beginnings)

    def _keep(self, name: str, value: str) -> None:
        self._values[name] = value
        self._names[value] = name
        self._beginnings.update(name[:end] for end in range(1, len(name) + 1))
        self._finder.add(value, name)

    def _spoken(self, value: str) -> bool:
        """A value that names a pseudonym of ours was made from what we wrote: replacing it would never end."""
        return any(found[0] in self._values for found in _LOOKS.finditer(value))

    def _value(self, found: re.Match[str]) -> str:
        before = found.string[found.start() - 1 : found.start()] if found.start() else ""
        if before.isascii() and (before.isalnum() or before == "_"):
            return found[0]
        return self._values.get(found[0], found[0])


def _map(value: Any, change: Any) -> Any:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, dict):
        return {_map(key, change): _map(item, change) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_map(item, change) for item in value]
    return value
