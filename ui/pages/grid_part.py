"""A list of the facts on a page: tools, the table, its totals, and its sums by 科目."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from jixiao_desktop.ledger.edits import Path
from ui.grids.rows import RowsSheet
from ui.grids.view import SheetView
from ui.pages.sums import SumsModel, SumsView, TotalsBar
from ui.plan import Column, Grid
from ui.theme import FONT_SIZES, Theme
from ui.widgets import Still, button, label
from ui.workspace import Workspace

if TYPE_CHECKING:
    from jixiao_desktop.engine.evaluation import Evaluation
    from ui.pages.base import PageView

SUMS_HEIGHT = 150
EMPTY_HINT = "在第一行直接输入，或从 Excel、WPS 复制后在这里按 Ctrl+V 粘贴。"


class GridSheet(RowsSheet):
    """A list with the help texts of its columns."""

    def column_help(self, column: int) -> str:
        """What belongs into a column."""
        return self.columns[column].help


def row_height(workspace: Workspace) -> int:
    """The height of a row at the chosen font size."""
    return Theme(FONT_SIZES[workspace.settings.font_size]).row


def scaled(columns: tuple[Column, ...], workspace: Workspace) -> list[int]:
    """The widths of columns at the chosen font size."""
    factor = FONT_SIZES[workspace.settings.font_size] / 14
    return [round(column.width * factor) for column in columns]


class GridPart(QWidget):
    """One grid of a page."""

    tall = True
    sheet_type: type[GridSheet] = GridSheet

    def __init__(self, grid: Grid, workspace: Workspace, page: PageView) -> None:
        super().__init__(page)
        self._workspace, self._grid = workspace, grid
        self.sheet = self.sheet_type(grid.path, grid.columns, workspace, self)
        self.view = SheetView(self.sheet, scaled(grid.columns, workspace), row_height(workspace), self)
        self.view.setAccessibleName(grid.title)
        self.view.setMinimumHeight(5 * row_height(workspace))
        self.view.empty_hint = EMPTY_HINT + (f"\n本年没有的，点右上角“{grid.none}”。" if grid.none else "")
        self.view.helped.connect(page.say_help)
        self.view.roomy = next((n for n, column in enumerate(grid.columns) if column.name_of), -1)
        self._find = QLineEdit(self)
        self._none = button(grid.none, self._say_none, role="quiet", help_text="一次说明没有，可以撤销")
        self._none.setParent(self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addLayout(self._head())
        layout.addWidget(self.view, 1)
        self._totals = TotalsBar(grid, self.view, workspace, self)
        below = Still(self._totals)
        layout.addWidget(below)
        below.setHidden(not any(column.total for column in grid.columns))
        self._sums = self._sum_view(layout) if grid.tree else None
        self.refresh()

    def _head(self) -> QHBoxLayout:
        self._state = label("", "small")
        self._find.setPlaceholderText("查找 Ctrl+F")
        self._find.setAccessibleName(f"在{self._grid.title}里查找")
        self._find.setMaximumWidth(150)
        self._find.returnPressed.connect(self._find_next)
        QShortcut(QKeySequence.StandardKey.Find, self, self._find.setFocus)
        head = QHBoxLayout()
        head.addWidget(label(self._grid.title, "group-title"))
        head.addWidget(self._state)
        head.addStretch(1)
        self._tools = QHBoxLayout()
        head.addLayout(self._tools)
        if self._grid.none:
            head.addWidget(self._none)
        else:
            self._none.hide()
        head.addWidget(
            button("插入行", self.view.insert_rows, role="quiet", help_text="在光标处插入一行（Ctrl 和 +）")
        )
        head.addWidget(
            button("删除行", self.view.delete_rows, role="quiet", help_text="删除选中的行（Ctrl 和 -）")
        )
        head.addWidget(self._find)
        return head

    def add_tool(self, tool: QWidget) -> None:
        """Put a tool beside the title."""
        self._tools.addWidget(tool)

    def _sum_view(self, layout: QVBoxLayout) -> SumsView:
        model = SumsModel(self._grid, self._workspace, self)
        sums = SumsView(model, row_height(self._workspace), self)
        sums.setMaximumHeight(SUMS_HEIGHT)
        sums.asked.connect(self._workspace.explain_requested)
        self._workspace.foresight.worked_out.connect(self._prepare)
        toggle = button("", role="link")
        layout.addWidget(toggle)
        layout.addWidget(sums)
        name = f"sums/{self._grid.title}"

        def fold(folded: bool) -> None:
            self._workspace.settings.set_folded(name, folded)
            sums.setVisible(not folded)
            toggle.setText("▸ 按科目汇总（展开）" if folded else "▾ 按科目汇总（收起）")
            if not folded:
                model.refresh()

        toggle.clicked.connect(lambda _checked=False: fold(not self._workspace.settings.folded(name)))
        fold(self._workspace.settings.folded(name))
        return sums

    def _find_next(self) -> None:
        if not self.view.find_next(self._find.text().strip()):
            self.view.helped.emit(f"没有找到「{self._find.text().strip()}」")

    def _say_none(self) -> None:
        draft = self._workspace.draft()
        draft.set(self._grid.path, ())
        self._workspace.perform(f"{self._grid.title}：{self._grid.none}", draft)

    def refresh(self) -> None:
        """Show the rows and sums as they stand now."""
        self.sheet.follow()
        self._totals.refresh()
        value = self._workspace.value(self._grid.path)
        self._none.setEnabled(not value)
        if value == ():
            self._state.setText(f"已填：{self._grid.none or '没有'}")
        else:
            self._state.setText(f"{len(value)}行" if value else "还没有填")
        if self._sums is not None and self._sums.isVisibleTo(self):
            self._sums.sums.refresh()

    def _prepare(self, evaluation: Evaluation) -> None:
        """Sum up ahead what is still being typed."""
        if self._sums is not None and self._sums.isVisible():
            self._sums.sums.prepare(evaluation)

    def show_findings(self) -> None:
        """Mark the cells that findings point at."""
        self.view.redraw(self.sheet.take_findings(self._workspace.findings))

    def unit_changed(self) -> None:
        """Amounts are shown in another unit."""
        self.sheet.all_changed()
        self.refresh()

    def go_to(self, path: Path) -> QWidget | None:
        """Put the cursor on a cell."""
        if not path:
            self.view.setFocus()
            return self.view
        if path[: len(self._grid.path)] != self._grid.path:
            return None
        if len(path) == len(self._grid.path):
            self.view.put(self.sheet.lines, 0)
            self.view.setFocus()
            return self.view
        return self.view if self.view.go_to_path(path) else None

    def spot(self) -> Path | None:
        """The path under the cursor."""
        return (
            self.view.spot() if self.view.hasFocus() or self.view.isAncestorOf(self.focusWidget()) else None
        )

    def commit(self) -> None:
        """Take over the cell that is being edited."""
        self.view.commit_open_editor()
