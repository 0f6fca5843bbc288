"""What the assistant can do with loans."""

from . import loans

__all__ = ["loans"]
