"""The screen on which the work is done: tasks, page, preview, findings, verdict line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QSplitter, QStackedWidget, QVBoxLayout, QWidget

from jixiao_desktop.ledger.edits import Path
from ui.pages import page_view
from ui.panels.charting import ChartPainter
from ui.panels.explain import ExplainPanel
from ui.panels.findings import FindingsList
from ui.panels.preview import PreviewPane
from ui.shell.tasks import TaskPane
from ui.shell.topbar import TopBar
from ui.shell.verdict import VerdictBar
from ui.theme import FONT_SIZES
from ui.widgets import Still
from ui.workspace import Workspace

if TYPE_CHECKING:
    from ui.pages.base import PageView

DRAWER_HEIGHT = 190
TASKS_WIDTH = 222
WITHOUT_PREVIEW = ("准备", "校验", "通读", "预览", "导出", "报送", "验包")


class WorkScreen(QWidget):
    """Everything around a page."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.workspace = workspace
        self.painter = ChartPainter(self)
        self.views: dict[str, PageView] = {}
        self.topbar = TopBar(workspace, self)
        self.tasks = TaskPane(workspace, self)
        self.stack = QStackedWidget(self)
        self.preview = PreviewPane(workspace, self.painter, self)
        self.drawer = FindingsList(workspace, self)
        self.verdict = VerdictBar(workspace, self)
        self.explain = ExplainPanel(workspace, self)
        self._at_finding = -1
        self._lay_out()
        self.tasks.chosen.connect(self.show_page)
        self.tasks.tree.entered.connect(self.enter_page)
        self.verdict.list_asked.connect(self.toggle_drawer)
        self.verdict.next_asked.connect(self.next_finding)
        self.topbar.preview_folded.connect(lambda folded: self.fold_preview(folded=folded))
        workspace.opened.connect(self._build)
        workspace.closing.connect(self.commit)
        workspace.closed.connect(self._drop)
        workspace.jump_requested.connect(self._jump)
        self._shortcuts()

    def _lay_out(self) -> None:
        columns = QSplitter(Qt.Orientation.Horizontal)
        columns.setChildrenCollapsible(False)
        columns.setHandleWidth(1)
        middle = QSplitter(Qt.Orientation.Vertical)
        middle.setHandleWidth(1)
        middle.addWidget(self.stack)
        middle.addWidget(self.drawer)
        middle.setStretchFactor(0, 1)
        self.drawer.setMinimumHeight(110)
        self.drawer.hide()
        self._middle = middle
        for pane in (self.tasks, middle, self.preview):
            columns.addWidget(pane)
        factor = FONT_SIZES[self.workspace.settings.font_size] / 14
        self.tasks.setFixedWidth(round(TASKS_WIDTH * factor))
        self.preview.setMinimumWidth(260)
        self.stack.setMinimumWidth(520)
        columns.setStretchFactor(1, 3)
        columns.setStretchFactor(2, 2)
        columns.setSizes([round(TASKS_WIDTH * factor), 780, 380])
        self.columns = columns
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.topbar)
        layout.addWidget(columns, 1)
        layout.addWidget(Still(self.verdict))

    def _shortcuts(self) -> None:
        for keys, action in (
            ("F8", lambda: self.next_finding(1)),
            ("Shift+F8", lambda: self.next_finding(-1)),
            ("F6", lambda: self.next_pane(1)),
            ("Shift+F6", lambda: self.next_pane(-1)),
            ("Ctrl+PgDown", lambda: self.step_page(1)),
            ("Ctrl+PgUp", lambda: self.step_page(-1)),
            ("F9", self.toggle_drawer),
        ):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(action)

    # --- pages ---------------------------------------------------------------------------------

    def _build(self) -> None:
        """Another 账套 or year is shown: begin anew at the place where it was left."""
        self._drop()
        self.tasks.build()
        self.topbar.refresh()
        self.verdict.refresh()
        self.fold_preview(folded=self.workspace.settings.folded("preview"))
        page, spot = self.workspace.settings.place(self._place_key())
        pages = self.workspace.plan.pages
        self.show_page(page if self.workspace.plan.page(page) else pages[0].id)
        path = _parsed(spot)
        view = self.view
        if view is not None and not (path and view.go_to(path)):
            view.begin()

    def rebuild(self) -> None:
        """The look changed: make everything anew."""
        factor = FONT_SIZES[self.workspace.settings.font_size] / 14
        self.tasks.setFixedWidth(round(TASKS_WIDTH * factor))
        self._build()
        self.preview.reader.show_again()

    def _drop(self) -> None:
        self.explain.hide()
        for view in self.views.values():
            view.leave()
            self.stack.removeWidget(view)
            view.hide()
            view.deleteLater()
        self.views.clear()

    def _place_key(self) -> str:
        session = self.workspace.session
        return f"{session.path or '（未存）'}#{session.year}"

    @property
    def view(self) -> PageView | None:
        """The page that is shown."""
        shown = self.stack.currentWidget()
        return next((view for view in self.views.values() if view is shown), None)

    def show_page(self, page_id: str) -> None:
        """Show a page, made when it is first shown."""
        page = self.workspace.plan.page(page_id)
        if page is None:
            return
        self.commit()
        if page_id not in self.views:
            self.views[page_id] = page_view(page, self.workspace, self)
            self.stack.addWidget(self.views[page_id])
        self.stack.setCurrentWidget(self.views[page_id])
        self.tasks.show_chosen(page_id)
        wide = page.special in WITHOUT_PREVIEW
        self.preview.setVisible(not wide and not self.workspace.settings.folded("preview"))
        self.preview.show_page(page)

    def step_page(self, step: int) -> None:
        """Go on to the next page of the task list, or back."""
        pages = [page.id for page in self.workspace.plan.pages]
        view = self.view
        if view is None:
            return
        target = pages.index(view.page.id) + step
        if 0 <= target < len(pages):
            self.show_page(pages[target])
            self.enter_page()

    def enter_page(self) -> None:
        """Put the cursor into the page."""
        view = self.view
        if view is not None:
            view.begin()

    def _jump(self, page_id: str, path: Path) -> None:
        self.show_page(page_id)
        view = self.view
        if view is not None and not view.go_to(path):
            view.begin()

    def next_pane(self, step: int) -> None:
        """Move the cursor between tasks, page, preview and findings."""
        panes = [
            pane
            for pane in (self.tasks.tree, self.stack, self.preview.reader, self.drawer)
            if pane.isVisible()
        ]
        focused = self.window().focusWidget()
        now = next((n for n, pane in enumerate(panes) if focused is pane or pane.isAncestorOf(focused)), 0)
        target = panes[(now + step) % len(panes)]
        if target is self.stack:
            self.enter_page()
        else:
            target.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def commit(self) -> None:
        """Give what was typed on the page to the facts."""
        view = self.view
        if view is not None and self.workspace.is_open:
            view.commit()

    def remember_place(self) -> None:
        """Keep page and cursor for the next time."""
        view = self.view
        if view is not None and self.workspace.is_open:
            spot = view.spot()
            self.workspace.settings.remember_place(self._place_key(), view.page.id, _written(spot))

    # --- findings ------------------------------------------------------------------------------

    def toggle_drawer(self) -> None:
        """Open or close the list of findings."""
        self.drawer.setVisible(not self.drawer.isVisible())
        if self.drawer.isVisible():
            self._middle.setSizes([self._middle.height() - DRAWER_HEIGHT, DRAWER_HEIGHT])
            self.drawer.refresh()
            self.drawer.setFocus()
        else:
            self.enter_page()

    def next_finding(self, step: int) -> None:
        """Put the cursor where the next open finding points."""
        self.commit()
        found = [
            f
            for f in self.workspace.findings
            if not f.closed and f.where and self.workspace.home_of(f.where[0])
        ]
        if not found:
            self.verdict.say("没有要处理的了。")
            return
        self._at_finding = (
            (self._at_finding + step) % len(found) if self._at_finding >= 0 or step > 0 else len(found) - 1
        )
        finding = found[self._at_finding]
        self.workspace.jump(finding.where[0])
        self.verdict.say(f"第 {self._at_finding + 1}/{len(found)} 条　{finding.level}：{finding.message}")
        if self.drawer.isVisible():
            self.drawer.choose(finding)

    def fold_preview(self, *, folded: bool) -> None:
        """Fold the preview away, or show it again."""
        self.workspace.settings.set_folded("preview", folded)
        view = self.view
        wide = view is not None and view.page.special in WITHOUT_PREVIEW
        self.preview.setVisible(not folded and not wide)
        self.preview.refresh()


def _written(path: Path | None) -> str:
    return " › ".join(f"#{step}" if isinstance(step, int) else step for step in path or ())


def _parsed(text: str) -> Path:
    return tuple(
        int(step[1:]) if step.startswith("#") and step[1:].isdigit() else step
        for step in text.split(" › ")
        if step
    )
