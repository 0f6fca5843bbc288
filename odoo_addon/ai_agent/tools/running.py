"""Running a tool, and saying in one sentence why it gave nothing."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from odoo.exceptions import AccessError, MissingError, UserError
from psycopg2 import DataError, ProgrammingError
from psycopg2.errors import QueryCanceled, ReadOnlySqlTransaction

from ..services.tools import WRITE, Plan, Result, ToolError, ToolSpec
from ..services.tools.arguments import checked

if TYPE_CHECKING:
    from .call import Call

_logger = logging.getLogger(__name__)


def run(call: Call, spec: ToolSpec, arguments: object) -> Result | Plan:
    """Check the arguments and call the tool in a savepoint.

    :param arguments: as the model sent them, pseudonyms turned back
    :raises ToolError: with a reason for the model. Errors after which a transaction is to be tried again pass through
    """
    clean = checked(spec.parameters, arguments)
    try:
        with call.env.cr.savepoint(flush=False):
            given = spec.function(call, **clean)
    except ToolError:
        raise
    except AccessError as error:
        _logger.debug("AI Agent: tool %s", spec.name, exc_info=error)
        raise ToolError("forbidden", "The user has no right to this in Odoo.") from None
    except MissingError:
        raise ToolError("not_found", "A record does not exist, or not any more.") from None
    except UserError as error:
        # Its text may quote values of records: for the log only.
        _logger.info("AI Agent: tool %s: %s", spec.name, type(error).__name__)
        raise ToolError("failed", "Odoo refused it.") from None
    except QueryCanceled:
        raise ToolError("timeout", "It took too long. Ask for less: a narrower domain, fewer fields.") from None
    except ReadOnlySqlTransaction:
        raise ToolError("failed", "This cannot be read without a change to the database.") from None
    except (ValueError, TypeError, KeyError, DataError, ProgrammingError, NotImplementedError) as error:
        # The type only: the text may quote arguments.
        _logger.info("AI Agent: tool %s failed: %s", spec.name, type(error).__name__)
        _logger.debug("AI Agent: tool %s", spec.name, exc_info=error)
        raise ToolError("invalid", "Odoo did not understand the arguments. Look at describe_model.") from None
    expected = Plan if spec.access == WRITE else Result
    if not isinstance(given, expected):
        raise TypeError(f"the tool {spec.name} gave {type(given).__name__} instead of a {expected.__name__}")
    return given
