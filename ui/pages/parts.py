"""The parts of a form page, made from what the pack describes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from PySide6.QtWidgets import QWidget

from jixiao_desktop.ledger.edits import Path
from ui.plan import Charts, Content, Grid, Matrix, Names, Reasons
from ui.workspace import Workspace

if TYPE_CHECKING:
    from ui.pages.base import PageView


class Part(Protocol):
    """What a page asks of its parts."""

    def refresh(self) -> None:
        """Show the values as they stand now."""

    def show_findings(self) -> None:
        """Show what the audit says here."""

    def unit_changed(self) -> None:
        """Amounts are shown in another unit."""

    def go_to(self, path: Path) -> QWidget | None:
        """Put the cursor at a path if it is here; an empty path is the first place."""

    def spot(self) -> Path | None:
        """The path under the cursor."""

    def commit(self) -> None:
        """Take over what was typed."""


def part_for(content: Content, workspace: Workspace, page: PageView) -> Part:
    """The part that shows one content of a page."""
    if isinstance(content, Grid):
        from ui.pages.grid_part import GridPart

        return GridPart(content, workspace, page)
    if isinstance(content, Matrix):
        from ui.pages.matrix_part import MatrixPart

        return MatrixPart(content, workspace, page)
    if isinstance(content, Names):
        from ui.pages.names_part import NamesPart

        return NamesPart(content, workspace, page)
    if isinstance(content, Reasons):
        from ui.pages.reasons_part import ReasonsPart

        return ReasonsPart(content, workspace, page)
    if isinstance(content, Charts):
        from ui.pages.charts_part import ChartsPart

        return ChartsPart(content, workspace, page)
    raise TypeError(f"no part for {type(content).__name__}")
