"""How Odoo and PostgreSQL say that something is not possible, as opposed to try it again."""

from __future__ import annotations

import psycopg2.errors
from odoo import api
from odoo.exceptions import AccessError, MissingError, UserError, ValidationError

from ..services.tools import ToolError

REFUSALS = (
    UserError,
    AccessError,
    MissingError,
    ValidationError,
    psycopg2.errors.IntegrityError,
    psycopg2.errors.DataError,
)


def sentence(env: api.Environment, error: Exception) -> str:
    """Return the reason in the person's language; constraints of the database by their own message."""
    if isinstance(error, ToolError):
        return error.reason
    if isinstance(error, psycopg2.errors.IntegrityError):
        model = _model_of(env, error)
        if model is None:
            return env._("The database refuses this.")
        try:
            return model._sql_error_to_message(error)
        except Exception:  # noqa: BLE001  a message is a help, not a must
            return env._("The database refuses this.")
    if isinstance(error, psycopg2.errors.DataError):
        return env._("The database refuses one of the values.")
    return str(error.args[0]) if error.args else env._("This is not possible.")


def _model_of(env: api.Environment, error: psycopg2.errors.IntegrityError):
    table = error.diag.table_name
    return next((env[name] for name in env.registry if env[name]._table == table), None) if table else None
