"""The task list on the left: sections and their pages, each with a quiet status."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QBrush, QColor, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHeaderView, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from ui.icons import icon
from ui.shell.status import statuses
from ui.theme import FONT_SIZES, Colours, Theme
from ui.workspace import Workspace

PAGE = Qt.ItemDataRole.UserRole
STATUS_COLOURS = {
    "status-problem": "error",
    "status-done": "done",
    "status-some": "primary",
    "status-none": "ink_faint",
}
LEAST, ROOMY = 5, 6
"""Pixels that a row is higher than its text at least, and lower than a row of a table at most."""
MORE, EDGES = 2, 10
"""Pixels that the row of a section has more, and that stand above and below the list."""


class TaskTree(QTreeWidget):
    """The pages; Enter goes into the page."""

    entered = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and the right arrow go into the page that is shown."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Right):
            self.entered.emit()
            return
        super().keyPressEvent(event)


class TaskPane(QWidget):
    """The task list."""

    chosen = Signal(str)

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("taskpane")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._workspace = workspace
        self._items: dict[str, QTreeWidgetItem] = {}
        self._high = 0
        self.tree = TaskTree(self)
        self.tree.setColumnCount(2)
        self.tree.setHeaderHidden(True)
        self.tree.setRootIsDecorated(False)
        self.tree.setIndentation(8)
        self.tree.setItemsExpandable(False)
        self.tree.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.tree.setIconSize(QSize(16, 16))
        self.tree.setAccessibleName("任务列表")
        header = self.tree.header()
        header.setStretchLastSection(False)
        header.setMinimumSectionSize(10)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self.tree.currentItemChanged.connect(self._on_current)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 4, 4, 2)
        layout.addWidget(self.tree)
        workspace.findings_changed.connect(self.refresh)

    def build(self) -> None:
        """List the pages of the plan."""
        theme = Theme(FONT_SIZES[self._workspace.settings.font_size])
        small = self.tree.font()
        small.setPixelSize(theme.small - 1)
        self.tree.blockSignals(True)
        self.tree.clear()
        self._items.clear()
        self._high = 0
        for section in self._workspace.plan.sections:
            top = QTreeWidgetItem([section.name])
            top.setIcon(0, icon(section.icon))
            top.setFlags(Qt.ItemFlag.ItemIsEnabled)
            font = top.font(0)
            font.setBold(True)
            top.setFont(0, font)
            self.tree.addTopLevelItem(top)
            top.setFirstColumnSpanned(True)
            for page in section.pages:
                item = QTreeWidgetItem([page.id, ""])
                item.setData(0, PAGE, page.id)
                item.setFont(1, small)
                item.setIcon(0, icon("right"))
                top.addChild(item)
                self._items[page.id] = item
            top.setExpanded(True)
        self.tree.blockSignals(False)
        self._fit()
        self.refresh()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Rows move together where the window is low, so that all pages stay in sight."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        if not self._items:
            return
        theme = Theme(FONT_SIZES[self._workspace.settings.font_size])
        tops = self.tree.topLevelItemCount()
        left = (self.height() - EDGES - tops * MORE) // (len(self._items) + tops)
        high = max(theme.base + LEAST, min(theme.row - ROOMY, left))
        if high != self._high:
            self._high = high
            for number in range(tops):
                self.tree.topLevelItem(number).setSizeHint(0, QSize(0, high + MORE))
            for item in self._items.values():
                item.setSizeHint(0, QSize(0, high))

    def refresh(self) -> None:
        """Show the statuses as they are now."""
        if not self._workspace.is_open or not self._items:
            return
        for page_id, status in statuses(self._workspace).items():
            item = self._items[page_id]
            if item.text(1) == status.text:
                continue
            item.setText(1, status.text)
            item.setIcon(0, icon(status.icon) if status.icon else icon("right"))
            colour = getattr(Colours(), STATUS_COLOURS.get(status.icon, "ink_soft"))
            item.setForeground(1, QBrush(QColor(colour)))
            item.setToolTip(0, f"{page_id}：{status.text}")

    def show_chosen(self, page_id: str) -> None:
        """Mark the page that is shown."""
        item = self._items.get(page_id)
        if item is not None and item is not self.tree.currentItem():
            self.tree.blockSignals(True)
            self.tree.setCurrentItem(item)
            self.tree.blockSignals(False)

    def _on_current(self, item: QTreeWidgetItem | None) -> None:
        page_id = item.data(0, PAGE) if item is not None else None
        if page_id:
            self.chosen.emit(page_id)
