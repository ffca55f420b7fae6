"""The first screen: new, open, example, import, and the files opened lately."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from jixiao_desktop.resources import examples
from ui.icons import icon
from ui.settings import Settings
from ui.widgets import button, card, clear, label, scrolled, set_state

WIDTH = 860


class StartScreen(QWidget):
    """Shown while no 账套 is open."""

    new_asked = Signal()
    open_asked = Signal()
    import_asked = Signal()
    books_asked = Signal()
    file_asked = Signal(str)
    example_asked = Signal(str)

    def __init__(self, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("canvas")
        self._settings = settings
        holder = QWidget()
        holder.setMaximumWidth(WIDTH)
        inside = QVBoxLayout(holder)
        inside.setSpacing(12)
        inside.addLayout(self._head())
        inside.addSpacing(6)
        self._said = label("", "small", wrap=True)
        set_state(self._said, "error")
        self._said.hide()
        inside.addWidget(self._said)
        self.new = button(
            "新建账套\n填单位、年度，选好模板就开始", self.new_asked.emit, role="card", icon_name="new"
        )
        open_ = button(
            "打开账套…\n打开已有的 .jixiao 文件", self.open_asked.emit, role="card", icon_name="open"
        )
        import_ = button(
            "导入数据…\n从数据交换文件（.yaml）或报送材料（.zip）开始",
            self.import_asked.emit,
            role="card",
            icon_name="import",
        )
        books = button(
            "导入部门决算工作簿…\n从决算软件导出的表（.xls、.xlsx）开始",
            self.books_asked.emit,
            role="card",
            icon_name="deliver",
        )
        cards = QGridLayout()
        cards.setSpacing(12)
        for number, made in enumerate((self.new, open_, books, import_)):
            made.setMinimumHeight(72)
            made.setAccessibleName(made.text().replace("\n", "，"))
            cards.addWidget(made, number // 2, number % 2)
        inside.addLayout(cards)
        inside.addSpacing(6)
        self._recent = QVBoxLayout()
        self._recent.setSpacing(2)
        inside.addWidget(card(self._recent))
        inside.addWidget(card(self._examples()))
        inside.addStretch(1)
        outer = QHBoxLayout()
        outer.addStretch(1)
        outer.addWidget(holder, 10)
        outer.addStretch(1)
        page = QWidget()
        page.setLayout(outer)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 24, 24, 16)
        layout.addWidget(scrolled(page))
        self.refresh()

    def _head(self) -> QHBoxLayout:
        picture = QLabel()
        picture.setPixmap(icon("app").pixmap(48, 48))
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(label("绩效决算助手", "page-title"))
        words.addWidget(
            label("每个数只填一次：正文、附表、图和绩效自评表都由它生成，前后不会打架。", "soft", wrap=True)
        )
        head = QHBoxLayout()
        head.setSpacing(14)
        head.addWidget(picture)
        head.addLayout(words, 1)
        return head

    def _examples(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(2)
        column.addWidget(label("打开示例看看", "group-title"))
        for name, title in examples():
            made = button(title, lambda n=name: self.example_asked.emit(n), role="link", icon_name="example")
            column.addWidget(made, 0, Qt.AlignmentFlag.AlignLeft)
        return column

    def say(self, text: str) -> None:
        """Say what went wrong on closing; nothing with an empty text."""
        self._said.setText(text)
        self._said.setVisible(bool(text))

    def refresh(self) -> None:
        """List the files opened lately."""
        clear(self._recent)
        self._recent.addWidget(label("最近打开", "group-title"))
        files = self._settings.recent()
        if not files:
            self._recent.addWidget(label("还没有。点“新建账套”开始，或先打开一个示例看看。", "soft"))
        for file in files:
            path = Path(file)
            made = button(f"{path.stem}　{path.parent}", lambda f=file: self.file_asked.emit(f), role="link")
            made.setToolTip(file)
            self._recent.addWidget(made, 0, Qt.AlignmentFlag.AlignLeft)
