"""Tools that fill in the open form; the user looks at it and saves it himself."""

from . import form

__all__ = ["form"]
