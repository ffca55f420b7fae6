"""The findings, grouped by level, the gravest first; a line leads to the field or cell."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QColor, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QAbstractItemView, QTreeWidget, QTreeWidgetItem, QWidget

from jixiao_desktop.audit.findings import Finding
from jixiao_desktop.engine.evaluation import Evaluation
from jixiao_desktop.review import review
from ui.icons import icon
from ui.panels.finding_line import FindingLine, Index
from ui.theme import FONT_SIZES, Colours, Theme
from ui.widgets import paint_ground
from ui.workspace import Workspace

ICONS = {"错误": "error", "核实": "verify", "未填": "unfilled", "提示": "hint"}
CLOSED = "已说明"
WORDS = {
    "错误": "错误：必须改正",
    "核实": "核实：改正，或写明原因",
    "未填": "未填：还要补上",
    "提示": "提示：看一看",
    CLOSED: "核实：已写明原因",
}
NUMBER = Qt.ItemDataRole.UserRole


def _groups(findings: tuple[Finding, ...]) -> dict[str, list[int]]:
    """The numbers of the findings by group, in the order in which they are shown; closed ones come last."""
    groups: dict[str, list[int]] = {key: [] for key in WORDS}
    for number, finding in enumerate(findings):
        groups[CLOSED if finding.closed else str(finding.level)].append(number)
    return groups


class FindingsList(QTreeWidget):
    """All open findings of the 账套; closed ones come last."""

    chosen = Signal(object)
    """The cursor is on a finding."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._shown: tuple[Finding, ...] | None = None
        self._grouped: dict[str, list[int]] = {}
        self._ground = QColor(Colours().surface)
        self._line = FindingLine(Theme(FONT_SIZES[workspace.settings.font_size]).row, self._tip, self)
        self.setItemDelegate(self._line)
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
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        workspace.findings_changed.connect(self.refresh)
        workspace.foresight.worked_out.connect(self._prepare)

    def changeEvent(self, event: QEvent) -> None:
        """Lines are laid out anew in another font."""
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._line.begin(Theme(FONT_SIZES[self._workspace.settings.font_size]).row)
        super().changeEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lines may need more height, or less, in another width."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.scheduleDelayedItemsLayout()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw on a ground of its own."""
        paint_ground(self.viewport(), event, self._ground)
        super().paintEvent(event)

    def refresh(self) -> None:
        """Show the findings as they are now; the cursor stays on the same one."""
        if not self.isVisible() or self._workspace.findings == self._shown:
            return
        at = self.finding_of(self.currentItem())
        before, self._shown = self._shown or (), self._workspace.findings
        groups = _groups(self._shown)
        if groups == self._grouped:
            self._say_anew(before)
        else:
            self._grouped = groups
            self._build(groups, at)
        if self.finding_of(self.currentItem()) != at:
            self._tell(self.currentItem())

    def _say_anew(self, before: tuple[Finding, ...]) -> None:
        """As many findings of each kind as before: only their words may be others, and nothing moves."""
        assert self._shown is not None
        for place, numbers in enumerate(filter(None, self._grouped.values())):
            for line, number in enumerate(numbers):
                if before[number] != self._shown[number]:
                    item = self.topLevelItem(place).child(line)
                    item.setText(0, self._text(self._shown[number]))

    def _prepare(self, evaluation: Evaluation) -> None:
        """Lay out ahead what may be said of facts that are still being typed."""
        if self.isVisible():
            known = set(map(id, self._shown or ()))
            for finding in review(evaluation, diagnose=False):
                if id(finding) not in known:
                    self._line.prepare(self._text(finding))

    def _build(self, groups: dict[str, list[int]], at: Finding | None) -> None:
        """List them all; the cursor stays on the same one."""
        folded = {
            self.topLevelItem(n).data(0, NUMBER)
            for n in range(self.topLevelItemCount())
            if not self.topLevelItem(n).isExpanded()
        }
        self.blockSignals(True)
        self.clear()
        for key, numbers in groups.items():
            self._group(key, numbers, key in folded or (key == CLOSED and not folded))
        self.blockSignals(False)
        if not self.topLevelItemCount():
            self.addTopLevelItem(QTreeWidgetItem(["没有发现问题。"]))
        if at is not None:
            self.choose(at)

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with what changed while the list was hidden."""
        super().showEvent(event)
        self.refresh()

    def _group(self, key: str, numbers: list[int], folded: bool) -> None:
        if not numbers:
            return
        assert self._shown is not None
        group = QTreeWidgetItem([f"{WORDS[key]}（{len(numbers)}）"])
        group.setIcon(0, icon(ICONS.get(key, "done")))
        group.setData(0, NUMBER, key)
        font = group.font(0)
        font.setBold(True)
        group.setFont(0, font)
        for number in numbers:
            item = QTreeWidgetItem([self._text(self._shown[number])])
            item.setData(0, NUMBER, number)
            group.addChild(item)
        self.addTopLevelItem(group)
        group.setExpanded(not folded)

    def _text(self, finding: Finding) -> str:
        home = self._workspace.home_of(finding.where[0]) if finding.where else ""
        causes = f"　可能是：{finding.causes[0].text}" if finding.causes else ""
        return f"{f'【{home}】' if home else ''}{finding.message}{causes}"

    def _tip(self, index: Index) -> str:
        """The whole message of a finding, and all that may be its cause."""
        finding = self.finding_of(self.itemFromIndex(index))
        causes = [f"可能：{cause.text}" for cause in finding.causes] if finding else []
        return "\n".join([finding.message, *causes]) if finding else ""

    def finding_of(self, item: QTreeWidgetItem | None) -> Finding | None:
        """The finding of a line; None for a group."""
        number = item.data(0, NUMBER) if item is not None else None
        if not isinstance(number, int) or self._shown is None or number >= len(self._shown):
            return None
        return self._shown[number]

    def choose(self, finding: Finding) -> None:
        """Put the cursor on a finding, or on what is said of the same place now."""
        lines = [
            (line, found)
            for group in range(self.topLevelItemCount())
            for number in range(self.topLevelItem(group).childCount())
            if (found := self.finding_of(line := self.topLevelItem(group).child(number))) is not None
        ]
        same = [line for line, found in lines if found == finding]
        near = [line for line, found in lines if (found.id, found.where) == (finding.id, finding.where)]
        for line in (same or near)[:1]:
            self.setCurrentItem(line)

    def _go(self, item: QTreeWidgetItem) -> None:
        finding = self.finding_of(item)
        if finding is not None and finding.where:
            self._workspace.jump(finding.where[0])

    def _tell(self, item: QTreeWidgetItem | None) -> None:
        self.chosen.emit(self.finding_of(item))
