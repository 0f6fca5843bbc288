"""A deterministic AI service that plays scripts; README.md says how they are written.

`Service` is the server, `Script` what it plays, `Trap` a server that nobody may call. Python's standard library only.
"""

from .script import Script
from .service import KEY, Service
from .trap import Trap

__all__ = ["KEY", "Script", "Service", "Trap"]
