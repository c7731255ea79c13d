"""A table of figures, for the screen or for a Markdown page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import fill
from typing import Any

Row = tuple[str, ...]
WIDTH = 100
"""Columns of a screen that a note below a table takes."""


@dataclass(frozen=True, slots=True)
class Table:
    """A titled table; the first column is names, the others are set to the right."""

    title: str
    columns: Row
    rows: list[Row]
    note: str = ""


def as_text(table: Table) -> str:
    """A table for the screen."""
    widths = [max(map(len, column)) for column in zip(table.columns, *table.rows, strict=True)]
    lines = [table.title, _line(table.columns, widths), "  ".join("-" * one for one in widths)]
    lines += [_line(row, widths) for row in table.rows]
    return "\n".join([*lines, *(fill(line, WIDTH) for line in table.note.splitlines())])


def as_markdown(table: Table) -> str:
    """A table for a Markdown page."""
    escaped = [[cell.replace("|", "\\|") for cell in row] for row in (table.columns, *table.rows)]
    rule = ["---", *["---:"] * (len(table.columns) - 1)]
    rows = [f"| {' | '.join(row)} |" for row in (escaped[0], rule, *escaped[1:])]
    return "\n".join([f"### {table.title}", "", *rows, *(["", table.note] if table.note else [])])


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    cells = [
        cell.ljust(width) if not at else cell.rjust(width)
        for at, (cell, width) in enumerate(zip(row, widths, strict=True))
    ]
    return "  ".join(cells).rstrip()


def rate(one: dict[str, Any], *, interval: bool = True) -> str:
    """`0.990 (0.977-1.000)`, or a dash of nothing."""
    if one["value"] is None:
        return "-"
    told = f"{one['value']:.3f}"
    return f"{told} ({one['low']:.3f}-{one['high']:.3f})" if interval else told
