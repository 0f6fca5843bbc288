"""Tools that change something. Each gives a `Plan`; `approvals/` asks the person and carries it out."""

from . import activities, methods, notes, records

__all__ = ["activities", "methods", "notes", "records"]
