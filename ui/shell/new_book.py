"""New 账套: unit, year and pack, chosen once, and where the file lies."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QDate, QStandardPaths, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from jixiao_desktop.ledger.facts import UnitInfo, UnitYear
from ui.fields.editors import EnterIsNext
from ui.settings import Settings
from ui.widgets import button, card, column, label, row, set_state

FIRST_YEAR, LAST_YEAR = 2018, 2099
SUFFIX = ".jixiao"
WIDTH = 860


class NewBookScreen(QWidget):
    """Asks for what a 账套 needs to begin."""

    made = Signal(object, object)
    """Facts and path of the new 账套."""
    left = Signal()

    def __init__(self, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("canvas")
        self._settings = settings
        self._own_path = False
        self.name = QLineEdit()
        self.name.setPlaceholderText("与公章一致的全称")
        self.year = QSpinBox()
        self.year.setRange(FIRST_YEAR, LAST_YEAR)
        self.year.setValue(QDate.currentDate().year() - 1)
        self.pack = QComboBox()
        self.path = QLineEdit()
        self.said = label("", "small", wrap=True)
        self._serves = label("", "small", wrap=True)
        self.create = button("建立账套", self._make, role="primary")
        self._lay_out()
        self.name.textChanged.connect(lambda _text: self._suggest())
        self.year.valueChanged.connect(lambda _year: self._year_changed())
        self.pack.currentIndexChanged.connect(lambda _index: self._pack_changed())
        self.path.textEdited.connect(lambda _text: setattr(self, "_own_path", True))
        self._enter = EnterIsNext(self)
        for editor in (self.name, self.path):
            editor.installEventFilter(self._enter)

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.setLabelAlignment(Qt.AlignmentFlag.AlignRight)
        form.setHorizontalSpacing(14)
        form.setVerticalSpacing(12)
        form.addRow("单位全称(&N)", self.name)
        form.addRow("年度(&Y)", self.year)
        form.addRow("模板(&T)", self.pack)
        form.addRow("", self._serves)
        browse = button("选择位置…", self._browse)
        file_label = QLabel("账套文件(&F)")
        file_label.setBuddy(self.path)
        form.addRow(file_label, row(self.path, browse))
        for editor, name in (
            (self.name, "单位全称"),
            (self.year, "年度"),
            (self.pack, "模板"),
            (self.path, "账套文件"),
        ):
            editor.setAccessibleName(name)
        inside = QVBoxLayout()
        inside.setSpacing(12)
        inside.addLayout(form)
        inside.addWidget(self.said)
        inside.addLayout(row(None, button("返回", self.left.emit), self.create))
        holder = QWidget()
        holder.setMaximumWidth(WIDTH)
        said = label(
            "一个账套放一个单位的各个年度。单位、年度和模板在这里选一次；"
            "全部内容都存在下面这一个文件里，可以拷到 U 盘。",
            "soft",
            wrap=True,
        )
        holder.setLayout(column(label("新建账套", "page-title"), said, card(inside), None, spacing=12))
        outer = QHBoxLayout(self)
        outer.setContentsMargins(24, 32, 24, 16)
        outer.addStretch(1)
        outer.addWidget(holder, 10)
        outer.addStretch(1)

    def begin(self) -> None:
        """Start with empty fields."""
        self._own_path = False
        self.name.clear()
        self._say("")
        self._list_packs()
        self._suggest()
        self.name.setFocus()

    def _list_packs(self) -> None:
        from jixiao_desktop.packs.loader import list_packs

        self._packs = list_packs()
        self._year_changed()

    def _year_changed(self) -> None:
        """Packs that serve the year come first and are told apart from those that don't."""
        year, chosen = self.year.value(), self.pack.currentData()
        ordered = sorted(self._packs, key=lambda pack: (not pack.serves(year), -(pack.first_year or 0)))
        self.pack.blockSignals(True)
        self.pack.clear()
        for pack in ordered:
            note = "" if pack.serves(year) else f"（适用{pack.years_text}）"
            self.pack.addItem(f"{pack.name}{note}", pack.id)
        index = self.pack.findData(chosen)
        fits = any(pack.id == chosen and pack.serves(year) for pack in ordered)
        self.pack.setCurrentIndex(index if fits else 0)
        self.pack.blockSignals(False)
        self._pack_changed()
        self._suggest()

    def _pack_changed(self) -> None:
        pack = next((pack for pack in self._packs if pack.id == self.pack.currentData()), None)
        if pack is None:
            return
        serves = pack.serves(self.year.value())
        text = (
            f"适用{pack.years_text}"
            if serves
            else f"这个模板适用{pack.years_text}，{self.year.value()}年度的内容可能对不上"
        )
        self._serves.setText(text)
        set_state(self._serves, "" if serves else "verify")

    def _suggest(self) -> None:
        """A place for the file, until the clerk writes another."""
        if self._own_path:
            return
        folder = self._settings.folder("账套") or QStandardPaths.writableLocation(
            QStandardPaths.StandardLocation.DocumentsLocation
        )
        name = "".join(mark for mark in self.name.text().strip() if mark not in '\\/:*?"<>|') or "新账套"
        self.path.setText(str(Path(folder) / f"{name}{SUFFIX}"))

    def _browse(self) -> None:
        chosen, _ = QFileDialog.getSaveFileName(
            self, "账套文件放在哪里", self.path.text(), f"账套 (*{SUFFIX})"
        )
        if chosen:
            self._own_path = True
            self.path.setText(chosen)

    def _make(self) -> None:
        name = " ".join(self.name.text().split())
        if not name:
            self._say("请先填单位全称。")
            self.name.setFocus()
            return
        path = Path(self.path.text().strip()).expanduser()
        if path.suffix != SUFFIX:
            path = path.with_name(path.name + SUFFIX)
        if path.exists():
            self._say(f"「{path.name}」已经有了，没有动它。请换一个文件名，或返回用“打开账套”。")
            self.path.setFocus()
            return
        self._settings.remember_folder("账套", str(path.parent))
        facts = UnitYear(
            template=str(self.pack.currentData()), year=self.year.value(), unit=UnitInfo(name=name)
        )
        self.made.emit(facts, path)

    def _say(self, text: str) -> None:
        self.said.setText(text)
        self.said.setVisible(bool(text))
        set_state(self.said, "error" if text else "")

    def say_problem(self, text: str) -> None:
        """The file could not be made: say why."""
        self._say(text)
