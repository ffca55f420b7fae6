"""What could not be saved, said above everything until it is: 重试, or 另存到 another place."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

from jixiao_desktop.store.events import SaveFailed
from ui.icons import icon
from ui.widgets import button, label
from ui.workspace import Workspace

MOST_TITLES = 3


class TroubleBar(QFrame):
    """Shown after a failed save; goes when everything is saved."""

    retry_asked = Signal()
    elsewhere_asked = Signal()

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "trouble")
        self._workspace = workspace
        mark = QLabel()
        mark.setPixmap(icon("error").pixmap(22, 22))
        self.text = label("", "label", wrap=True)
        self.text.setAccessibleName("没有存上")
        self.retry = button("重试(&R)", self.retry_asked.emit, help_text="把没有存上的修改再存一次（Alt+R）")
        self.elsewhere = button(
            "另存到(&T)…",
            self.elsewhere_asked.emit,
            help_text="换一个位置存，没有存上的也带过去（Alt+T）",
        )
        self.retry.setAccessibleName("重试")
        self.elsewhere.setAccessibleName("另存到…")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(14, 8, 14, 8)
        layout.setSpacing(10)
        for part in (mark, self.text, self.retry, self.elsewhere):
            layout.addWidget(part)
        layout.setStretch(1, 1)
        self.hide()
        workspace.save_failed.connect(self._show)
        workspace.saved_changed.connect(self.refresh)
        workspace.opened.connect(self.refresh)
        workspace.closed.connect(self.hide)

    def refresh(self) -> None:
        """Go when nothing is left unsaved."""
        if not self._workspace.is_open or not self._workspace.session.unsaved:
            self.hide()

    def _show(self, failed: SaveFailed) -> None:
        kept = listed(self._workspace.session.unsaved)
        self.text.setText(
            f"{failed.problem}\n没有存上的{kept}还留着：点「重试」再存一次，或「另存到…」换个地方接着做。"
        )
        self.text.setAccessibleDescription(self.text.text())
        self.show()


def listed(titles: tuple[str, ...]) -> str:
    """A few of the titles, and how many there are."""
    named = "、".join(f"「{title}」" for title in titles[:MOST_TITLES])
    return f"{named}等{len(titles)}项" if len(titles) > MOST_TITLES else named
