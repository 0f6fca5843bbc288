"""What a tool gives: for the person the whole of it, for the model a compact form."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

Cell = tuple[Any, str]
"""A value (number, text, boolean, ISO date, `None`, or a record as `RecordRef.to_json`) and its text in the user's
formats. Values of masked fields are the real ones: masking is done where a text leaves for the service."""


@dataclass(frozen=True)
class RecordRef:
    """A record that an answer may name."""

    model: str
    id: int
    name: str

    def to_json(self) -> dict[str, object]:
        """Return it as it goes over the wire."""
        return {"model": self.model, "id": self.id, "name": self.name}


@dataclass(frozen=True)
class Column:
    """A column of a table."""

    name: str
    """The field, or the aggregate such as `amount_total:sum`."""
    label: str
    type: str
    """text, integer, float, monetary, percentage, date, datetime, boolean, selection, record."""

    def to_json(self) -> dict[str, object]:
        """Return it as it goes over the wire."""
        return {"name": self.name, "label": self.label, "type": self.type}


@dataclass(frozen=True)
class Table:
    """Rows of records of one model, or of groups of them."""

    title: str
    model: str
    domain: list[Any]
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    ids: tuple[int | None, ...]
    """The record of each row; None for a row of a group."""
    count: int
    """How many there are in all; more than `rows` when cut."""
    totals: tuple[Cell | None, ...] = ()
    """Of all there are, not of what is shown; one a column, or none at all."""
    group_by: tuple[str, ...] = ()
    domains: tuple[list[Any] | None, ...] = ()
    """The domain of each row of a group, to open it as a list."""

    def to_json(self) -> dict[str, object]:
        """Return it as it goes over the wire."""
        return {
            "title": self.title,
            "model": self.model,
            "domain": self.domain,
            "columns": [column.to_json() for column in self.columns],
            "rows": [
                {
                    "id": self.ids[i],
                    "cells": [_cell(cell) for cell in row],
                    "domain": self.domains[i] if self.domains else None,
                }
                for i, row in enumerate(self.rows)
            ],
            "count": self.count,
            "totals": [cell and _cell(cell) for cell in self.totals] or None,
            "groupBy": list(self.group_by),
        }


@dataclass(frozen=True)
class Result:
    """What a tool has found or done.

    `data` is what the model gets (JSON, compact); `table` and `records` are what the person gets beside it.
    """

    data: Any
    summary: str
    """One line for the tool card, translated, such as "12 of 240 opportunities"."""
    table: Table | None = None
    records: tuple[RecordRef, ...] = ()
    models: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """For the audit: which fields of which models were read."""
    ids: dict[str, tuple[int, ...]] = field(default_factory=dict)
    """For the audit: which records."""
    counted: tuple[str, list[Any]] | None = None
    """Model and domain of what a number was computed from, where there is no table that has them."""

    @property
    def source(self) -> tuple[str, list[Any]] | None:
        """Model and domain of the list that the result came from."""
        return (self.table.model, self.table.domain) if self.table else self.counted

    def to_json(self) -> dict[str, object]:
        """Return what the person gets."""
        return {
            "ok": True,
            "summary": self.summary,
            "table": self.table.to_json() if self.table else None,
            "records": [record.to_json() for record in self.records],
            "list": {"model": self.source[0], "domain": self.source[1]} if self.source else None,
        }


def _cell(cell: Cell) -> dict[str, object]:
    value, text = cell
    return {"value": value, "text": text}
