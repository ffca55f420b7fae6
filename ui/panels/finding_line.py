"""How a line of the list of findings is drawn: laid out once for a text and a width."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QHelpEvent, QIcon, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolTip,
    QTreeView,
)

from ui.laid_out import LaidOut
from ui.theme import Colours

Index = QModelIndex | QPersistentModelIndex
PADDING, ICON, GAP = 4, 16, 6
GROUND, CHOSEN = QColor(Colours().surface), QColor(Colours().primary_soft)
INK = QColor(Colours().ink)
ICONED = int(Qt.ItemDataRole.DecorationRole)
FONT = int(Qt.ItemDataRole.FontRole)
CENTRED = Qt.AlignmentFlag.AlignCenter


class FindingLine(QStyledItemDelegate):
    """Draws a finding, or the heading of a group: its icon, and its words over as many lines as they need."""

    def __init__(self, least: int, tip: Callable[[Index], str], view: QTreeView) -> None:
        super().__init__(view)
        self._view, self._tip = view, tip
        self._texts = LaidOut()
        self.begin(least)

    def begin(self, least: int) -> None:
        """Lay everything out anew, a line of few words ``least`` pixels high."""
        self._least = least
        self._texts.forget()

    def helpEvent(
        self, event: QHelpEvent, view: QAbstractItemView, option: QStyleOptionViewItem, index: Index
    ) -> bool:
        """Say more where the mouse rests."""
        del option
        QToolTip.showText(event.globalPos(), self._tip(index), view)
        return True

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one line."""
        rect = option.rect
        painter.fillRect(rect, CHOSEN if option.state & QStyle.StateFlag.State_Selected else GROUND)
        icon, plain = index.data(ICONED), painter.font()
        left, room = _room(rect, icon)
        if icon is not None:
            icon.paint(painter, QRect(rect.left() + PADDING, rect.top(), ICON, rect.height()), CENTRED)
            painter.setFont(index.data(FONT))
        text, _, high = self._texts.lines(index.data(), room, painter.font())
        painter.setPen(INK)
        painter.drawStaticText(left, rect.top() + (rect.height() - high) // 2, text)
        painter.setFont(plain)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """As high as the words need in the width that there is."""
        icon = index.data(ICONED)
        font = option.font if icon is None else index.data(FONT)
        width = self._width(index.parent().isValid())
        _, room = _room(QRect(0, 0, width, 0), icon)
        _, _, high = self._texts.lines(index.data(), room, font)
        return QSize(width, max(self._least, high + 2 * PADDING))

    def prepare(self, text: str) -> None:
        """A finding that may come to be shown."""
        _, room = _room(QRect(0, 0, self._width(below=True), 0), None)
        self._texts.lines(text, room, self._view.font())

    def _width(self, below: bool) -> int:
        """The width of a heading's line, or of one below it."""
        return self._view.viewport().width() - (2 if below else 1) * self._view.indentation()


def _room(rect: QRect, icon: QIcon | None) -> tuple[int, int]:
    """Where the words begin and how wide they may be."""
    begin = PADDING + (ICON + GAP if icon is not None else 0)
    return rect.left() + begin, max(1, rect.width() - begin - PADDING)
