"""绩效自评: the list of projects with their totals, and the chosen one as a form under tabs."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from jixiao_desktop.engine.values import Missing, Ratio
from jixiao_desktop.ledger.amounts import Quantity, total
from jixiao_desktop.ledger.edits import Path
from jixiao_desktop.ledger.facts import Project
from jixiao_desktop.performance.results import ProjectResult, results_of
from ui.grids.sheet import LEFT, RIGHT, brush
from ui.kinds import show_amount
from ui.pages.base import PageView
from ui.pages.grid_part import row_height
from ui.pages.sums import figure_text
from ui.pages.tabs import TabbedParts
from ui.plan import Content, Page, rebased
from ui.widgets import button, label, row
from ui.workspace import Workspace

Index = QModelIndex | QPersistentModelIndex
PLACE: Path = ("项目",)
HEADERS = ("项目", "全年预算", "执行", "执行率", "得分", "等级")
LIST_ROWS = 4


class ProjectsModel(QAbstractTableModel):
    """The projects and what follows from them."""

    def __init__(self, workspace: Workspace, parent: QWidget) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._lines: list[tuple[str, ...]] = []

    def refresh(self) -> None:
        """Score what changed."""
        lines = [self._line(result) for result in results_of(self._workspace.evaluation)]
        if len(lines) != len(self._lines):
            self.beginResetModel()
            self._lines = lines
            self.endResetModel()
        elif lines != self._lines:
            self._lines = lines
            self.dataChanged.emit(self.index(0, 0), self.index(len(lines) - 1, len(HEADERS) - 1))

    def _line(self, result: ProjectResult) -> tuple[str, ...]:
        funds, unit = result.funds, self._workspace.unit
        return (
            result.project.name or "（未命名项目）",
            said(funds.adjusted.value, unit),
            said(funds.spent.value, unit),
            said(result.rate.rate, unit),
            said(result.total.value, unit) if result.scored else "不计分",
            said(result.grade.value, unit) if result.scored else "",
        )

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """One row a project."""
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Name and results."""
        return 0 if parent.isValid() else len(HEADERS)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """What the view asks about a cell."""
        if role == Qt.ItemDataRole.DisplayRole:
            return self._lines[index.row()][index.column()]
        if role == Qt.ItemDataRole.BackgroundRole and index.column():
            return brush("computed")
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return RIGHT if index.column() else LEFT
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Titles of the columns."""
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        return HEADERS[section] if orientation == Qt.Orientation.Horizontal else str(section + 1)


def said(value: object, unit: str) -> str:
    """A result as it is shown."""
    if isinstance(value, Missing):
        return "待填"
    if isinstance(value, Quantity):
        return show_amount(value, unit)
    if isinstance(value, Ratio):
        return f"{float(value.value * 100):.2f}%"
    if isinstance(value, Decimal):
        return f"{value.normalize():f}" if value else "0"
    return "—" if value is None else str(value)


class ProjectsPage(PageView):
    """The list above, the chosen project below."""

    def __init__(self, page: Page, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(page, workspace, parent)
        self.model = ProjectsModel(workspace, self)
        self.list = QTableView(self)
        self.list.setModel(self.model)
        self.list.setAccessibleName("项目列表")
        self.list.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.list.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.list.setTabKeyNavigation(False)
        height = row_height(workspace)
        self.list.verticalHeader().setDefaultSectionSize(height)
        self.list.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.list.setFixedHeight((LIST_ROWS + 1) * height + 12)
        self.list.selectionModel().currentRowChanged.connect(lambda now, _before: self._choose(now.row()))
        self.list.activated.connect(lambda _index: self.begin_form())
        self._sum = label("", "small")
        self._empty = label(
            "还没有项目。点“新增项目”填第一个；本年没有项目的，点“本年没有项目”。", "soft", wrap=True
        )
        self._none = button("本年没有项目", self._say_none, role="quiet")
        self.add_tool(self._none)
        self.add = button("新增项目", self.add_project, icon_name="plus")
        self.add_tool(self.add)
        self._remove = button("删除项目", self._delete)
        self.add_tool(self._remove)
        self._tabs: TabbedParts | None = None
        self._shown = -1
        self.body.setSpacing(6)
        self.body.addLayout(row(self._sum, None))
        self.body.addWidget(self.list)
        self.body.addWidget(self._empty)
        self.body.addStretch(1)
        self.refresh()
        if self.model.rowCount():
            self.list.selectRow(0)

    def _contents(self, number: int) -> tuple[Content, ...]:
        return tuple(rebased(content, (*PLACE, 0), (*PLACE, number)) for content in self.page.content)

    def _choose(self, number: int) -> None:
        """Show a project."""
        if number < 0 or number == self._shown:
            return
        self._shown = number
        if self._tabs is None:
            self._tabs = TabbedParts(self._contents(number), self.workspace, self)
            self.body.insertWidget(self.body.count() - 1, self._tabs, 1)
            self.body.setStretch(self.body.count() - 1, 0)
        else:
            self._tabs.commit()
            self._tabs.show_contents(self._contents(number))

    def refresh(self) -> None:
        """Score and show everything as it stands now."""
        before = self.model.rowCount()
        self.model.refresh()
        count = self.model.rowCount()
        projects = self.workspace.facts.projects
        self._none.setVisible(not projects)
        self._none.setEnabled(projects is None)
        self._remove.setVisible(bool(projects))
        self._empty.setText(
            "已填：本年没有项目。"
            if projects == ()
            else "还没有项目。点“新增项目”填第一个；本年没有项目的，点“本年没有项目”。"
        )
        self._empty.setVisible(not count)
        self.list.setVisible(bool(count))
        self._sum.setText(self._sentence())
        if count != before:
            self._shown = -1
            if count:
                at = min(max(0, self.list.currentIndex().row()), count - 1)
                self.list.selectRow(at)
                self._choose(at)
        if self._tabs is not None:
            self._tabs.setVisible(bool(count))
            if count:
                self._tabs.refresh()

    def _sentence(self) -> str:
        """The sum of the projects beside the 项目支出 of the accounts."""
        if "项目支出" not in self.workspace.evaluation.model.measures or not self.model.rowCount():
            return ""
        spent = [result.funds.spent.value for result in results_of(self.workspace.evaluation)]
        known = [value for value in spent if isinstance(value, Quantity)]
        unit = self.workspace.unit
        booked = figure_text(self.workspace, "项目支出")
        return f"各项目执行合计 {show_amount(total(known), unit)} {unit}　·　决算项目支出 {booked} {unit}"

    def show_findings(self) -> None:
        """Show what the audit says about the project on top."""
        if self._tabs is not None:
            self._tabs.show_findings()

    def unit_changed(self) -> None:
        """Amounts are shown in another unit."""
        self.refresh()
        if self._tabs is not None:
            self._tabs.unit_changed()

    def add_project(self) -> None:
        """Begin a project with what is known of the unit."""
        facts = self.workspace.facts
        unit = facts.unit
        count = len(facts.projects or ())
        new = Project(
            name="",
            superior=unit.superior if unit else None,
            superior_code=unit.superior_code if unit else None,
            implementer=unit.name if unit else None,
        )
        draft = self.workspace.draft()
        draft.insert((*PLACE, count), replace(new, name=f"项目{count + 1}"))
        if self.workspace.perform("新增项目", draft):
            self.list.selectRow(count)
            self.begin_form()

    def _delete(self) -> None:
        number = self.list.currentIndex().row()
        if number < 0:
            return
        name = (self.workspace.facts.projects or ())[number].name
        draft = self.workspace.draft()
        draft.delete((*PLACE, number))
        self.workspace.perform(f"删除项目 {name}", draft)

    def _say_none(self) -> None:
        draft = self.workspace.draft()
        draft.set(PLACE, ())
        self.workspace.perform("本年没有项目", draft)

    def begin(self) -> None:
        """The cursor stands in the list, or on the button that begins a project."""
        if self.model.rowCount():
            self.list.setFocus()
        else:
            self.add.setFocus()

    def begin_form(self) -> None:
        """Go into the form of the chosen project."""
        if self._tabs is not None:
            self._tabs.setCurrentIndex(0)
            self._tabs.begin()

    def go_to(self, path: Path) -> bool:
        """Put the cursor at a path of a project."""
        number = path[1] if len(path) > 1 and path[:1] == PLACE else 0
        if not isinstance(number, int) or number >= self.model.rowCount():
            return False
        self.list.selectRow(number)
        self._choose(number)
        if len(path) <= 2 or self._tabs is None:
            self.list.setFocus()
            return True
        return self._tabs.go_to(path)

    def spot(self) -> Path | None:
        """The path under the cursor."""
        return (self._tabs.spot() if self._tabs is not None else None) or (
            (*PLACE, self._shown) if self._shown >= 0 else None
        )

    def commit(self) -> None:
        """Take over what was typed."""
        if self._tabs is not None and self.model.rowCount():
            self._tabs.commit()
