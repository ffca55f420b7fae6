"""预览与打印: the pages as they will be printed."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QComboBox, QDialog, QHBoxLayout, QSpinBox, QWidget

from jixiao_desktop.engine.evaluation import Evaluation
from jixiao_desktop.ledger.edits import Path as FactPath
from ui.handin.background import Background
from ui.handin.finder import Finder
from ui.handin.pages_view import WHOLE, WIDTH, PagesView
from ui.handin.paper import Paper
from ui.handin.papers import Made, Papers
from ui.handin.printing import chosen_pages, in_print_order, printing
from ui.handin.strip import ProgressStrip
from ui.handin.targets import open_outside
from ui.pages.base import PageView
from ui.plan import Page
from ui.widgets import button, label, row
from ui.workspace import Workspace


class PreviewPage(PageView):
    """The PDF of a report, to be paged through, searched and printed."""

    def __init__(self, page: Page, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(page, workspace, parent)
        self.hide_help()
        self.paper: Paper | None = None
        self._whole = False
        self._scratch: tempfile.TemporaryDirectory[str] | None = None
        self.papers = Papers(self._source, self)
        self.papers.begun.connect(self._say)
        self.papers.made.connect(self._take)
        self.papers.failed.connect(self._say)
        self.view = PagesView(self)
        self.view.page_changed.connect(self._show_place)
        self.view.zoom_changed.connect(self._show_zoom)
        self.finder = Finder(self.view, self)
        self._printing = Background(self)
        self._printing.done.connect(self._printed)
        self._printing.ended.connect(self._may_print)
        self.strip = ProgressStrip(self._printing, "打完手上这一页就停…", self)
        self._empty = label("", "soft", wrap=True)
        self._head()
        self.body.addLayout(self._tool_row())
        self.body.addWidget(self.strip)
        self.body.addWidget(self._empty)
        self.body.addWidget(self.view, 1)
        self._shortcut("Ctrl+F", self.finder.begin)
        self._shortcut("Ctrl+P", self.print_all)
        self._may_print()
        self._stale = True

    def _head(self) -> None:
        self.choice = QComboBox()
        self.choice.setAccessibleName("看哪一份")
        self.choice.setMaximumWidth(300)
        self.choice.currentIndexChanged.connect(self.papers.choose)
        self.choice.hide()
        self._reader = button("用系统阅读器打开", self.open_outside, help_text="用电脑上的 PDF 阅读器打开")
        self._tables = button("只打附表…", self.print_tables, help_text="只打印报告最后的附表")
        self._all = button(
            "打印…", self.print_all, role="primary", help_text="选打印机、页码范围、份数和双面（Ctrl+P）"
        )
        for tool in (self.choice, self._reader, self._tables, self._all):
            self.add_tool(tool)

    def _tool_row(self) -> QHBoxLayout:
        self.number = QSpinBox()
        self.number.setAccessibleName("页码")
        self.number.setButtonSymbols(QSpinBox.ButtonSymbols.NoButtons)
        self.number.setFixedWidth(58)
        self.number.setKeyboardTracking(False)
        self.number.valueChanged.connect(lambda value: self.view.show_page(value - 1))
        self._count = label("", "soft")
        self._percent = label("", "soft")
        self._percent.setMinimumWidth(44)
        self._percent.setAlignment(Qt.AlignmentFlag.AlignCenter)
        view = self.view
        return row(
            button("上一页", lambda: view.show_page(view.page - 1)), self.number, self._count,
            button("下一页", lambda: view.show_page(view.page + 1)), 10,
            button("－", view.zoom_out, help_text="缩小（Ctrl+-）"), self._percent,
            button("＋", view.zoom_in, help_text="放大（Ctrl++）"),
            button(WIDTH, lambda: view.set_zoom(WIDTH), help_text="页面与窗口同宽（Ctrl+0）"),
            button(WHOLE, lambda: view.set_zoom(WHOLE), help_text="看到整页"), None,
            self.finder,
        )  # fmt: skip

    def _shortcut(self, keys: str, action: Callable[[], None]) -> None:
        shortcut = QShortcut(QKeySequence(keys), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(action)

    # --- the paper -----------------------------------------------------------------------------

    def _source(self) -> tuple[Evaluation, bool]:
        return self.workspace.evaluation, self.workspace.verdict.final

    def refresh(self) -> None:
        """Make the pages as the facts are now."""
        self.papers.make_now()

    def refresh_after(self, paths: tuple[FactPath, ...]) -> None:
        """The facts changed: pages follow when the typing rests."""
        del paths
        self.papers.make_soon()

    def unit_changed(self) -> None:
        """The unit of entry does not show in the report."""

    def _take(self, made: Made) -> None:
        old, self.paper, self._whole = self.paper, made.paper, made.whole
        self.choice.blockSignals(True)
        self.choice.clear()
        self.choice.addItems(made.titles)
        self.choice.setCurrentIndex(made.chosen)
        self.choice.setVisible(len(made.titles) > 1)
        self.choice.blockSignals(False)
        self._say(
            "" if made.paper else "还没有可以预览的报告：先填单位、收支和各部分文字，页面会自动出现在这里。"
        )
        self.view.show_paper(made.paper)
        self.finder.show_paper(made.paper)
        if old is not None:
            old.close()
        self._show_place(self.view.page)
        self._show_zoom()
        self._may_print()

    def _say(self, text: str) -> None:
        self._empty.setText(text)
        self._empty.setVisible(bool(text))

    def _show_place(self, page: int) -> None:
        count = len(self.paper) if self.paper else 0
        self.number.blockSignals(True)
        self.number.setRange(min(1, count), count)
        self.number.setValue(page + 1)
        self.number.blockSignals(False)
        self._count.setText(f"/ {count} 页")

    def _show_zoom(self) -> None:
        self._percent.setText(f"{self.view.percent}%")

    def begin(self) -> None:
        """Arrows scroll the pages."""
        self.view.setFocus()

    # --- out of the program --------------------------------------------------------------------

    def open_outside(self) -> None:
        """Show the PDF in the system's viewer."""
        from jixiao_desktop.output.atomic import TargetError, free_name, write_atomically

        if self.paper is None:
            return
        if self._scratch is None:
            self._scratch = tempfile.TemporaryDirectory(prefix="jixiao-", ignore_cleanup_errors=True)
        path = Path(self._scratch.name) / f"{self.paper.stem}.pdf"
        try:
            write_atomically(free_name(path) if path.exists() else path, self.paper.content)
        except TargetError as problem:
            self.strip.say(str(problem), "error")
            return
        if not open_outside(path):
            self.strip.say(
                "电脑上没有能打开 PDF 的程序。可以到「导出」写出 PDF，拿到别的电脑上打印。", "error"
            )

    def print_all(self) -> None:
        """Print the report."""
        if self.paper is not None and self._whole:
            self._print(range(len(self.paper)))

    def print_tables(self) -> None:
        """Print the official tables only."""
        if self.paper is not None and self._whole:
            self._print(self.paper.tables)

    def _print(self, offered: range) -> None:
        if self.paper is None or not offered or self._printing.busy:
            return
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setDocName(self.paper.stem)
        if not self.ask(printer, offered):
            return
        pages = chosen_pages(printer, self.view.page, offered)
        if not pages:
            self.strip.say("所选的页码范围里没有页面，没有打印。", "error")
            return
        self._all.setEnabled(False)
        self._tables.setEnabled(False)
        self.strip.begin("正在送往打印机…")
        self._printing.start(
            printing(self.paper.content, self.paper.stem, printer, in_print_order(pages, printer))
        )

    def ask(self, printer: QPrinter, offered: range) -> bool:
        """The system's print dialog: printer, range, copies, duplex."""
        dialog = QPrintDialog(printer, self)
        dialog.setWindowTitle("打印")
        option = QPrintDialog.PrintDialogOption
        dialog.setOption(option.PrintPageRange)
        dialog.setOption(option.PrintCollateCopies)
        dialog.setOption(option.PrintCurrentPage, on=self.view.page in offered)
        dialog.setMinMax(offered[0] + 1, offered[-1] + 1)
        dialog.setFromTo(offered[0] + 1, offered[-1] + 1)
        agreed = dialog.exec() == QDialog.DialogCode.Accepted
        dialog.deleteLater()
        return agreed

    def _printed(self, count: int) -> None:
        self.strip.say(f"已送往打印机，共 {count} 页。", "done")

    def _may_print(self) -> None:
        there = self.paper is not None and self._whole
        free = there and not self._printing.busy
        self._all.setEnabled(free)
        self._reader.setEnabled(there)
        self._tables.setEnabled(free and self.paper is not None and bool(self.paper.tables))

    @property
    def printing(self) -> bool:
        """Whether pages are on their way to the printer."""
        return self._printing.busy

    # --- going ---------------------------------------------------------------------------------

    def leave(self) -> None:
        """Let every thread end before the page goes."""
        super().leave()
        self.papers.stop()
        self.finder.stop()
        self.view.painter.stop()
        self._printing.stop()
        if self.paper is not None:
            self.paper.close()
        if self._scratch is not None:
            self._scratch.cleanup()
