"""Tools that read: for the model rows in short form, for the person a table."""

from . import activities, describe, group, models, names, record, relation, search

__all__ = ["activities", "describe", "group", "models", "names", "record", "relation", "search"]
