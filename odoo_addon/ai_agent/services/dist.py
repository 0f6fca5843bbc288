"""The built files of the widget: `static/dist/manifest.json`, what it names, and nothing else."""

from __future__ import annotations

import json
import re
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / "static" / "dist"
MANIFEST = "manifest.json"
_NAME = re.compile(r"[A-Za-z0-9_.-]{1,120}\.(?:js|wasm)", re.ASCII)
_TYPES = {".js": "text/javascript; charset=utf-8", ".wasm": "application/wasm", ".json": "application/json"}
_SIBLINGS = (("br", ".br"), ("gzip", ".gz"))


@dataclass(frozen=True)
class File:
    """A file to send; `encoding` is its `Content-Encoding`, or empty."""

    path: Path
    content_type: str
    encoding: str


def manifest(folder: Path | None = None) -> dict[str, str] | None:
    """Return the names of the widget's files by kind (`js`, `wasm`), or None if it is not built.

    Read each time: it is a few bytes, and a new build must be seen without a restart.
    """
    try:
        found = json.loads(((folder or FOLDER) / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    if not isinstance(found, dict) or not {"js", "wasm"} <= found.keys():
        return None
    names = {str(key): value for key, value in found.items() if isinstance(value, str)}
    good = all(_NAME.fullmatch(value) and ".." not in value for value in names.values())
    return names if good and {"js", "wasm"} <= names.keys() else None


def find(name: str, encodings: Collection[str], folder: Path | None = None) -> File | None:
    """Return the file to send for a name, in the best encoding the client takes, or None."""
    place = folder or FOLDER
    names = manifest(place)
    if names is None or name not in {MANIFEST, *names.values()}:
        return None
    path = place / name
    content_type = _TYPES[path.suffix]
    if name != MANIFEST:
        for encoding, suffix in _SIBLINGS:
            sibling = path.with_name(name + suffix)
            if encoding in encodings and sibling.is_file():
                return File(sibling, content_type, encoding)
    return File(path, content_type, "") if path.is_file() else None
