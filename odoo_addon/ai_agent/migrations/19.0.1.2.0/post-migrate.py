"""Texts that are there already are to be found."""

from odoo.addons.ai_agent.store.search import index_anew


def migrate(cr, version):
    """Write the index of all messages and titles, in batches."""
    if version:
        index_anew(cr)
