"""Changes that wait for, or had, the approval of a person."""

from __future__ import annotations

import json
import secrets
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools.misc import hmac

from ..approvals import Outcome
from ..approvals.card import items_json
from ..approvals.execution import Execution, execute
from ..approvals.kinds import KINDS, kind_of
from ..approvals.proposing import items_of, look, undo_of, with_edits
from ..approvals.reporting import outcome_of
from ..approvals.undoing import undo
from ..policy import Policy
from ..services import ids
from ..services.errors import AgentError
from ..services.proposals import (
    LEFT_OUT,
    Binding,
    Decision,
    Item,
    digest,
    effects_digest,
    items_from_json,
    items_to_json,
    parse_decision,
    parse_edits,
)
from ..services.tools import Plan, ToolError

STATES = [
    ("pending", "Waiting for a decision"),
    ("approved", "Approved"),
    ("executed", "Carried out"),
    ("rejected", "Rejected"),
    ("cancelled", "Cancelled"),
    ("expired", "Expired"),
    ("failed", "Failed"),
    ("changed", "Asked again"),
    ("undone", "Undone"),
]
OPEN = ("pending", "approved")

GRACE_SECONDS = 300
"""What was approved in time may be carried out so long after its expiry."""

_GROUP = "ai_agent.group_user"
_SCOPE = "ai_agent.proposal"


