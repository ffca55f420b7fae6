"""How tables are drawn: ground, text, mark and cursor of each cell, only where something changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol, cast

from PySide6.QtCore import QEvent, QItemSelection, QPoint, QRect, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygon,
    QRegion,
)
from PySide6.QtWidgets import QHeaderView, QScrollBar, QTableView, QWidget

from ui.grids.sheet import CENTRED, GROUNDS, RIGHT, Look, brush
from ui.laid_out import LaidOut
from ui.theme import LEVEL_COLOURS, Colours
from ui.widgets import paint_ground

MARK = 8
PADDING, LABEL_PADDING = 5, 6
SURFACE, SUNKEN = QColor(Colours().surface), QColor(Colours().sunken)
LINE, STRONG_LINE = QColor(Colours().line), QColor(Colours().line_strong)
INK, SOFT_INK = QColor(Colours().ink), QColor(Colours().ink_soft)
AT = QColor(Colours().computed)
FRAME = QPen(QColor(Colours().primary), 2)
GROUND = {name: QColor(getattr(Colours(), colour)) for name, colour in GROUNDS.items()}
CHOSEN = {
    "enter": QColor(Colours().primary_soft),
    "taken": QColor(Colours().primary_soft),
    "computed": QColor(Colours().computed).darker(106),
}


class Drawn(Protocol):
    """A model that says how its cells look."""

    def look(self, row: int, column: int) -> Look:
        """What is drawn in a cell."""

    def widest_label(self) -> str:
        """The longest of what stands before the rows."""


@dataclass(frozen=True, slots=True)
class Span:
    """A row or column on the screen: its number, where it begins, how long it is."""

    number: int
    start: int
    length: int


class DrawnHeader(QHeaderView):
    """Titles of columns or numbers of rows, drawn by hand; the row of the cursor stands out."""

    def __init__(self, orientation: Qt.Orientation, parent: QWidget) -> None:
        super().__init__(orientation, parent)
        self._texts = LaidOut()
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    def sizeHint(self) -> QSize:
        """As high as the highest title, or as wide as the widest number: no row is asked for its own."""
        metrics = self.fontMetrics()
        if self.orientation() == Qt.Orientation.Vertical:
            label = cast("Drawn", self.model()).widest_label()
            return QSize(metrics.horizontalAdvance(label) + 2 * LABEL_PADDING + 1, 0)
        heights = [
            metrics.boundingRect(
                QRect(0, 0, self.sectionSize(column) - 2 * LABEL_PADDING, 0),
                CENTRED,
                self.model().headerData(column, self.orientation()) or "",
            ).height()
            for column in range(self.count())
        ]
        return QSize(
            0, max((metrics.height() + 2 * LABEL_PADDING, *(high + LABEL_PADDING for high in heights)))
        )

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        """Titles and numbers look the same whatever is selected: nothing is drawn anew."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the sections of what has to be drawn."""
        painter = QPainter(self.viewport())
        across, area = self.orientation() == Qt.Orientation.Horizontal, event.rect()
        painter.fillRect(area, SUNKEN)
        begin, end = (area.left(), area.right()) if across else (area.top(), area.bottom())
        first, last = self.logicalIndexAt(begin), self.logicalIndexAt(end)
        if first >= 0:
            current = -1 if across else self.selectionModel().currentIndex().row()
            for section in range(first, (last if last >= 0 else self.count() - 1) + 1):
                start, length = self.sectionViewportPosition(section), self.sectionSize(section)
                if across:
                    self._draw_title(painter, section, QRect(start, 0, length, self.height()))
                else:
                    at = section == current
                    self._draw_number(painter, section, QRect(0, start, self.width(), length), at=at)
        painter.end()

    def _draw_title(self, painter: QPainter, column: int, rect: QRect) -> None:
        """Draw the title of a column, on as many lines as it needs."""
        painter.fillRect(rect.right(), rect.top(), 1, rect.height(), LINE)
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, STRONG_LINE)
        painter.setPen(SOFT_INK)
        title = self.model().headerData(column, self.orientation()) or ""
        painter.drawText(rect.adjusted(LABEL_PADDING, 0, -LABEL_PADDING, 0), CENTRED, title)

    def _draw_number(self, painter: QPainter, row: int, rect: QRect, *, at: bool) -> None:
        """Draw the number of a row; that of the cursor stands out."""
        painter.fillRect(rect, AT if at else SUNKEN)
        painter.fillRect(rect.right(), rect.top(), 1, rect.height(), LINE)
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, LINE)
        painter.setPen(INK if at else SOFT_INK)
        number = self.model().headerData(row, self.orientation()) or ""
        text, wide, high = self._texts.one_line(number, rect.width(), painter.font())
        painter.drawStaticText(
            rect.left() + (rect.width() - wide) // 2, rect.top() + (rect.height() - high) // 2, text
        )

    def changeEvent(self, event: QEvent) -> None:
        """Numbers are laid out anew in another font."""
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._texts.forget()
        super().changeEvent(event)


