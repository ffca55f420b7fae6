"""What every page has: a heading with its hint, a help line that follows the cursor, and its places."""

from __future__ import annotations

from functools import cached_property

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from jixiao_desktop.ledger.edits import Path
from ui.fields.editors import ChoiceEditor, LineEditor, TextEditor
from ui.grids.view import SheetView
from ui.panels.charting import ChartPainter
from ui.plan import Page
from ui.widgets import Still, label
from ui.workspace import Workspace

QUIET_HELP = "光标移到哪一格，这里就说明填什么、到哪张表上找。"


class PageView(QWidget):
    """A page in the middle of the window."""

    def __init__(self, page: Page, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.page = page
        self.workspace = workspace
        self.setObjectName("canvas")
        self._stale = False
        self._tools = QHBoxLayout()
        self._tools.setSpacing(8)
        head = QHBoxLayout()
        head.addWidget(label(page.id, "page-title"))
        head.addStretch(1)
        head.addLayout(self._tools)
        self.body = QVBoxLayout()
        self.body.setSpacing(10)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 10, 20, 8)
        layout.setSpacing(4)
        layout.addLayout(head)
        layout.addWidget(Still(label(page.hint, "small", wrap=True)))
        layout.addSpacing(4)
        layout.addLayout(self.body, 1)
        self._help = self._help_line()
        self._help_room = Still(self._help)
        layout.addWidget(self._help_room)
        self.say_help("")
        workspace.changed.connect(self._on_changed)
        workspace.findings_changed.connect(self._on_findings)
        workspace.unit_changed.connect(self._on_unit)

    def _help_line(self) -> QLabel:
        line = label("", "help", wrap=True)
        line.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        return line

    def leave(self) -> None:
        """The page is not used any more: stop listening, and let go of what is under the cursor.

        What was typed was handed over before; now the facts may be another year's or gone.
        """
        for editor in self.findChildren(QWidget):
            if isinstance(editor, LineEditor | TextEditor | ChoiceEditor):
                editor.blockSignals(True)
            elif isinstance(editor, SheetView):
                editor.drop_open_editor()
        self.workspace.changed.disconnect(self._on_changed)
        self.workspace.findings_changed.disconnect(self._on_findings)
        self.workspace.unit_changed.disconnect(self._on_unit)
        if "painter" in self.__dict__:
            self.painter.stop()

    @cached_property
    def painter(self) -> ChartPainter:
        """Draws the charts of this page."""
        return ChartPainter(self)

    def add_tool(self, widget: QWidget) -> None:
        """Put a control beside the page's title."""
        self._tools.addWidget(widget)

    def say_help(self, text: str) -> None:
        """Show what belongs into the field or cell under the cursor."""
        if self._help.text() != (text or QUIET_HELP):
            self._help.setText(text or QUIET_HELP)

    def hide_help(self) -> None:
        """This page has no fields to explain."""
        self._help_room.hide()

    def _on_changed(self, paths: tuple[Path, ...]) -> None:
        if self.isVisible():
            self.refresh_after(paths)
        else:
            self._stale = True

    def _on_findings(self) -> None:
        if self.isVisible():
            self.show_findings()
        else:
            self._stale = True

    def _on_unit(self) -> None:
        self.unit_changed()

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with what changed while the page was hidden."""
        super().showEvent(event)
        if self._stale:
            self._stale = False
            self.refresh()
            self.show_findings()

    def refresh_after(self, paths: tuple[Path, ...]) -> None:
        """The facts at some paths changed (none named: any)."""
        del paths
        self.refresh()

    def refresh(self) -> None:
        """Show everything as it stands now."""

    def show_findings(self) -> None:
        """Show the findings as they are now."""

    def unit_changed(self) -> None:
        """Amounts are shown in another unit."""
        self.refresh()

    def go_to(self, path: Path) -> bool:
        """Put the cursor at a path, or where it is nearest; False when this page has no such place."""
        del path
        return False

    def begin(self) -> None:
        """The page is shown without a certain place: put the cursor into its first field."""
        self.setFocus()
        self.focusNextChild()

    def spot(self) -> Path | None:
        """The path under the cursor, to come back to."""
        return None

    def commit(self) -> None:
        """Give what was typed and not yet taken to the facts."""
