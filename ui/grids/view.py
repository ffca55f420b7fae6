"""The table on the screen: keys and cursor as in a spreadsheet, and what is said about each cell."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
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
    QScrollArea,
    QToolTip,
    QWidget,
)

from jixiao_desktop.ledger.edits import Path
from ui.grids.blocks import BlockTable
from ui.grids.delegate import CellDelegate
from ui.grids.sheet import Sheet

LEAST_SHARE = 0.6


class SheetView(BlockTable):
    """Shows a Sheet."""

    helped = Signal(str)
    """What belongs into the current cell, or why something was refused."""
    at_cell = Signal(int, int)

    def __init__(
        self, sheet: Sheet, widths: list[int], row_height: int, parent: QWidget | None = None
    ) -> None:
        super().__init__(sheet, parent)
        self.empty_hint = ""
        self.roomy = -1
        """The column that takes what room is left; -1 for none."""
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
            self._bring_into_sight(current)
            self.at_cell.emit(current.row(), current.column())

    def _bring_into_sight(self, index: QModelIndex) -> None:
        """A table that is higher than its page is scrolled by the page."""
        area = self.parentWidget()
        while area is not None and not isinstance(area, QScrollArea):
            area = area.parentWidget()
        if area is not None and self.isVisible():
            cell = self.visualRect(index)
            at = self.viewport().mapTo(area.widget(), cell.center())
            area.ensureVisible(at.x(), at.y(), 0, 2 * cell.height())

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
