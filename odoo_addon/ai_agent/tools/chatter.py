"""What was said and done about a record, as far as its user may see it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .cells import cell
from .compact import dumps
from .formats import cut, plain
from .paths import path

if TYPE_CHECKING:
    from .call import Call

BODY_CHARS = 600
ACTIVITIES = 10


def chatter(call: Call, record, most: int, room: int) -> dict[str, Any]:
    """Return messages (newest first), changes, activities and the number of followers.

    :param record: one that the user may read
    :param most: messages
    :param room: characters that all of it may take
    """
    found: dict[str, Any] = {}
    if activities := _activities(call, record):
        found["activities"] = activities
        room -= len(dumps(activities))
    if "message_ids" not in record._fields or call.policy.field(record._name, "message_partner_ids") == "hide":
        return found
    followers = call.env["mail.followers"]
    if followers.has_access("read"):
        # Counted, not read: who they are may not be the user's to know.
        found["followers"] = followers.search_count([("res_model", "=", record._name), ("res_id", "=", record.id)])
    if most:
        messages = call.env["mail.message"]._message_fetch(None, thread=record, limit=most)["messages"]
        _add_messages(call, record, messages, found, room)
    return found


def _add_messages(call: Call, record, messages, found: dict[str, Any], room: int) -> None:
    changes = call.policy.tracking(record, messages)
    said = []
    for message in messages:
        entry = _message(call, message, changes.get(message.id, []))
        room -= len(dumps(entry))
        if room < 0:
            found["messages_truncated"] = f"{len(said)} of the newest {len(messages)} messages are shown."
            break
        said.append(entry)
    found["messages"] = said


def _message(call: Call, message, changes: list[dict[str, str]]) -> dict[str, Any]:
    entry: dict[str, Any] = {"date": call.formats.local(message.date), "kind": _kind(message)}
    if author := call.policy.name(message.author_id):
        entry["author"] = author
    if text := plain(message.body):
        entry["text"] = cut(text, BODY_CHARS)
    if changes:
        entry["changes"] = [
            f"{change['label']}: {cut(change['old'], 80) or '∅'} → {cut(change['new'], 80) or '∅'}"
            for change in changes
        ]
    return entry


def _kind(message) -> str:
    if message.message_type in ("notification", "auto_comment"):
        return "log"
    # sudo: subtypes are no secret; the message itself was read under the user's rights.
    if message.is_internal or message.sudo().subtype_id.internal:
        return "note"
    return "mail" if message.message_type in ("email", "email_outgoing") else "message"


def _activities(call: Call, record) -> list[dict[str, Any]]:
    if "activity_ids" not in record._fields or call.policy.field(record._name, "activity_ids") == "hide":
        return []
    names = ("date_deadline", "activity_type_id", "summary", "user_id")
    paths = [path(call, "mail.activity", name) for name in names if call.policy.field("mail.activity", name) != "hide"]
    found = []
    for activity in record.activity_ids._filtered_access("read").sorted("date_deadline")[:ACTIVITIES]:
        values = {one.name: cell(call, activity, one)[1] for one in paths}
        found.append({"id": activity.id, **{name: value for name, value in values.items() if value}})
    return found
