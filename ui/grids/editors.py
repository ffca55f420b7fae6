"""Editors of cells: a line, and a line with a list of choices or 科目 below it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    Qt,
    Signal,
)
from PySide6.QtGui import QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QListView, QPlainTextEdit, QWidget

from ui.fields.editors import Rest

LIST_ROWS = 9


@dataclass(frozen=True, slots=True)
class Offer:
    """One line of the list below a cell: what is put in, and how it is shown."""

    value: str
    text: str


class CellLine(QLineEdit):
    """A line in a cell; after 400 ms without a key its text is offered to the facts."""

    rested = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFrame(False)
        self.fresh = True
        self._composing = False
        self._rest = Rest(self)
        self._rest.over.connect(self._on_rest)
        self.textEdited.connect(lambda _text: self._rest.start())

    def value_text(self) -> str:
        """What was typed."""
        return self.text()

    def _on_rest(self) -> None:
        if not self._composing:
            self.rested.emit()

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Note whether a word is still being composed."""
        self._composing = bool(event.preeditString())
        super().inputMethodEvent(event)


class CellText(QPlainTextEdit):
    """A longer text in a cell; Alt+Enter breaks the line."""

    rested = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.fresh = True
        self.setTabChangesFocus(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def value_text(self) -> str:
        """What was typed."""
        return self.toPlainText()


class _Offers(QAbstractListModel):
    """The lines of the list below a cell."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.offers: list[Offer] = []

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008
        """How many lines there are."""
        return 0 if parent.isValid() else len(self.offers)

    def data(
        self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """The text of a line."""
        return self.offers[index.row()].text if role == Qt.ItemDataRole.DisplayRole else None

    def show(self, offers: list[Offer]) -> None:
        """Show other lines."""
        self.beginResetModel()
        self.offers = offers
        self.endResetModel()


class PickLine(CellLine):
    """A line that offers what fits its text; arrows choose, Enter takes, digits number a short list."""

    picked = Signal()

    def __init__(
        self, parent: QWidget, offers: Callable[[str], list[Offer]], *, numbered: bool, width: int
    ) -> None:
        super().__init__(parent)
        self._offers_for = offers
        self._numbered = numbered
        self._list = QListView(parent.window())
        self._model = _Offers(self._list)  # a list that outlived its model would warn
        self._list.setModel(self._model)
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.setMinimumWidth(width)
        self._list.setUniformItemSizes(True)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.hide()
        self._list.clicked.connect(self._on_clicked)
        self.destroyed.connect(self._list.deleteLater)
        self.textEdited.connect(self._on_typed)

    def open_list(self) -> None:
        """Show everything that can be chosen."""
        self._show(self._offers_for("" if self._numbered else self.text()))

    def value_text(self) -> str:
        """The line chosen in the list, else what was typed."""
        chosen = self._list.currentIndex()
        if self._list.isVisible() and chosen.isValid():
            return self._model.offers[chosen.row()].value
        return self.text()

    def _on_typed(self, text: str) -> None:
        offers = self._offers_for(text)
        if self._numbered and text.isdigit() and 0 < int(text) <= len(self._offers_for("")):
            everything = self._offers_for("")
            self._show(everything)
            self._list.setCurrentIndex(self._model.index(int(text) - 1))
            return
        self._show(offers)
        if offers and text and not self._is_whole(text):
            self._list.setCurrentIndex(self._model.index(0))

    def _is_whole(self, text: str) -> bool:
        """A code that is typed out needs no choice: 205 means 205, not its first 款."""
        return any(offer.value == text for offer in self._model.offers)

    def _show(self, offers: list[Offer]) -> None:
        self._model.show(offers)
        self._list.setVisible(bool(offers))
        if offers:
            rows = min(LIST_ROWS, len(offers))
            height = rows * max(24, self._list.sizeHintForRow(0)) + 6
            window = self.window()
            below = self.mapTo(window, QPoint(0, self.height()))
            if below.y() + height > window.height():
                below = self.mapTo(window, QPoint(0, -height))
            left = min(below.x(), window.width() - self._list.minimumWidth() - 8)
            self._list.setGeometry(max(0, left), max(0, below.y()), self._list.minimumWidth(), height)
            self._list.raise_()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move in the list."""
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            if not self._list.isVisible():
                self.open_list()
            self._move(1 if event.key() == Qt.Key.Key_Down else -1)
            return
        super().keyPressEvent(event)

    def _move(self, step: int) -> None:
        if not self._model.offers:
            return
        now = self._list.currentIndex().row() if self._list.currentIndex().isValid() else -1
        target = max(0, min(len(self._model.offers) - 1, now + step))
        self._list.setCurrentIndex(self._model.index(target))

    def _on_clicked(self, index: QModelIndex) -> None:
        self.setText(self._model.offers[index.row()].value)
        self._list.hide()
        self.picked.emit()

    def event(self, event: QEvent) -> bool:
        """The list goes with the line."""
        if event.type() in (QEvent.Type.Hide, QEvent.Type.FocusOut):
            self._list.hide()
        return super().event(event)
