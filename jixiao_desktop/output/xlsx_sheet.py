"""One sheet of a workbook: a table with its heads, and its print set-up."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise

from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from jixiao_desktop.engine.grid import Cell, Grid
from jixiao_desktop.ledger.amounts import FEN_PER_UNIT, Quantity, format_amount, in_unit
from jixiao_desktop.output.table_layout import Rows, natural_widths
from jixiao_desktop.output.xlsx_page import A4, Page, lines_needed, page_for
from jixiao_desktop.output.xlsx_styles import AMOUNT, AMOUNT_OR_BLANK, BODY_SIZE, TITLE_SIZE, Styles

PIXELS_PER_POINT = 96 / 72
LINE = 1.25
CELL_ROOM = 3.0
TITLE_HEIGHT = 30.0
LINE_HEIGHT = BODY_SIZE * LINE + CELL_ROOM
INDENT = 1.2
"""How far a step of indentation goes, in characters."""
MONEY_UNIT = "金额单位："


class SheetWriter:
    """Writes one grid on one sheet."""

    def __init__(self, sheet: Worksheet, styles: Styles, grid: Grid) -> None:
        self.sheet = sheet
        self.styles = styles
        self.grid = grid
        self.widths = natural_widths(grid)
        self.unit = grid.money_unit.removeprefix(MONEY_UNIT)
        self.page: Page = page_for(grid, self.widths)
        self.top = 0
        """The row where the body begins."""
        self.heights: list[float] = []

    def write(self, *, draft: bool) -> None:
        """Everything: heads, header, body, notes, print set-up."""
        for column, width in enumerate(self.widths):
            self.sheet.set_column_pixels(column, column, round(width * BODY_SIZE * PIXELS_PER_POINT))
        row = self._heads()
        row = self._rows(row, self._cut_header(), header=True)
        self.top = row
        row = self._rows(row, self.grid.body, header=False)
        row = self._notes(row)
        for at, height in enumerate(self.heights):
            self.sheet.set_row(at, height)
        self._set_up(row, draft=draft)

    @property
    def _first(self) -> int:
        """Where title and notes begin: right of the columns that are repeated on every page."""
        return self.page.keys if self.page.breaks else 0

    @property
    def _last(self) -> int:
        """The last column of the first page."""
        return (self.page.breaks[0] if self.page.breaks else len(self.widths)) - 1

    def _heads(self) -> int:
        """Title, 公开NN表, and the line of 编制单位, year and unit of money; a form has what it says."""
        grid = self.grid
        self._line(0, self._first, self._last, grid.title, "title")
        room = sum(self.widths[self._first : self._last + 1]) * BODY_SIZE / TITLE_SIZE
        more = lines_needed(grid.title, room) - 1
        self.heights.append(TITLE_HEIGHT + TITLE_SIZE * LINE * more)
        if grid.is_form:
            if grid.year:
                self._line(1, self._first, self._last, grid.year, "center")
                self.heights.append(LINE_HEIGHT)
            return len(self.heights)
        last = self._last
        unit = f"编制单位：{grid.unit_name}"
        right = self._columns_for(grid.money_unit, range(last, 0, -1))
        left = self._columns_for(unit, range(last + 1 - right))
        middle = last + 1 - left - right
        self._line(2, 0, left - 1, unit, "left")
        if right:
            self._line(2, last + 1 - right, last, grid.money_unit, "right")
        if middle:
            self._line(2, left, left + middle - 1, grid.year, "center")
            self._line(1, self._first, last, grid.number, "right")
        else:
            self._line(1, 0, last - 1, grid.year, "left")
            self._line(1, last, last, grid.number, "right")
        lines = lines_needed(unit, sum(self.widths[:left]))
        self.heights.extend((LINE_HEIGHT, BODY_SIZE * LINE * lines + CELL_ROOM))
        return 3

    def _columns_for(self, text: str, columns: Sequence[int]) -> int:
        """How many of these columns a text takes so that it stands on one line."""
        room = 0.0
        for count, column in enumerate(columns, start=1):
            room += self.widths[column]
            if lines_needed(text, room) == 1:
                return count
        return len(columns)

    def _line(self, row: int, first: int, last: int, text: str, style: str) -> None:
        look = self.styles.title() if style == "title" else self.styles.around(style)
        if first == last:
            self.sheet.write_string(row, first, text, look)
        else:
            self.sheet.merge_range(row, first, row, last, text, look)

    def _rows(self, at: int, rows: Rows, *, header: bool) -> int:
        self.heights.extend(self._row_heights(rows))
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                if cell is not None:
                    self._cell(at + number, column, cell, header=header)
        return at + len(rows)

    def _cut_header(self) -> Rows:
        """The header with headings cut at page breaks: they stand on each page that they reach."""
        rows = []
        for row in self.grid.header:
            cut = list(row)
            for column, cell in enumerate(row):
                if cell is None:
                    continue
                end = column + cell.columns
                cuts = [column, *(at for at in self.page.breaks if column < at < end), end]
                for first, last in pairwise(cuts):
                    cut[first] = replace(cell, columns=last - first)
            rows.append(tuple(cut))
        return tuple(rows)

    def _cell(self, row: int, column: int, cell: Cell, *, header: bool) -> None:
        look = self.styles.header(cell) if header else self.styles.body(cell)
        if cell.rows > 1 or cell.columns > 1:
            last_row, last_column = row + cell.rows - 1, column + cell.columns - 1
            self.sheet.merge_range(row, column, last_row, last_column, "", look)
        if not header and isinstance(cell.value, Quantity) and self._write_amount(row, column, cell):
            return
        if cell.text:
            self.sheet.write_string(row, column, cell.text, look)
        elif cell.rows == cell.columns == 1:
            self.sheet.write_blank(row, column, None, look)

    def _write_amount(self, row: int, column: int, cell: Cell) -> bool:
        """Write an amount as a number or formula; False where it is better written as its text."""
        unit = self._unit_of(cell)
        if unit is None:
            return False
        number = float(in_unit(cell.value, unit))
        look = self.styles.body(cell, AMOUNT if cell.text else AMOUNT_OR_BLANK)
        if cell.sum_of:
            self.sheet.write_formula(row, column, self._formula(cell), look, number)
        elif not cell.text:
            return False
        else:
            self.sheet.write_number(row, column, number, look)
        if cell.stated:
            self.sheet.write_comment(row, column, "申报值，与明细合计不符", {"x_scale": 1.5, "y_scale": 0.5})
        return True

    def _unit_of(self, cell: Cell) -> str | None:
        """The unit that an amount is printed in: the table's, or the one that gives the cell's text."""
        if self.unit in FEN_PER_UNIT:
            return self.unit
        return next((u for u in FEN_PER_UNIT if format_amount(cell.value, u) == cell.text), None)

    def _formula(self, cell: Cell) -> str:
        return f"=SUM({','.join(ranges((self.top + row, column) for row, column in cell.sum_of))})"

    def _notes(self, row: int) -> int:
        first, last = self._first, self._last
        room = sum(self.widths[first : last + 1])
        for note in self.grid.notes:
            self.heights.append(BODY_SIZE * LINE * lines_needed(note, room) + CELL_ROOM)
            if first < last:
                self.sheet.merge_range(row, first, row, last, note, self.styles.note())
            else:
                self.sheet.write_string(row, first, note, self.styles.note())
            row += 1
        return row

    def _row_heights(self, rows: Rows) -> list[float]:
        """Heights that show every line; a cell over several rows makes all of them higher."""
        heights = [LINE_HEIGHT] * len(rows)
        tall = []
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                if cell is None or not cell.text:
                    continue
                room = sum(self.widths[column : column + cell.columns]) - INDENT * cell.indent
                needed = BODY_SIZE * LINE * lines_needed(cell.text, room) + CELL_ROOM
                if cell.rows == 1:
                    heights[number] = max(heights[number], needed)
                else:
                    tall.append((number, number + cell.rows, needed))
        for first, end, needed in tall:
            share = max(0.0, needed - sum(heights[first:end])) / (end - first)
            heights[first:end] = [height + share for height in heights[first:end]]
        return heights

    def _set_up(self, end: int, *, draft: bool) -> None:
        sheet, page = self.sheet, self.page
        sheet.set_paper(A4)
        if page.landscape:
            sheet.set_landscape()
        sheet.set_margins(left=page.margin, right=page.margin, top=0.7, bottom=0.7)
        sheet.center_horizontally()
        sheet.print_area(0, 0, end - 1, len(self.widths) - 1)
        if page.breaks:
            sheet.set_print_scale(page.scale)
            sheet.set_v_pagebreaks(list(page.breaks))
            if page.keys:
                sheet.repeat_columns(0, page.keys - 1)
        else:
            sheet.fit_to_pages(1, 1 if page.one_high(sum(self.heights)) else 0)
        if self.grid.head_rows[1]:
            sheet.repeat_rows(self.top + self.grid.head_rows[0], self.top + self.grid.head_rows[1] - 1)
        if self.grid.header:
            sheet.repeat_rows(0, self.top - 1)
            sheet.freeze_panes(self.top, page.keys if page.breaks or page.landscape else 0)
        sheet.set_footer('&C&"宋体,Regular"&10第 &P 页，共 &N 页')
        if draft:
            sheet.set_header('&R&"黑体,Regular"&14草稿')
        sheet.hide_gridlines(1)
        if self.grid.body:
            area = f"{xl_rowcol_to_cell(self.top, 0)}:{xl_rowcol_to_cell(end - 1, len(self.widths) - 1)}"
            sheet.ignore_errors({"number_stored_as_text": area})


def ranges(cells: Iterable[tuple[int, int]]) -> list[str]:
    """Cells as A1 references, neighbours below or beside each other joined: ``C8:C12``, ``C15``."""
    runs: list[list[tuple[int, int]]] = []
    for row, column in cells:
        if runs:
            first, last = runs[-1][0], runs[-1][-1]
            down = column == last[1] == first[1] and row == last[0] + 1
            across = row == last[0] == first[0] and column == last[1] + 1
            if down or across:
                runs[-1].append((row, column))
                continue
        runs.append([(row, column)])
    return [
        xl_rowcol_to_cell(*run[0]) + (f":{xl_rowcol_to_cell(*run[-1])}" if len(run) > 1 else "")
        for run in runs
    ]
