"""The tools of this process, and which of them a database has."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ..services.tools import FILL, SHOW, ToolSpec

if TYPE_CHECKING:
    from odoo.api import Environment

OFF = "ai_agent.tools_off"
"""System parameter: names of tools that the administrator has switched off, with blanks or commas between."""

_NAME = re.compile(r"[A-Za-z0-9_]{1,64}")
_tools: dict[str, ToolSpec] = {}


def add(spec: ToolSpec) -> None:
    """Take a tool in; what the same addon declares again (a reload) replaces the old one.

    :raises ValueError: when another addon has a tool of this name, or the name is not one
    """
    if not _NAME.fullmatch(spec.name):
        raise ValueError(f"{spec.name!r} is no name of a tool: letters, digits and _, at most 64")
    known = _tools.get(spec.name)
    if known and known.module != spec.module:
        raise ValueError(f"the addon {known.module} has a tool {spec.name} already")
    _tools[spec.name] = spec


def specs(env: Environment, access: str | None = None) -> list[ToolSpec]:
    """Return the tools of a database by name: of installed addons, and not switched off.

    :param access: only those of this class
    """
    off = _off(env)
    return sorted(
        (
            spec
            for spec in _tools.values()
            if access in (None, spec.access) and spec.name not in off and _installed(env, spec)
        ),
        key=lambda spec: spec.name,
    )


def get(env: Environment, name: str) -> ToolSpec | None:
    """Return a tool that the database has by its name."""
    spec = _tools.get(name)
    return spec if spec and name not in _off(env) and _installed(env, spec) else None


def is_browser(name: str) -> bool:
    """Say whether a tool of this process is for the browser, in whatever database; needs no environment."""
    spec = _tools.get(name)
    return spec is not None and spec.access in (SHOW, FILL)


def _installed(env: Environment, spec: ToolSpec) -> bool:
    # The addons whose models this registry was built from: another database of the process may have others.
    return spec.module in env.registry._init_modules


def _off(env: Environment) -> frozenset[str]:
    # sudo: users may not read system parameters; only names of tools come from this one.
    raw = env["ir.config_parameter"].sudo().get_param(OFF) or ""
    return frozenset(re.split(r"[\s,;]+", raw))
