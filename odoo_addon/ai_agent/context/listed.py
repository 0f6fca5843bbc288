"""A list, or another view of many records: what it shows, how it is grouped, what is selected."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..services.context import domain_in_words, one_line
from ..services.tools import ToolError
from ..tools.compact import dumps
from ..tools.grouping import group_of

if TYPE_CHECKING:
    from .place import Place

MOST_IDS = 500
DOMAIN_CHARS = 400
"""A longer domain is told in words only."""


def tell_list(place: Place, name: str) -> None:
    """Tell of a view of many records."""
    call, hint = place.call, place.hint
    domain = _domain(place)
    count = call.env[place.model].search_count(domain) if domain is not None else None
    how_many = "" if count is None else f", {count} records"
    place.lines.add(f"Open: {place.view or 'view'} of {name} ({place.model}){how_many}.")
    words = _words(place, domain) if domain else ""
    if words:
        place.lines.pair("Filter", words)
        if len(dumps(domain)) <= DOMAIN_CHARS:
            place.lines.add(f"- As domain: {dumps(domain)}")
    groups = _groups(place)
    if groups:
        place.lines.pair("Grouped by", ", ".join(groups))
    place.chip("list", f"{name}: {one_line(words, 60)}" if words else name)
    if hint.get("allSelected") is True:
        place.lines.add("All records of the list are selected.")
        place.chip("selection", call.env._("All selected"))
    else:
        _tell_selection(place)
    place.was_read([], ())


def _tell_selection(place: Place) -> None:
    given = place.hint.get("resIds")
    ids = (
        [one for one in given if isinstance(one, int) and not isinstance(one, bool) and one > 0]
        if isinstance(given, list)
        else []
    )
    if not ids:
        return
    records = place.call.policy.visible(place.call.env[place.model].browse(ids[:MOST_IDS]))
    if not records:
        return
    names = place.call.policy.names(records)
    items = (f"{record.id} {one_line(names[record.id], 60)}" for record in records)
    place.lines.listed(f"Selected, {len(records)} (id, name):", items)
    place.chip("selection", place.call.env._("%s selected", len(records)), tuple(records.ids))
    place.was_read(["display_name"], tuple(records.ids))


def _domain(place: Place) -> list[Any] | None:
    """Return the domain of the view, or None when there is none that the user may know of."""
    given = place.hint.get("domain")
    if not isinstance(given, list):
        return None
    try:
        return place.call.policy.domain(place.model, given)
    except ToolError:
        return None


def _groups(place: Place) -> list[str]:
    given = place.hint.get("groupBy")
    found = []
    for spec in given[:5] if isinstance(given, list) else ():
        try:
            group = group_of(place.call, place.model, str(spec))
        except ToolError:
            continue
        found.append(f"{group.label} ({group.spec})")
    return found


def _words(place: Place, domain: list[Any]) -> str:
    return domain_in_words(domain, lambda text: _label(place, text), lambda text, value: _value(place, text, value))


def _label(place: Place, text: str) -> str:
    labels = []
    model = place.model
    for name in text.split("."):
        field = place.call.env[model]._fields.get(name) if model else None
        if field is None:
            return text
        labels.append(field._description_string(place.call.env) or name)
        model = field.comodel_name or ""
    return " / ".join(labels)


def _value(place: Place, text: str, value: Any) -> str:
    call = place.call
    model, field = place.model, None
    for name in text.split("."):
        field = call.env[model]._fields.get(name) if model else None
        if field is None:
            return one_line(str(value), 80)
        owner, model = model, field.comodel_name or ""
    if isinstance(value, bool):
        return call.formats.boolean(value)
    if field.relational and isinstance(value, int):
        return call.policy.name(call.env[field.comodel_name].browse(value)) or str(value)
    if field.type == "selection":
        return str(dict(field._description_selection(call.env)).get(value, value))
    if call.policy.field(owner, field.name) == "mask":
        call.policy.note(owner, field.name, str(value))
    return one_line(str(value), 80)
