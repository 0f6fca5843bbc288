"""Fields by name or by a dotted path over many2one fields."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..services.tools import Column, ToolError

if TYPE_CHECKING:
    from .call import Call

UNREADABLE = ("binary", "json", "properties", "properties_definition", "serialized")
"""Types that make no cell."""

TYPES = {
    "char": "text",
    "text": "text",
    "html": "text",
    "integer": "integer",
    "float": "float",
    "monetary": "monetary",
    "date": "date",
    "datetime": "datetime",
    "boolean": "boolean",
    "selection": "selection",
    "many2one": "record",
    "reference": "record",
    "many2one_reference": "integer",
    "one2many": "text",
    "many2many": "text",
}


@dataclass(frozen=True)
class Path:
    """A column: where its field is, and what it is called."""

    text: str
    """As the model wrote it."""
    steps: tuple[str, ...]
    """The many2one fields on the way."""
    model: str
    """The model of the last field."""
    name: str
    label: str

    @property
    def plain(self) -> bool:
        """Whether it is a field of the model itself."""
        return not self.steps


def path(call: Call, model: str, text: str, use: str = "read") -> Path:
    """Return a path that the user may use.

    :raises ToolError: `forbidden`, or `invalid` naming the field
    """
    call.policy.check_field(model, text, use)
    *steps, name = text.split(".")
    labels = []
    current = model
    for step in steps:
        field = call.env[current]._fields.get(step)
        if field is None or field.type != "many2one":
            raise ToolError("invalid", f"{text}: {step!r} is no many2one field of {current}.")
        labels.append(field._description_string(call.env))
        current = field.comodel_name
    field = call.env[current]._fields.get(name)
    if field is None:
        raise ToolError("invalid", f"{current} has no field {name!r}. Look at describe_model.")
    if field.type in UNREADABLE:
        raise ToolError("invalid", f"{text}: a field of type {field.type} cannot be read.")
    labels.append(field._description_string(call.env) or name)
    return Path(text, tuple(steps), current, name, " / ".join(label or "" for label in labels))


def column(call: Call, found: Path) -> Column:
    """Return the column of a path."""
    return Column(found.text, found.label, TYPES[call.env[found.model]._fields[found.name].type])
