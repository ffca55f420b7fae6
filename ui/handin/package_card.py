"""报送材料: one package with everything, its size, and what may be left out of it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QStandardPaths, Signal
from PySide6.QtWidgets import QCheckBox, QFileDialog, QFrame, QLineEdit, QSpinBox, QVBoxLayout, QWidget

from jixiao_desktop.engine.evaluation import Evaluation
from jixiao_desktop.output.package import MAIL_LIMIT, Package
from ui.fields.editors import EnterIsNext
from ui.handin.background import Background, Job
from ui.handin.mail_card import MailCard
from ui.handin.strip import ProgressStrip
from ui.widgets import button, clear, label, row, set_state
from ui.workspace import Workspace

MEGABYTE = 1024**2
LIMIT = "邮箱附件上限"
WORDS = {
    "docx": "Word 报告", "xlsx": "Excel 附表和自评表", "pdf": "PDF 报告", "html": "网页", "audit": "审核报告",
}  # fmt: skip


class PackageCard(QFrame):
    """Makes the package that is handed in."""

    written = Signal(object)

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self._workspace = workspace
        self.package: Package | None = None
        self.folder = QLineEdit(self._usual_folder())
        self.folder.setAccessibleName("报送材料放在哪里")
        self._enter = EnterIsNext(self)
        self.folder.installEventFilter(self._enter)
        self.limit = QSpinBox()
        self.limit.setRange(1, 500)
        known = workspace.settings.word(LIMIT)
        self.limit.setValue(int(known) if known.isdecimal() else MAIL_LIMIT // MEGABYTE)
        self.limit.valueChanged.connect(lambda value: workspace.settings.remember_word(LIMIT, str(value)))
        self.limit.setSuffix(" MB")
        self.limit.setAccessibleName(LIMIT)
        self.limit.setFixedWidth(100)
        self.go = button("生成报送材料", self.make, role="primary")
        self.work = Background(self)
        self.work.done.connect(self._made)
        self.work.ended.connect(self._ended)
        self.strip = ProgressStrip(self.work, "做完手上这个文件就停…", self)
        self.hint = label("", "soft", wrap=True)
        self.result = label("", "label", wrap=True)
        self.boxes: dict[str, QCheckBox] = {}
        self._heavy = QVBoxLayout()
        self._heavy.setSpacing(4)
        self.mail = MailCard(workspace, self)
        self._lay_out()

    def _lay_out(self) -> None:
        where = row(self.folder, button("选择文件夹…", self._browse), 12, label(LIMIT), self.limit)
        where.setStretch(0, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 16, 14)
        layout.setSpacing(8)
        layout.addWidget(label("报送材料", "group-title"))
        layout.addWidget(self.hint)
        layout.addLayout(where)
        layout.addLayout(row(self.go, None))
        layout.addWidget(self.strip)
        layout.addWidget(self.result)
        layout.addLayout(self._heavy)
        layout.addWidget(self.mail)
        self.result.hide()

    def _usual_folder(self) -> str:
        path = self._workspace.session.path
        documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        usual = str((path.parent if path else Path(documents)) / "成果")
        return self._workspace.settings.folder("导出") or usual

    def show_state(self, *, frozen: bool) -> None:
        """Say whether it will be a draft."""
        if not self._workspace.verdict.final:
            text = "审核还没有通过，现在生成的是草稿，每页印“草稿”。"
        elif not frozen:
            text = "审核已通过。建议先在上面「定稿」，再生成报送材料。"
        else:
            text = "生成的就是定稿。"
        self.hint.setText(
            f"一个压缩包，里面有报告、附表、自评表、审核报告、数据交换文件和清单，每次用新的版号，不会覆盖旧的。{text}"
        )

    def _browse(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, "报送材料放在哪里", self.folder.text())
        if chosen:
            self.folder.setText(chosen)

    def make(self) -> None:
        """Make the package with everything in it."""
        self._make(())

    def make_lighter(self) -> None:
        """Make it again without what is ticked off."""
        self._make([kind for kind, box in self.boxes.items() if not box.isChecked()])

    def _make(self, leave_out: Collection[str]) -> None:
        if self.work.busy:
            return
        folder = Path(self.folder.text().strip()).expanduser()
        self._workspace.settings.remember_folder("导出", str(folder))
        self.go.setEnabled(False)
        self.result.hide()
        clear(self._heavy)
        self.boxes = {}
        self.mail.hide()
        self.strip.begin("正在准备…")
        final = self._workspace.verdict.final
        limit = self.limit.value() * MEGABYTE
        self.work.start(_packing(self._workspace.evaluation.fork(), folder, leave_out, limit, final=final))

    def _made(self, package: Package) -> None:
        self.package = package
        state = "定稿" if package.manifest.final else "草稿"
        size = size_text(package.size)
        self.strip.say(f"已生成（{state}）：{package.path.name}，{size}。", "done")
        if package.too_large:
            self._offer(package)
        self.mail.show_package(package)
        self.written.emit(package)

    def _offer(self, package: Package) -> None:
        """Too large for the mail: what could be left out, the largest first."""
        self.result.setText(
            f"按邮件编码后约 {size_text(round(package.size * 4 / 3))}，超过邮箱上限 {self.limit.value()} MB。"
            "去掉不必用邮件发的，重新生成；或者用U盘、政务网盘报送这一份。"
        )
        set_state(self.result, "verify")
        self.result.show()
        sizes: dict[str, int] = {}
        for entry in package.heavy:
            sizes[entry.kind] = sizes.get(entry.kind, 0) + entry.size
        for kind, size in sorted(sizes.items(), key=lambda item: -item[1]):
            box = QCheckBox(f"附上{WORDS.get(kind, kind)}（{size_text(size)}）")
            box.setChecked(True)
            self.boxes[kind] = box
            self._heavy.addWidget(box)
        self._heavy.addLayout(row(button("按所选重新生成", self.make_lighter), None))

    def _ended(self) -> None:
        self.go.setEnabled(True)
        if self.isVisible():
            (self.mail.draft if self.mail.isVisible() else self.go).setFocus()


def size_text(size: int) -> str:
    """A size in bytes as people say it."""
    return f"{size / MEGABYTE:.1f} MB" if size >= MEGABYTE else f"{max(1, round(size / 1024))} KB"


def _packing(
    evaluation: Evaluation, folder: Path, leave_out: Collection[str], limit: int, *, final: bool
) -> Job:
    def job(work: Background) -> Package:
        from jixiao_desktop.output.package import write_package

        return write_package(
            evaluation,
            folder,
            made_at=datetime.now().astimezone(),
            final=final,
            leave_out=leave_out,
            mail_limit=limit,
            progress=lambda done, steps, name: work.progressed.emit(
                done, steps, f"正在生成（{done + 1}/{steps}）{name}"
            ),
            cancelled=lambda: work.cancelled,
        )

    return job
