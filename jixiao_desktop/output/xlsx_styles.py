"""Cell formats of a workbook, each made once."""

from __future__ import annotations

from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format

from jixiao_desktop.engine.grid import Cell

BODY_FONT = "宋体"
TITLE_FONT = "黑体"
BODY_SIZE = 10
TITLE_SIZE = 16
AMOUNT = "#,##0.00_ "
AMOUNT_OR_BLANK = "#,##0.00_ ;-#,##0.00_ ;"
"""A zero shows nothing."""
STATED_FILL = "#FFE699"
HEADER_FILL = "#F2F2F2"
ALIGNMENT = {"left": "left", "center": "center", "right": "right"}


class Styles:
    """Hands out formats; a workbook keeps one for each set of properties."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._made: dict[tuple[tuple[str, Any], ...], Format] = {}

    def title(self) -> Format:
        """The table's title."""
        return self._format(
            font_name=TITLE_FONT, font_size=TITLE_SIZE, align="center", valign="vcenter", text_wrap=True
        )

    def around(self, align: str) -> Format:
        """公开NN表, 编制单位, 年度, 金额单位 above a table, without borders."""
        return self._format(
            font_name=BODY_FONT, font_size=BODY_SIZE, align=align, valign="vcenter", text_wrap=align == "left"
        )

    def note(self) -> Format:
        """A line below a table."""
        return self._format(
            font_name=BODY_FONT, font_size=BODY_SIZE, align="left", valign="top", text_wrap=True
        )

    def header(self, cell: Cell) -> Format:
        """A cell of the header rows."""
        return self._format(**_boxed(cell), bg_color=HEADER_FILL)

    def body(self, cell: Cell, number_format: str = "") -> Format:
        """A cell of the body."""
        properties = _boxed(cell)
        if cell.indent:
            properties["indent"] = cell.indent
        if number_format:
            properties["num_format"] = number_format
        if cell.kind == "code":
            properties["num_format"] = "@"
        if cell.stated:
            properties["bg_color"] = STATED_FILL
        return self._format(**properties)

    def _format(self, **properties: Any) -> Format:
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format(properties)
        return self._made[key]


def _boxed(cell: Cell) -> dict[str, Any]:
    return {
        "font_name": BODY_FONT,
        "font_size": BODY_SIZE,
        "bold": cell.bold,
        "align": ALIGNMENT[cell.align],
        "valign": "vcenter",
        "text_wrap": cell.kind not in ("amount", "count", "percent"),
        "border": 1,
    }
