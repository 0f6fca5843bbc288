"""Puts what tools have answered into arguments and texts.

`{{result.data.count}}` is in the last answer, `{{results.0.data.rows.2.@name}}` in the first one. A step of a path is a
key, an index (`-1` is the last), `*`: the rest of the path in each element, or `@name`: the cell of a row in the column
of that name, by the `columns` beside the rows. A string that is one placeholder becomes the value itself; inside a text
it becomes that value's text.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any

_PLACE = re.compile(r"\{\{(results?)\.?([^{}]*)\}\}")


class NoSuchPlace(Exception):
    """A placeholder names what no answer has; the text says what is there."""


def fill(value: Any, results: list[Any]) -> Any:
    """Return the value with all placeholders replaced, however deep they are."""
    if isinstance(value, dict):
        return {name: fill(part, results) for name, part in value.items()}
    if isinstance(value, list):
        return [fill(part, results) for part in value]
    if not isinstance(value, str):
        return value
    whole = _PLACE.fullmatch(value)
    if whole:
        return _find(whole, results)
    return _PLACE.sub(lambda place: _text(_find(place, results)), value)


def _find(place: re.Match[str], results: list[Any]) -> Any:
    word, path = place.groups()
    steps = [step for step in path.split(".") if step]
    if word == "results":
        return _walk(results, steps, place[0])
    if not results:
        raise NoSuchPlace(f"{place[0]}: no tool has answered")
    return _walk(results[-1], steps, place[0])


def _walk(value: Any, steps: list[str], place: str, columns: Sequence[str] = ()) -> Any:
    for number, step in enumerate(steps):
        if step == "*" and isinstance(value, list):
            return [_walk(part, steps[number + 1 :], place, columns) for part in value]
        if isinstance(value, dict) and "columns" in value:
            columns = value["columns"]
        try:
            if step.startswith("@"):
                value = value[columns.index(step[1:])]
            else:
                value = value[int(step)] if isinstance(value, list) else value[step]
        except (KeyError, IndexError, TypeError, ValueError) as error:
            raise NoSuchPlace(f"{place}: no {step!r} in {json.dumps(value, ensure_ascii=False)[:400]}") from error
    return value


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return ", ".join(_text(part) for part in value)
    return json.dumps(value, ensure_ascii=False)
