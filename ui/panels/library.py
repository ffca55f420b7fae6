"""The library of indicators: searched by level, kind of project and words, picked into a project."""

from __future__ import annotations

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

from jixiao_desktop.ledger.facts import Indicator
from jixiao_desktop.performance.library import (
    LibraryIndicator,
    bundled_library,
    kinds_of,
    own_library,
    search,
)
from ui.widgets import button, label, row
from ui.workspace import Workspace

SIZE = (860, 520)
ANY = "全部"


class LibraryDialog(QDialog):
    """Picks indicators."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("指标库")
        self.resize(*SIZE)
        self.picked: list[Indicator] = []
        bundled = bundled_library()
        session = workspace.session
        years = [facts for year in session.years if (facts := session.facts_of(year)) is not None]
        self._library = (*own_library(years, bundled), *bundled)
        self._shown: tuple[LibraryIndicator, ...] = ()
        self.words = QLineEdit()
        self.words.setPlaceholderText("输入词句查找，如 参训率")
        self.words.setAccessibleName("查找指标")
        self.level, self.kind = QComboBox(), QComboBox()
        self.level.addItems([ANY, *dict.fromkeys(item.first for item in self._library if item.first)])
        self.kind.addItems([ANY, *kinds_of(self._library)])
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
        self._filter()

    def _filter(self) -> None:
        level, kind = self.level.currentText(), self.kind.currentText()
        self._shown = search(
            self._library,
            self.words.text(),
            first=None if level == ANY else level,
            kind=None if kind == ANY else kind,
        )
        self.tree.clear()
        for shown in self._shown:
            texts = (shown.first, shown.second, shown.third, shown.usual_target, shown.unit, shown.meaning)
            item = QTreeWidgetItem(list(texts))
            item.setToolTip(5, shown.meaning)
            self.tree.addTopLevelItem(item)

    def _take(self) -> None:
        numbers = sorted(self.tree.indexOfTopLevelItem(item) for item in self.tree.selectedItems())
        self.picked = [self._shown[number].picked() for number in numbers]
        self.accept()
