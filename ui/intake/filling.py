"""填县里发的表: an empty workbook of the bureau gets the figures; what found none is listed."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QCloseEvent, QDesktopServices
from PySide6.QtWidgets import QDialog, QFileDialog, QLabel, QProgressBar, QVBoxLayout, QWidget

from jixiao_desktop.intake.filling import Filled
from ui.intake.lists import LinesView
from ui.intake.reading import Filler
from ui.intake.words import Line
from ui.widgets import button, label, row, set_state
from ui.workspace import Workspace

SIZE = (900, 500)


class FillDialog(QDialog):
    """Fills in the background, lists what found no figure, saves where the clerk says."""

    def __init__(self, workspace: Workspace, path: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("填县里发的表")
        self.resize(*SIZE)
        self._workspace, self._path = workspace, path
        self.filled: Filled | None = None
        self.saved: Path | None = None
        self.headline = label(f"正在填 {path.name}…", "group-title", wrap=True)
        self.said = label(
            "只填空着的格，格式、公式和已有内容都不动；原文件不改，另存一份。", "soft", wrap=True
        )
        self.bar = QProgressBar()
        self.bar.setRange(0, 0)
        self.bar.setTextVisible(False)
        self.list = LinesView("没有填上的", ("情况", "位置", "说明"), (90, 280, 300), 2, self)
        self.list.hide()
        self.empty: QLabel = label("", "soft", wrap=True)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.save = button("另存为…", self._ask_save, role="primary")
        self.save.setEnabled(False)
        self.open = button("打开看看", self._open)
        self.open.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 14, 20, 16)
        layout.setSpacing(10)
        for part in (self.headline, self.said, self.bar):
            layout.addWidget(part)
        layout.addWidget(self.list, 1)
        layout.addWidget(self.empty, 1)
        layout.addLayout(row(self.open, None, button("关闭", self.close), self.save))
        self._filler: Filler | None = Filler(path, workspace.evaluation)
        self._filler.done.connect(self._show)
        self._filler.refused.connect(self._refuse)
        self._filler.finished.connect(self._finished)
        self._filler.start()

    def _refuse(self, sentence: str) -> None:
        self.bar.hide()
        self.headline.setText("没有填")
        self.said.setText(sentence)
        set_state(self.said, "error")

    def _finished(self) -> None:
        filler, self._filler = self._filler, None
        if filler is not None:
            filler.deleteLater()

    def _show(self, filled: Filled) -> None:
        self.filled = filled
        self.bar.hide()
        lines = lines_of(filled)
        self.list.lines.show_lines(lines)
        self.list.setVisible(bool(lines))
        self.empty.setVisible(not lines)
        if not filled.written:
            self.headline.setText(f"「{self._path.name}」里没有可以填的格")
            self.said.setText(
                "可能不是决算表、已经填过，或者数还没有录入。下面是原因。"
                if lines
                else "所有的格都已经有内容。"
            )
            return
        self.headline.setText(f"填好 {len(filled.written)} 格")
        if lines:
            self.said.setText(f"有 {len(lines)} 处没有填上，列在下面；补录后可以再填一次。")
        self.empty.setText("每一格都填上了。")
        self.save.setEnabled(True)
        self.save.setFocus()

    def _ask_save(self) -> None:
        folder = self._workspace.settings.folder("导出")
        start = str(Path(folder) / f"{self._path.stem}（已填）.xlsx")
        chosen, _ = QFileDialog.getSaveFileName(self, "另存填好的表", start, "工作簿 (*.xlsx)")
        if chosen:
            self.save_to(Path(chosen))

    def save_to(self, path: Path) -> None:
        """Write the filled workbook."""
        from jixiao_desktop.output.atomic import TargetError, write_atomically

        assert self.filled is not None
        try:
            write_atomically(path, self.filled.data)
        except TargetError as problem:
            self.said.setText(str(problem))
            set_state(self.said, "error")
            return
        self.saved = path
        self.said.setText(f"已写到 {path}")
        set_state(self.said, "done")
        self.open.show()

    def _open(self) -> None:
        if self.saved is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self.saved)))

    def closeEvent(self, event: QCloseEvent) -> None:
        """The thread ends before the window goes."""
        if self._filler is not None:
            self._filler.stop()
            self._filler.wait()
        super().closeEvent(event)


def lines_of(filled: Filled) -> list[Line]:
    """What was not filled, and why."""
    return [
        *(Line(("没有取用", f"{s.book} · {s.sheet}", s.reason), "verify") for s in filled.skipped),
        *(Line(("没有填", "—", text), "verify") for text in filled.without_row),
        *(Line(("没有数", str(place), "这个数还没有录入"), "unfilled") for place in filled.without_figure),
    ]
