"""验包: read a package or folder back, and show what does not agree with its data."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QHeaderView, QLineEdit, QTreeWidget, QTreeWidgetItem, QWidget

from jixiao_desktop.output.differences import VerifyReport
from ui.fields.editors import EnterIsNext
from ui.handin.background import Background, Job
from ui.handin.strip import ProgressStrip
from ui.icons import icon
from ui.pages.base import PageView
from ui.plan import Page
from ui.widgets import button, label, row
from ui.workspace import Workspace

EMPTY = (
    "选一个报送材料压缩包，或放着成果文件的文件夹。程序会把里面 Word、Excel 的每个数和每句话读出来，"
    "与包里的数据逐一核对；在 WPS 里改过的也查得出。只读取，不改动任何文件。"
)
HEADINGS = ("在哪里", "问题", "应为", "文件中是")


class VerifyPage(PageView):
    """Checks what is about to be handed in, or what was received."""

    def __init__(self, page: Page, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(page, workspace, parent)
        self.hide_help()
        self.report: VerifyReport | None = None
        self.target = QLineEdit()
        self.target.setAccessibleName("报送材料或文件夹")
        self.target.setPlaceholderText("报送材料（.zip）或文件夹")
        self._enter = EnterIsNext(self)
        self.target.installEventFilter(self._enter)
        self.target.textChanged.connect(lambda text: self.go.setEnabled(bool(text.strip())))
        self.go = button("验包", self.verify, role="primary")
        self.go.setEnabled(False)
        self.work = Background(self)
        self.work.done.connect(self.show_report)
        self.work.stopped.connect(lambda _text: self._show_empty(empty=True))
        self.work.ended.connect(self._ended)
        self.strip = ProgressStrip(self.work, "核对完手上这个文件就停…", self)
        self._icon = label("")
        self._icon.setFixedWidth(24)
        self.verdict = label("", "group-title", wrap=True)
        self._none = label(EMPTY, "soft", wrap=True)
        self.list = QTreeWidget()
        self.list.setAccessibleName("验包结果")
        self.list.setHeaderLabels(list(HEADINGS))
        self.list.setWordWrap(True)
        self.list.header().setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        for column, width in enumerate((520, 90, 220)):
            self.list.header().resizeSection(column, width)
        where = row(
            self.target,
            button("选压缩包…", self._browse_file),
            button("选文件夹…", self._browse_folder),
            self.go,
        )
        where.setStretch(0, 1)
        said = row(self._icon, self.verdict, spacing=6)
        said.setStretch(1, 1)
        self.body.addLayout(where)
        self.body.addWidget(self.strip)
        self.body.addLayout(said)
        self.body.addWidget(self._none)
        self.body.addWidget(self.list, 1)
        self.body.addStretch(0)
        self._spare = self.body.count() - 1
        self._show_empty(empty=True)

    def _show_empty(self, *, empty: bool) -> None:
        self._none.setVisible(empty)
        self.list.setVisible(not empty)
        self._icon.setVisible(not empty)
        self.verdict.setVisible(not empty)
        self.body.setStretch(self._spare, 1 if empty else 0)

    def _browse_file(self) -> None:
        start = self.target.text() or self.workspace.settings.folder("导出")
        chosen, _ = QFileDialog.getOpenFileName(self, "选报送材料", start, "报送材料 (*.zip)")
        self._choose(chosen)

    def _browse_folder(self) -> None:
        start = self.target.text() or self.workspace.settings.folder("导出")
        self._choose(QFileDialog.getExistingDirectory(self, "选放着成果文件的文件夹", start))

    def _choose(self, chosen: str) -> None:
        if chosen:
            self.target.setText(chosen)
            self.go.setFocus()

    def begin(self) -> None:
        """A path can be typed or pasted at once."""
        self.target.setFocus()

    def verify(self) -> None:
        """Read everything back, in the background."""
        text = self.target.text().strip().strip('"')
        if not text or self.work.busy:
            return
        path = Path(text).expanduser()
        if not path.exists():
            self.strip.say(f"没有找到「{path}」，请检查路径，或用右边的按钮选。", "error")
            return
        self.go.setEnabled(False)
        self._show_empty(empty=True)
        self._none.hide()
        self.strip.begin(f"正在核对「{path.name}」…")
        self.work.start(_verifying(path))

    def _ended(self) -> None:
        self.go.setEnabled(True)
        if self.isVisible():
            (self.list if self.list.topLevelItemCount() and self.list.isVisible() else self.go).setFocus()

    def show_report(self, report: VerifyReport) -> None:
        """Show the outcome: differences by file, then notices, then what agrees."""
        self.report = report
        self.strip.say("")
        self._show_empty(empty=False)
        self._icon.setPixmap(icon(("done", "verify", "error")[report.exit_code]).pixmap(20, 20))
        self.verdict.setText("不是可以接受的报送材料" if report.refused else report.verdict)
        self.list.clear()
        self._group("不予接受的原因", "error", [(reason, "", "", "") for reason in report.refused])
        for file in dict.fromkeys(item.file for item in report.differences):
            found = [
                (d.place, str(d.kind), d.expected, d.found) for d in report.differences if d.file == file
            ]
            self._group(file, "verify", found)
        self._group("提示", "hint", [(notice, "", "", "") for notice in report.notices])
        differing = {item.file for item in report.differences}
        self._group(
            "与数据一致的文件", "done", [(name, "", "", "") for name in report.files if name not in differing]
        )
        top = self.list.topLevelItem(0)
        if top is not None:
            self.list.setCurrentItem(top.child(0))

    def _group(self, title: str, picture: str, lines: list[tuple[str, str, str, str]]) -> None:
        if not lines:
            return
        group = QTreeWidgetItem([f"{title}（{len(lines)}）"])
        group.setIcon(0, icon(picture))
        font = group.font(0)
        font.setBold(True)
        group.setFont(0, font)
        for texts in lines:
            line = QTreeWidgetItem(list(texts))
            for column, text in enumerate(texts):
                line.setToolTip(column, text)
                line.setTextAlignment(column, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
            group.addChild(line)
            if not any(texts[1:]):
                line.setFirstColumnSpanned(True)
        self.list.addTopLevelItem(group)
        group.setFirstColumnSpanned(True)
        group.setExpanded(True)
        for number in range(group.childCount()):
            group.child(number).setFirstColumnSpanned(not any(lines[number][1:]))

    def leave(self) -> None:
        """Let the thread end before the page goes."""
        super().leave()
        self.work.stop()


def _verifying(path: Path) -> Job:
    def job(work: Background) -> VerifyReport:
        from jixiao_desktop.output.verify import verify

        def progress(done: int, steps: int, name: str) -> None:
            work.progressed.emit(done, steps, f"正在核对（{done + 1}/{steps}）{name}")

        return verify(path, progress=progress, cancelled=lambda: work.cancelled)

    return job
