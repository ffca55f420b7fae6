"""Small parts that every screen is made of: labels and buttons with a role, rows, cards."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QTreeWidget,
    QVBoxLayout,
    QWidget,
)

from ui.icons import icon

L = TypeVar("L", bound=QBoxLayout)


def label(text: str = "", role: str = "label", *, wrap: bool = False) -> QLabel:
    """A label with one of the roles of the stylesheet; plain text, whatever the text holds."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setProperty("role", role)
    made.setWordWrap(wrap)
    return made


class Button(QPushButton):
    """A push button that Enter presses too, as clerks expect."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter is as good as the space bar."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.isEnabled():
            if self.menu() is not None:
                self.showMenu()
            else:
                self.click()
            return
        super().keyPressEvent(event)


def button(
    text: str,
    action: Callable[[], object] | None = None,
    *,
    role: str = "",
    icon_name: str = "",
    help_text: str = "",
) -> Button:
    """A push button that can be reached and pressed by key."""
    made = Button(text)
    made.setProperty("role", role)
    if icon_name:
        made.setIcon(icon(icon_name))
        made.setIconSize(QSize(18, 18))
    made.setAccessibleName(text or help_text)
    if help_text:
        made.setToolTip(help_text)
        made.setAccessibleDescription(help_text)
    if action is not None:
        made.clicked.connect(lambda _checked=False: action())
    return made


def row(*parts: QWidget | int | None, spacing: int = 8) -> QHBoxLayout:
    """Parts beside each other; an int is a space, None takes what is left."""
    return _filled(QHBoxLayout(), parts, spacing)


def column(*parts: QWidget | int | None, spacing: int = 8) -> QVBoxLayout:
    """Parts below each other; an int is a space, None takes what is left."""
    return _filled(QVBoxLayout(), parts, spacing)


def _filled(layout: L, parts: tuple[QWidget | int | None, ...], spacing: int) -> L:
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(spacing)
    for part in parts:
        if part is None:
            layout.addStretch(1)
        elif isinstance(part, int):
            layout.addSpacing(part)
        else:
            layout.addWidget(part)
    return layout


def frame(
    role: str, layout: QBoxLayout | None = None, margins: tuple[int, int, int, int] = (0, 0, 0, 0)
) -> QFrame:
    """A frame with a role, holding a layout."""
    made = QFrame()
    made.setProperty("role", role)
    if layout is not None:
        layout.setContentsMargins(*margins)
        made.setLayout(layout)
    return made


def card(layout: QBoxLayout) -> QFrame:
    """A white box that holds what belongs together."""
    return frame("card", layout, (16, 12, 16, 14))


def paint_ground(widget: QWidget, event: QPaintEvent, colour: QColor) -> None:
    """Draw the ground of a widget without holes, so that nothing behind it is drawn anew with it."""
    painter = QPainter(widget)
    for rect in event.region():
        painter.fillRect(rect, colour)
    painter.end()


class Still(QWidget):
    """Holds a part whose words change often.

    What stands around it is laid out anew only when the part needs another height; a label by itself
    has the whole window laid out with each word.
    """

    def __init__(self, held: QWidget) -> None:
        super().__init__()
        self._held = held
        held.setParent(self)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(held.sizeHint().height())

    def event(self, event: QEvent) -> bool:
        """The part tells that it may need another size."""
        if event.type() == QEvent.Type.LayoutRequest:
            self._fit()
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The part takes all the room."""
        super().resizeEvent(event)
        self._fit()

    def showEvent(self, event: QShowEvent) -> None:
        """Only now the part has its font."""
        super().showEvent(event)
        self._fit()

    def _fit(self) -> None:
        held = self._held
        flows = held.hasHeightForWidth()
        needed = held.heightForWidth(self.width()) if flows else held.sizeHint().height()
        if needed != self.height():
            self.setFixedHeight(needed)
        held.setGeometry(self.rect())


def scrolled(content: QWidget) -> QScrollArea:
    """A vertical scroll area around a page."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(content)
    return area


def tree(made: QTreeWidget, headings: Sequence[str], name: str, widths: Sequence[int], *, wide: int) -> None:
    """Give a list its headings, its name and its widths; the column ``wide`` takes what is left."""
    made.setHeaderLabels(list(headings))
    made.setRootIsDecorated(False)
    made.setUniformRowHeights(True)
    made.setAccessibleName(name)
    header = made.header()
    header.setStretchLastSection(False)
    header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
    header.setSectionResizeMode(wide, QHeaderView.ResizeMode.Stretch)
    for column, width in enumerate(widths):
        header.resizeSection(column, width)


def set_state(widget: QWidget, state: str) -> None:
    """Give a widget one of the states of the stylesheet and let it show."""
    if (widget.property("state") or "") == state:
        return
    widget.setProperty("state", state)
    widget.style().unpolish(widget)
    widget.style().polish(widget)


def clear(layout: QBoxLayout) -> None:
    """Take everything out of a layout and free it."""
    while (item := layout.takeAt(0)) is not None:
        inner = item.widget()
        if inner is not None:
            inner.hide()
            inner.deleteLater()
        elif item.layout() is not None:
            clear(item.layout())  # type: ignore[arg-type]
