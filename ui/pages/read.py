"""通读报告: every report of the pack from beginning to end, with the tables."""

from __future__ import annotations

from PySide6.QtWidgets import QComboBox, QWidget

from ui.pages.base import PageView
from ui.panels.charting import ChartPainter
from ui.panels.reader import Reader
from ui.plan import Page
from ui.widgets import label
from ui.workspace import Workspace


class ReadPage(PageView):
    """The report to read through."""

    def __init__(self, page: Page, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(page, workspace, parent)
        self.hide_help()
        self._painter = ChartPainter(self)
        self.reader = Reader(workspace, self._painter, self)
        self.reader.setAccessibleName("报告全文")
        self._choice = QComboBox()
        self._choice.setAccessibleName("看哪一份")
        self._choice.currentIndexChanged.connect(lambda _index: self._show())
        self._none = label("这个模板还没有可以通读的报告：先填项目和各部分文字。", "soft", wrap=True)
        self.add_tool(self._choice)
        self.body.addWidget(self._none)
        self.body.addWidget(self.reader, 1)
        self._reports: tuple = ()
        self._stale = True

    def leave(self) -> None:
        """Wait for what is being drawn."""
        super().leave()
        self._painter.stop()

    def refresh(self) -> None:
        """Build the reports as the facts are now."""
        from jixiao_desktop.report.builder import build_reports

        self._reports = build_reports(self.workspace.evaluation, final=self.workspace.verdict.final)
        chosen = max(0, self._choice.currentIndex())
        self._choice.blockSignals(True)
        self._choice.clear()
        self._choice.addItems([report.title for report in self._reports])
        self._choice.setCurrentIndex(min(chosen, len(self._reports) - 1))
        self._choice.setVisible(len(self._reports) > 1)
        self._choice.blockSignals(False)
        self._show()

    def _show(self) -> None:
        there = bool(self._reports)
        self._none.setVisible(not there)
        self.reader.setVisible(there)
        if there:
            self.reader.show_blocks(self._reports[max(0, self._choice.currentIndex())].blocks)

    def begin(self) -> None:
        """Arrows scroll the report."""
        self.reader.setFocus()
