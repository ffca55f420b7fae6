"""定稿与报送: freeze the year, make the package, write the letter."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.handin.finals_card import FinalsCard
from ui.handin.package_card import PackageCard
from ui.pages.base import PageView
from ui.plan import Page
from ui.widgets import scrolled
from ui.workspace import Workspace


class HandoverPage(PageView):
    """Two steps below each other."""

    def __init__(self, page: Page, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(page, workspace, parent)
        self.hide_help()
        self.finals = FinalsCard(workspace, self)
        self.packing = PackageCard(workspace, self)
        self.finals.frozen.connect(self._say_state)
        holder = QWidget()
        inside = QVBoxLayout(holder)
        inside.setContentsMargins(0, 0, 6, 0)
        inside.setSpacing(12)
        inside.addWidget(self.finals)
        inside.addWidget(self.packing)
        inside.addStretch(1)
        self._scroll = scrolled(holder)
        self.packing.written.connect(lambda _package: QTimer.singleShot(0, self, self._show_letter))
        self.body.addWidget(self._scroll, 1)
        self._stale = True

    def refresh(self) -> None:
        """Read the versions and say how things stand."""
        self.finals.reload()
        self._say_state()

    def show_findings(self) -> None:
        """The verdict may be another."""
        self.finals.show_state()
        self._say_state()

    def _say_state(self) -> None:
        self.packing.show_state(frozen=self.finals.is_frozen)

    def _show_letter(self) -> None:
        """Bring what comes after a package into sight."""
        self._scroll.ensureWidgetVisible(self.packing.mail)

    def unit_changed(self) -> None:
        """Amounts are compared in 元."""

    def begin(self) -> None:
        """Enter freezes where that can be done, else it makes the package."""
        (self.finals.go if self.finals.go.isEnabled() else self.packing.go).setFocus()

    def leave(self) -> None:
        """Let the threads end before the page goes."""
        super().leave()
        self.finals.work.stop()
        self.packing.work.stop()
