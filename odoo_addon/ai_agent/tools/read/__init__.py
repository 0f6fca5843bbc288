"""Tools that read: for the model rows in short form, for the person a table."""

from . import describe, models, names, search
