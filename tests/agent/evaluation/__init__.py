"""Questions about Odoo's demo data: asked through the addon, judged by SQL. docs/evaluation.md describes it."""
