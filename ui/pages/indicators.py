"""The grid of indicators: scores beside the entries, the library, weights by a preset."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QMenu

from jixiao_desktop.engine.values import Missing
from jixiao_desktop.ledger.facts import Indicator
from jixiao_desktop.performance.results import parameters_of
from jixiao_desktop.performance.scoring import Score, score_indicator
from jixiao_desktop.performance.weights import spread_preset
from ui.grids.sheet import Cell
from ui.pages.grid_part import GridPart, GridSheet
from ui.plan import Grid
from ui.widgets import button
from ui.workspace import Workspace

if TYPE_CHECKING:
    from ui.pages.base import PageView


class IndicatorSheet(GridSheet):
    """Indicators with the score that the program computes."""

    def cell(self, row: int, column: int) -> Cell:
        """The score is computed, all else is entered."""
        if self.columns[column].computed:
            return Cell(None, None, "computed")
        return super().cell(row, column)

    def _score(self, row: int) -> Score | None:
        if row >= self.lines:
            return None
        evaluation, at = self.workspace.evaluation, (*self.path, row)
        return evaluation.remembered(
            ("指标得分", at), lambda: score_indicator(evaluation.read(at), parameters_of(evaluation), at)
        )

    def shown(self, row: int, column: int) -> str | None:
        """The computed score."""
        if not self.columns[column].computed:
            return super().shown(row, column)
        score = self._score(row)
        return _points(score.computed) if score is not None else ""

    def said(self, row: int, column: int) -> str:
        """How the score was computed, step by step."""
        if row < self.lines and self.columns[column].computed:
            score = self._score(row)
            return "；".join(score.steps) if score is not None else ""
        return super().said(row, column)

    def row_title(self, row: int) -> str:
        """An indicator by its name."""
        return (self._rows[row].third if row < self.lines else "") or f"第{row + 1}条指标"

    def follow(self) -> None:
        """Scores follow options of the pack too."""
        self._drawn.clear()
        super().follow()


def _points(value: Any) -> str:
    if isinstance(value, Missing):
        return "待填"
    return f"{value.normalize():f}" if isinstance(value, Decimal) else ""


class IndicatorPart(GridPart):
    """The grid with its tools."""

    sheet_type = IndicatorSheet

    def __init__(self, grid: Grid, workspace: Workspace, page: PageView) -> None:
        super().__init__(grid, workspace, page)
        self._presets = button(
            "按预设分配分值", None, role="quiet", help_text="把预设的分值摊到各条指标，可以再改"
        )
        menu = QMenu(self._presets)
        menu.aboutToShow.connect(lambda: self._fill(menu))
        self._presets.setMenu(menu)
        self._presets.setVisible(grid.path[0] == "项目")
        self.add_tool(self._presets)
        self.add_tool(
            button("从指标库选…", self._pick, role="quiet", help_text="按级次、项目类型和词句查找现成的指标")
        )

    def _fill(self, menu: QMenu) -> None:
        menu.clear()
        for preset in parameters_of(self._workspace.evaluation).presets:
            menu.addAction(preset, lambda name=preset: self._spread(name))

    def _spread(self, preset: str) -> None:
        workspace = self._workspace
        number = self._grid.path[1]
        operation = spread_preset(workspace.facts, int(number), preset, parameters_of(workspace.evaluation))
        draft = workspace.draft()
        for change in operation.changes:
            draft.set(change.path, change.new)
        workspace.perform(operation.title, draft)

    def _pick(self) -> None:
        from ui.panels.library import LibraryDialog

        dialog = LibraryDialog(self._workspace, self)
        if dialog.exec() and dialog.picked:
            self.add_indicators(dialog.picked)
        dialog.deleteLater()

    def add_indicators(self, indicators: list[Indicator]) -> None:
        """Put indicators at the end as one operation."""
        draft = self._workspace.draft()
        for number, indicator in enumerate(indicators):
            draft.insert((*self._grid.path, self.sheet.lines + number), indicator)
        self._workspace.perform(f"从指标库加入{len(indicators)}条指标", draft)
