"""A ruled table that breaks across pages, its head repeated, cells set like paragraphs.

Rows stay whole where they can; a row taller than ``WHOLE_ROW_LINES`` lines may be parted between
its lines, so that a long cell never leaves half a page empty.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from reportlab.platypus.flowables import Flowable

from app.reporting.fonts import Role
from app.reporting.geometry import CELL_PADDING, FRAME_RULE, INNER_RULE, Measure
from app.reporting.glyphs import GlyphPicker
from app.reporting.paragraph import (
    Align,
    SetLine,
    TextStyle,
    draw_lines,
    paragraphs,
    set_paragraph,
)

WHOLE_ROW_LINES = 6
TOLERANCE = 0.01


@dataclass(frozen=True)
class Column:
    """A column's head, width in points, and whether its cells stand in the middle both ways."""

    title: str
    width: float
    centred: bool = False


Cell = list[SetLine]
Row = list[Cell]


def set_cell(text: str, column: Column, role: Role, measure: Measure, glyphs: GlyphPicker) -> Cell:
    """Set a cell's text; line feeds begin new paragraphs."""
    align = Align.CENTRED if column.centred else Align.JUSTIFIED
    style = TextStyle(role, measure, align=align)
    width = column.width - 2 * CELL_PADDING
    return [
        line
        for paragraph in paragraphs(text) or [""]
        for line in set_paragraph(paragraph, style, width, glyphs)
    ]


def set_table(
    columns: Sequence[Column],
    rows: Sequence[Sequence[str]],
    measure: Measure,
    glyphs: GlyphPicker,
) -> RuledTable:
    """Set a table: head in 黑体, cells in 仿宋. Every row has one text per column."""
    head: Row = []
    for column in columns:
        centred = Column(column.title, column.width, centred=True)
        head.append(set_cell(column.title, centred, Role.HEADING, measure, glyphs))
    body: list[Row] = [
        [
            set_cell(text, column, Role.BODY, measure, glyphs)
            for text, column in zip(row, columns, strict=True)
        ]
        for row in rows
    ]
    return RuledTable(columns, head, body)


class RuledTable(Flowable):  # type: ignore[misc]
    """Head and rows, ready to draw."""

    def __init__(self, columns: Sequence[Column], head: Row, rows: list[Row]) -> None:
        super().__init__()
        self.columns = columns
        self.head = head
        self.rows = rows
        self.width = sum(column.width for column in columns)
        self.height = row_height(head) + sum(row_height(row) for row in rows)

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        del available_width, available_height
        return self.width, self.height

    def split(self, available_width: float, available_height: float) -> list[Flowable]:
        """Part between rows, or inside a long row; empty if the head would stand alone."""
        del available_width
        room = available_height - row_height(self.head)
        count = 0
        while count < len(self.rows) and row_height(self.rows[count]) <= room + TOLERANCE:
            room -= row_height(self.rows[count])
            count += 1
        upper, lower = self.rows[:count], self.rows[count:]
        if lower and row_lines(lower[0]) > WHOLE_ROW_LINES:
            parted = part_row(lower[0], room)
            if parted is not None:
                upper, lower = [*upper, parted[0]], [parted[1], *lower[1:]]
        if not upper:
            return []
        return [RuledTable(self.columns, self.head, part) for part in (upper, lower) if part]

    def draw(self) -> None:
        top = self.height
        edges = [top]
        for row in (self.head, *self.rows):
            self._draw_row(row, top)
            top -= row_height(row)
            edges.append(top)
        self._draw_rules(edges)

    def _draw_row(self, row: Row, top: float) -> None:
        left = 0.0
        height = row_height(row)
        for column, cell in zip(self.columns, row, strict=True):
            blank = height - 2 * CELL_PADDING - cell_height(cell)
            centred = column.centred or row is self.head
            drop = CELL_PADDING + (blank / 2 if centred else 0.0)
            draw_lines(self.canv, cell, left + CELL_PADDING, top - drop)
            left += column.width

    def _draw_rules(self, edges: list[float]) -> None:
        canvas: Any = self.canv
        canvas.setLineWidth(INNER_RULE)
        for edge in edges[1:-1]:
            canvas.line(0, edge, self.width, edge)
        left = 0.0
        for column in self.columns[:-1]:
            left += column.width
            canvas.line(left, edges[0], left, edges[-1])
        canvas.setLineWidth(FRAME_RULE)
        canvas.rect(0, edges[-1], self.width, edges[0] - edges[-1])


def cell_height(cell: Cell) -> float:
    return sum(line.height for line in cell)


def row_height(row: Row) -> float:
    return max(cell_height(cell) for cell in row) + 2 * CELL_PADDING


def row_lines(row: Row) -> int:
    return max(len(cell) for cell in row)


def part_row(row: Row, room: float) -> tuple[Row, Row] | None:
    """Part a row between lines so that its upper part fits ``room``; None if too little fits."""
    upper: Row = []
    lower: Row = []
    for cell in row:
        count = _fitting(cell, room - 2 * CELL_PADDING)
        upper.append(cell[:count])
        lower.append(cell[count:])
    if row_lines(upper) < 2 or any(
        not part and rest for part, rest in zip(upper, lower, strict=True)
    ):
        return None
    return upper, lower


def _fitting(cell: Cell, room: float) -> int:
    used = 0.0
    for count, line in enumerate(cell):
        used += line.height
        if used > room + TOLERANCE:
            return count
    return len(cell)
