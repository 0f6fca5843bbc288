"""A conversation."""

from datetime import timedelta

from odoo import api, fields, models

from ..services.errors import AgentError
from ..services.limits import UNDO_SECONDS
from ..services.titles import title_of
from ..store import branches
from ..store.purge import purge
from ..store.runs import NOTICE, request_stops_in
from ..store.search import index_title

TRASH_BATCH = 200
"""Conversations that are deleted for good in one transaction."""

_FIRST_QUESTION_CHARS = 10_000


class AiAgentThread(models.Model):
    """A conversation of one user: a tree of messages, and the head of the branch in use."""

    _name = "ai_agent.thread"
    _inherit = ["ai_agent.owned"]
    _description = "AI conversation"
    _rec_name = "title"
    _order = "active_at desc, id desc"

    title = fields.Char(readonly=True)
    titled = fields.Selection(
        [("question", "First question"), ("service", "AI service"), ("person", "Person")],
        string="Title made by",
        readonly=True,
        default="question",
    )
    pinned = fields.Boolean(readonly=True)
    archived = fields.Boolean(readonly=True)
    head_id = fields.Many2one(
        "ai_agent.message", string="Head of the branch", readonly=True, index="btree_not_null", ondelete="set null"
    )
    active_at = fields.Datetime(string="Last activity", required=True, readonly=True, default=fields.Datetime.now)
    deleted_at = fields.Datetime(
        readonly=True,
        index="btree_not_null",
        help="Nobody sees a deleted conversation. It is brought back, or deleted for good when its undo is over.",
    )
    message_ids = fields.One2many("ai_agent.message", "thread_id", string="Messages")
    run_ids = fields.One2many("ai_agent.run", "thread_id", string="Runs")

    _public_id_unique = models.Constraint("UNIQUE (user_id, public_id)", "This conversation exists already.")
    _by_activity = models.Index("(user_id, active_at DESC, id DESC)")
    _by_pin_and_activity = models.Index("(user_id, (COALESCE(pinned, FALSE)) DESC, active_at DESC, id DESC)")

    def _tell_deleted(self) -> None:
        """Tell the owners' browsers, but of those that were told when they went to the bin."""
        self.filtered(lambda thread: not thread.deleted_at)._tell("deleted")

    def unlink(self):
        """Delete all that hangs on it as well. Runs stay, without text, for the count of tokens."""
        self.check_access("unlink")
        self._tell_deleted()
        purge(self.env, self.ids)
        # None exist any more: what other modules do on a deletion still happens.
        return super(AiAgentThread, self.exists()).unlink()

    def _tell(self, event: str) -> None:
        """Tell the other browsers of the owner that something happened, once this is committed."""
        for thread in self:
            # sudo: the bus is written by the server only; the notice goes to the conversation's own user.
            user = thread.sudo().user_id
            user._bus_send(NOTICE, {"threadId": thread.public_id, "runId": None, "event": event})

    def _rename(self, title: str) -> None:
        """Give a title by hand; an empty one brings back that of the first question."""
        self.ensure_one()
        values = {"title": title, "titled": "person"}
        if not title:
            self.env.cr.execute(
                "SELECT left(content, %s) FROM ai_agent_message WHERE thread_id = %s ORDER BY id LIMIT 1",
                (_FIRST_QUESTION_CHARS, self.id),
            )
            row = self.env.cr.fetchone()
            values = {"title": title_of(row[0]) if row else "", "titled": "question"}
        self._put(values)
        self.flush_recordset()
        index_title(self.env.cr, self.id)

    def _open_branch(self, message_id: int) -> bool:
        """Make the branch through a message the one in use; say whether another one was.

        :raises AgentError: `run_conflict` while an answer is written
        """
        self.ensure_one()
        cr, head_id = self.env.cr, self.head_id.id
        if branches.between(cr, message_id, head_id) is not None:
            return False
        if self.env["ai_agent.run"].search_count(
            [("thread_id", "=", self.id), ("state", "in", ("running", "waiting_approval"))], limit=1
        ):
            raise AgentError("run_conflict")
        if head_id:
            branches.leave(cr, head_id, message_id)
        self._put({"head_id": branches.leaf_below(cr, message_id)})
        return True

    def _put(self, values: dict[str, object]) -> None:
        # sudo: users change conversations by the routes only, which have found them under the user's rights.
        self.sudo().write(values)

    def _trash(self) -> list[int]:
        """Delete with undo: nobody sees it from now on. Return the ids of its runs that are to be ended."""
        self.ensure_one()
        now = fields.Datetime.now()
        # sudo: runs are the server's; the right to delete their conversation was checked by the caller.
        self.env["ai_agent.run"].sudo().search(
            [("thread_id", "=", self.id), ("state", "=", "waiting_approval")]
        )._stop_waiting()
        self._tell("deleted")
        self._put({"deleted_at": now})
        self.flush_recordset()
        # The row of the thread is locked from here on: no run can begin behind our back.
        stopping = request_stops_in(self.env.cr, self.id)
        # sudo: schedules are the administrators'.
        cron = self.env.ref("ai_agent.cron_trash").sudo()
        cron._trigger(at=now + timedelta(seconds=UNDO_SECONDS))
        return stopping

    def _restore(self) -> None:
        """Bring it back, with all it had."""
        self._put({"deleted_at": False})
        self._tell("restored")

    @api.model
    def _empty_trash(self) -> None:
        """Cron: delete for good what was deleted too long ago to be brought back."""
        over = [("deleted_at", "<=", fields.Datetime.now() - timedelta(seconds=UNDO_SECONDS))]
        # sudo: the record rules hide what was deleted, whoever the cron runs as.
        trash = self.sudo()
        while ids := trash.search(over, limit=TRASH_BATCH, order="deleted_at").ids:
            purge(self.env, ids)
            if not self.env["ir.cron"]._commit_progress(len(ids), remaining=trash.search_count(over)):
                break
