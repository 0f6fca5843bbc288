"""How a pseudonym looks.

One ASCII word, such as `Person7K3QXM`: without blank, hyphen or underscore, since services write other hyphens, markup
and line breaks at these, and repeat a single word faithfully.
"""

from __future__ import annotations

import hashlib
import hmac

KINDS = {"person": "Person", "email": "Email", "phone": "Phone", "address": "Address", "text": "Text"}
"""First part by kind; a kind that is not here is a `Value`."""

CODE_CHARS = 6
_ALPHABET = "23456789BCDFGHJKMNPQRSTVWXZ"
"""Digits and capitals without vowels and without pairs that look alike, so that no word and no other code arises."""

_OTHER = "Value"
LONGEST = max(map(len, (*KINDS.values(), _OTHER))) + CODE_CHARS


def pseudonym(key: bytes, kind: str, value: str, attempt: int = 0) -> str:
    """Return the pseudonym of a value in a conversation.

    :param key: of the conversation; who does not have it cannot test a guess of the value
    :param kind: one of `KINDS`
    :param attempt: another number gives another pseudonym, where one is taken already
    """
    message = f"{attempt}\0{value}".encode(errors="surrogatepass")
    number = int.from_bytes(hmac.new(key, message, hashlib.sha256).digest())
    code = ""
    while len(code) < CODE_CHARS:
        number, rest = divmod(number, len(_ALPHABET))
        code += _ALPHABET[rest]
    return KINDS.get(kind, _OTHER) + code


def kind_of(name: str) -> str:
    """Guess what a field holds from its technical name."""
    for part, kind in _PARTS:
        if part in name:
            return kind
    return "text"


_PARTS = (
    ("email", "email"),
    ("phone", "phone"),
    ("mobile", "phone"),
    ("street", "address"),
    ("city", "address"),
    ("zip", "address"),
    ("address", "address"),
    ("name", "person"),
)
