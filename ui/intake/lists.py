"""Read-only lists of the preview, and a sheet of a workbook with one cell marked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QVBoxLayout, QWidget

from jixiao_desktop.intake.workbook import Book, CellPlace, Sheet
from ui.intake.words import Line
from ui.theme import Colours, Theme
from ui.widgets import label

Index = QModelIndex | QPersistentModelIndex
NONE = QModelIndex()
_NUMBER = re.compile(r"-?[\d,]*\.\d+|-?[1-9][\d,]{3,}|0")
STATES = {"error": "error", "verify": "verify", "done": "done", "unfilled": "unfilled"}
AMOUNT_HEADERS = ("原来（元）", "导入后（元）", "工作簿（元）", "按明细（元）", "读出")


class LinesModel(QAbstractTableModel):
    """Lines of words; the first cell carries the colour of the mark."""

    def __init__(self, headers: Sequence[str], parent: QWidget) -> None:
        super().__init__(parent)
        self.headers = tuple(headers)
        self.lines: list[Line] = []

    def show_lines(self, lines: Sequence[Line]) -> None:
        """Show other lines."""
        self.beginResetModel()
        self.lines = list(lines)
        self.endResetModel()

    def rowCount(self, parent: Index = NONE) -> int:
        """One row a line."""
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: Index = NONE) -> int:
        """One column a header."""
        return 0 if parent.isValid() else len(self.headers)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The text, its tool tip, the colour of its mark."""
        line = self.lines[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return line.cells[index.column()]
        if role == Qt.ItemDataRole.ForegroundRole and line.mark in STATES and index.column() == 0:
            return QColor(getattr(Colours(), STATES[line.mark]))
        if role == Qt.ItemDataRole.TextAlignmentRole and self.headers[index.column()] in AMOUNT_HEADERS:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """The headers."""
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self.headers[section]
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.TextAlignmentRole:
            right = self.headers[section] in AMOUNT_HEADERS
            side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return None


class LinesView(QTableView):
    """A list of lines, chosen by the row."""

    chosen = Signal(object)
    """The cursor is on a line."""

    def __init__(
        self, name: str, headers: Sequence[str], widths: Sequence[int], stretch: int, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.lines = LinesModel(headers, self)
        self.setModel(self.lines)
        self.setAccessibleName(name)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(Theme().row)
        self.horizontalHeader().setHighlightSections(False)
        for number, width in enumerate(widths):
            self.setColumnWidth(number, width)
        self.horizontalHeader().setSectionResizeMode(stretch, QHeaderView.ResizeMode.Stretch)
        self.selectionModel().currentRowChanged.connect(self._on_row)

    def _on_row(self, index: QModelIndex) -> None:
        if index.isValid():
            self.chosen.emit(self.lines.lines[index.row()])

    def begin(self) -> None:
        """Put the cursor on the first line."""
        if self.lines.rowCount():
            self.selectRow(0)


class SheetModel(QAbstractTableModel):
    """The cells of a sheet as they were read, one of them marked."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.sheet: Sheet | None = None
        self.at = (-1, -1)
        self._width = 0

    def show_cell(self, sheet: Sheet, row: int, column: int) -> None:
        """Mark a cell."""
        self.beginResetModel()
        self.sheet, self.at = sheet, (row, column)
        self._width = max((len(cells) for cells in sheet.rows), default=0)
        self.endResetModel()

    def rowCount(self, parent: Index = NONE) -> int:
        """The rows of the sheet."""
        return 0 if parent.isValid() or self.sheet is None else len(self.sheet.rows)

    def columnCount(self, parent: Index = NONE) -> int:
        """The columns of its widest row."""
        return 0 if parent.isValid() else self._width

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The text; the marked cell has another ground."""
        assert self.sheet is not None
        cells = self.sheet.rows[index.row()]
        text = cells[index.column()] if index.column() < len(cells) else ""
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return " ".join(text.split())
        if role == Qt.ItemDataRole.BackgroundRole and (index.row(), index.column()) == self.at:
            return QColor(Colours().computed)
        if role == Qt.ItemDataRole.TextAlignmentRole and _NUMBER.fullmatch(text):
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """A, B, C and 1, 2, 3 as in the table software."""
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if orientation == Qt.Orientation.Vertical:
            return section + 1
        return CellPlace("", "", 0, section).address[:-1]


class SheetView(QWidget):
    """Where a figure stands in its workbook."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.where = label("", "small")
        self.note = label("", "small", wrap=True)
        self.note.hide()
        self.cells = SheetModel(self)
        self.view = QTableView()
        self.view.setModel(self.cells)
        self.view.setAccessibleName("工作簿里的这一格")
        self.view.setWordWrap(False)
        self.view.setTabKeyNavigation(False)
        self.view.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.view.verticalHeader().setDefaultSectionSize(Theme().row)
        self.view.horizontalHeader().setDefaultSectionSize(112)
        self._books: tuple[Book, ...] = ()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 4, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.note)
        layout.addWidget(self.where)
        layout.addWidget(self.view, 1)

    def begin(self, books: tuple[Book, ...]) -> None:
        """The workbooks whose cells will be shown."""
        self._books = books
        self.show_line(Line(()))

    def show_line(self, line: Line) -> None:
        """Show the cell that a line is about."""
        self.note.setText(line.note)
        self.note.setVisible(bool(line.note))
        sheet = self._sheet(line.place)
        self.view.setVisible(sheet is not None)
        if sheet is None or line.place is None:
            self.where.setText("选一行，这里显示它在工作簿里的位置。" if not line.note else "")
            return
        self.where.setText(f"工作簿里的位置：{line.place}")
        self.cells.show_cell(sheet, line.place.row, line.place.column)
        QTimer.singleShot(0, self, self._scroll)

    def _scroll(self) -> None:
        """Bring the marked cell into view, when the view has its size."""
        self.view.scrollTo(self.cells.index(*self.cells.at), QAbstractItemView.ScrollHint.PositionAtCenter)

    def _sheet(self, place: CellPlace | None) -> Sheet | None:
        if place is None:
            return None
        sheets = (sheet for book in self._books if book.name == place.book for sheet in book.sheets)
        return next((sheet for sheet in sheets if sheet.name == place.sheet), None)
