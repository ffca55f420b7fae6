"""导出: formats and folder, one button, progress, and what was written."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QStandardPaths, Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QCheckBox,
    QFileDialog,
    QGridLayout,
    QLineEdit,
    QProgressBar,
    QVBoxLayout,
    QWidget,
)

from jixiao_desktop.output.deliver import Existing, TakenError
from ui.fields.editors import EnterIsNext
from ui.handin.targets import OVERWRITE, ask
from ui.icons import icon
from ui.pages.base import PageView
from ui.pages.exporting import Exporter
from ui.plan import Page
from ui.widgets import button, card, clear, label, row, scrolled, set_state
from ui.workspace import Workspace

BESIDE_ALL = "另存为 (2)"
FORMATS = {
    "docx": "Word 报告（可再改版式）",
    "xlsx": "Excel 附表和自评表（带公式）",
    "pdf": "PDF（打印、上报）",
    "audit": "审核报告（Word 和 Excel，存档用）",
}
ON_WISH = ("audit",)
MOST_LISTED = 30


class ExportPage(PageView):
    """Writes the deliverables."""

    def __init__(self, page: Page, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(page, workspace, parent)
        self.hide_help()
        self._exporter: Exporter | None = None
        self._verdict_icon = label("")
        self._verdict = label("", "label", wrap=True)
        self.formats = {name: QCheckBox(title) for name, title in FORMATS.items()}
        for name, box in self.formats.items():
            box.setChecked(name not in ON_WISH)
        self.folder = QLineEdit(self._usual_folder())
        self.folder.setAccessibleName("导出到文件夹")
        self._enter = EnterIsNext(self)
        self.folder.installEventFilter(self._enter)
        self.go = button("导出", self.export, role="primary", icon_name="")
        self.stop = button("取消", self._cancel)
        self.stop.hide()
        self.look = button("打开所在文件夹", lambda: _open(self._written[0].parent))
        self.look.hide()
        self._written: list[Path] = []
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.hide()
        self.said = label("", "label", wrap=True)
        self.said.hide()
        self._files = QVBoxLayout()
        self._files.setSpacing(2)
        self._lay_out()
        self.show_findings()

    def _lay_out(self) -> None:
        self._verdict_icon.setFixedWidth(24)
        state = row(self._verdict_icon, self._verdict, spacing=8)
        state.setStretch(1, 1)
        what = QVBoxLayout()
        what.setSpacing(6)
        what.addWidget(label("导出什么", "group-title"))
        boxes = QGridLayout()
        boxes.setHorizontalSpacing(24)
        boxes.setColumnStretch(2, 1)
        for number, box in enumerate(self.formats.values()):
            boxes.addWidget(box, number // 2, number % 2)
        what.addLayout(boxes)
        what.addWidget(label("数据交换文件总会一起写出，可以导入到另一台电脑。", "small"))
        where = QVBoxLayout()
        where.setSpacing(6)
        where.addWidget(label("导出到哪里", "group-title"))
        where.addLayout(row(self.folder, button("选择文件夹…", self._browse)))
        where.addLayout(row(self.go, self.stop, self.look, None))
        where.addWidget(self.bar)
        where.addWidget(self.said)
        where.addLayout(self._files)
        holder = QWidget()
        inside = QVBoxLayout(holder)
        inside.setContentsMargins(0, 0, 6, 0)
        inside.setSpacing(12)
        top = QVBoxLayout()
        top.addLayout(state)
        inside.addWidget(card(top))
        inside.addWidget(card(what))
        inside.addWidget(card(where))
        inside.addStretch(1)
        self.body.addWidget(scrolled(holder), 1)

    def _usual_folder(self) -> str:
        settings = self.workspace.settings
        documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        path = self.workspace.session.path
        usual = str(path.parent / "成果") if path is not None else str(Path(documents) / "成果")
        return settings.folder("导出") or usual

    def begin(self) -> None:
        """Enter exports."""
        self.go.setFocus()

    def show_findings(self) -> None:
        """Say whether it will be a draft."""
        verdict = self.workspace.verdict
        self._verdict_icon.setPixmap(
            icon("error" if verdict.errors else "done" if verdict.final else "unfilled").pixmap(20, 20)
        )
        text = (
            "审核已通过，导出的就是定稿。"
            if verdict.final
            else f"{verdict.text}。现在导出的是草稿，每页会印“草稿”二字；处理完再导出就是定稿。"
        )
        self._verdict.setText(text)

    def _browse(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, "导出到文件夹", self.folder.text())
        if chosen:
            self.folder.setText(chosen)

    def export(self) -> None:
        """Write everything that is chosen, in the background; asks before it replaces files."""
        self._export(Existing.REFUSE)

    def _export(self, existing: Existing) -> None:
        if self._exporter is not None:
            return
        folder = Path(self.folder.text().strip()).expanduser()
        self.workspace.settings.remember_folder("导出", str(folder))
        formats = [name for name, box in self.formats.items() if box.isChecked()]
        self._exporter = Exporter(
            self.workspace.evaluation,
            folder,
            formats,
            final=self.workspace.verdict.final,
            existing=existing,
        )
        self._taken: TakenError | None = None
        self._exporter.taken.connect(self._on_taken)
        self._exporter.progressed.connect(self._on_progress)
        self._exporter.written.connect(self._on_written)
        self._exporter.stopped.connect(self._on_stopped)
        self._exporter.finished.connect(self._on_finished)
        clear(self._files)
        self.look.hide()
        self.bar.setRange(0, 0)
        self.bar.show()
        self.stop.show()
        self.go.setEnabled(False)
        self.stop.setFocus()
        self._say("正在准备…")
        self._exporter.start()

    def _cancel(self) -> None:
        if self._exporter is not None:
            self._exporter.cancel()
            self._say("写完手上这个文件就停…")

    def _on_progress(self, done: int, steps: int, name: str) -> None:
        self.bar.setRange(0, steps)
        self.bar.setValue(done)
        self._say(f"正在写（{done + 1}/{steps}）{name}")

    def _on_written(self, paths: list[Path]) -> None:
        self.workspace.deliverables = tuple(paths)
        self._say(f"导出完成，共 {len(paths)} 个文件。", "done")
        self._written = paths
        self.look.setVisible(bool(paths))
        for path in paths[:MOST_LISTED]:
            made = button(path.name, lambda p=path: _open(p), role="link", help_text="打开这个文件")
            self._files.addWidget(made, 0, Qt.AlignmentFlag.AlignLeft)
        if more := paths[MOST_LISTED:]:
            self._files.addWidget(label(f"……还有 {len(more)} 个，都在这个文件夹里。", "soft"))
        self.workspace.findings_changed.emit()

    def _on_stopped(self, text: str) -> None:
        self._say(text, "error")

    def _on_taken(self, taken: TakenError) -> None:
        self._taken = taken
        self._say(str(taken), "verify")

    def _ask_about(self, taken: TakenError) -> None:
        """Files are in the way: replace them, write beside them, or leave it."""
        question = f"{taken}还没有写任何文件。"
        answer = ask(self, question, (BESIDE_ALL,) if taken.busy else (OVERWRITE, BESIDE_ALL))
        if answer:
            self._export(Existing.REPLACE if answer == OVERWRITE else Existing.KEEP)

    def _on_finished(self) -> None:
        exporter, self._exporter = self._exporter, None
        if exporter is not None:
            exporter.deleteLater()
        self.bar.hide()
        self.stop.hide()
        self.go.setEnabled(True)
        if self.isVisible():
            self.go.setFocus()
        taken, self._taken = self._taken, None
        if taken is not None:
            self._ask_about(taken)

    def _say(self, text: str, state: str = "") -> None:
        self.said.setText(text)
        self.said.show()
        set_state(self.said, state)

    @property
    def busy(self) -> bool:
        """Whether files are being written."""
        return self._exporter is not None

    def leave(self) -> None:
        """Let the thread end before the page goes."""
        super().leave()
        if self._exporter is not None:
            self._exporter.cancel()
            self._exporter.wait()


def _open(path: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))
