"""The schema of a tool from its signature, and arguments against it."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import pytest
from ai_agent.services.tools import ToolError
from ai_agent.services.tools.arguments import checked
from ai_agent.services.tools.schema import described, parameters_of


def example(
    call: object,
    model: str,
    ids: list[int],
    domain: Annotated[list[Any], "An Odoo domain"] | None = None,
    kind: Literal["a", "b"] = "a",
    values: dict[str, Any] | None = None,
    share: float = 0.5,
    each: dict[str, list[str]] | None = None,
    exact: bool = False,
    either: str | int | None = None,
    rows: list[list[Any]] | None = None,
) -> None:
    """Do something
    on two lines.

    And more.

    :param model: the technical
        name of it
    :param ids: of records
    :return: nothing
    """


SCHEMA = parameters_of(example)


def test_each_type_has_its_schema():
    assert SCHEMA == {
        "type": "object",
        "properties": {
            "model": {"type": "string", "description": "the technical name of it"},
            "ids": {"type": "array", "items": {"type": "integer"}, "description": "of records"},
            "domain": {"type": "array", "items": {}, "description": "An Odoo domain"},
            "kind": {"type": "string", "enum": ["a", "b"], "default": "a"},
            "values": {"type": "object"},
            "share": {"type": "number", "default": 0.5},
            "each": {"type": "object", "additionalProperties": {"type": "array", "items": {"type": "string"}}},
            "exact": {"type": "boolean", "default": False},
            "either": {"anyOf": [{"type": "string"}, {"type": "integer"}]},
            "rows": {"type": "array", "items": {"type": "array", "items": {}}},
        },
        "required": ["model", "ids"],
        "additionalProperties": False,
    }


def test_the_docstring_is_the_description():
    assert described(example)[0] == "Do something on two lines. And more."


def no_type(call, x):
    """X."""


def star(call, *rest: int):
    """X."""


def a_set(call, x: set[int]):
    """X."""


def two_kinds(call, x: Literal["a", 1]):
    """X."""


def wrong_word(call, x: int):
    """X.

    :param y: no such
    """


@pytest.mark.parametrize("function", [no_type, star, a_set, two_kinds, wrong_word])
def test_what_has_no_schema_is_an_error_of_the_developer(function):
    with pytest.raises(TypeError):
        parameters_of(function)


BASE = {"model": "res.partner", "ids": [1]}


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, {}),
        ({"domain": None}, {}),
        ({"domain": [["a", "=", 1], "|"]}, {"domain": [["a", "=", 1], "|"]}),
        ({"domain": '[["a","=",1]]'}, {"domain": [["a", "=", 1]]}),
        ({"ids": ["3", 4.0]}, {"ids": [3, 4]}),
        ({"ids": "[5]"}, {"ids": [5]}),
        ({"share": "0.25"}, {"share": 0.25}),
        ({"share": 1}, {"share": 1}),
        ({"exact": "true"}, {"exact": True}),
        ({"values": '{"a": 1}'}, {"values": {"a": 1}}),
        ({"each": {"1": ["x"]}}, {"each": {"1": ["x"]}}),
        ({"either": "5"}, {"either": "5"}),
        ({"either": 5}, {"either": 5}),
    ],
)
def test_what_is_meant_is_taken(given, expected):
    assert checked(SCHEMA, {**BASE, **given}) == {**BASE, **expected}


def deep(levels):
    value = []
    for _level in range(levels):
        value = [value]
    return value


@pytest.mark.parametrize(
    ("given", "word"),
    [
        ({"model": 5}, "model"),
        ({"ids": "many"}, "ids"),
        ({"ids": [1, "x"]}, "ids[1]"),
        ({"ids": [True]}, "ids[0]"),
        ({"ids": [1.5]}, "ids[0]"),
        ({"kind": "c"}, "kind"),
        ({"each": {"1": [2]}}, "each.1[0]"),
        ({"exact": 1}, "exact"),
        ({"either": [1]}, "either"),
        ({"rows": [1]}, "rows[0]"),
        ({"other": 1}, "other"),
        ({"model": None}, "model"),
        ({"values": [1]}, "values"),
    ],
)
def test_what_does_not_fit_is_named(given, word):
    with pytest.raises(ToolError) as caught:
        checked(SCHEMA, {**BASE, **given})
    assert caught.value.code == "invalid"
    assert word in caught.value.reason
    assert len(caught.value.reason) < 200


@pytest.mark.parametrize("given", [5, [], "x", "[1]", True])
def test_arguments_are_an_object(given):
    with pytest.raises(ToolError):
        checked(SCHEMA, given)


def test_json_of_an_object_is_one():
    assert checked(SCHEMA, '{"model": "a", "ids": [1]}') == {"model": "a", "ids": [1]}


def test_a_missing_one_is_named():
    with pytest.raises(ToolError) as caught:
        checked(SCHEMA, {"model": "a"})
    assert "ids" in caught.value.reason


def test_a_deep_list_is_no_trouble():
    assert checked(SCHEMA, {**BASE, "domain": deep(5000)})["domain"]
