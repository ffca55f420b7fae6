"""「开始前请准备」: what to have at hand, and a button that prints the list."""

from __future__ import annotations

from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from ui.pages.base import PageView
from ui.plan import Page
from ui.widgets import button, card, label, row, scrolled
from ui.workspace import Workspace

HOURS = (
    "收支各表可以从 Excel、WPS 成块复制粘贴，也可以用数字小键盘一路回车录入。",
    "左边任务列表不分先后，哪里有材料就先填哪里；底部一行随时告诉您还差什么。",
    "按 F8 跳到下一处要处理的地方，Ctrl+Z 撤销，Ctrl+PageDown 到下一页。",
)


class PreparePage(PageView):
    """The first page."""

    def __init__(self, page: Page, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(page, workspace, parent)
        self.hide_help()
        self.print_button = button("打印这张清单", self._print, icon_name="print")
        self.next_button = button("开始填写", self._go_on, role="primary")
        things = QVBoxLayout()
        things.setSpacing(4)
        things.addWidget(label("手边要有", "group-title"))
        for item in page.items:
            things.addWidget(QCheckBox(item))
        tips = QVBoxLayout()
        tips.setSpacing(6)
        tips.addWidget(label("怎么填最快", "group-title"))
        for line in HOURS:
            tips.addWidget(label(line, "label", wrap=True))
        holder = QWidget()
        inside = QVBoxLayout(holder)
        inside.setContentsMargins(0, 0, 6, 0)
        inside.setSpacing(12)
        inside.addWidget(card(things))
        inside.addWidget(card(tips))
        inside.addLayout(row(self.next_button, self.print_button, None))
        inside.addStretch(1)
        self.body.addWidget(scrolled(holder), 1)

    def begin(self) -> None:
        """Enter goes on."""
        self.next_button.setFocus()

    def _go_on(self) -> None:
        pages = self.workspace.plan.pages
        following = pages[min(pages.index(self.page) + 1, len(pages) - 1)]
        self.workspace.jump_requested.emit(following.id, ())

    def _print(self) -> None:
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter

        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        dialog = QPrintDialog(printer, self)
        if dialog.exec() == QPrintDialog.DialogCode.Accepted:
            self.document().print_(printer)
        dialog.deleteLater()

    def document(self) -> QTextDocument:
        """The list as it is printed."""
        facts = self.workspace.facts
        name = (facts.unit.name if facts.unit else "") or ""
        document = QTextDocument(self)
        lines = "\n".join(f"□　{item}" for item in self.page.items)
        document.setPlainText(f"{name}{facts.year}年度 {self.page.id}\n\n{lines}\n")
        return document
