"""Deletes everything of an employee, in one action."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import human_size

from ..store.erasure import Erased, Erasure, erase

MANAGER = "ai_agent.group_manager"


class AiAgentErasure(models.TransientModel):
    """Names users, shows how much there is of them, and deletes it, in the companies of the manager."""

    _name = "ai_agent.erasure"
    _description = "AI Agent: delete everything of an employee"

    user_ids = fields.Many2many(
        "res.users", string="Employees", context={"active_test": False}, default=lambda self: self._default_users()
    )
    usage = fields.Boolean(
        string="Usage figures too",
        default=True,
        help="Who asked when, tokens and times, without any text. Without them the employee also begins to count "
        "from zero for the limits of a day.",
    )
    company_names = fields.Char(string="In the companies", compute="_compute_figures")
    threads = fields.Integer(string="Conversations", compute="_compute_figures")
    messages = fields.Integer(compute="_compute_figures")
    text_size = fields.Char(string="Text", compute="_compute_figures")
    runs = fields.Integer(string="Usage figures", compute="_compute_figures")
    state = fields.Selection([("asking", "Asking"), ("done", "Done")], default="asking", required=True, readonly=True)
    done_threads = fields.Integer(string="Conversations deleted", readonly=True)
    done_messages = fields.Integer(string="Messages deleted", readonly=True)
    done_runs = fields.Integer(string="Usage figures deleted", readonly=True)

    @api.model
    def _default_users(self):
        if self.env.context.get("active_model") != "res.users":
            return self.env["res.users"]
        return self.env["res.users"].browse(self.env.context.get("active_ids", []))

    @api.depends("user_ids")
    def _compute_figures(self):
        self._check_manager()
        companies = self.env.user.company_ids
        for wizard in self:
            wizard.company_names = ", ".join(companies.sorted("name").mapped("name"))
            threads, messages, size, runs = wizard._figures(companies.ids)
            wizard.threads, wizard.messages, wizard.runs = threads, messages, runs
            wizard.text_size = human_size(size) or "0"

    def _figures(self, company_ids: list[int]) -> tuple[int, int, int, int]:
        """Return numbers of conversations, messages, bytes of text, and runs. In SQL: nobody may read them himself."""
        self.env.cr.execute(
            """
            SELECT (SELECT count(*) FROM ai_agent_thread
                     WHERE user_id = ANY(%(users)s) AND company_id = ANY(%(companies)s)),
                   m.messages, m.size,
                   (SELECT count(*) FROM ai_agent_run
                     WHERE user_id = ANY(%(users)s) AND company_id = ANY(%(companies)s))
              FROM (SELECT count(*) AS messages, COALESCE(sum(octet_length(content)), 0) AS size
                      FROM ai_agent_message
                     WHERE user_id = ANY(%(users)s) AND company_id = ANY(%(companies)s)) m
            """,
            {"users": self.user_ids._origin.ids, "companies": company_ids},
        )
        return self.env.cr.fetchone()

    def action_erase(self):
        """Delete, and show what was done."""
        self.ensure_one()
        self._check_manager()
        if not self.user_ids:
            raise UserError(self.env._("Choose the employees whose conversations are to be deleted."))
        done = Erased()
        for user in self.user_ids:
            for company in self.env.user.company_ids:
                done += erase(Erasure(self.env.cr.dbname, self.env.uid, user.id, company.id, self.usage))
        self.env.invalidate_all()
        self.write(
            {
                "state": "done",
                "done_threads": done.threads,
                "done_messages": done.messages,
                "done_runs": done.runs,
            }
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Deleted"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }

    def _check_manager(self):
        if not self.env.user.has_group(MANAGER):
            raise AccessError(self.env._("Only managers of the assistant can delete conversations of others."))
