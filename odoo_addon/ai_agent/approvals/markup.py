"""HTML that shows as what its text says: no styles, nothing that loads by itself, nothing that runs."""

from __future__ import annotations

from html import escape
from urllib.parse import urlsplit

from lxml import etree
from lxml import html as lxml_html

TAGS = frozenset(
    [
        "p",
        "br",
        "b",
        "strong",
        "i",
        "em",
        "u",
        "s",
        "ul",
        "ol",
        "li",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "a",
        "blockquote",
        "pre",
        "code",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
        "div",
        "span",
    ]
)
"""What stays; other tags go, and their content stays."""

DROPPED = frozenset(("script", "style", "template", "iframe", "object", "svg", "video", "audio", "img"))
"""What goes with all that is in it."""

SCHEMES = frozenset(("http", "https", "mailto"))
"""Where links may lead."""

_ROUNDS = 5


def clean_html(value: str) -> str:
    """Return HTML with allowed tags only and no attributes but `href`; cleaning it again changes nothing.

    :raises ValueError: for what cannot be read as HTML
    """
    for _round in range(_ROUNDS):
        cleaned = _cleaned(value)
        if cleaned == value:
            return cleaned
        value = cleaned
    raise ValueError


def _cleaned(value: str) -> str:
    try:
        root = lxml_html.fragment_fromstring(value, create_parent="div")
    except (etree.LxmlError, AssertionError) as error:
        raise ValueError from error
    for node in list(root.iterdescendants()):
        if not isinstance(node.tag, str) or node.tag in DROPPED:
            node.drop_tree()
        elif node.tag not in TAGS:
            node.drop_tag()
        else:
            href = node.get("href") if node.tag == "a" else None
            node.attrib.clear()
            if href is not None and _is_link(href):
                node.set("href", href)
    inner = "".join(etree.tostring(child, encoding="unicode", method="html") for child in root)
    return escape(root.text or "", quote=False) + inner


def _is_link(href: str) -> bool:
    try:
        return urlsplit(href.strip()).scheme.lower() in SCHEMES
    except ValueError:
        return False
