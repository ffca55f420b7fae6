"""How a line of the list of findings is drawn: laid out once for a text and a width."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QHelpEvent, QIcon, QPainter, QStaticText, QTextOption, QTransform
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolTip,
    QTreeView,
)

from ui.theme import Colours

Index = QModelIndex | QPersistentModelIndex
PADDING, ICON, GAP = 4, 16, 6
KEPT = 500
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
        self._texts: dict[tuple[str, int, bool], QStaticText] = {}
        self.begin(least)

    def begin(self, least: int) -> None:
        """Lay everything out anew, a line of few words ``least`` pixels high."""
        self._least = least
        self._texts.clear()

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
        text = self._laid_out(index.data(), room, painter.font())
        painter.setPen(INK)
        top = rect.top() + (rect.height() - text.size().height()) / 2
        painter.drawStaticText(QPointF(left, top), text)
        painter.setFont(plain)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """As high as the words need in the width that there is."""
        icon = index.data(ICONED)
        font = option.font if icon is None else index.data(FONT)
        width = self._width(index.parent().isValid())
        _, room = _room(QRect(0, 0, width, 0), icon)
        high = self._laid_out(index.data(), room, font).size().toSize().height()
        return QSize(width, max(self._least, high + 2 * PADDING))

    def prepare(self, text: str) -> None:
        """A finding that may come to be shown."""
        _, room = _room(QRect(0, 0, self._width(below=True), 0), None)
        self._laid_out(text, room, self._view.font())

    def _width(self, below: bool) -> int:
        """The width of a heading's line, or of one below it."""
        return self._view.viewport().width() - (2 if below else 1) * self._view.indentation()

    def _laid_out(self, text: str, width: int, font: QFont) -> QStaticText:
        found = self._texts.get((text, width, font.bold()))
        if found is None:
            if len(self._texts) >= KEPT:
                self._texts.clear()
            wrapped = QTextOption()
            wrapped.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
            found = QStaticText(text)
            found.setTextFormat(Qt.TextFormat.PlainText)
            found.setTextOption(wrapped)
            found.setTextWidth(width)
            found.prepare(QTransform(), font)
            self._texts[text, width, font.bold()] = found
        return found


def _room(rect: QRect, icon: QIcon | None) -> tuple[int, int]:
    """Where the words begin and how wide they may be."""
    begin = PADDING + (ICON + GAP if icon is not None else 0)
    return rect.left() + begin, max(1, rect.width() - begin - PADDING)
