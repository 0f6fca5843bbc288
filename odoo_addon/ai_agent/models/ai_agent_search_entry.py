"""By which words a message or a title is found."""

from odoo import fields, models
from odoo.tools import sql

from ..store.search import make_index


class AiAgentSearchEntry(models.Model):
    """An entry of the index: of a message, or of a thread's title (then without a message).

    Its `document` is a column that the ORM does not know; it is written and read by the addon's `store` only.
    """

    _name = "ai_agent.search.entry"
    _description = "AI Agent: index of texts"
    _log_access = False

    thread_id = fields.Many2one("ai_agent.thread", required=True, readonly=True, index=True, ondelete="cascade")
    message_id = fields.Many2one("ai_agent.message", readonly=True, index="btree_not_null", ondelete="cascade")
    user_id = fields.Many2one("res.users", required=True, readonly=True, ondelete="cascade")

    def init(self):
        """Make the column and its index.

        A search for a common word reads the rows of all hits, and never their documents: those of long
        texts are kept beside the table, so that a page of it holds many rows.
        """
        cr = self.env.cr
        if not sql.column_exists(cr, self._table, "document"):
            cr.execute("ALTER TABLE ai_agent_search_entry ADD COLUMN document tsvector")
            cr.execute("ALTER TABLE ai_agent_search_entry ALTER COLUMN document SET STORAGE EXTERNAL")
            cr.execute("ALTER TABLE ai_agent_search_entry SET (toast_tuple_target = 128)")
        make_index(cr)
