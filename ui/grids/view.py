"""The table on the screen: keys as in a spreadsheet, paste and copy of blocks, fill down, find."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import (
    QAction,
    QFocusEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QHeaderView,
    QMenu,
    QToolTip,
    QWidget,
)

from jixiao_desktop.ledger.edits import Path
from ui.grids.delegate import CellDelegate
from ui.grids.painting import DrawnTable
from ui.grids.sheet import Sheet

SELECT = QItemSelectionModel.SelectionFlag
MAX_COPIED_ROWS = 20_000
LEAST_SHARE = 0.6


class SheetView(DrawnTable):
    """Shows a Sheet."""

    helped = Signal(str)
    """What belongs into the current cell, or why something was refused."""
    at_cell = Signal(int, int)

    def __init__(
        self, sheet: Sheet, widths: list[int], row_height: int, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.sheet = sheet
        self.empty_hint = ""
        self.roomy = -1
        """The column that takes what room is left; -1 for none."""
        self.setModel(sheet)
        self._delegate = CellDelegate(self)
        self.setItemDelegate(self._delegate)
        self._delegate.wrong.connect(self.say_wrong)
        self._delegate.leaving.connect(self._scroll_on)
        self._delegate.moved.connect(self.step)
        sheet.refused.connect(self.say_wrong)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.AnyKeyPressed
            | QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
        )
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setWordWrap(False)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        vertical, horizontal = self.verticalHeader(), self.horizontalHeader()
        vertical.setDefaultSectionSize(row_height)
        vertical.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        vertical.setMinimumWidth(44)
        vertical.setDefaultAlignment(Qt.AlignmentFlag.AlignCenter)
        horizontal.setHighlightSections(False)
        horizontal.setMinimumSectionSize(48)
        self._widths = widths
        for column, width in enumerate(widths):
            horizontal.resizeSection(column, width)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._menu)

    def commit_open_editor(self) -> None:
        """Take over the cell that is being edited; the editor stays open."""
        editor = self._delegate.open_editor
        if editor is not None and self.state() == QAbstractItemView.State.EditingState:
            self.commitData(editor)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the room that is left to one column; never less than most of its own width."""
        super().resizeEvent(event)
        if self.roomy >= 0:
            header = self.horizontalHeader()
            others = sum(header.sectionSize(c) for c in range(header.count()) if c != self.roomy)
            header.resizeSection(
                self.roomy,
                max(round(self._widths[self.roomy] * LEAST_SHARE), self.viewport().width() - others),
            )

    def redraw(self, rows: Iterable[int]) -> None:
        """Draw some rows anew."""
        width = self.viewport().width()
        for row in rows:
            self.viewport().update(0, self.rowViewportPosition(row), width, self.rowHeight(row))

    def drop_open_editor(self) -> None:
        """Close the cell that is being edited without taking it over."""
        editor = self._delegate.open_editor
        if editor is not None and self.state() == QAbstractItemView.State.EditingState:
            self._delegate.closeEditor.emit(editor, QAbstractItemDelegate.EndEditHint.RevertModelCache)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Say what to do in a table without rows."""
        super().paintEvent(event)
        if self.empty_hint and getattr(self.sheet, "lines", 1) == 0:
            painter = QPainter(self.viewport())
            painter.setPen(self.palette().placeholderText().color())
            rect = self.viewport().rect().adjusted(24, self.rowHeight(0) + 12, -24, -8)
            painter.drawText(
                rect,
                Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap,
                self.empty_hint,
            )
            painter.end()

    # --- moving --------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys as in a spreadsheet."""
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        key = event.key()
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.matches(QKeySequence.StandardKey.Cut):
            self.copy()
            self.clear_selected()
        elif event.matches(QKeySequence.StandardKey.Paste):
            self.paste()
        elif control and key == Qt.Key.Key_D:
            self.fill_down()
        elif control and key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.insert_rows()
        elif control and key == Qt.Key.Key_Minus:
            self.delete_rows()
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and not control:
            self.clear_selected()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.step(-1 if shift else 1, 0)
        else:
            super().keyPressEvent(event)

    def put(self, row: int, column: int) -> None:
        """Put the cursor on one cell and select only that, whichever keys are held."""
        self.selectionModel().setCurrentIndex(self.sheet.index(row, column), SELECT.ClearAndSelect)

    def step(self, down: int, right: int) -> None:
        """Move the cursor; from the last column Tab goes to the next row's first."""
        now = self.currentIndex()
        row, column = now.row() + down, now.column() + right
        if column >= self.sheet.columnCount():
            row, column = row + 1, self._first_entered()
        elif right and self.sheet.cell(min(row, self.sheet.rowCount() - 1), max(0, column)).ground != "enter":
            column += right
        if 0 <= row < self.sheet.rowCount() and 0 <= column < self.sheet.columnCount():
            self.put(row, column)

    def _scroll_on(self, down: int, right: int) -> None:
        """Scroll to where the cursor will go while nothing has changed yet: what is there is moved then.

        After a change all of it would have to be drawn anew.
        """
        now = self.currentIndex()
        target = self.sheet.index(now.row() + down, now.column() + right)
        if target.isValid():
            self.scrollTo(target)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab moves between cells, and out of the table at its ends."""
        return self._tab(1 if forward else -1) or super().focusNextPrevChild(forward)

    def _tab(self, right: int) -> bool:
        """Move to the next cell or back; False at the ends of the table."""
        now = self.currentIndex()
        rows, columns = self.sheet.rowCount(), self.sheet.columnCount()
        at_end = right > 0 and now.row() == rows - 1 and now.column() >= columns - 1
        at_start = right < 0 and now.row() <= 0 and now.column() <= 0
        if not now.isValid() or at_end or at_start:
            return False
        if right < 0 and now.column() == 0:
            self.put(now.row() - 1, columns - 1)
        else:
            self.step(0, right)
        return True

    def _first_entered(self) -> int:
        return next(
            (c for c in range(self.sheet.columnCount()) if self.sheet.cell(0, c).ground == "enter"), 0
        )

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The cursor always stands in a cell."""
        if not self.currentIndex().isValid() and self.sheet.rowCount():
            self.put(0, self._first_entered())
        super().focusInEvent(event)
        self._say_cell()

    def currentChanged(self, current: QModelIndex, previous: QModelIndex) -> None:
        """Say what belongs into the cell under the cursor."""
        super().currentChanged(current, previous)
        if current.isValid():
            self._say_cell()
            self.at_cell.emit(current.row(), current.column())

    def _say_cell(self) -> None:
        now = self.currentIndex()
        if now.isValid():
            self.helped.emit(self.help_text(now.row(), now.column()))

    def help_text(self, row: int, column: int) -> str:
        """The help line for a cell: what to fill in, and what is wrong with it."""
        said = self.sheet.said(row, column)
        help_of_column = getattr(self.sheet, "column_help", lambda _column: "")(column)
        lead = f"{self.sheet.column_label(column)}：{help_of_column}" if help_of_column else ""
        return f"{said}　{lead}" if said else lead

    def say_wrong(self, reason: str) -> None:
        """Say at the cell why something was refused."""
        self.helped.emit(f"没有改动：{reason}")
        rect = self.visualRect(self.currentIndex())
        QToolTip.showText(self.viewport().mapToGlobal(rect.bottomLeft()), reason, self)

    def go_to_path(self, path: Path) -> bool:
        """Put the cursor on the cell that holds a path, or on its row."""
        best: tuple[int, int] | None = None
        for row in range(self.sheet.rowCount()):
            for column in range(self.sheet.columnCount()):
                place = self.sheet.cell(row, column).path
                if place is None:
                    continue
                if place == path or place[: len(path)] == path or path[: len(place)] == place:
                    best = row, column
                    break
            if best:
                break
        if best is None:
            return False
        self.put(*best)
        self.scrollTo(self.currentIndex(), QAbstractItemView.ScrollHint.PositionAtCenter)
        self.setFocus()
        return True

    def spot(self) -> Path | None:
        """The path under the cursor."""
        now = self.currentIndex()
        return self.sheet.cell(now.row(), now.column()).path if now.isValid() else None

    # --- blocks --------------------------------------------------------------------------------

    def selected_cells(self) -> list[tuple[int, int]]:
        """The selected cells, or the one under the cursor."""
        cells = sorted({(index.row(), index.column()) for index in self.selectedIndexes()})
        now = self.currentIndex()
        return cells or ([(now.row(), now.column())] if now.isValid() else [])

    def copy(self) -> None:
        """Copy the selected block out as text, for Excel and WPS."""
        cells = self.selected_cells()
        if not cells:
            return
        rows = sorted({row for row, _ in cells})[:MAX_COPIED_ROWS]
        columns = range(min(c for _, c in cells), max(c for _, c in cells) + 1)
        chosen = set(cells)
        lines = [
            "\t".join(self.sheet.text(r, c).replace("\n", " ") if (r, c) in chosen else "" for c in columns)
            for r in rows
        ]
        QGuiApplication.clipboard().setText("\n".join(lines))

    def paste(self) -> None:
        """Take over a block from Excel or WPS at the cursor; one value fills a whole selection."""
        text = QGuiApplication.clipboard().text()
        texts = [line.split("\t") for line in text.replace("\r\n", "\n").removesuffix("\n").split("\n")]
        cells = self.selected_cells()
        if not text or not cells:
            return
        top, left = cells[0]
        if len(texts) == 1 and len(texts[0]) == 1 and len(cells) > 1:
            bottom, right = max(r for r, _ in cells), max(c for _, c in cells)
            texts = [texts[0] * (right - left + 1) for _ in range(bottom - top + 1)]
        if self.sheet.write_block(top, left, texts, "粘贴"):
            self._select(top, left, len(texts), max(len(line) for line in texts))

    def fill_down(self) -> None:
        """Fill the first selected row into those below; with one cell, the cell above into it."""
        cells = self.selected_cells()
        if not cells:
            return
        top, bottom = cells[0][0], max(row for row, _ in cells)
        left, right = min(c for _, c in cells), max(c for _, c in cells)
        source = top if bottom > top else top - 1
        if source < 0:
            return
        line = [self.sheet.edit_text(source, column) for column in range(left, right + 1)]
        first = source + 1
        self.sheet.write_block(first, left, [line] * (bottom - source), "向下填充")

    def clear_selected(self) -> None:
        """Empty the selected cells; whole rows are deleted by Ctrl and minus."""
        self.sheet.clear(self.selected_cells())

    def insert_rows(self) -> None:
        """Insert as many rows as are selected, above them."""
        if self.sheet.grows:
            rows = sorted({row for row, _ in self.selected_cells()})
            column = max(0, self.currentIndex().column())
            at = rows[0] if rows else 0
            if self.sheet.insert_rows(at, max(1, len(rows))):  # type: ignore[attr-defined]
                self.put(at, column)

    def delete_rows(self) -> None:
        """Delete the selected rows."""
        if self.sheet.grows:
            self.sheet.delete_rows(sorted({row for row, _ in self.selected_cells()}))  # type: ignore[attr-defined]

    def find_next(self, wanted: str, *, backwards: bool = False) -> bool:
        """Put the cursor on the next cell that holds a text."""
        rows, columns = self.sheet.rowCount(), self.sheet.columnCount()
        now = self.currentIndex()
        start = now.row() * columns + now.column() if now.isValid() else -1
        step = -1 if backwards else 1
        for distance in range(1, rows * columns + 1):
            row, column = divmod((start + step * distance) % (rows * columns), columns)
            if wanted in self.sheet.text(row, column) or wanted in self.sheet.text(row, column).replace(
                ",", ""
            ):
                self.put(row, column)
                self.scrollTo(self.currentIndex())
                return True
        return False

    def _select(self, top: int, left: int, height: int, width: int) -> None:
        bottom = min(top + height, self.sheet.rowCount()) - 1
        right = min(left + width, self.sheet.columnCount()) - 1
        block = QItemSelection(self.sheet.index(top, left), self.sheet.index(bottom, right))
        self.selectionModel().select(block, SELECT.ClearAndSelect)

    def _menu(self, at: QPoint) -> None:
        menu = QMenu(self)
        for text, keys, action, shown in (
            ("复制", "Ctrl+C", self.copy, True),
            ("粘贴", "Ctrl+V", self.paste, True),
            ("向下填充", "Ctrl+D", self.fill_down, True),
            ("清除内容", "Del", self.clear_selected, True),
            ("插入行", "Ctrl++", self.insert_rows, self.sheet.grows),
            ("删除行", "Ctrl+-", self.delete_rows, self.sheet.grows),
        ):
            if shown:
                entry = QAction(f"{text}\t{keys}", menu)
                entry.triggered.connect(lambda _checked=False, do=action: do())
                menu.addAction(entry)
        menu.exec(self.viewport().mapToGlobal(at))
        menu.deleteLater()
