"""What tools are made of, without the ORM: what they say of themselves, take, give and plan.

The tools themselves need the ORM and live in `tools/`; what they may see says `policy/`; how a plan becomes a write
that somebody approved says `approvals/`.
"""

from .plan import CREATE, DELETE, METHOD, UPDATE, Operation, Plan
from .result import Column, RecordRef, Result, Table
from .spec import ACCESS, FILL, READ, SHOW, WRITE, ToolError, ToolSpec

__all__ = [
    "ACCESS",
    "CREATE",
    "DELETE",
    "FILL",
    "METHOD",
    "READ",
    "SHOW",
    "UPDATE",
    "WRITE",
    "Column",
    "Operation",
    "Plan",
    "RecordRef",
    "Result",
    "Table",
    "ToolError",
    "ToolSpec",
]
