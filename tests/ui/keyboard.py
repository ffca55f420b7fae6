"""A keyboard for tests: keys go where the cursor is."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget


class Keyboard:
    """Presses keys where the cursor is."""

    def __init__(self) -> None:
        self.modifiers = Qt.KeyboardModifier.NoModifier

    @property
    def at(self) -> QWidget:
        """Where the cursor is."""
        focused = QApplication.focusWidget()
        assert focused is not None, "nothing has the cursor"
        return focused

    def press(
        self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier, times: int = 1
    ) -> None:
        """Press a key."""
        for _ in range(times):
            QTest.keyClick(self.at, key, modifiers)
            QApplication.processEvents()

    def type(self, text: str) -> None:
        """Type a text, one key event a letter; Chinese comes as an input method commits it."""
        for letter in text:
            target = self.at
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                key = ord(letter.upper()) if letter.isascii() else 0
                QApplication.sendEvent(target, QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, letter))
        QApplication.processEvents()

    def row(self, *cells: str) -> None:
        """Fill cells from the cursor to the right; a tab between them."""
        for number, cell in enumerate(cells):
            if number:
                self.press(Qt.Key.Key_Tab)
            if cell:
                self.type(cell)
        self.press(Qt.Key.Key_Tab)