class GroundedBar(QScrollBar):
    """A scroll bar on a ground of its own: while it moves, nothing behind it is drawn anew."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the ground, then the bar."""
        paint_ground(self, event, SURFACE)
        super().paintEvent(event)

    def event(self, event: QEvent) -> bool:
        """A style sheet takes it that a scroll bar has holes."""
        done = super().event(event)
        if event.type() in (QEvent.Type.Polish, QEvent.Type.StyleChange):
            self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        return done


class DrawnTable(QTableView):
    """A table drawn by hand: a style sheet would take ten times as long for each cell.

    Its ground has no holes, so nothing behind it is drawn anew with it, and scrolling moves what is there.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._texts = LaidOut()
        self.setHorizontalHeader(DrawnHeader(Qt.Orientation.Horizontal, self))
        self.setVerticalHeader(DrawnHeader(Qt.Orientation.Vertical, self))
        self.setVerticalScrollBar(GroundedBar(self))
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Only the cursor is drawn anew, not the whole table."""
        event.accept()
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, True)
        self._cursor_changed()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Only the cursor is drawn anew, not the whole table."""
        event.accept()
        self._cursor_changed()

    def _cursor_changed(self) -> None:
        now = self.currentIndex()
        self.viewport().update(self.visualRect(now) if now.isValid() else self.viewport().rect())

    def changeEvent(self, event: QEvent) -> None:
        """Texts are laid out anew in another font."""
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._texts.forget()
        super().changeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the cells of what has to be drawn."""
        painter = QPainter(self.viewport())
        region = event.region()
        for rect in region:
            painter.fillRect(rect, SURFACE)
        self._draw_cells(painter, region)
        self._draw_cursor(painter)
        painter.end()

    def _draw_cells(self, painter: QPainter, region: QRegion) -> None:
        model, chosen = cast("Drawn", self.model()), self._chosen()
        drawn: set[tuple[int, int]] = set()
        for rect in region:
            columns = self._columns(rect)
            for row in self._rows(rect):
                for column in columns:
                    cell = (row.number, column.number)
                    if cell in drawn:
                        continue
                    drawn.add(cell)
                    look = model.look(*cell)
                    ground = (CHOSEN if chosen and _within(cell, chosen) else GROUND)[look.ground]
                    self._draw_cell(painter, row, column, look, ground)

    def _rows(self, rect: QRect) -> list[Span]:
        first, last = self.rowAt(rect.top()), self.rowAt(rect.bottom())
        if first < 0:
            return []
        rows = range(first, (last if last >= 0 else self.model().rowCount() - 1) + 1)
        return [Span(row, self.rowViewportPosition(row), self.rowHeight(row)) for row in rows]

    def _columns(self, rect: QRect) -> list[Span]:
        first, last = self.columnAt(rect.left()), self.columnAt(rect.right())
        if first < 0:
            return []
        columns = range(first, (last if last >= 0 else self.model().columnCount() - 1) + 1)
        return [
            Span(column, self.columnViewportPosition(column), self.columnWidth(column)) for column in columns
        ]

    def _draw_cell(self, painter: QPainter, row: Span, column: Span, look: Look, ground: QColor) -> None:
        """Draw a cell, the lines to its right and below, and its mark."""
        left, top, width, height = column.start, row.start, column.length - 1, row.length - 1
        painter.fillRect(left, top, width + 1, height + 1, LINE)
        painter.fillRect(left, top, width, height, ground)
        if look.text:
            text, wide, high = self._texts.one_line(look.text, width - 2 * PADDING, painter.font())
            at = left + width - PADDING - wide if look.alignment == RIGHT else left + PADDING
            painter.setPen(INK)
            painter.drawStaticText(at, top + (height - high) // 2, text)
        if look.level:
            _mark(painter, QPoint(left + width - 1, top), look.level)

    def _chosen(self) -> list[tuple[int, int, int, int]]:
        """The selected blocks: top, left, bottom, right."""
        blocks = self.selectionModel().selection()
        return [(block.top(), block.left(), block.bottom(), block.right()) for block in blocks]

    def _draw_cursor(self, painter: QPainter) -> None:
        """A strong frame where the cursor is; round everything while it is in no cell yet."""
        if self.hasFocus():
            now = self.currentIndex()
            frame = self.visualRect(now) if now.isValid() else self.viewport().rect()
            painter.setPen(FRAME)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(frame.adjusted(1, 1, -1, -1))


def _within(cell: tuple[int, int], blocks: list[tuple[int, int, int, int]]) -> bool:
    row, column = cell
    return any(top <= row <= bottom and left <= column <= right for top, left, bottom, right in blocks)


def _mark(painter: QPainter, corner: QPoint, level: str) -> None:
    """A corner in the colour of a finding's level."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(brush(LEVEL_COLOURS[level]))
    painter.drawPolygon(QPolygon([corner, corner - QPoint(MARK, 0), corner + QPoint(0, MARK)]))
