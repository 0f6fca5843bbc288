"""Internal notes in the chatter of records."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from markupsafe import Markup
from odoo import models
from odoo.tools import plaintext2html

from ...services.proposals import Item
from ...services.tools import Operation, ToolError
from .base import Kind

NOTE_CHARS = 20_000


class NoteKind(Kind):
    """A note is text, never HTML, and is sent to nobody. An undo deletes it."""

    name = "note"

    def fields_model(self, operation: Operation) -> str:
        """A note is a message."""
        return "mail.message"

    def given(self, operation: Operation) -> dict[str, Any]:
        """The text."""
        return operation.arguments

    def with_given(self, operation: Operation, given: dict[str, Any]) -> Operation:
        """Return the operation with another text."""
        return replace(operation, arguments=given)

    def text(self, item: Item, name: str, record: models.BaseModel | None = None) -> str:
        """It is no HTML yet."""
        return item.operation.arguments[name]

    def checked(self, operation: Operation) -> Operation:
        """Check the record and the text."""
        model = self.env.get(operation.model)
        if model is None or not hasattr(model, "message_post"):
            raise ToolError("invalid", f"There are no notes on {operation.model}.")
        self.existing(operation.model, operation.res_id, "write")
        body = operation.arguments.get("body")
        if not isinstance(body, str) or not body.strip() or set(operation.arguments) != {"body"}:
            raise ToolError("invalid", "A note is a text.")
        if len(body) > NOTE_CHARS:
            raise ToolError("too_large", f"A note has at most {NOTE_CHARS} characters.")
        return replace(operation, arguments={"body": body.strip()}, values={}, editable=("body",))

    def perform(self, item: Item) -> None:
        """Log the note."""
        body = Markup(plaintext2html(item.operation.arguments["body"]))  # noqa: S704  escaped by plaintext2html
        message = self.record(item.operation).message_post(
            body=body, message_type="comment", subtype_xmlid="mail.mt_note"
        )
        self.env.flush_all()
        item.made = message.id

    def undo(self, item: Item) -> list[str]:
        """Delete the note."""
        # sudo: what accounting looks at before a message is deleted, not everybody may read; Odoo's own chatter changes
        # messages so too. It is the note that this proposal made in the name of this user.
        message = self.env["mail.message"].sudo().browse(item.made).exists()
        if not message:
            return []
        self.existing(item.operation.model, item.operation.res_id, "write")
        if message.create_uid.id != self.env.uid or message.res_id != item.operation.res_id:
            return [self.env._("The note stays.")]
        message.unlink()
        return []
