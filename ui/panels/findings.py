"""The findings, grouped by level, the gravest first; a line leads to the field or cell."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QAbstractItemView, QTreeWidget, QTreeWidgetItem, QWidget

from jixiao_desktop.audit.findings import Finding
from ui.icons import icon
from ui.workspace import Workspace

ICONS = {"错误": "error", "核实": "verify", "未填": "unfilled", "提示": "hint"}
WORDS = {
    "错误": "错误：必须改正",
    "核实": "核实：改正，或写明原因",
    "未填": "未填：还要补上",
    "提示": "提示：看一看",
}
NUMBER = Qt.ItemDataRole.UserRole


class FindingsList(QTreeWidget):
    """All open findings of the 账套; closed ones come last."""

    chosen = Signal(object)
    """The cursor is on a finding."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._shown: tuple[Finding, ...] | None = None
        self.setHeaderHidden(True)
        self.setColumnCount(1)
        self.setWordWrap(True)
        self.setRootIsDecorated(True)
        self.setUniformRowHeights(False)
        self.setAccessibleName("审核结果")
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.itemActivated.connect(lambda item, _column: self._go(item))
        self.itemClicked.connect(lambda item, _column: self._go(item) if self.click_jumps else None)
        self.currentItemChanged.connect(lambda now, _before: self._tell(now))
        self.click_jumps = True
        workspace.findings_changed.connect(self.refresh)

    def refresh(self) -> None:
        """Show the findings as they are now; the cursor stays on the same one."""
        if not self.isVisible() or self._workspace.findings == self._shown:
            return
        self._shown = self._workspace.findings
        at = self.finding_of(self.currentItem())
        folded = {
            self.topLevelItem(n).data(0, NUMBER)
            for n in range(self.topLevelItemCount())
            if not self.topLevelItem(n).isExpanded()
        }
        self.blockSignals(True)
        self.clear()
        for level, words in WORDS.items():
            self._group(
                level,
                words,
                [f for f in self._shown if f.level == level and not f.closed],
                level in folded,
            )
        self._group(
            "已说明",
            "核实：已写明原因",
            [f for f in self._shown if f.closed],
            "已说明" in folded or not folded,
        )
        self.blockSignals(False)
        if not self.topLevelItemCount():
            self.addTopLevelItem(QTreeWidgetItem(["没有发现问题。"]))
        if at is not None:
            self.choose(at)

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with what changed while the list was hidden."""
        super().showEvent(event)
        self.refresh()

    def _group(self, key: str, title: str, findings: list[Finding], folded: bool) -> None:
        if not findings:
            return
        group = QTreeWidgetItem([f"{title}（{len(findings)}）"])
        group.setIcon(0, icon(ICONS.get(key, "done")))
        group.setData(0, NUMBER, key)
        font = group.font(0)
        font.setBold(True)
        group.setFont(0, font)
        assert self._shown is not None
        for finding in findings:
            item = QTreeWidgetItem([self._text(finding)])
            item.setData(0, NUMBER, self._shown.index(finding))
            item.setToolTip(
                0, "\n".join([finding.message, *(f"可能：{cause.text}" for cause in finding.causes)])
            )
            group.addChild(item)
        self.addTopLevelItem(group)
        group.setExpanded(not folded)

    def _text(self, finding: Finding) -> str:
        home = self._workspace.home_of(finding.where[0]) if finding.where else ""
        causes = f"　可能是：{finding.causes[0].text}" if finding.causes else ""
        return f"{f'【{home}】' if home else ''}{finding.message}{causes}"

    def finding_of(self, item: QTreeWidgetItem | None) -> Finding | None:
        """The finding of a line; None for a group."""
        number = item.data(0, NUMBER) if item is not None else None
        if not isinstance(number, int) or self._shown is None or number >= len(self._shown):
            return None
        return self._shown[number]

    def choose(self, finding: Finding) -> None:
        """Put the cursor on a finding."""
        for group in range(self.topLevelItemCount()):
            top = self.topLevelItem(group)
            for number in range(top.childCount()):
                if self.finding_of(top.child(number)) == finding:
                    self.setCurrentItem(top.child(number))
                    return

    def _go(self, item: QTreeWidgetItem) -> None:
        finding = self.finding_of(item)
        if finding is not None and finding.where:
            self._workspace.jump(finding.where[0])

    def _tell(self, item: QTreeWidgetItem | None) -> None:
        self.chosen.emit(self.finding_of(item))
