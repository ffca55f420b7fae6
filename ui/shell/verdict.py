"""The verdict line at the bottom: whether the report can be made, what is missing, whether all is saved."""

from __future__ import annotations

from collections import Counter

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from ui.icons import icon
from ui.widgets import button, label, set_state
from ui.workspace import Workspace

SAID_MS = 12_000


class VerdictBar(QWidget):
    """One line: verdict, counts, what was said last, saved or not."""

    list_asked = Signal()
    next_asked = Signal(int)

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("verdictbar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._workspace = workspace
        self._icon, self._shown_icon = QLabel(), ""
        self._verdict = button("", self.list_asked.emit, role="link", help_text="打开、收起审核结果")
        self._counts = label("", "small")
        self._said = label("", "small")
        self._said.setSizePolicy(
            self._said.sizePolicy().Policy.Ignored, self._said.sizePolicy().Policy.Preferred
        )
        self._saved = label("", "small")
        self._next = button(
            "下一条 F8",
            lambda: self.next_asked.emit(1),
            role="quiet",
            help_text="到下一条要处理的地方；Shift+F8 上一条",
        )
        self._quiet = QTimer(self)
        self._quiet.setSingleShot(True)
        self._quiet.setInterval(SAID_MS)
        self._quiet.timeout.connect(lambda: self.say(""))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(14, 3, 14, 3)
        layout.setSpacing(10)
        layout.addWidget(self._icon)
        layout.addWidget(self._verdict)
        layout.addWidget(self._counts)
        layout.addWidget(self._next)
        layout.addWidget(self._said, 1)
        layout.addWidget(self._saved)
        workspace.findings_changed.connect(self.refresh)
        workspace.saved_changed.connect(self.refresh_saved)
        workspace.closed.connect(lambda: self.say(""))
        workspace.failed.connect(lambda text: self.say(text, wrong=True))

    def refresh(self) -> None:
        """Show the verdict as it is now."""
        if not self._workspace.is_open:
            return
        verdict = self._workspace.verdict
        counts = Counter(str(f.level) for f in self._workspace.findings if not f.closed)
        name = "error" if verdict.errors else "done" if verdict.final else "unfilled"
        if name != self._shown_icon:
            self._shown_icon = name
            self._icon.setPixmap(icon(name).pixmap(18, 18))
        if self._verdict.text() != f"{verdict.text} ▴":
            self._verdict.setText(f"{verdict.text} ▴")
            self._verdict.setAccessibleName(f"审核结论：{verdict.text}")
        self._counts.setText(
            " · ".join(
                f"{level} {counts[level]}" for level in ("错误", "核实", "未填", "提示") if counts[level]
            )
        )
        self._next.setEnabled(bool(counts))
        self.refresh_saved()

    def refresh_saved(self) -> None:
        """Show whether everything is in the file."""
        if self._workspace.is_open:
            self._saved.setText(saved_text(self._workspace))

    def say(self, text: str, *, wrong: bool = False) -> None:
        """Say something for a while."""
        self._said.setText(text)
        self._said.setToolTip(text)
        set_state(self._said, "error" if wrong else "")
        if text:
            self._quiet.start()


def saved_text(workspace: Workspace) -> str:
    """已保存 14:03, 正在保存…, or that there is no file yet."""
    session = workspace.session
    if session.read_only is not None:
        return "只读打开"
    if session.path is None:
        return "还没有存成账套文件"
    if session.unsaved:
        return "有修改没有存上"
    if not session.saved:
        return "正在保存…"
    return f"已保存 {session.saved_at.astimezone():%H:%M}" if session.saved_at else "已保存"
