"""The library of indicators: searched by level, kind of project and words, picked into a project."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QDialog,
    QHeaderView,
    QLineEdit,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from jixiao_desktop.ledger.codes import read_table
from jixiao_desktop.ledger.facts import Indicator
from jixiao_desktop.resources import resource_path
from ui.widgets import button, label, row
from ui.workspace import Workspace

SIZE = (860, 520)
SIGNS = {"正向": "≥", "反向": "≤", "等于": "=", "定性": "定性"}
ANY = "全部"


@dataclass(frozen=True, slots=True)
class LibraryLine:
    """One indicator of the library."""

    first: str
    second: str
    third: str
    direction: str
    unit: str
    usual: str
    kind: str
    meaning: str

    def indicator(self) -> Indicator:
        """As it is put into a project; the target is left to the clerk unless it is a number."""
        number = self.usual.lstrip("≥≤=＝<>")
        target = number if number.replace(".", "", 1).rstrip("%").isdigit() else None
        sign = next((mark for mark in "≥≤=" if self.usual.startswith(mark)), SIGNS.get(self.direction))
        return Indicator(
            first=self.first, second=self.second, third=self.third, sign=sign,
            target=target.rstrip("%") if target else None, unit=self.unit or None,
        )  # fmt: skip


@cache
def library() -> tuple[LibraryLine, ...]:
    """Every indicator that comes with the program."""
    names = (
        "一级指标",
        "二级指标",
        "三级指标",
        "指标性质",
        "计量单位",
        "常用目标值",
        "适用项目类型",
        "指标解释",
    )
    return tuple(
        LibraryLine(*(line[name] for name in names))
        for line in read_table(resource_path("codes", "indicators.csv"))
    )


class LibraryDialog(QDialog):
    """Picks indicators."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("指标库")
        self.resize(*SIZE)
        self.picked: list[Indicator] = []
        self._lines = [*_own(workspace), *library()]
        self.words = QLineEdit()
        self.words.setPlaceholderText("输入词句查找，如 参训率")
        self.words.setAccessibleName("查找指标")
        self.level, self.kind = QComboBox(), QComboBox()
        self.level.addItems([ANY, *dict.fromkeys(line.first for line in self._lines)])
        self.kind.addItems([ANY, *dict.fromkeys(line.kind for line in self._lines if line.kind)])
        self.level.setAccessibleName("一级指标")
        self.kind.setAccessibleName("项目类型")
        self.tree = QTreeWidget()
        self.tree.setHeaderLabels(["一级指标", "二级指标", "三级指标", "常用值", "单位", "解释"])
        self.tree.setRootIsDecorated(False)
        self.tree.setUniformRowHeights(True)
        self.tree.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        for column, width in enumerate((90, 100, 190, 90, 60)):
            self.tree.header().resizeSection(column, width)
        self.tree.header().setSectionResizeMode(5, QHeaderView.ResizeMode.Stretch)
        for line in self._lines:
            item = QTreeWidgetItem([line.first, line.second, line.third, line.usual, line.unit, line.meaning])
            item.setData(0, Qt.ItemDataRole.UserRole, line.kind)
            item.setToolTip(5, line.meaning)
            self.tree.addTopLevelItem(item)
        self.tree.itemActivated.connect(lambda _item, _column: self._take())
        self.words.textChanged.connect(lambda _text: self._filter())
        self.level.currentIndexChanged.connect(lambda _index: self._filter())
        self.kind.currentIndexChanged.connect(lambda _index: self._filter())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 14, 16, 14)
        layout.addLayout(
            row(self.words, label("级次", "small"), self.level, label("项目类型", "small"), self.kind)
        )
        layout.addWidget(self.tree, 1)
        hint = label("可以按住 Ctrl 选多条", "small")
        layout.addLayout(
            row(hint, None, button("返回", self.reject), button("加入项目", self._take, role="primary"))
        )

    def _filter(self) -> None:
        wanted, level, kind = self.words.text().strip(), self.level.currentText(), self.kind.currentText()
        for number, line in enumerate(self._lines):
            text = f"{line.first}{line.second}{line.third}{line.meaning}{line.kind}"
            fits = wanted in text and level in (ANY, line.first) and kind in (ANY, line.kind)
            self.tree.topLevelItem(number).setHidden(not fits)

    def _take(self) -> None:
        numbers = [
            self.tree.indexOfTopLevelItem(item) for item in self.tree.selectedItems() if not item.isHidden()
        ]
        self.picked = [self._lines[number].indicator() for number in sorted(numbers)]
        self.accept()


def _own(workspace: Workspace) -> list[LibraryLine]:
    """The clerk's own indicators of this and last year, each once."""
    known = {line.third for line in library()}
    found: dict[str, LibraryLine] = {}
    before = workspace.session.facts_of(workspace.facts.year - 1)
    for facts in (workspace.facts, before):
        for project in (facts.projects or ()) if facts else ():
            for item in project.indicators or ():
                if item.third and item.third not in known:
                    usual = f"{item.sign or ''}{item.target or ''}"
                    found[item.third] = LibraryLine(
                        item.first or "",
                        item.second or "",
                        item.third,
                        "",
                        item.unit or "",
                        usual,
                        "本单位用过",
                        "",
                    )
    return list(found.values())
