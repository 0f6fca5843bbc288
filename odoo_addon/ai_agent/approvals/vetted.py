"""Models whose `create`, `write` and `unlink` are known to do nothing that a rollback does not take back.

On these a proposal is really tried, in a sandbox, and shows what the database would hold. Their overrides in Odoo and
in the modules that Odoo ships were read: they compute, log in the chatter and queue mails. A model is added here after
the same reading; what its overrides in other addons do beyond that is refused by the sandbox, and the card says so.
"""

VETTED = frozenset(
    (
        "calendar.event.type",
        "crm.lead",
        "crm.lost.reason",
        "crm.tag",
        "product.tag",
        "project.tags",
        "project.task",
        "res.partner",
        "res.partner.category",
        "res.partner.industry",
        "utm.campaign",
        "utm.medium",
        "utm.source",
    )
)
