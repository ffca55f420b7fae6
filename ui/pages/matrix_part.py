"""Fixed rows and columns of facts on a page, with computed rows such as 合计."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QHeaderView, QVBoxLayout, QWidget

from jixiao_desktop.ledger.edits import Path
from ui.grids.sheet import RIGHT, Cell, Sheet
from ui.grids.view import SheetView
from ui.kinds import kind_at
from ui.pages.form_values import nothing_of
from ui.pages.grid_part import row_height, scaled
from ui.pages.sums import figure_text
from ui.plan import Matrix
from ui.widgets import button, card, label
from ui.workspace import Draft, Workspace

if TYPE_CHECKING:
    from ui.pages.base import PageView

FRAME = 2
Index = QModelIndex | QPersistentModelIndex


class MatrixSheet(Sheet):
    """The table of a matrix."""

    def __init__(self, matrix: Matrix, workspace: Workspace, parent: Any = None) -> None:
        super().__init__(workspace, parent)
        self.matrix = matrix
        self.root = next((row.path[:1] for row in matrix.rows if row.path), ())
        self._cells = [
            [self._cell(row, column) for column in range(len(matrix.columns))]
            for row in range(len(matrix.rows))
        ]

    def _cell(self, row: int, column: int) -> Cell:
        path = self.matrix.rows[row].path
        if path is None:
            return Cell(None, None, "computed")
        place = (*path, *self.matrix.columns[column].key)
        return Cell(place, kind_at(place), "enter")

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """The rows that the pack describes."""
        return 0 if parent.isValid() else len(self.matrix.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """The columns that the pack describes."""
        return 0 if parent.isValid() else len(self.matrix.columns)

    def cell(self, row: int, column: int) -> Cell:
        """A place in the facts, or a computed figure."""
        return self._cells[row][column]

    def figure(self, row: int, column: int) -> str | None:
        """The figure in a computed cell."""
        key = str(self.matrix.columns[column].key[-1]) if len(self.matrix.columns[column].key) == 1 else ""
        return self.matrix.rows[row].figures.get(key)

    def shown(self, row: int, column: int) -> str | None:
        """A computed figure."""
        figure = self.figure(row, column)
        if figure is None:
            return ""
        if figure.startswith("上年"):
            from ui.suggestions import last_year_text

            return last_year_text(self.workspace, figure.removeprefix("上年"))
        return figure_text(self.workspace, figure)

    def title(self, row: int, column: int) -> str:
        """A cell in the clerk's words."""
        return f"{self.matrix.rows[row].label} {self.matrix.columns[column].label}"

    def column_label(self, column: int) -> str:
        """The header of a column."""
        return self.matrix.columns[column].label

    def row_label(self, row: int) -> str:
        """The header of a row."""
        return self.matrix.rows[row].label

    def column_help(self, column: int) -> str:
        """What belongs into a column."""
        return self.matrix.columns[column].help

    def write(self, draft: Draft, row: int, column: int, value: Any) -> None:
        """Set a cell."""
        path = self.cell(row, column).path
        if path is not None:
            draft.set(path, value)

    def alignment(self, row: int, column: int) -> int:
        """Computed figures are flush right too."""
        if self.cell(row, column).path is None:
            return RIGHT
        return super().alignment(row, column)


class MatrixPart(QWidget):
    """One matrix of a page."""

    def __init__(self, matrix: Matrix, workspace: Workspace, page: PageView) -> None:
        super().__init__(page)
        self._workspace, self._matrix = workspace, matrix
        self.sheet = MatrixSheet(matrix, workspace, self)
        self.view = SheetView(self.sheet, scaled(matrix.columns, workspace), row_height(workspace), self)
        self.view.setAccessibleName(matrix.title)
        self.view.helped.connect(page.say_help)
        self.view.clicked.connect(self._ask)
        header = self.view.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        vertical = self.view.verticalHeader()
        vertical.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        widest = max(vertical.fontMetrics().horizontalAdvance(row.label) for row in matrix.rows)
        vertical.setFixedWidth(widest + 20)
        resized = QTimer(self, singleShot=True, interval=0)
        resized.timeout.connect(self._fit)
        header.sectionResized.connect(lambda *_: resized.start())
        self._fit()
        self.view.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        layout = QVBoxLayout()
        layout.setSpacing(8)
        layout.addLayout(self._head())
        layout.addWidget(self.view)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(card(layout))

    def _fit(self) -> None:
        """As high as titles and rows together; narrow columns make titles of more lines."""
        header = self.view.horizontalHeader()
        high = header.sizeHint().height()
        rows = len(self._matrix.rows) * row_height(self._workspace)
        if self.view.height() != high + rows + FRAME or header.height() != high:
            header.setFixedHeight(high)
            self.view.setFixedHeight(high + rows + FRAME)

    def _head(self) -> QHBoxLayout:
        head = QHBoxLayout()
        head.addWidget(label(self._matrix.title, "group-title"))
        head.addStretch(1)
        if self._matrix.none:
            head.addWidget(
                button(self._matrix.none, self._say_none, role="quiet", help_text="一次填好 0，可以撤销")
            )
        return head

    def _ask(self, index: QModelIndex) -> None:
        figure = (
            self.sheet.figure(index.row(), index.column())
            if self.sheet.cell(index.row(), index.column()).path is None
            else None
        )
        if figure and not figure.startswith("上年"):
            self._workspace.explain_requested.emit(figure)

    def _say_none(self) -> None:
        draft = self._workspace.draft()
        for row in self._matrix.rows:
            for column in self._matrix.columns:
                if row.path is not None and len(column.key) == 1:
                    value = nothing_of((*row.path, *column.key))
                    if value is not None:
                        draft.set((*row.path, *column.key), value)
        self._workspace.perform(f"{self._matrix.title}：{self._matrix.none}", draft)

    def refresh(self) -> None:
        """Show the values as they stand now."""
        self.sheet.follow()

    def show_findings(self) -> None:
        """Mark the cells that findings point at."""
        self.view.redraw(self.sheet.take_findings(self._workspace.findings))

    def unit_changed(self) -> None:
        """Amounts are shown in another unit."""
        self.sheet.all_changed()

    def go_to(self, path: Path) -> QWidget | None:
        """Put the cursor on a cell."""
        if not path:
            self.view.setFocus()
            return self.view
        paths = [row.path for row in self._matrix.rows if row.path]
        if not any(path[: len(place)] == place or place[: len(path)] == path for place in paths):
            return None
        if len(path) > 2 and not any(
            (cell := self.sheet.cell(r, c).path) is not None
            and (cell[: len(path)] == path or path[: len(cell)] == cell)
            for r in range(self.sheet.rowCount())
            for c in range(self.sheet.columnCount())
        ):
            return None
        return self.view if self.view.go_to_path(path) else None

    def spot(self) -> Path | None:
        """The path under the cursor."""
        return self.view.spot() if self.view.hasFocus() else None

    def commit(self) -> None:
        """Take over the cell that is being edited."""
        self.view.commit_open_editor()
