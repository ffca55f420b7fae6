"""Searching the pages: the field, the marks, from one place to the next."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtGui import QKeyEvent, Qt
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from ui.handin.background import Background
from ui.handin.pages_view import PagesView
from ui.handin.paper import Mark, Paper
from ui.widgets import button, label, set_state

REST_MS = 200


class FindField(QLineEdit):
    """Enter goes to the next place, Shift+Enter to the one before; Esc clears."""

    def __init__(self, finder: Finder) -> None:
        super().__init__()
        self._finder = finder

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Step through what was found."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._finder.step(-1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1)
        elif event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        else:
            super().keyPressEvent(event)


class Finder(QWidget):
    """Looks for a text in the paper that a view shows."""

    def __init__(self, view: PagesView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view = view
        self._paper: Paper | None = None
        self._again = False
        self.marks: tuple[Mark, ...] = ()
        self._at = -1
        self.field = FindField(self)
        self.field.setPlaceholderText("查找文字或数字")
        self.field.setAccessibleName("查找")
        self.field.setClearButtonEnabled(True)
        self.field.setFixedWidth(170)
        self._said = label("", "soft")
        self._said.setMinimumWidth(56)
        self._previous = button("上一处", lambda: self.step(-1), help_text="查找框里按 Shift+回车")
        self._next = button("下一处", lambda: self.step(1), help_text="查找框里按回车")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        for part in (self.field, self._said, self._previous, self._next):
            layout.addWidget(part)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST_MS)
        self._rest.timeout.connect(self._look)
        self._work = Background(self)
        self._work.done.connect(self._take)
        self._work.ended.connect(self._ended)
        self.field.textChanged.connect(lambda _text: self._rest.start())
        self._show()

    def begin(self) -> None:
        """Put the cursor into the field."""
        self.field.setFocus()
        self.field.selectAll()

    def show_paper(self, paper: Paper | None) -> None:
        """Look in another paper for the same text."""
        self._paper = paper
        self._look()

    @property
    def busy(self) -> bool:
        """Whether a search is under way."""
        return self._rest.isActive() or self._work.busy

    def _look(self) -> None:
        self._rest.stop()
        text, paper = self.field.text().strip(), self._paper
        if not text or paper is None:
            self._take((text, paper, ()))
        elif self._work.busy:
            self._again = True
        else:
            self._work.start(lambda _work: (text, paper, paper.find(text)))

    def _ended(self) -> None:
        if self._again:
            self._again = False
            self._look()

    def _take(self, found: tuple[str, Paper | None, tuple[Mark, ...]]) -> None:
        text, paper, marks = found
        if paper is not self._paper or text != self.field.text().strip():
            self._again = True
            return
        self.marks, self._at = marks, -1
        self._view.set_marks(marks)
        if marks:
            near = next((n for n, mark in enumerate(marks) if mark.page >= self._view.page), 0)
            self._go(near)
        self._show()

    def step(self, step: int) -> None:
        """Go to another place, round at the end."""
        if self._rest.isActive():
            self._look()
        elif self.marks:
            self._go((self._at + step) % len(self.marks))

    def _go(self, number: int) -> None:
        self._at = number
        self._view.show_mark(number)
        self._show()

    def _show(self) -> None:
        text = self.field.text().strip()
        self._said.setText(f"{self._at + 1}/{len(self.marks)}" if self.marks else "没有找到" if text else "")
        set_state(self._said, "verify" if text and not self.marks else "")
        self._previous.setEnabled(bool(self.marks))
        self._next.setEnabled(bool(self.marks))

    def stop(self) -> None:
        """Wait for the search that is under way."""
        self._rest.stop()
        self._work.stop()
