"""What the assistant did for whom: models, ids, names of fields and sizes, never texts or values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from odoo import api, fields, models
from odoo.exceptions import AccessError

IDS = 200
"""Record ids of one row; more are only counted."""

ACCESS_CLASSES = [("read", "Read"), ("show", "Show"), ("fill", "Fill in"), ("write", "Write")]
PRUNE_BATCH = 10_000


class AiAgentAudit(models.Model):
    """A row for each model that a tool call touched. Rows are added by the server and never changed."""

    _name = "ai_agent.audit"
    _description = "AI audit"
    _order = "logged_at desc, id desc"
    _rec_name = "tool"
    _log_access = False

    logged_at = fields.Datetime(string="Date", required=True, readonly=True, index=True)
    user_id = fields.Many2one("res.users", readonly=True, index=True, ondelete="set null")
    # The name as well: it outlives the user.
    user_name = fields.Char(string="User (name)", readonly=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="cascade")
    tool = fields.Char(required=True, readonly=True)
    access = fields.Selection(ACCESS_CLASSES, readonly=True)
    state = fields.Char(readonly=True)
    model = fields.Char(readonly=True, index=True)
    record_ids_text = fields.Char(string="Record IDs", readonly=True, help="Between commas, such as ,7,12,")
    records = fields.Integer(readonly=True, help="How many records")
    field_names = fields.Char(string="Fields", readonly=True)
    chars = fields.Integer(string="Size (characters)", readonly=True, help="Of what the AI service got")
    call_id = fields.Char(string="Tool call", readonly=True, index=True)
    proposal = fields.Char(readonly=True, index=True)
    approved_by_id = fields.Many2one("res.users", string="Approved by", readonly=True, index=True, ondelete="set null")
    approved_by_name = fields.Char(string="Approved by (name)", readonly=True)
    by_key = fields.Boolean(string="Over an API key", readonly=True)
    undo = fields.Boolean(readonly=True)

    @api.model_create_multi
    def create(self, vals_list):
        """Refuse rows that the server did not write."""
        if not self.env.su:
            raise AccessError(self.env._("The audit is written by the server only."))
        return super().create(vals_list)

    def write(self, vals):  # noqa: ARG002  # pylint: disable=method-required-super
        """Refuse, whoever asks."""
        raise AccessError(self.env._("The audit cannot be changed."))

    def unlink(self):  # pylint: disable=method-required-super
        """Refuse, whoever asks: old rows leave by their age only."""
        raise AccessError(self.env._("The audit cannot be changed."))  # pylint: disable=no-raise-unlink

    @api.model
    def _log(
        self,
        call,
        models_read: Mapping[str, Iterable[str]],
        ids: Mapping[str, Iterable[int]],
        chars: int,
        state: str,
    ) -> None:
        """Add what a tool call has read or done.

        :param call: the tool call (its user, run, conversation, name, access and public id)
        :param models_read: names of fields by model
        :param ids: ids of records by model
        :param chars: how much the AI service got
        """
        company = call.thread_id.company_id or call.run_id.company_id
        row = {"tool": call.name, "access": call.access, "state": state, "chars": chars, "call_id": call.public_id}
        touched = list(dict.fromkeys([*models_read, *ids])) or [False]
        self._add(
            call.user_id,
            company,
            [{**row, **_records(name, models_read.get(name, ()), ids.get(name, ()))} for name in touched],
        )

    @api.model
    def _log_place(
        self, models_read: Mapping[str, Iterable[str]], ids: Mapping[str, Iterable[int]], chars: int
    ) -> None:
        """Add what was told of the place where the user of this environment is; parameters as in `_log`."""
        row = {"tool": "context", "access": "read", "state": "done", "chars": chars}
        touched = list(dict.fromkeys([*models_read, *ids]))
        rows = [{**row, **_records(name, models_read.get(name, ()), ids.get(name, ()))} for name in touched]
        self._add(self.env.user, self.env.company, rows)

    @api.model
    def _log_proposal(self, proposal, state: str, names: Iterable[str], ids: Iterable[int], undone: bool) -> None:
        """Add what became of a proposal; only its own user approves it."""
        # sudo: names only.
        user = proposal.sudo().user_id
        approved = state not in ("proposed", "rejected", "expired", "cancelled")
        row = {
            "tool": proposal.tool,
            "access": "write",
            "state": state,
            "call_id": proposal.call_public_id,
            "proposal": proposal.public_id,
            "approved_by_id": user.id if approved else False,
            "approved_by_name": user.name if approved else False,
            "by_key": proposal.by_key,
            "undo": undone,
            **_records(proposal.model, names, ids),
        }
        self._add(user, proposal.company_id, [row])

    def _add(self, user, company, rows: list[dict[str, object]]) -> None:
        # sudo: users may not read their names everywhere, and nobody may write the audit.
        user = user.sudo()
        who = {
            "logged_at": fields.Datetime.now(),
            "user_id": user.id,
            "user_name": user.name,
            "company_id": company.sudo().id,
        }
        self.sudo().create([{**who, **row} for row in rows])

    @api.model
    def _prune(self, days: int) -> int:
        """Delete what is older; return how many rows."""
        self.env.cr.execute(
            "DELETE FROM ai_agent_audit WHERE id IN (SELECT id FROM ai_agent_audit "
            "WHERE logged_at < clock_timestamp() AT TIME ZONE 'UTC' - %s * interval '1 day' LIMIT %s)",
            (days, PRUNE_BATCH),
        )
        self.invalidate_model()
        return self.env.cr.rowcount

    @api.autovacuum
    def _prune_old(self):
        """Every day, if the administrator has set for how long the audit is kept."""
        # sudo: a setting of the administrator.
        raw = self.env["ir.config_parameter"].sudo().get_param("ai_agent.audit_days") or ""
        days = int(raw) if raw.isdigit() else 0
        if days:
            deleted = self._prune(days)
            return deleted, deleted >= PRUNE_BATCH
        return None


def _records(model: str | bool, names: Iterable[str], ids: Iterable[int]) -> dict[str, object]:
    found = sorted(set(ids))
    return {
        "model": model,
        "record_ids_text": f",{','.join(map(str, found[:IDS]))}," if found else False,
        "records": len(found),
        "field_names": ", ".join(sorted(set(names))) or False,
    }
