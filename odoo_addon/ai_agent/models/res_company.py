"""How long a company keeps conversations."""

import logging

from odoo import api, fields, models
from odoo.tools import SQL

from ..store.purge import Purged, purge

_logger = logging.getLogger(__name__)

BATCH = 200
"""Conversations in one transaction."""


class ResCompany(models.Model):
    """Adds the retention of conversations."""

    _inherit = "res.company"

    ai_agent_retention_days = fields.Integer(
        string="Keep AI conversations (days)",
        help="Conversations whose last activity is longer ago are deleted, also pinned and archived ones. "
        "0: kept until their user deletes them.",
    )

    _ai_agent_retention_days_positive = models.Constraint(
        "CHECK (ai_agent_retention_days >= 0)",
        "The number of days for which conversations are kept cannot be negative.",
    )

    @api.model
    def _ai_agent_apply_retention(self):
        """Cron: delete what is older than its company keeps it, a batch a transaction, and say how much it was."""
        # sudo: the cron's work is for every company.
        companies = self.sudo().search([("ai_agent_retention_days", ">", 0)])
        expired = {company: company._ai_agent_expired() for company in companies}
        progress = self.env["ir.cron"]
        progress._commit_progress(remaining=sum(map(len, expired.values())))
        for company, ids in expired.items():
            if ids and not company._ai_agent_forget(ids):
                return

    def _ai_agent_forget(self, ids: list[int]) -> bool:
        """Delete these conversations if nothing happened meanwhile; return whether there is time for more."""
        deletion = self.env["ai_agent.deletion"].sudo()
        done = Purged()
        left = 1.0
        for start in range(0, len(ids), BATCH):
            batch = ids[start : start + BATCH]
            still = self._ai_agent_expired(batch)
            self.env["ai_agent.thread"].sudo().browse(still)._tell_deleted()
            purged = purge(self.env, still)
            if purged.threads:
                deletion = deletion or deletion.create({"reason": "retention", "company_id": self.id})
                deletion._add(purged.threads, purged.messages)
            done += purged
            left = self.env["ir.cron"]._commit_progress(len(batch))
            if not left:
                break
        _logger.info(
            "AI Agent: retention of %s days deleted %s conversations with %s messages of company %s",
            self.ai_agent_retention_days,
            done.threads,
            done.messages,
            self.id,
        )
        return bool(left)

    def _ai_agent_expired(self, among: list[int] | None = None) -> list[int]:
        """Return ids of conversations past the retention on which no answer is being written, oldest first.

        :param among: only of these, which are then locked until the end of the transaction
        """
        self.env["ai_agent.thread"].flush_model(["active_at"])
        self.env["ai_agent.run"].flush_model(["state"])
        lock = SQL("FOR UPDATE OF t SKIP LOCKED") if among is not None else SQL()
        statement = SQL(
            """
            SELECT t.id FROM ai_agent_thread t
             WHERE t.company_id = %(company)s AND (%(among)s::int[] IS NULL OR t.id = ANY(%(among)s))
               AND t.active_at < clock_timestamp() AT TIME ZONE 'UTC' - make_interval(days => %(days)s)
               AND NOT EXISTS (SELECT 1 FROM ai_agent_run r
                                WHERE r.thread_id = t.id AND r.state IN ('running', 'waiting_approval'))
             ORDER BY t.active_at, t.id %(lock)s
            """,
            company=self.id,
            days=self.ai_agent_retention_days,
            among=among,
            lock=lock,
        )
        return [row[0] for row in self.env.execute_query(statement)]
