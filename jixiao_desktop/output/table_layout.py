"""Fitting a table to the paper: type size, orientation, column widths, and splitting a very wide one.

Lengths are in points. This is the one place that decides how a table sits on the page, so that Word
and PDF agree.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from math import ceil

from jixiao_desktop.engine.grid import Cell, Grid
from jixiao_desktop.values import dataclass

MM = 72 / 25.4
PORTRAIT_WIDTH = 156 * MM
"""A4 less the margins of 28 and 26 mm."""
LANDSCAPE_WIDTH = 257 * MM
"""A4 on its side less 20 mm on both sides."""
SIZES = (10.5, 9.0, 7.5, 6.5)
"""五号, 小五, 六号 and a little less."""
SPLIT_SIZE = 7.5
LINE = 1.25
"""Line pitch within a cell, in type sizes."""
SPARE_LINES = 2
"""Added to a long cell over several rows: a program may break its lines otherwise."""
CELL_ROOMS = (0.175, 0.06, 0.02)
"""Room above and below the lines of a cell, in type sizes: as usual, and for tables that would just
fail to fit their page."""
PORTRAIT_ROOM = 517.0
LANDSCAPE_ROOM = 402.0
"""Height left for a table and its notes on one page below its headings."""
BORDER = 0.5
"""What a line between two rows takes in Word."""
NOTE_SIZE = 10.5
NOTE_PITCH = 14.0
"""The notes below a table."""
MAX_KEY_COLUMNS = 4
MAX_KEY_SHARE = 0.45
CELL_PADDING = 0.7
"""Room left and right of the text of a cell together, in characters."""
KEY_KINDS = ("label", "code", "line_number")
Rows = tuple[tuple[Cell | None, ...], ...]


@dataclass(frozen=True, slots=True)
class PlacedCell:
    """A cell, the row and column where it begins in its part, and what it spans there."""

    cell: Cell
    row: int
    column: int
    rows: int
    columns: int


@dataclass(frozen=True, slots=True)
class Part:
    """One table to be drawn: a whole grid, or some columns of a very wide one."""

    columns: tuple[int, ...]
    """The columns of the grid that it shows, ascending."""
    widths: tuple[float, ...]
    header: tuple[tuple[PlacedCell, ...], ...]
    body: tuple[tuple[PlacedCell, ...], ...]
    above: tuple[tuple[PlacedCell, ...], ...] = ()
    """Rows of a long form that stand above its repeated header, as a table of their own."""


@dataclass(frozen=True, slots=True)
class FittedTable:
    """A grid with its type size, orientation and parts."""

    size: float
    cell_room: float
    """Room above and below the lines of a cell, in type sizes."""
    landscape: bool
    keys: int
    """Leading columns that name the rows; every part begins with them."""
    parts: tuple[Part, ...]


def fit_table(grid: Grid) -> FittedTable:
    """Choose the largest size that fits, on its side where needed, in parts where nothing else helps."""
    natural = natural_widths(grid)
    keys = _key_columns(grid, natural)
    papers = [(True, LANDSCAPE_WIDTH)]
    if not grid.landscape:
        papers.insert(0, (False, PORTRAIT_WIDTH))
    for landscape, paper in papers:
        sizes = [s for s in SIZES if sum(natural) * s <= paper and (landscape or s >= SPLIT_SIZE)]
        if sizes:
            part = _part(grid, tuple(range(len(natural))), natural, paper)
            room = _room(grid, landscape=landscape)
            on_one_page = _size_for_one_page(part, sizes, room)
            if on_one_page is None and grid.head_rows[1]:
                part = _split_at_heads(grid, part)
            size, cell_room = on_one_page or (sizes[0], CELL_ROOMS[0])
            return FittedTable(size, cell_room, landscape, keys, (part,))
    groups = _column_groups(natural, keys, LANDSCAPE_WIDTH / SPLIT_SIZE)
    parts = tuple(_part(grid, group, natural, LANDSCAPE_WIDTH) for group in groups)
    room = _room(grid, landscape=True)
    rooms = [fitting for part in parts if (fitting := _cell_room(part, SPLIT_SIZE, room)) is not None]
    cell_room = min(rooms) if len(rooms) == len(parts) else CELL_ROOMS[0]
    return FittedTable(SPLIT_SIZE, cell_room, True, keys, parts)


def _room(grid: Grid, *, landscape: bool) -> float:
    """The height that the notes leave to a table on one page."""
    room, width = (LANDSCAPE_ROOM, LANDSCAPE_WIDTH) if landscape else (PORTRAIT_ROOM, PORTRAIT_WIDTH)
    lines = (line for note in grid.notes for line in note.split("\n"))
    return room - NOTE_PITCH * sum(max(1, ceil(text_width(line) * NOTE_SIZE / width)) for line in lines)


def _size_for_one_page(part: Part, sizes: list[float], room: float) -> tuple[float, float] | None:
    """The largest size at which the table stands on one page, with the room in its cells.

    None where there is none: it goes over several pages at the largest of all.
    """
    for size in sizes:
        cell_room = _cell_room(part, size, room) if size >= min(SPLIT_SIZE, sizes[0]) else None
        if cell_room is not None:
            return size, cell_room
    return None


def _cell_room(part: Part, size: float, room: float) -> float | None:
    """The most room in the cells at which the table stands in this height; None where none does."""
    rows = (*part.header, *part.body)
    lines = sum(max((_lines(placed, part.widths, size) for placed in row), default=1) for row in rows)
    for cell_room in CELL_ROOMS:
        if (LINE * lines + 2 * cell_room * len(rows)) * size + BORDER * len(rows) <= room:
            return cell_room
    return None


def _lines(placed: PlacedCell, widths: tuple[float, ...], size: float) -> int:
    """About how many lines a cell takes in each row that it spans."""
    return ceil(_all_lines(placed, widths, size) / placed.rows)


def _all_lines(placed: PlacedCell, widths: tuple[float, ...], size: float) -> int:
    room = sum(widths[placed.column : placed.column + placed.columns]) / size - CELL_PADDING
    return sum(max(1, ceil(text_width(line) / max(room, 1.0))) for line in placed.cell.text.split("\n"))


def shared_heights(
    rows: tuple[tuple[PlacedCell, ...], ...], widths: tuple[float, ...], size: float
) -> list[float]:
    """The least height of each row in points where a long cell goes over several; 0 elsewhere.

    Left to themselves programs put all that such a cell lacks into its last row, even if no page holds it.
    """

    def own(row: tuple[PlacedCell, ...]) -> int:
        return max((_all_lines(placed, widths, size) for placed in row if placed.rows == 1), default=1)

    lines = [own(row) for row in rows]
    heights = [0.0] * len(rows)
    for placed in (placed for row in rows for placed in row if placed.rows > 1):
        span = slice(placed.row, placed.row + placed.rows)
        needed = _all_lines(placed, widths, size)
        if needed > sum(lines[span]):
            share = LINE * size * (needed + SPARE_LINES) / placed.rows
            heights[span] = [max(height, share) for height in heights[span]]
    return heights


@lru_cache(maxsize=4096)
def text_width(text: str) -> float:
    """About how wide a line is, in characters of its size."""
    return sum(1.0 if unicodedata.east_asian_width(c) in "WFA" else 0.56 for c in text)


def natural_widths(grid: Grid) -> list[float]:
    """The width of each column in characters: as laid out, and never too narrow for its figures."""
    widths = [max(column.width, 1.5) for column in grid.columns]
    for row in (*grid.header, *grid.body):
        for at, cell in enumerate(row):
            if cell is None or cell.columns > 1 or at >= len(widths):
                continue
            if cell.kind in ("amount", "count", "percent", "line_number"):
                widths[at] = max(widths[at], text_width(cell.text) + CELL_PADDING)
    return widths


def _key_columns(grid: Grid, natural: list[float]) -> int:
    """How many leading columns name the rows and are repeated in every part."""
    count = 0
    while count < min(MAX_KEY_COLUMNS, len(natural) - 1):
        kinds = {cell.kind for row in grid.body if (cell := row[count]) is not None}
        if not kinds <= set(KEY_KINDS):
            break
        if sum(natural[: count + 1]) > MAX_KEY_SHARE * LANDSCAPE_WIDTH / SPLIT_SIZE:
            break
        count += 1
    return count


def _column_groups(natural: list[float], keys: int, room: float) -> list[tuple[int, ...]]:
    key_columns = tuple(range(keys))
    left = room - sum(natural[:keys])
    groups: list[tuple[int, ...]] = []
    group: tuple[int, ...] = ()
    used = 0.0
    for column in range(keys, len(natural)):
        if group and used + natural[column] > left:
            groups.append(key_columns + group)
            group, used = (), 0.0
        group += (column,)
        used += natural[column]
    return [*groups, key_columns + group]


def _part(grid: Grid, columns: tuple[int, ...], natural: list[float], paper: float) -> Part:
    total = sum(natural[c] for c in columns)
    widths = tuple(natural[c] * paper / total for c in columns)
    return Part(columns, widths, _placed(grid.header, columns), _placed(grid.body, columns))


def _split_at_heads(grid: Grid, part: Part) -> Part:
    """A form that goes over several pages, with the heads in its middle as the repeated header."""
    start, stop = grid.head_rows

    def rows(first: int, last: int) -> tuple[tuple[PlacedCell, ...], ...]:
        return _placed(_cut(grid.body, first, last), part.columns)

    return replace(part, above=rows(0, start), header=rows(start, stop), body=rows(stop, len(grid.body)))


def _cut(rows: Rows, first: int, last: int) -> Rows:
    """Some rows by themselves; a cell that reaches into them from above goes on, without its words."""
    kept = [list(row) for row in rows[first:last]]
    for at, row in enumerate(rows[:first]):
        for column, cell in enumerate(row):
            if cell is not None and at + cell.rows > first and kept:
                kept[0][column] = replace(cell, text="", rows=at + cell.rows - first)
    return tuple(tuple(row) for row in kept)


def _placed(rows: Rows, columns: tuple[int, ...]) -> tuple[tuple[PlacedCell, ...], ...]:
    return tuple(tuple(_placed_row(row, at, columns, len(rows))) for at, row in enumerate(rows))


def _placed_row(
    row: tuple[Cell | None, ...], at: int, columns: tuple[int, ...], height: int
) -> Iterator[PlacedCell]:
    """The cells of a row that touch these columns; a merged cell is cut to what is left of it.

    A span never reaches past the last row, whatever the layout says.
    """
    for start, cell in enumerate(row):
        if cell is None:
            continue
        first = bisect_left(columns, start)
        end = bisect_left(columns, start + cell.columns, first)
        if end > first:
            yield PlacedCell(cell, at, first, min(cell.rows, height - at), end - first)
