"""修改记录: every operation with its time, newest first, to be filtered."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtWidgets import (
    QDialog,
    QHeaderView,
    QLineEdit,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from jixiao_desktop.ledger.amounts import Quantity, format_amount, shorten
from jixiao_desktop.ledger.edits import path_text
from ui.widgets import button, row
from ui.workspace import Workspace

SIZE = (820, 520)
MOST = 2_000


class HistoryDialog(QDialog):
    """What was changed, when, and from what to what."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("修改记录")
        self.resize(*SIZE)
        self.filter = QLineEdit()
        self.filter.setPlaceholderText("按内容筛选")
        self.filter.setAccessibleName("按内容筛选")
        self.filter.textChanged.connect(self._filtered)
        self.tree = QTreeWidget()
        self.tree.setHeaderLabels(["时间", "做了什么", "改动", "来源"])
        self.tree.setRootIsDecorated(False)
        self.tree.setUniformRowHeights(True)
        header = self.tree.header()
        header.setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
        header.resizeSection(0, 140)
        header.resizeSection(1, 240)
        for entry in workspace.session.history()[:MOST]:
            at = datetime.fromisoformat(entry.at).astimezone()
            changes = "；".join(
                f"{path_text(s.change.path)}：{_said(s.change.old)} → {_said(s.change.new)}"
                for s in entry.steps[:3]
            )
            more = f" 等{len(entry.steps)}处" if len(entry.steps) > 3 else ""
            item = QTreeWidgetItem([f"{at:%Y-%m-%d %H:%M}", entry.title, changes + more, entry.origin])
            item.setToolTip(2, changes)
            self.tree.addTopLevelItem(item)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 14, 16, 14)
        layout.addLayout(row(self.filter, None, button("关闭", self.accept)))
        layout.addWidget(self.tree, 1)

    def _filtered(self, text: str) -> None:
        for number in range(self.tree.topLevelItemCount()):
            item = self.tree.topLevelItem(number)
            item.setHidden(bool(text) and not any(text in item.text(column) for column in range(4)))


def _said(value: object) -> str:
    if value is None:
        return "空"
    if isinstance(value, Quantity):
        return f"{format_amount(value, '元', 2, grouped=True)}元"
    return shorten(str(value), 24) if isinstance(value, str | int) else "……"
