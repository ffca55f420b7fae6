"""Editors of one value each: a line, a text, a choice.

An editor tells ``rested`` after 400 ms without a key and ``left`` when the cursor leaves it. What an
input method is still composing is never touched.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QMimeData, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QInputMethodEvent, QKeyEvent, QKeySequence, QWheelEvent
from PySide6.QtWidgets import QComboBox, QLineEdit, QPlainTextEdit, QWidget

REST_MS = 400


def _is_undo(event: QEvent) -> bool:
    """Undo and redo belong to the whole 账套, not to one field."""
    if event.type() != QEvent.Type.ShortcutOverride or not isinstance(event, QKeyEvent):
        return False
    return event.matches(QKeySequence.StandardKey.Undo) or event.matches(QKeySequence.StandardKey.Redo)


class Rest(QObject):
    """Waits for 400 ms without a key."""

    over = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(REST_MS)
        self._timer.timeout.connect(self.over)

    def start(self) -> None:
        """A key was pressed."""
        self._timer.start()

    def stop(self) -> None:
        """What was typed is taken care of."""
        self._timer.stop()

    @property
    def waiting(self) -> bool:
        """Whether something was typed that nobody took yet."""
        return self._timer.isActive()


class LineEditor(QLineEdit):
    """One line of text or a number."""

    rested = Signal()
    left = Signal()

    def __init__(self, parent: QWidget | None = None, *, numeric: bool = False) -> None:
        super().__init__(parent)
        self._composing = False
        self._rest = Rest(self)
        self._rest.over.connect(self._on_rest)
        self.textEdited.connect(lambda _text: self._rest.start())
        self.editingFinished.connect(self._on_left)
        if numeric:
            self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)

    def value_text(self) -> str:
        """What was typed."""
        return self.text()

    def show_value(self, text: str) -> None:
        """Show a value, unless it is there already; the cursor stays where it is while typing."""
        if text != self.text() and not self._composing:
            position = self.cursorPosition()
            self.setText(text)
            if self.hasFocus():
                self.setCursorPosition(min(position, len(text)))

    def event(self, event: QEvent) -> bool:
        """Leave undo and redo to the window."""
        if _is_undo(event):
            event.ignore()
            return False
        return super().event(event)

    def _on_rest(self) -> None:
        if not self._composing:
            self.rested.emit()

    def _on_left(self) -> None:
        self._rest.stop()
        self.left.emit()

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Note whether a word is still being composed."""
        self._composing = bool(event.preeditString())
        super().inputMethodEvent(event)


class TextEditor(QPlainTextEdit):
    """Paragraphs; as high as its text, within bounds. Tab leaves it."""

    rested = Signal()
    left = Signal()
    counted = Signal(str)

    def __init__(self, parent: QWidget | None = None, *, lines: tuple[int, int] = (3, 12)) -> None:
        super().__init__(parent)
        self._lines = lines
        self._composing = False
        self._showing = False
        self._rest = Rest(self)
        self._rest.over.connect(self._on_rest)
        self.setTabChangesFocus(True)
        self.textChanged.connect(self._on_text)
        self.document().documentLayout().documentSizeChanged.connect(lambda _size: self._fit())
        self._fit()

    def value_text(self) -> str:
        """What was typed."""
        return self.toPlainText()

    def show_value(self, text: str) -> None:
        """Show a value, unless it is there already."""
        if text != self.toPlainText() and not self._composing:
            self._showing = True
            position = self.textCursor().position()
            self.setPlainText(text)
            cursor = self.textCursor()
            cursor.setPosition(min(position, len(text)))
            self.setTextCursor(cursor)
            self._showing = False
        self.counted.emit(self.count_text())

    def count_text(self) -> str:
        """How long the text is and how many headings were recognised."""
        from jixiao_desktop.report.usertext import parts_of

        text = self.toPlainText()
        if not text:
            return "0 字"
        headings = sum(1 for part in parts_of(text) if part.depth)
        words = sum(1 for mark in text if not mark.isspace())
        return f"{words} 字 · 识别到 {headings} 个标题" if headings else f"{words} 字"

    def _fit(self) -> None:
        least, most = self._lines
        count = max(least, min(most, int(self.document().size().height())))
        margin = 2 * int(self.document().documentMargin()) + 12
        self.setFixedHeight(count * self.fontMetrics().lineSpacing() + margin)

    def _on_text(self) -> None:
        if not self._showing:
            self._rest.start()
        self.counted.emit(self.count_text())

    def _on_rest(self) -> None:
        if not self._composing:
            self.rested.emit()

    def event(self, event: QEvent) -> bool:
        """Leave undo and redo to the window."""
        if _is_undo(event):
            event.ignore()
            return False
        return super().event(event)

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Paste as clean text."""
        if source.hasText():
            from jixiao_desktop.report.usertext import clean_lines

            self.textCursor().insertText("\n".join(clean_lines(source.text())))

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Note whether a word is still being composed."""
        self._composing = bool(event.preeditString())
        super().inputMethodEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Hand the text over when the cursor leaves."""
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self._rest.stop()
            self.left.emit()


class ChoiceEditor(QComboBox):
    """One of a few words; empty where nothing was chosen. The wheel scrolls the page, not the choice."""

    rested = Signal()
    left = Signal()

    def __init__(self, options: tuple[str, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.addItem("（未选）", "")
        for option in options:
            self.addItem(option, option)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumContentsLength(6)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.activated.connect(lambda _index: self.left.emit())

    def value_text(self) -> str:
        """What is chosen."""
        return str(self.currentData() or "")

    def show_value(self, text: str) -> None:
        """Show a value."""
        index = max(0, self.findData(text))
        if index != self.currentIndex():
            self.setCurrentIndex(index)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the page."""
        event.ignore()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choosing by a letter or an arrow hands the choice over at once."""
        before = self.currentIndex()
        super().keyPressEvent(event)
        if self.currentIndex() != before:
            self.left.emit()


Editor = LineEditor | TextEditor | ChoiceEditor


class EnterIsNext(QObject):
    """Enter in a line goes on to the next field, as in the official client."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Turn Enter into Tab."""
        if isinstance(watched, QLineEdit) and event.type() == QEvent.Type.KeyPress:
            assert isinstance(event, QKeyEvent)
            if (
                event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
                and not event.modifiers() & Qt.KeyboardModifier.ControlModifier
            ):
                watched.focusNextPrevChild(True)
                return True
        return False
