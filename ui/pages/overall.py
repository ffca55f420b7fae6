"""整体自评: goal, tasks, indicators and texts of the unit as a whole, under tabs."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from jixiao_desktop.ledger.edits import Path
from ui.pages.base import PageView
from ui.pages.tabs import TabbedParts
from ui.plan import Page
from ui.workspace import Workspace


class OverallPage(PageView):
    """A page of tabs."""

    def __init__(self, page: Page, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(page, workspace, parent)
        self.tabs = TabbedParts(page.content, workspace, self)
        self.body.addWidget(self.tabs, 1)

    def refresh(self) -> None:
        """Show everything as it stands now."""
        self.tabs.refresh()

    def show_findings(self) -> None:
        """Show what the audit says."""
        self.tabs.show_findings()

    def unit_changed(self) -> None:
        """Amounts are shown in another unit."""
        self.tabs.unit_changed()

    def begin(self) -> None:
        """Put the cursor into the first field."""
        self.tabs.begin()

    def go_to(self, path: Path) -> bool:
        """Put the cursor at a path."""
        return self.tabs.go_to(path)

    def spot(self) -> Path | None:
        """The path under the cursor."""
        return self.tabs.spot()

    def commit(self) -> None:
        """Take over what was typed."""
        self.tabs.commit()
