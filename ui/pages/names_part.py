"""A map of the facts on a page: usual names with their values, and room for more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QHeaderView, QInputDialog, QVBoxLayout, QWidget

from jixiao_desktop.ledger.edits import Path
from ui.grids.names import NAME, NamesSheet
from ui.grids.view import SheetView
from ui.pages.grid_part import row_height
from ui.plan import Names
from ui.widgets import button, card, label
from ui.workspace import Workspace

if TYPE_CHECKING:
    from ui.pages.base import PageView

NAME_WIDTH, BESIDE_WIDTH = 250, 170
MOST_ROWS = 20


class NamesPart(QWidget):
    """One map of a page."""

    def __init__(self, names: Names, workspace: Workspace, page: PageView) -> None:
        super().__init__(page)
        self._workspace, self._spec = workspace, names
        self.sheet = NamesSheet(names, workspace, self._ask_reason, self)
        self.view = SheetView(self.sheet, [NAME_WIDTH, NAME_WIDTH, BESIDE_WIDTH], row_height(workspace), self)
        self.view.setAccessibleName(names.title)
        self.view.helped.connect(page.say_help)
        header = self.view.horizontalHeader()
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        layout = QVBoxLayout()
        layout.setSpacing(8)
        layout.addLayout(self._head())
        layout.addWidget(self.view)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(card(layout))
        self._fit()
        self.sheet.modelReset.connect(self._fit)
        self.sheet.layoutChanged.connect(self._fit)

    def _head(self) -> QHBoxLayout:
        head = QHBoxLayout()
        head.addWidget(label(self._spec.title, "group-title"))
        head.addStretch(1)
        if self._spec.free:
            head.addWidget(
                button(
                    "删除这一项", self.view.delete_rows, role="quiet", help_text="删除选中的项（Ctrl 和 -）"
                )
            )
        return head

    def _fit(self) -> None:
        rows = min(MOST_ROWS, max(2, self.sheet.rowCount()))
        header = self.view.horizontalHeader().sizeHint().height()
        self.view.setFixedHeight(header + rows * row_height(self._workspace) + 6)

    def _ask_reason(self, name: str) -> str | None:
        text, taken = QInputDialog.getText(
            self, "更正上年数", f"「{name}」取自上年报告。确需更正的，请写明原因："
        )
        return text.strip() if taken and text.strip() else None

    def refresh(self) -> None:
        """Show the values as they stand now."""
        self.sheet.follow()

    def show_findings(self) -> None:
        """Mark the cells that findings point at."""
        self.view.redraw(self.sheet.take_findings(self._workspace.findings))

    def unit_changed(self) -> None:
        """Amounts are shown in another unit."""
        self.sheet.all_changed()

    def go_to(self, path: Path) -> QWidget | None:
        """Put the cursor on an entry."""
        place = self._spec.path
        if path and path[: len(place)] != place:
            return None
        if len(path) <= len(place) or not self.view.go_to_path(path):
            row = 0 if self._spec.offered else max(0, self.sheet.rowCount() - 1)
            self.view.put(row, 1 if self._spec.offered else NAME)
            self.view.setFocus()
        return self.view

    def spot(self) -> Path | None:
        """The path under the cursor."""
        return self.view.spot() if self.view.hasFocus() else None

    def commit(self) -> None:
        """Take over the cell that is being edited."""
        self.view.commit_open_editor()
