"""备份: what there is, each compared with the file as it stands, and back to one of them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QSplitter, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from jixiao_desktop.errors import Problem
from jixiao_desktop.store.backup import Backup
from jixiao_desktop.store.compare import YearPair
from jixiao_desktop.store.summary import Summary
from ui.shell.backup_reading import BackupReader
from ui.shell.comparison import NO_YEAR, ComparisonTree, difference_text, wan
from ui.shell.second_place import SecondPlace
from ui.widgets import button, frame, label, row, set_state, tree
from ui.workspace import Workspace

SIZE = (1040, 640)
HEADINGS = ("备份时间", "缘由", "位置", "单位", "已填", "收入合计", "支出合计")
WIDTHS = (140, 70, 60, 240, 80, 130, 130)
AMOUNTS = (4, 5, 6)
WHEN = (
    "程序自己备份：每工作半小时、关闭时、升级和恢复以前。两天内的全留，以后每天、每周、每月各留一份，到一年。"
)
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
NUMBER = Qt.ItemDataRole.UserRole


class BackupsDialog(QDialog):
    """Lists the backups of what is open; ``restore`` takes the path of the chosen one."""

    def __init__(
        self, workspace: Workspace, restore: Callable[[Path], bool], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("备份")
        self.resize(*SIZE)
        self._workspace, self._restore = workspace, restore
        self._year = workspace.facts.year
        self.backups: list[Backup] = []
        self.list = QTreeWidget()
        tree(self.list, HEADINGS, "备份", WIDTHS, wide=3)
        self.list.setAccessibleDescription(f"已填和合计是{self._year}年度的")
        for column in AMOUNTS:
            self.list.headerItem().setTextAlignment(column, RIGHT)
        self.list.currentItemChanged.connect(lambda _now, _before: self._chosen())
        self.said = label("", "label", wrap=True)
        self.comparison = ComparisonTree("现在", "备份里")
        self.go = button("用这个备份恢复", self._take, role="primary", help_text="各年度都回到备份时的样子")
        self.make = button("现在备份一次", self._back_up)
        self.close_button = button("关闭", self.reject)
        self.reader: BackupReader | None = None
        with workspace.told():
            self.reader = BackupReader(workspace.session.held(), self)
            self.reader.glanced.connect(self._show_glance)
            self.reader.compared.connect(self._show_comparison)
        self._lay_out()
        self.finished.connect(lambda _code: self.reader.stop() if self.reader else None)
        self.reload()

    def _lay_out(self) -> None:
        below = QVBoxLayout()
        below.setSpacing(6)
        below.addWidget(self.said)
        below.addWidget(self.comparison, 1)
        parts = QSplitter(Qt.Orientation.Vertical)
        parts.setProperty("role", "loose")
        parts.setChildrenCollapsible(False)
        parts.addWidget(self.list)
        parts.addWidget(frame("plain", below))
        parts.setSizes([240, 260])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(18, 14, 18, 14)
        layout.setSpacing(8)
        layout.addWidget(label(f"{WHEN}已填和合计是{self._year}年度的。", "soft", wrap=True))
        layout.addWidget(parts, 1)
        store = self._workspace.session.backups
        self.second = SecondPlace(store, self._workspace.settings) if store else None
        if self.second is not None:
            self.second.changed.connect(self._back_up_or_list)
            layout.addWidget(self.second)
        layout.addLayout(row(self.make, None, label("恢复以后可以撤销", "small"), self.close_button, self.go))

    # --- the list ------------------------------------------------------------------------------

    def reload(self) -> None:
        """List the backups as they are now, the newest first."""
        session = self._workspace.session
        store = session.backups
        path = session.path
        self.backups = store.of(path, session.book_id) if store and path and self.reader else []
        self.list.clear()
        self.comparison.clear()
        for number, backup in enumerate(self.backups):
            second = bool(store and store.second and backup.path.is_relative_to(store.second))
            place = "第二处" if second else "本机"
            item = QTreeWidgetItem(
                [f"{backup.at.astimezone():%Y-%m-%d %H:%M}", backup.why, place, "正在读…", "", "", ""]
            )
            item.setData(0, NUMBER, number)
            item.setToolTip(0, str(backup.path))
            for column in AMOUNTS:
                item.setTextAlignment(column, RIGHT)
            self.list.addTopLevelItem(item)
        self.make.setEnabled(store is not None and path is not None and session.read_only is None)
        self.go.setEnabled(False)
        self._say(self._nothing() if not self.backups else "选一个备份，这里显示它和现在的内容差在哪里。")
        if self.reader is not None:
            self.reader.glance_at(self.backups)
        if self.backups:
            self.list.setCurrentItem(self.list.topLevelItem(0))
            self.list.setFocus()

    def _nothing(self) -> str:
        if self._workspace.session.path is None:
            return "还没有存成账套文件，没有备份。先在「文件」菜单里「另存为」。"
        return "还没有备份。改动以后，关闭账套时会自动备份，也可以现在备份一次。"

    @property
    def chosen(self) -> Backup | None:
        """The backup that the cursor is on."""
        item = self.list.currentItem()
        return self.backups[item.data(0, NUMBER)] if item is not None else None

    def _chosen(self) -> None:
        self.go.setEnabled(False)
        self.comparison.clear()
        if self.chosen is not None and self.reader is not None:
            self._say("正在比较…")
            self.reader.compare(self.chosen)

    def _show_glance(self, backup: Backup, found: Summary | str) -> None:
        if backup not in self.backups:
            return
        item = self.list.topLevelItem(self.backups.index(backup))
        if isinstance(found, str) or found.damage:
            item.setText(3, "已损坏，不能用")
            item.setToolTip(3, found if isinstance(found, str) else found.damage or "")
            return
        year = found.years.get(self._year)
        words = (f"{year.filled}项", wan(year.income), wan(year.expense)) if year else (NO_YEAR, "—", "—")
        for column, text in zip((3, *AMOUNTS), (found.unit or "（未填单位）", *words), strict=True):
            item.setText(column, text)
            item.setToolTip(column, text)

    def _show_comparison(self, backup: Backup, found: tuple[YearPair, ...] | str) -> None:
        if backup != self.chosen:
            return
        if isinstance(found, str):
            self._say(found, wrong=True)
            return
        self.comparison.show_pairs(found)
        refused = self._refused()
        self._say(f"{difference_text(found)}{refused}")
        self.go.setEnabled(not refused and not all(pair.same for pair in found))

    def _refused(self) -> str:
        session = self._workspace.session
        if session.read_only is None or session.damage is not None:
            return ""
        return f"账套是只读打开的（{session.read_only.reason}），不能恢复。"

    # --- doing ---------------------------------------------------------------------------------

    def _take(self) -> None:
        if self.chosen is not None and self._restore(self.chosen.path):
            self.accept()

    def _back_up_or_list(self) -> None:
        store = self._workspace.session.backups
        if store is not None and store.second is not None and self.make.isEnabled():
            self._back_up()
        else:
            self.reload()

    def _back_up(self) -> None:
        refused = ""
        try:
            self._workspace.session.back_up()
        except Problem as problem:
            refused = str(problem)
        self.reload()
        if self.second is not None:
            self.second.refresh()
        if refused:
            self._say(refused, wrong=True)

    def _say(self, text: str, *, wrong: bool = False) -> None:
        self.said.setText(text)
        set_state(self.said, "error" if wrong else "")
