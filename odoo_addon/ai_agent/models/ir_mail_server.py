"""No mail leaves while a change is only tried."""

from odoo import models

from ..approvals.sandbox import refuse


class IrMailServer(models.Model):
    """Refuses to connect in a sandbox, also where Odoo would only pretend to."""

    _inherit = "ir.mail_server"

    def _connect__(self, *args, **kwargs):
        """Connect, but not from within a sandbox."""
        refuse("mail")
        return super()._connect__(*args, **kwargs)
