"""The right pane: what of the report the page feeds, as it will read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.panels.charting import ChartPainter
from ui.panels.reader import Reader
from ui.plan import Page
from ui.widgets import label, row
from ui.workspace import Workspace

if TYPE_CHECKING:
    from jixiao_desktop.engine.evaluation import Evaluation
    from jixiao_desktop.report.blocks import Block

EMPTY = "这一页不直接出现在报告正文里。"


class PreviewPane(QWidget):
    """The live preview of one page's part of the report."""

    def __init__(self, workspace: Workspace, painter: ChartPainter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("previewpane")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._workspace = workspace
        self._page: Page | None = None
        self.reader = Reader(workspace, painter, self)
        self.reader.setAccessibleName("报告预览")
        self.reader.setAccessibleDescription("本页内容在报告里的样子；数字可以点开看来历，待填处可以点过去")
        self._empty = label(EMPTY, "soft", wrap=True)
        self._empty.setContentsMargins(14, 14, 14, 14)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        head = row(label("报告里是这样写的", "group-title"), None, label("点数字看来历", "small"))
        head.setContentsMargins(14, 10, 14, 4)
        layout.addLayout(head)
        layout.addWidget(self._empty)
        layout.addWidget(self.reader, 1)
        workspace.changed.connect(lambda _paths: self.refresh())
        workspace.foresight.worked_out.connect(self._blocks)

    def show_page(self, page: Page | None) -> None:
        """Show what a page feeds."""
        self._page = page
        self.refresh()

    def refresh(self) -> None:
        """Read the report anew."""
        if not self._workspace.is_open or not self._in_sight():
            return
        blocks = self._blocks(self._workspace.evaluation)
        self._empty.setVisible(not blocks)
        self.reader.setVisible(bool(blocks))
        self.layout().setStretch(1, 0 if blocks else 1)
        if blocks:
            self.reader.show_blocks(blocks)

    def _in_sight(self) -> bool:
        return self._page is not None and self.isVisibleTo(self.parentWidget())

    def _blocks(self, evaluation: Evaluation) -> list[Block]:
        """What the page feeds; kept by the evaluation, so that foreseeing it is preparing it."""
        if self._page is None or not self._in_sight():
            return []
        from jixiao_desktop.report.builder import section_blocks

        names = self._page.preview or (self._page.id,)
        return [block for name in names for block in section_blocks(evaluation, name)]
