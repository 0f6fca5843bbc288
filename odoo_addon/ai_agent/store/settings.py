"""The settings in force, from wherever they come."""

from __future__ import annotations

import os
from collections.abc import Callable

from odoo.tools import config as odoo_conf

from ..services.config import ServiceConfig, resolve
from ..services.limits import Limits

Read = Callable[[str], str | None]
"""Gives a system parameter by its name."""


def config(read: Read) -> ServiceConfig:
    """Return the settings of the AI service, with the key. Never hand the result to a client."""
    return resolve(os.environ, option, lambda name: read(name) or None)


def limits(read: Read) -> Limits:
    """Return the limits, with what system parameters override."""
    return Limits.load(lambda name: read(f"ai_agent.limit.{name}") or None)


def option(name: str) -> str | None:
    """Return an option of odoo.conf."""
    value = odoo_conf.get(name)
    return value if isinstance(value, str) else None
