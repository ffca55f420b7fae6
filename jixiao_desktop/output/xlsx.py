"""Workbooks: one sheet a table or form, with live totals that carry their computed values.

A total whose parts give it is a formula; a 申报值 that they do not give is a marked constant. The
sheets are set up for A4: landscape where wide, one page where it can still be read, the header rows
repeated, and a very wide table cut between columns with its first columns repeated.
"""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from datetime import datetime
from io import BytesIO
from pathlib import Path

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from jixiao_desktop.engine.grid import Grid
from jixiao_desktop.output.atomic import write_atomically
from jixiao_desktop.output.xlsx_names import sheet_names
from jixiao_desktop.output.xlsx_sheet import SheetWriter
from jixiao_desktop.output.xlsx_styles import BODY_FONT, Styles

NORMAL_STYLE = {
    "default_format_properties": {"font_name": BODY_FONT, "font_size": 11},
    "default_column_width": 72,
}
"""The type that column widths are counted in: one that every Chinese office has, its digits 8 pixels wide."""

NO_TIME = datetime(2000, 1, 1)  # noqa: DTZ001  (workbooks know no zones)
"""Stands for the time of making, so that equal tables give equal files."""


def write_workbook(grids: Sequence[Grid], path: Path, *, title: str = "", draft: bool = False) -> None:
    """Write tables or forms, one sheet each; ``draft`` puts 草稿 on every page. Raises TargetError."""
    write_atomically(path, workbook_bytes(grids, title=title, draft=draft))


def workbook_bytes(grids: Sequence[Grid], *, title: str = "", draft: bool = False) -> bytes:
    """The workbook as the content of an .xlsx file."""
    buffer = BytesIO()
    # The writer takes entries out of the options that it is given.
    with xlsxwriter.Workbook(buffer, {"in_memory": True, **deepcopy(NORMAL_STYLE)}) as book:
        unit = grids[0].unit_name if grids else ""
        book.set_properties({"title": title or _title(grids), "company": unit, "created": NO_TIME})
        styles = Styles(book)
        for grid, name in zip(grids, sheet_names(grids), strict=True):
            sheet = book.add_worksheet(name, worksheet_class=_Sheet)
            SheetWriter(sheet, styles, grid).write(draft=draft)
    return buffer.getvalue()


class _Sheet(Worksheet):  # type: ignore[misc]
    """A sheet that takes formulas as they are: they are sums, and need no search for newer functions."""

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:  # noqa: ARG002, FBT001, FBT002
        return formula.removeprefix("=")


def _title(grids: Sequence[Grid]) -> str:
    if not grids:
        return ""
    first = grids[0]
    return first.title if first.is_form else f"{first.unit_name}{first.year}决算公开附表"
