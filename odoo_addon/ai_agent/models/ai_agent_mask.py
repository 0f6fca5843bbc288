"""Key and pseudonyms of a conversation."""

import base64
import secrets

from odoo import api, fields, models

from ..services.masks import Masks

KEY_BYTES = 32


class AiAgentMask(models.Model):
    """A value that the AI service knows by a pseudonym; the row without pseudonym has the key. For the server only."""

    _name = "ai_agent.mask"
    _description = "AI Agent: pseudonyms of a conversation"
    _log_access = False
    _rec_name = "pseudonym"

    thread_id = fields.Many2one("ai_agent.thread", required=True, readonly=True, index=True, ondelete="cascade")
    pseudonym = fields.Char(required=True, readonly=True)
    value = fields.Text(required=True, readonly=True)

    _pseudonym_unique = models.Constraint("UNIQUE (thread_id, pseudonym)", "This pseudonym is taken.")

    @api.model
    def _load(self, thread_pk: int) -> Masks:
        """Return the masks of a conversation, with a new key where it has none.

        :param thread_pk: id of `ai_agent.thread`, found under its user's rights
        """
        cr = self.env.cr
        cr.execute("SELECT pseudonym, value FROM ai_agent_mask WHERE thread_id = %s", (thread_pk,))
        known = dict(cr.fetchall())
        key = known.pop("", None) or self._make_key(thread_pk)
        return Masks(base64.b64decode(key), known)

    @api.model
    def _save(self, thread_pk: int, masks: Masks) -> None:
        """Store what the masks have learned since they were loaded."""
        if masks.fresh:
            self._insert(thread_pk, masks.fresh)
            masks.fresh.clear()

    @api.model
    def _adopt(self, thread_pk: int, masks: Masks) -> None:
        """Store masks that were made before their conversation was, with their key; or what they have learned since."""
        key = base64.b64encode(masks.key).decode()
        self._insert(thread_pk, {"": key})
        self._save(thread_pk, masks)

    def _make_key(self, thread_pk: int) -> str:
        self._insert(thread_pk, {"": base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()})
        # Another transaction may have been quicker.
        self.env.cr.execute("SELECT value FROM ai_agent_mask WHERE thread_id = %s AND pseudonym = ''", (thread_pk,))
        return self.env.cr.fetchone()[0]

    def _insert(self, thread_pk: int, values: dict[str, str]) -> None:
        self.env.cr.execute(
            """
            INSERT INTO ai_agent_mask (thread_id, pseudonym, value)
            SELECT %s, pseudonym, value FROM unnest(%s, %s) AS one (pseudonym, value)
                ON CONFLICT (thread_id, pseudonym) DO NOTHING
            """,
            (thread_pk, list(values), list(values.values())),
        )
        self.invalidate_model()
