"""A table as CSV text."""

from __future__ import annotations

import csv
import io

from jixiao_desktop.engine.grid import Cell, Grid


def grid_csv(grid: Grid) -> str:
    """Header, body and notes, one line each; amounts without thousands separators.

    Cells covered by a merged one are empty; a note stands alone in its line.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    for row in (*grid.header, *grid.body):
        writer.writerow([_plain(cell) for cell in row])
    for note in grid.notes:
        writer.writerow([note, *[""] * (len(grid.columns) - 1)])
    return out.getvalue()


def _plain(cell: Cell | None) -> str:
    if cell is None:
        return ""
    return cell.text.replace(",", "") if cell.kind == "amount" else cell.text
