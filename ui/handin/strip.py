"""A strip that shows how far a job is, with 取消, and says how it ended."""

from __future__ import annotations

from PySide6.QtWidgets import QProgressBar, QVBoxLayout, QWidget

from ui.handin.background import Background
from ui.widgets import button, label, row, set_state


class ProgressStrip(QWidget):
    """Follows one Background."""

    def __init__(self, work: Background, cancelling: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._work, self._cancelling = work, cancelling
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName("进度")
        self.cancel = button("取消", self._cancel)
        self.said = label("", "label", wrap=True)
        line = row(self.bar, self.cancel, spacing=10)
        line.setStretch(0, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(line)
        layout.addWidget(self.said)
        work.progressed.connect(self._on_progress)
        work.stopped.connect(lambda text: self.say(text, "error"))
        work.ended.connect(self._on_ended)
        self._on_ended()
        self.say("")

    def begin(self, text: str) -> None:
        """A job starts; the cursor is on 取消."""
        self.show()
        self.bar.setRange(0, 0)
        self.bar.show()
        self.cancel.show()
        self.cancel.setEnabled(True)
        self.cancel.setFocus()
        self.say(text)

    def say(self, text: str, state: str = "") -> None:
        """Say something below the bar."""
        self.said.setText(text)
        set_state(self.said, state)
        self.said.setVisible(bool(text))
        self._fold()

    def _cancel(self) -> None:
        self._work.cancel()
        self.cancel.setEnabled(False)
        self.say(self._cancelling)

    def _on_progress(self, done: int, steps: int, text: str) -> None:
        self.bar.setRange(0, steps)
        self.bar.setValue(done)
        if not self._work.cancelled:
            self.say(text)

    def _on_ended(self) -> None:
        self.bar.hide()
        self.cancel.hide()
        self._fold()

    def _fold(self) -> None:
        """Take no room where there is nothing to show."""
        self.setVisible(not self.bar.isHidden() or not self.said.isHidden())
