"""What of Odoo's data the assistant may touch for a user: rights in Odoo, less the deny list, less the rules.

Needs the ORM. Every name of a model or a field that a tool gets passes here first, wherever it stands.
"""

from .policy import Policy
from .refused import Refused

__all__ = ["Policy", "Refused"]
