"""The bar at the top: menu, what is open, undo and redo by name, unit, preview."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QWidget

from ui.theme import FONT_SIZES
from ui.widgets import button, label
from ui.workspace import Workspace

if TYPE_CHECKING:
    from jixiao_desktop.packs.model import Pack

TITLE_LETTERS = 18


class TopBar(QWidget):
    """Acts on the whole 账套."""

    home_asked = Signal()
    save_as_asked = Signal()
    copy_asked = Signal()
    import_asked = Signal()
    books_asked = Signal()
    fill_asked = Signal()
    new_year_asked = Signal()
    history_asked = Signal()
    backups_asked = Signal()
    year_asked = Signal(int)
    font_asked = Signal(str)
    preview_folded = Signal(bool)
    commit_asked = Signal()
    """What was typed is to be taken over first."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("topbar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._workspace = workspace
        self._shown: tuple[object, ...] = ()
        self._menu_button = button("文件", None, role="quiet", icon_name="menu", help_text="账套、年度、字号")
        self._menu = QMenu(self)
        self._menu.aboutToShow.connect(self._fill_menu)
        self._menu_button.setMenu(self._menu)
        self._title = label("", "figure")
        self._pack = label("", "small")
        self._undo = button("撤销", self.undo, role="quiet", icon_name="undo")
        self._redo = button("重做", self.redo, role="quiet", icon_name="redo")
        self._units = {unit: self._segment(unit) for unit in ("元", "万元")}
        self._preview = button(
            "预览", self._toggle_preview, role="quiet", icon_name="fold", help_text="收起或展开右边的预览"
        )
        layout = QHBoxLayout(self)
        layout.setContentsMargins(8, 4, 12, 4)
        layout.setSpacing(6)
        for part in (self._menu_button, self._title, self._pack):
            layout.addWidget(part)
        layout.addStretch(1)
        layout.addWidget(self._undo)
        layout.addWidget(self._redo)
        layout.addSpacing(10)
        layout.addWidget(label("录入单位", "small"))
        units = QHBoxLayout()
        units.setSpacing(0)
        for segment in self._units.values():
            units.addWidget(segment)
        layout.addLayout(units)
        layout.addSpacing(10)
        layout.addWidget(self._preview)
        self._actions()
        workspace.saved_changed.connect(self.refresh)
        workspace.unit_changed.connect(self.refresh)

    def _segment(self, unit: str) -> QPushButton:
        made = button(
            unit,
            lambda: self._workspace.set_unit(unit),
            role="segment",
            help_text=f"金额按{unit}录入和显示，原来录入的精确程度不变（Ctrl+U 切换）",
        )
        made.setCheckable(True)
        return made

    def _actions(self) -> None:
        for keys, action in (
            (QKeySequence.StandardKey.Undo, self.undo),
            (QKeySequence.StandardKey.Redo, self.redo),
            (
                QKeySequence("Ctrl+U"),
                lambda: self._workspace.set_unit("元" if self._workspace.unit == "万元" else "万元"),
            ),
        ):
            made = QAction(self)
            made.setShortcut(keys)
            made.triggered.connect(
                lambda _checked=False, do=action: do() if self._workspace.is_open else None
            )
            self.addAction(made)

    def undo(self) -> None:
        """Take the last operation back, what is being typed included."""
        self.commit_asked.emit()
        self._workspace.undo()

    def redo(self) -> None:
        """Do again what was undone last."""
        self.commit_asked.emit()
        self._workspace.redo()

    def refresh(self) -> None:
        """Show what is open and what can be undone."""
        if not self._workspace.is_open:
            return
        folded = self._workspace.settings.folded("preview")
        pack = self._workspace.evaluation.model.pack
        facts, unit = self._workspace.facts, self._workspace.unit
        shown = facts.unit, facts.year, pack, unit, folded
        if shown != self._shown:
            self._shown = shown
            self._show_book((facts.unit.name if facts.unit else "") or "未命名单位", facts.year, pack)
            for name, segment in self._units.items():
                segment.setChecked(name == unit)
            self._preview.setText("展开预览" if folded else "收起预览")
        self._show_steps()

    def _show_book(self, name: str, year: int, pack: Pack) -> None:
        shown = name if len(name) <= TITLE_LETTERS else f"{name[: TITLE_LETTERS - 1]}…"
        self._title.setText(f"{shown} · {year}年度")
        self._title.setToolTip(name)
        self._pack.setText(pack.name)
        self._pack.setToolTip(f"模板：{pack.edition}")

    def _show_steps(self) -> None:
        """What can be undone and done again."""
        session = self._workspace.session
        for made, word, title in (
            (self._undo, "撤销", session.undo_title),
            (self._redo, "重做", session.redo_title),
        ):
            made.setEnabled(title is not None)
            tip = f"{word}「{title}」" if title else f"没有可以{word}的"
            if tip != made.toolTip():
                made.setToolTip(tip)
                made.setAccessibleName(tip)

    def _toggle_preview(self) -> None:
        folded = not self._workspace.settings.folded("preview")
        self.preview_folded.emit(folded)
        self.refresh()

    def _fill_menu(self) -> None:
        self._menu.clear()
        entries = [
            ("回到开始页", self.home_asked.emit),
            ("另存为…", self.save_as_asked.emit),
            ("导出副本…", self.copy_asked.emit),
            ("导入数据…", self.import_asked.emit),
            ("导入部门决算工作簿…", self.books_asked.emit),
            ("填县里发的表…", self.fill_asked.emit),
            None,
            ("新建下一年度…", self.new_year_asked.emit),
            ("修改记录…", self.history_asked.emit),
            ("备份…", self.backups_asked.emit),
        ]
        for entry in entries:
            if entry is None:
                self._menu.addSeparator()
            else:
                self._menu.addAction(entry[0], entry[1])
        self._add_choices(
            "切换年度",
            [
                (f"{year}年度", year == self._workspace.session.year, lambda y=year: self.year_asked.emit(y))
                for year in self._workspace.session.years
            ],
        )
        self._add_choices(
            "字号",
            [
                (name, name == self._workspace.settings.font_size, lambda n=name: self.font_asked.emit(n))
                for name in FONT_SIZES
            ],
        )

    def _add_choices(self, title: str, choices: list[tuple[str, bool, Callable[[], None]]]) -> None:
        below = self._menu.addMenu(title)
        for text, chosen, action in choices:
            made = below.addAction(text, action)
            made.setCheckable(True)
            made.setChecked(chosen)
