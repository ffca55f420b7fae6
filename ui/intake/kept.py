"""核对单: after an import, what the workbook says otherwise stays open beside the work, line by line."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QDialog, QSplitter, QVBoxLayout, QWidget

from ui.intake.lists import LinesView, SheetView
from ui.intake.reading import Outcome
from ui.intake.words import DIFFERENCE_HEADERS, DIFFERENCE_WIDTHS, Line, difference_lines, entered_at
from ui.widgets import button, label, row
from ui.workspace import Workspace

SIZE = (1120, 500)


class DifferencesWindow(QDialog):
    """The differences of an import, beside the work and not in its way: a line leads to its page."""

    def __init__(self, outcome: Outcome, workspace: Workspace, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(f"核对单：工作簿与录入的数有 {len(outcome.differences)} 处不一致")
        self.resize(*SIZE)
        self._workspace = workspace
        self.list = LinesView("核对", DIFFERENCE_HEADERS, DIFFERENCE_WIDTHS, 5, self)
        self.list.lines.show_lines(difference_lines(outcome))
        self.sheet = SheetView()
        self.sheet.begin(outcome.books)
        self.list.chosen.connect(self._on_line)
        self.list.activated.connect(self._on_activated)
        self.go = button("到填写的地方", self._go)
        self.go.setAccessibleDescription("主窗口转到这一条对应的数据，光标停在那里")
        halves = QSplitter(Qt.Orientation.Vertical)
        halves.setChildrenCollapsible(False)
        halves.addWidget(self.list)
        halves.addWidget(self.sheet)
        halves.setSizes([220, 180])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 14, 20, 16)
        layout.setSpacing(10)
        layout.addWidget(halves, 1)
        said = label("选一行，按回车到填写的地方。改好后可以关掉；再导入一次会重新核对。", "small", wrap=True)
        away = button("关闭", self.close)
        for one in (self.go, away):
            one.setAutoDefault(False)
        foot = row(said, self.go, away)
        foot.setStretch(0, 1)
        layout.addLayout(foot)
        workspace.closed.connect(self.close)
        self.list.begin()

    def _on_line(self, line: Line) -> None:
        self.sheet.show_line(line)
        path = entered_at(line, self._workspace.facts)
        self.go.setEnabled(path is not None and bool(self._workspace.home_of(path)))

    def _on_activated(self, _index: QModelIndex) -> None:
        self._go()

    def _go(self) -> None:
        index = self.list.currentIndex()
        if not index.isValid() or not self._workspace.is_open:
            return
        path = entered_at(self.list.lines.lines[index.row()], self._workspace.facts)
        if path is not None:
            self._workspace.jump(path)