class AiAgentProposal(models.Model):
    """A proposal of one user in one conversation. Only the server writes it; `approvals/` says what becomes of it."""

    _name = "ai_agent.proposal"
    _inherit = ["ai_agent.owned"]
    _description = "AI proposal"
    _rec_name = "public_id"
    _order = "id desc"

    thread_id = fields.Many2one("ai_agent.thread", required=True, readonly=True, index=True, ondelete="cascade")
    run_id = fields.Many2one("ai_agent.run", required=True, readonly=True, index=True, ondelete="cascade")
    call_public_id = fields.Char(string="Tool call", required=True, readonly=True)
    tool = fields.Char(required=True, readonly=True)
    kind = fields.Selection([(name, name.capitalize()) for name in KINDS], required=True, readonly=True)
    action = fields.Char(required=True, readonly=True)
    model = fields.Char(required=True, readonly=True)
    title = fields.Char(required=True, readonly=True)
    state = fields.Selection(STATES, required=True, readonly=True, default="pending")
    expires_at = fields.Datetime(required=True, readonly=True)
    reason = fields.Text(readonly=True, help="Why it was rejected, in the person's words, or why it failed.")
    decided_at = fields.Datetime(readonly=True)
    by_key = fields.Boolean(readonly=True, help="Decided over an API key.")
    undone_at = fields.Datetime(readonly=True)
    # What follows is of no use to anybody but the server.
    company_json = fields.Char(required=True, readonly=True, groups=fields.NO_ACCESS)
    nonce = fields.Char(required=True, readonly=True, groups=fields.NO_ACCESS)
    digest = fields.Char(required=True, readonly=True, groups=fields.NO_ACCESS)
    item_json = fields.Text(required=True, readonly=True, groups=fields.NO_ACCESS)
    notice_json = fields.Text(readonly=True, groups=fields.NO_ACCESS)
    decision_json = fields.Text(readonly=True, groups=fields.NO_ACCESS)

    _public_id_unique = models.Constraint("UNIQUE (user_id, public_id)", "This proposal exists already.")

    @api.model
    def _propose(self, call, plan: Plan):
        """Store what a write tool wants to do, with a preview; return the proposal.

        :param call: the tool call (its run, conversation, name and public id)
        :raises ToolError: where rights, policy or types refuse it, or nothing would change
        """
        items, notices = items_of(self.env, plan, self.env["ai_agent.service"]._limits().plan_operations)
        return self._store(
            {
                "thread_id": call.thread_id.id,
                "run_id": call.run_id.id,
                "company_id": call.thread_id.company_id.id,
                "call_public_id": call.public_id,
                "tool": call.name,
                "kind": plan.kind,
                "action": plan.action,
                "model": plan.operations[0].model,
                "title": plan.title,
            },
            items,
            notices,
        )

    def _to_json(self) -> dict[str, object]:
        """Return it as it goes over the wire, read again under the user's rights."""
        self.ensure_one()
        env = self._env()
        kind = kind_of(env, Policy(env), self.kind)
        return self._json(kind, self._items(), json.loads(self._stored().notice_json or "[]"))

    def _preview(self, edits: object) -> dict[str, object]:
        """Return the proposal as it would be with edits. Only what was shown is noted.

        :raises AgentError: `invalid_input`, `expired`, `not_found`
        """
        self._lock()
        self._check_open()
        items = self._items()
        env = self._env()
        kind = kind_of(env, Policy(env), self.kind)
        edited = self._edited(kind, items, parse_edits(edits, items))
        notices = look(kind, edited)
        shown = {item.key: effects_digest(item.effects, item.errors) for item in edited}
        for item in items:
            item.shown = sorted({*item.shown, shown[item.key]})
        self._put({"item_json": items_to_json(items)})
        return self._json(kind, edited, notices)

    def _decide(self, payload: object, by_key: bool = False) -> None:
        """Store what the person decided. To be called in the transaction of the run that goes on.

        :param by_key: it came over an API key
        :raises AgentError: `invalid_input`, `forbidden`, `expired`, `not_found`
        """
        self._lock()
        items = self._items()
        decision = parse_decision(payload, items)
        if not decision.approved and self._shown_state() == "expired":
            # Nothing to be refused: what nobody wants is over anyway, and must not hold back what is decided with it.
            self._put({"state": "expired"})
            return
        self._check_open()
        if decision.approved:
            self._check_key(by_key)
            self._check_companies()
            env = self._env()
            # Values that do not fit are refused while the card is still open.
            self._edited(kind_of(env, Policy(env), self.kind), items, decision.edits)
        self._put(
            {
                "state": "approved" if decision.approved else "rejected",
                "decision_json": json.dumps(
                    {"keys": decision.keys, "edits": decision.edits, "reason": decision.reason}, ensure_ascii=False
                ),
                "reason": decision.reason or False,
                "decided_at": fields.Datetime.now(),
                "by_key": by_key,
            }
        )
        if not decision.approved:
            self._audit("rejected", items)

    def _carry_out(self) -> Outcome:
        """Do what was decided, once: what is written and the state are one transaction, which the caller commits.

        May be called again, also at the same time: who comes later gets the outcome of the first.
        """
        self._lock()
        if self.state != "approved":
            return outcome_of(self, self._outcome_env(), self._items())
        if self._is_over(GRACE_SECONDS):
            self._put({"state": "expired"})
            self._audit("expired", self._items())
            return outcome_of(self, self._outcome_env(), self._items())
        try:
            self._check_person()
            env = self._env()
            # Raises where one of them is none of the user's any more.
            env.companies.check_access("read")
        except AccessError as error:
            self._put({"state": "failed", "reason": str(error)})
            self._audit("failed", self._items())
            return outcome_of(self, self._outcome_env(), self._items())
        if not self._is_genuine():
            self._put({"state": "failed", "reason": self.env._("The proposal was changed after it had been shown.")})
            self._audit("failed", self._items())
            return outcome_of(self, env, self._items())
        done = execute(env, self.kind, self._items(), self._decision())
        again = self._again(env, done) if done.state == "changed" else None
        values = {"state": done.state, "item_json": items_to_json(done.items), "digest": self._digest(done.items)}
        if done.reason:
            values["reason"] = done.reason
        self._put(values)
        self._audit(done.state, done.items)
        return outcome_of(self, env, done.items, again=again, masked=done.masked, told=done.told)

    def _cancel(self, reason: str = "") -> None:
        """End those that nobody has decided: a new question was asked, or the conversation was deleted."""
        for proposal in self:
            proposal._lock()
            if proposal.state in OPEN:
                proposal._put({"state": "cancelled", "reason": reason or False})
                proposal._audit("cancelled", proposal._items())

    def _undo(self, by_key: bool = False) -> dict[str, object]:
        """Take back what was carried out, as far as it still holds. Doing it again does nothing.

        :raises AgentError: `forbidden`, `not_found`
        """
        self._lock()
        if self.state == "executed":
            self._check_key(by_key)
            self._check_person()
            if not self._is_genuine():
                raise AgentError("forbidden", "proposal_changed")
            items = self._items()
            values: dict[str, object] = {}
            if undo(self._env(), self.kind, items):
                values = {"state": "undone", "undone_at": fields.Datetime.now()}
                self._audit("undone", items, undone=True)
            self._put({**values, "item_json": items_to_json(items), "digest": self._digest(items)})
        return self._to_json()

    @api.model
    def _find(self, public_id: str):
        """Return the user's own proposal of an id.

        :raises AgentError: `not_found`
        """
        found = self.search([("user_id", "=", self.env.uid), ("public_id", "=", public_id)])
        if not found:
            raise AgentError("not_found", "no_proposal")
        return found

    @api.model
    def _expire(self) -> None:
        """Cron: end those that nobody decided in time."""
        # sudo: of everybody; the time is the database's.
        self.env.cr.execute(
            "UPDATE ai_agent_proposal SET state = 'expired' "
            "WHERE (state = 'pending' AND expires_at <= clock_timestamp() AT TIME ZONE 'UTC')"
            "   OR (state = 'approved' "
            "       AND expires_at + %s * interval '1 second' <= clock_timestamp() AT TIME ZONE 'UTC')",
            (GRACE_SECONDS,),
        )
        self.invalidate_model(["state"])

    def _store(self, values: dict[str, object], items: list[Item], notices: list[str]):
        seconds = self.env["ai_agent.service"]._limits().proposal_seconds
        self.env.cr.execute("SELECT date_trunc('second', clock_timestamp() AT TIME ZONE 'UTC')")
        values = {
            **values,
            "public_id": ids.new_id(),
            "user_id": self.env.uid,
            "expires_at": self.env.cr.fetchone()[0] + timedelta(seconds=seconds),
            "company_json": json.dumps(self.env.companies.ids),
            "nonce": secrets.token_urlsafe(24),
            "digest": "-",
            "item_json": items_to_json(items),
            "notice_json": json.dumps(notices, ensure_ascii=False),
        }
        # sudo: proposals are written by the server only; this one is of the user who asks.
        proposal = self.sudo().create(values)
        proposal.write({"digest": proposal._digest(items)})
        proposal = proposal.with_env(self.env)
        proposal._audit("proposed", items)
        return proposal

    def _again(self, env: api.Environment, done: Execution):
        """Ask again about what was chosen, as it stands now, with the person's edits."""
        kind = kind_of(env, Policy(env), self.kind)
        items = [
            Item(str(number), item.operation, edited=item.edited)
            for number, item in enumerate(done.chosen, 1)
            if not item.operation.res_id or not kind.gone(item.operation.model, item.operation.res_id)
        ]
        notices = [self.env._("This has changed since you saw it. Look at it again."), *look(kind, items)]
        stored = self._stored()
        names = ("call_public_id", "tool", "kind", "action", "model", "title")
        values = {name: stored[name] for name in names}
        owner = {name: stored[name].id for name in ("thread_id", "run_id", "company_id")}
        return self.with_env(env)._store({**values, **owner}, items, notices)

    def _json(self, kind, items: list[Item], notices: list[str]) -> dict[str, object]:
        possible, note = undo_of(kind, items)
        state = self._shown_state()
        kept = [text for item in items for text in item.kept]
        env = kind.env
        model = env[self.model]._description if self.model in env else self.model
        return {
            "id": self.public_id,
            "state": state,
            "kind": self.kind,
            "title": self.title,
            "model": self.model,
            "modelLabel": env["ir.model"]._get(self.model).sudo().name or model,
            "expiresAt": self.expires_at.isoformat() + "Z",
            "items": items_json(env, kind, items),
            "notices": [*notices, *kept] if state in ("executed", "undone") else notices,
            "undo": {"possible": possible, "note": note},
            "reason": self.reason or None,
            "canUndo": state == "executed" and possible,
        }

    def _shown_state(self) -> str:
        grace = {"pending": 0, "approved": GRACE_SECONDS}.get(self.state)
        return "expired" if grace is not None and self._is_over(grace) else self.state

    def _edited(self, kind, items: list[Item], edits: dict) -> list[Item]:
        try:
            return with_edits(kind, items, edits)
        except ToolError as error:
            raise AgentError("invalid_input", "bad_edit", log=error.code) from None

    def _items(self) -> list[Item]:
        return items_from_json(self._stored().item_json)

    def _decision(self) -> Decision:
        stored = json.loads(self._stored().decision_json)
        return Decision(True, tuple(stored["keys"]), stored["edits"], stored["reason"])

    def _stored(self):
        # sudo: fields that only the server reads; the proposal itself was found under the user's rights.
        return self.sudo()

    def _put(self, values: dict[str, object]) -> None:
        # sudo: proposals are written by the server only.
        self.sudo().write(values)
        self.flush_recordset()

    def _env(self) -> api.Environment:
        """Return the environment of the proposal: its user, never superuser, in its companies."""
        context = {key: self.env.context[key] for key in ("lang", "tz") if key in self.env.context}
        context["allowed_company_ids"] = json.loads(self._stored().company_json)
        return self.env(user=self._stored().user_id.id, su=False, context=context)

    def _outcome_env(self) -> api.Environment:
        return self.env(user=self._stored().user_id.id, su=False)

    def _lock(self) -> None:
        """Be the only one who decides, carries out or undoes until the end of the transaction."""
        self.ensure_one()
        self.env.cr.execute(
            "SELECT 1 FROM ai_agent_proposal WHERE id = %s FOR UPDATE", (self.id,), log_exceptions=False
        )
        if not self.env.cr.fetchone():
            raise AgentError("not_found", "no_proposal")
        self.invalidate_recordset()
        if self._stored().user_id.id != self.env.uid:
            raise AgentError("not_found", "no_proposal")

    def _check_open(self) -> None:
        if self.state == "pending" and not self._is_over():
            return
        if self._shown_state() == "expired":
            raise AgentError("expired", "proposal_expired")
        raise AgentError("invalid_input", "proposal_closed")

    def _check_key(self, by_key: bool) -> None:
        # sudo: a setting of the administrator.
        allowed = self.env["ir.config_parameter"].sudo().get_param("ai_agent.approve_by_key") or ""
        if by_key and allowed.lower() not in ("1", "true", "yes", "on"):
            raise AgentError("forbidden", "approve_by_key")

    def _check_companies(self) -> None:
        company_ids = json.loads(self._stored().company_json)
        now = self.env.companies.ids
        if set(now) != set(company_ids) or now[:1] != company_ids[:1]:
            raise AgentError("forbidden", "other_companies")

    def _check_person(self) -> None:
        if self._stored().user_id.id != self.env.uid or not self.env.user.active or not self.env.user.has_group(_GROUP):
            raise AccessError(self.env._("You may not use the assistant any more."))

    def _is_over(self, grace_seconds: int = 0) -> bool:
        """Whether it has expired, by the database's clock."""
        self.env.cr.execute(
            "SELECT %s + %s * interval '1 second' <= clock_timestamp() AT TIME ZONE 'UTC'",
            (self.expires_at, grace_seconds),
        )
        return self.env.cr.fetchone()[0]

    def _is_genuine(self) -> bool:
        return secrets.compare_digest(self._stored().digest, self._digest(self._items()))

    def _digest(self, items: list[Item]) -> str:
        stored = self._stored()
        binding = Binding(
            user_id=stored.user_id.id,
            thread_id=stored.thread_id.id,
            run_id=stored.run_id.id,
            call_id=stored.call_public_id,
            company_ids=tuple(json.loads(stored.company_json)),
            kind=stored.kind,
            action=stored.action,
            nonce=stored.nonce,
            expires_at=fields.Datetime.to_string(stored.expires_at),
        )
        # sudo: the database's secret.
        return hmac(self.env(su=True), _SCOPE, digest(binding, items))

    def _audit(self, state: str, items: list[Item], undone: bool = False) -> None:
        """Write it to the audit, in the same transaction."""
        env = self._outcome_env()
        kind = kind_of(env, Policy(env), self.kind)
        done = [item for item in items if item.state != LEFT_OUT]
        names = sorted({name for item in done for name in (*kind.given(item.operation), *item.along)})
        found = sorted({res_id for item in done if (res_id := item.operation.res_id or item.made)})
        self.env["ai_agent.audit"]._log_proposal(self, state, names, found, undone)
