"""What nobody gets by the assistant, administrators included, and how names in arguments of tools are read.

Pure: no ORM. What a user may see beyond this says `policy/`, which asks Odoo and the administrator's rules as well.
"""

from .denied import ABOUT_RECORDS, OPEN_FIELDS, READ_ONLY_MODELS, chatter_fields, denied_field, denied_model
from .domains import EQUALITY, PATTERNS, Condition, parse_domain, scalars
from .paths import Aggregate, Malformed, Order, parse_aggregate, parse_group, parse_order, parse_path

__all__ = [
    "ABOUT_RECORDS",
    "EQUALITY",
    "OPEN_FIELDS",
    "PATTERNS",
    "READ_ONLY_MODELS",
    "Aggregate",
    "Condition",
    "Malformed",
    "Order",
    "chatter_fields",
    "denied_field",
    "denied_model",
    "parse_aggregate",
    "parse_domain",
    "parse_group",
    "parse_order",
    "parse_path",
    "scalars",
]
