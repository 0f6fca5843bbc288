"""What needs no ORM: settings, texts, addresses, HTTP, SSE, prompts, adapters and the run engine.

Nothing here imports a model or takes a recordset; what must be stored is handed over as a
callable. Only `texts` imports Odoo (for its translation functions), so everything else is
tested without a database.
"""
