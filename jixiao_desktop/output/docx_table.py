"""Tables of a Word file: merged cells, repeated header rows, fixed widths."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache

from jixiao_desktop.output.docx_styles import table_style
from jixiao_desktop.output.docx_xml import look, paragraph, run, twips, w
from jixiao_desktop.output.table_layout import FittedTable, Part, PlacedCell, shared_heights

LONG_CELL = 400
"""A row with a cell of more characters may be broken across pages."""
CELL_MARGIN = 2.5
BORDERS = ("top", "left", "bottom", "right", "insideH", "insideV")


def table_element(part: Part, fitted: FittedTable) -> str:
    """One part of a fitted table as ``w:tbl``, in text."""
    size = fitted.size
    widths = [twips(width) for width in part.widths]
    rows = [
        *_rows(part.header, widths, part.widths, size, header=True),
        *_rows(part.body, widths, part.widths, size, header=False),
    ]
    return w(
        "tbl",
        _properties(sum(widths), fitted.cell_room * size),
        w("tblGrid", *(w("gridCol", w=x) for x in widths)),
        *rows,
    )


def _properties(width: int, room: float) -> str:
    margins = {"top": room, "left": CELL_MARGIN, "bottom": room, "right": CELL_MARGIN}
    return w(
        "tblPr",
        w("tblW", w=width, type="dxa"),
        w("jc", val="center"),
        w("tblBorders", *(w(side, val="single", sz=4, space=0, color="000000") for side in BORDERS)),
        w("tblLayout", type="fixed"),
        w("tblCellMar", *(w(side, w=twips(room), type="dxa") for side, room in margins.items())),
    )


def _rows(
    rows: tuple[tuple[PlacedCell, ...], ...],
    widths: list[int],
    points: tuple[float, ...],
    size: float,
    *,
    header: bool,
) -> Iterator[str]:
    """``widths`` are in twips, ``points`` the same in points."""
    open_spans: dict[int, PlacedCell] = {}
    least = shared_heights(rows, points, size)
    for at, row in enumerate(rows):
        starting = {placed.column: placed for placed in row}
        properties = [w("cantSplit")] if all(len(p.cell.text) <= LONG_CELL for p in row) else []
        if least[at]:
            properties.append(w("trHeight", val=twips(least[at]), hRule="atLeast"))
        if header:
            properties.append(w("tblHeader"))
        yield w("tr", w("trPr", *properties), *_cells(starting, open_spans, at, widths, size))


def _cells(
    starting: Mapping[int, PlacedCell],
    open_spans: dict[int, PlacedCell],
    at: int,
    widths: list[int],
    size: float,
) -> Iterator[str]:
    """The cells of a row from left to right: those that begin here, and the rest of taller ones."""
    column = 0
    while column < len(widths):
        placed = starting.get(column)
        above = open_spans.get(column)
        if placed is not None:
            columns = placed.columns
            merge = "restart" if placed.rows > 1 else None
            content = _paragraphs(placed, size)
            if placed.rows > 1:
                open_spans[column] = placed
        elif above is not None and at < above.row + above.rows:
            columns, merge, content = above.columns, "continue", [_empty(size)]
        else:
            columns, merge, content = 1, None, [_empty(size)]
        width = sum(widths[column : column + columns])
        properties = w(
            "tcPr",
            w("tcW", w=width, type="dxa"),
            w("gridSpan", val=columns) if columns > 1 else None,
            w("vMerge", val=merge) if merge else None,
            w("vAlign", val="center"),
        )
        yield w("tc", properties, *content)
        column += columns


def _paragraphs(placed: PlacedCell, size: float) -> list[str]:
    cell = placed.cell
    shape = []
    if cell.indent:
        shape.append(w("ind", leftChars=cell.indent * 100, left=twips(cell.indent * size)))
    if cell.align != "left":
        shape.append(w("jc", val=cell.align))
    if not cell.text:
        return [_empty(size)]
    bold = look(b="") if cell.bold else ()
    return [paragraph(table_style(size), run(cell.text, *bold), properties=shape)]


@cache
def _empty(size: float) -> str:
    return paragraph(table_style(size))
