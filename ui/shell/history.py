"""修改记录: every changed fact with its time, newest first, to be filtered and exported."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QDialog,
    QFileDialog,
    QHeaderView,
    QLineEdit,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from jixiao_desktop.errors import Problem
from jixiao_desktop.store.trail import HEADINGS, TrailLine, export_trail, matching, trail
from ui.theme import Theme
from ui.widgets import button, label, row, set_state
from ui.workspace import Workspace

SIZE = (1080, 600)
WIDTHS = (140, 52, 190, 200, 150, 150, 90)
WIDE = 3
SINCE = {"全部时间": None, "今天": 0, "最近7天": 6, "最近30天": 29}
"""What can be chosen, and how many days before today that begins."""
TABLE = "CSV 表格（Excel、WPS 都能打开） (*.csv)"
Index = QModelIndex | QPersistentModelIndex
NONE = QModelIndex()


class TrailModel(QAbstractTableModel):
    """The lines of 修改记录; any number of them."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.lines: list[TrailLine] = []

    def show_lines(self, lines: list[TrailLine]) -> None:
        """Show other lines."""
        self.beginResetModel()
        self.lines = lines
        self.endResetModel()

    def rowCount(self, parent: Index = NONE) -> int:
        """One row a line."""
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: Index = NONE) -> int:
        """One column a heading."""
        return 0 if parent.isValid() else len(HEADINGS)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The words, also as tool tip."""
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self.lines[index.row()].cells()[index.column()]
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """The headings."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return HEADINGS[section] if role == Qt.ItemDataRole.DisplayRole else None


class HistoryDialog(QDialog):
    """What was changed, when, and from what to what."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("修改记录")
        self.resize(*SIZE)
        self._workspace = workspace
        self._all: list[TrailLine] = []
        with workspace.told():
            self._all = list(trail(workspace.session.history()))
        self.filter = QLineEdit()
        self.filter.setPlaceholderText("按内容筛选，如：金额、支出第3行、1,234.56")
        self.filter.setAccessibleName("按内容筛选")
        self.filter.setClearButtonEnabled(True)
        self.year = QComboBox()
        self.year.setAccessibleName("年度")
        self.year.addItem("全部年度", None)
        for number in reversed(workspace.session.years):
            self.year.addItem(f"{number}年度", number)
        self.since = QComboBox()
        self.since.setAccessibleName("时间")
        self.since.addItems(list(SINCE))
        self.lines = TrailModel(self)
        self.view = self._table()
        self.said = label("", "small", wrap=True)
        self.export = button(
            "导出…", self._ask_export, help_text="把筛选出来的记录写成一张表，Excel、WPS 都能打开"
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 14, 16, 14)
        layout.setSpacing(8)
        head = row(self.filter, self.year, self.since)
        head.setStretch(0, 1)
        layout.addLayout(head)
        layout.addWidget(self.view, 1)
        foot = row(self.said, self.export, button("关闭", self.accept))
        foot.setStretch(0, 1)
        layout.addLayout(foot)
        self.filter.textChanged.connect(lambda _text: self._refilter())
        self.year.currentIndexChanged.connect(lambda _index: self._refilter())
        self.since.currentIndexChanged.connect(lambda _index: self._refilter())
        self._refilter()

    def _table(self) -> QTableView:
        view = QTableView()
        view.setModel(self.lines)
        view.setAccessibleName("修改记录")
        view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        view.setTabKeyNavigation(False)
        view.setShowGrid(False)
        view.setWordWrap(False)
        view.verticalHeader().hide()
        view.verticalHeader().setDefaultSectionSize(Theme().row)
        view.horizontalHeader().setHighlightSections(False)
        for column, width in enumerate(WIDTHS):
            view.setColumnWidth(column, width)
        view.horizontalHeader().setSectionResizeMode(WIDE, QHeaderView.ResizeMode.Stretch)
        return view

    def _refilter(self) -> None:
        days = SINCE[self.since.currentText()]
        found = matching(
            self._all,
            text=self.filter.text().strip(),
            year=self.year.currentData(),
            since=None if days is None else _today() - timedelta(days=days),
        )
        self.lines.show_lines(list(found))
        shown, held = len(self.lines.lines), len(self._all)
        self._say(f"共{held}条" if shown == held else f"筛选出{shown}条，共{held}条")
        self.export.setEnabled(shown > 0)
        if shown:
            self.view.selectRow(0)

    def _ask_export(self) -> None:
        settings = self._workspace.settings
        facts = self._workspace.facts
        name = f"{(facts.unit.name if facts.unit else '') or '账套'} 修改记录 {_today():%Y%m%d}.csv"
        start = str(Path(settings.folder("导出")) / name)
        chosen, _ = QFileDialog.getSaveFileName(self, "导出修改记录", start, TABLE)
        if not chosen:
            return
        path = Path(chosen)
        settings.remember_folder("导出", str(path.parent))
        self.export_to(path if path.suffix else path.with_suffix(".csv"))

    def export_to(self, path: Path) -> None:
        """Write the lines that are shown."""
        try:
            export_trail(self.lines.lines, path)
        except Problem as problem:
            self._say(str(problem), "error")
        else:
            self._say(f"已导出{len(self.lines.lines)}条：{path}", "done")

    def _say(self, text: str, state: str = "") -> None:
        self.said.setText(text)
        set_state(self.said, state)


def _today() -> date:
    """Today by the clerk's own clock, as the times of the lines are."""
    return datetime.now(UTC).astimezone().date()
