"""How much is stored of whom: counts and sizes of conversations, never texts."""

from odoo import fields, models
from odoo.tools import SQL


class AiAgentStorageReport(models.Model):
    """One row for each user, company and day (UTC) on which there are messages."""

    _name = "ai_agent.storage.report"
    _description = "AI storage"
    _auto = False
    _order = "day desc, id desc"
    _rec_name = "user_id"

    user_id = fields.Many2one("res.users", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    day = fields.Date(readonly=True)
    threads = fields.Integer(string="Conversations begun", readonly=True)
    questions = fields.Integer(readonly=True)
    answers = fields.Integer(readonly=True)
    text_bytes = fields.Integer(
        string="Text (bytes)", readonly=True, help="Questions, answers and tool calls, in UTF-8"
    )

    @property
    def _table_query(self) -> SQL:
        # The least id of a message is the row's own: no message is of two rows.
        return SQL(
            """
            SELECT m.id, m.user_id, m.company_id, m.day, COALESCE(t.threads, 0) AS threads,
                   m.questions, m.answers, m.text_bytes + COALESCE(c.text_bytes, 0) AS text_bytes
              FROM (SELECT min(id) AS id, user_id, company_id, create_date::date AS day,
                           count(*) FILTER (WHERE role = 'user') AS questions,
                           count(*) FILTER (WHERE role = 'assistant') AS answers,
                           sum(octet_length(content)) AS text_bytes
                      FROM ai_agent_message GROUP BY user_id, company_id, create_date::date) m
              LEFT JOIN (SELECT user_id, company_id, create_date::date AS day, count(*) AS threads
                           FROM ai_agent_thread GROUP BY user_id, company_id, create_date::date) t
                     USING (user_id, company_id, day)
              LEFT JOIN (SELECT user_id, company_id, create_date::date AS day,
                                sum(octet_length(arguments) + COALESCE(octet_length(result), 0)
                                    + COALESCE(octet_length(answer), 0)) AS text_bytes
                           FROM ai_agent_tool_call GROUP BY user_id, company_id, create_date::date) c
                     USING (user_id, company_id, day)
            """
        )
