"""The tools: what a model may ask of Odoo, under the rights and the policy of the user.

- `decorator`, `registry`, `running` make, find and call them; `call` is what each is given
- `read/` reads, `show/` and `fill/` check what the browser is to do, `write/` plans what a person must approve
- `listing`, `cells`, `paths`, `totals`, `formats` make tables and rows of records

Nothing here decides what may be seen (that is `policy/`), speaks to an AI service, or writes a record. docs/tools.md
says how an addon adds a tool.
"""

from . import registry
from .call import Call
from .decorator import tool
from .running import run

from . import fill, read, show, write  # isort: skip

__all__ = ["Call", "fill", "read", "registry", "run", "show", "tool", "write"]
