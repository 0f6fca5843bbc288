"""Calling tools as people."""

from __future__ import annotations

from odoo import Command
from odoo.tests import TransactionCase, new_test_user

from ..policy import Policy
from ..services.limits import Limits
from ..services.tools import ToolError
from ..tools import Call, registry, run


class ToolCase(TransactionCase):
    """User `ada`, and contacts Azure (with two people) and Deco."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ada = cls.person("ada", tz="Europe/Brussels")
        cls.tag = cls.env["res.partner.category"].create({"name": "Key account"})
        cls.azure = cls.env["res.partner"].create(
            {
                "name": "Azure Tools Ltd",
                "is_company": True,
                "email": "office@azure.example.com",
                "country_id": cls.env.ref("base.be").id,
                "category_id": [Command.set(cls.tag.ids)],
                "comment": "<p>Pays <b>late</b></p>",
                "user_id": cls.ada.id,
            }
        )
        people = [{"name": name, "parent_id": cls.azure.id} for name in ("Ann Azure", "Ben Azure")]
        cls.ann, cls.ben = cls.env["res.partner"].create(people)
        cls.deco = cls.env["res.partner"].create({"name": "Deco Tools", "country_id": cls.env.ref("base.de").id})
        cls.contacts = cls.azure + cls.ann + cls.ben + cls.deco
        cls.ours = [["id", "in", cls.contacts.ids]]

    @classmethod
    def person(cls, login, groups="", **values):
        """A user of the assistant."""
        wanted = ",".join(["base.group_user", "ai_agent.group_user", *([groups] if groups else [])])
        return new_test_user(cls.env, login, groups=wanted, **values)

    def env_of(self, user=None, companies=None, lang="en_US"):
        """The environment that a run has for a user."""
        user = user or self.ada
        context = {"lang": lang, "tz": user.tz or "UTC", "allowed_company_ids": companies or user.company_id.ids}
        return self.env(user=user, su=False, context=context)

    def call_of(self, user=None, **limits):
        """What a tool is given."""
        env = self.env_of(user)
        return Call(env, Policy(env), Limits(**limits))

    def use(self, tool, user=None, /, call=None, **arguments):
        """Run a tool as a user."""
        # What is in the database is what searches see.
        self.env.flush_all()
        call = call or self.call_of(user)
        return run(call, registry.get(call.env, tool), arguments)

    def refused(self, code, tool, user=None, /, call=None, **arguments):
        """Run a tool that gives nothing; return the reason."""
        with self.assertRaises(ToolError) as caught:
            self.use(tool, user, call=call, **arguments)
        self.assertEqual(caught.exception.code, code, caught.exception.reason)
        return caught.exception.reason

    def activity(self, day, record=None, user=None, summary="Call"):
        """An activity of Ada's."""
        record = record or self.azure
        values = {"date_deadline": day, "user_id": (user or self.ada).id, "summary": summary}
        return record.activity_schedule("mail.mail_activity_data_call", **values)
