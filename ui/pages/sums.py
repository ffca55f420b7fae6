"""Sums that stand below a grid: the total of the list, and its sums by 类 款 项."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHBoxLayout, QHeaderView, QWidget

from jixiao_desktop.engine.values import Missing, Value
from jixiao_desktop.ledger.amounts import Quantity, total
from jixiao_desktop.ledger.subjects import parents
from ui.grids.painting import DrawnTable
from ui.grids.sheet import LEFT, RIGHT, Look, brush
from ui.grids.view import SheetView
from ui.kinds import show_amount
from ui.plan import Grid
from ui.subjects import name_of
from ui.widgets import button, label
from ui.workspace import Workspace

if TYPE_CHECKING:
    from jixiao_desktop.engine.evaluation import Evaluation

Index = QModelIndex | QPersistentModelIndex


def figure_text(workspace: Workspace, figure: str) -> str:
    """A figure as it is shown; 未填 where something is still missing."""
    return _value_text(workspace.evaluation.value(figure), workspace.unit)


def _value_text(value: Value, unit: str) -> str:
    if isinstance(value, Quantity):
        return show_amount(value, unit)
    return "未填" if isinstance(value, Missing) else "—"


class TotalsBar(QFrame):
    """The totals of a grid, and count and sum of what is selected."""

    def __init__(self, grid: Grid, view: SheetView, workspace: Workspace, parent: QWidget) -> None:
        super().__init__(parent)
        self._workspace, self._view = workspace, view
        self.setStyleSheet(
            f"TotalsBar {{ background: {brush('computed').color().name()}; border-radius: 4px; }}"
        )
        layout = QHBoxLayout(self)
        layout.setContentsMargins(10, 2, 10, 2)
        self._figures = [(column.total, button("", role="link")) for column in grid.columns if column.total]
        for figure, shown in self._figures:
            shown.setToolTip("看看这个数怎么来的")
            shown.clicked.connect(lambda _checked=False, name=figure: workspace.explain_requested.emit(name))
            layout.addWidget(shown)
            layout.addSpacing(16)
        layout.addStretch(1)
        self._selected = label("", "small")
        layout.addWidget(self._selected)
        view.selectionModel().selectionChanged.connect(lambda *_: self._count())
        self.refresh()

    def refresh(self) -> None:
        """Show the totals as they are now."""
        for figure, shown in self._figures:
            text = f"{figure}  {figure_text(self._workspace, figure)} {self._workspace.unit}"
            if shown.text() != text:
                shown.setText(text)
                shown.setAccessibleName(text)
        self._count()

    def _count(self) -> None:
        cells = self._view.selected_cells()
        if len(cells) < 2 or len(cells) > 5_000:
            self._selected.setText("")
            return
        paths = [self._view.sheet.cell(row, column).path for row, column in cells]
        values = [
            value for path in paths if path and isinstance(value := self._workspace.value(path), Quantity)
        ]
        summed = f"，合计 {show_amount(total(values), self._workspace.unit)}" if values else ""
        self._selected.setText(f"选中 {len(cells)} 格{summed}")


class SumsModel(QAbstractTableModel):
    """The sums of a list by 类 款 项."""

    def __init__(self, grid: Grid, workspace: Workspace, parent: QWidget) -> None:
        super().__init__(parent)
        self._grid, self._workspace = grid, workspace
        self._lines: list[tuple[str, ...]] = []
        self._named: tuple[Any, Any] = frozenset(), None
        self.refresh()

    def refresh(self) -> None:
        """Sum up as the facts are now."""
        rows = self._workspace.value(self._grid.path) or ()
        lowest = frozenset(row.subject for row in rows if row.subject)
        named = lowest, self._workspace.facts.subject_names
        if named != self._named:
            self._named = named
            codes = sorted(lowest.union(*(parents(code) for code in lowest)))
            heads: list[tuple[str, ...]] = [(code, self._name(code)) for code in codes]
        else:
            heads = [line[:2] for line in self._lines]
        evaluation = self._workspace.evaluation
        lines = [(*head, *self._sums(evaluation, head[0])) for head in heads]
        if len(lines) != len(self._lines):
            self.beginResetModel()
            self._lines = lines
            self.endResetModel()
            return
        before, self._lines = self._lines, lines
        for row, (was, line) in enumerate(zip(before, lines, strict=True)):
            for column in range(len(line)) if was != line else ():
                if was[column] != line[column]:
                    cell = self.index(row, column)
                    self.dataChanged.emit(cell, cell)

    def prepare(self, evaluation: Evaluation) -> None:
        """Sum up ahead what is still being typed."""
        for line in self._lines:
            self._sums(evaluation, line[0])

    def _sums(self, evaluation: Evaluation, code: str) -> list[str]:
        """The figures of one code as texts, kept until one of them changes; empty where it is none."""
        figures, unit = [figure for _, figure in self._grid.tree], self._workspace.unit
        if len(code) not in (3, 5, 7):
            return [""] * len(figures)
        return evaluation.remembered(
            ("汇总", self._grid.path, code, unit),
            lambda: [_value_text(evaluation.figure(figure, code).value, unit) for figure in figures],
        )

    def _name(self, code: str) -> str:
        facts = self._workspace.facts
        return "　" * ((len(code) - 3) // 2) + name_of(code, facts.year, facts.subject_names)

    def figure_at(self, row: int, column: int) -> str | None:
        """The figure in a cell."""
        return f"{self._grid.tree[column - 2][1]}[{self._lines[row][0]}]" if column >= 2 else None

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """One row a code."""
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Code, name and the sums."""
        return 0 if parent.isValid() else 2 + len(self._grid.tree)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The text of a cell."""
        return self._lines[index.row()][index.column()] if role == Qt.ItemDataRole.DisplayRole else None

    def look(self, row: int, column: int) -> Look:
        """What is drawn in a cell."""
        return _look(self._lines[row][column], column)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Titles of the columns."""
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return ("科目编码", "科目名称", *(title for title, _ in self._grid.tree))[section]
        return None

    def widest_label(self) -> str:
        """Nothing stands before the rows."""
        return ""


def _look(text: str, column: int) -> Look:
    return Look(text, "computed", RIGHT, "") if column >= 2 else Look(text, "taken", LEFT, "")


class SumsView(DrawnTable):
    """The sums; a click or Enter shows how one came about."""

    asked = Signal(str)

    def __init__(self, model: SumsModel, row_height: int, parent: QWidget) -> None:
        super().__init__(parent)
        self.sums = model
        self.setModel(model)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(row_height)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setAccessibleName("按科目汇总")
        header = self.horizontalHeader()
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        for column in range(2, model.columnCount()):
            header.resizeSection(column, 128)
        self.activated.connect(self._ask)
        self.clicked.connect(self._ask)

    def _ask(self, index: QModelIndex) -> None:
        figure = self.sums.figure_at(index.row(), index.column())
        if figure is not None:
            self.asked.emit(figure)
