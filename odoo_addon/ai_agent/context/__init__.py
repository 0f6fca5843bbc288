"""The place where the user is: what his browser says of it, read again under his rights and the policy.

A hint of a browser is nothing but a hint: what it names and the user may not have is not told, and nothing fails by it.
"""

from ..services.context import ContextText
from .reading import read

__all__ = ["ContextText", "read"]
