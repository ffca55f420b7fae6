"""What keeps the clerk's work from being lost: failed saves, backups, closing with something unsaved."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QStandardPaths
from PySide6.QtWidgets import QFileDialog

from jixiao_desktop.errors import Problem
from ui.shell.new_book import SUFFIX
from ui.shell.second_place import second_place
from ui.shell.trouble import TroubleBar, listed

if TYPE_CHECKING:
    from jixiao_desktop.store.backup import Backups
    from ui.shell.window import MainWindow

NOT_BACKED_UP = "没有备份"


class Safety(QObject):
    """Acts for the window on what is open."""

    def __init__(self, window: MainWindow, backups: Path | None) -> None:
        super().__init__(window)
        self._window = window
        self._folder = backups
        self.trouble = TroubleBar(window.workspace)
        self.trouble.retry_asked.connect(self.retry)
        self.trouble.elsewhere_asked.connect(self.ask_elsewhere)
        window.workspace.closed_badly.connect(self._closed_badly)

    def backups(self) -> Backups:
        """Where backups go, the second place included."""
        from jixiao_desktop.store.backup import Backups, default_folder

        return Backups(self._folder or default_folder(), second_place(self._window.settings))

    # --- after a failed save -------------------------------------------------------------------

    def retry(self) -> None:
        """Save once more what could not be saved."""
        workspace = self._window.workspace
        with workspace.told():
            workspace.session.retry()
        workspace.session.flush()
        if not workspace.session.unsaved:
            self._window.work.verdict.say("已经存上了。")
            self._window.work.enter_page()

    def ask_elsewhere(self) -> None:
        """Choose another place and go on there, with what could not be saved."""
        window = self._window
        old = window.workspace.session.path
        documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        name = old.name if old else f"账套{SUFFIX}"
        chosen, _ = QFileDialog.getSaveFileName(
            window, "另存到", str(Path(documents) / name), f"账套 (*{SUFFIX})"
        )
        if chosen:
            path = Path(chosen)
            self.save_elsewhere(path if path.suffix == SUFFIX else path.with_name(path.name + SUFFIX))

    def save_elsewhere(self, path: Path) -> None:
        """Save in another place and go on there, with what could not be saved."""
        window, session = self._window, self._window.workspace.session
        left: tuple[int, ...] = ()
        with window.workspace.told() as outcome:
            left = session.save_as(path)
            session.retry()
            session.flush()
        if not outcome[0]:
            return
        window.settings.remember_file(str(path))
        window.workspace.saved_changed.emit()
        window.work.verdict.say(f"已存到 {path}，以后就在这个文件里工作。")
        if left:
            years = "、".join(f"{year}年度" for year in left)
            window.tell(
                f"已存到「{path}」。{years}还在原来的文件里，这次没有带过来。"
                "请等U盘或网络盘恢复后打开原来的文件查看。"
            )

    # --- closing -------------------------------------------------------------------------------

    def may_close(self) -> bool:
        """Whether what is open can be closed without losing anything that the clerk wants to keep."""
        workspace = self._window.workspace
        session = workspace.session
        session.flush()
        if session.unsaved:
            return self._window.asked(
                f"没有存上的：{listed(session.unsaved)}。现在关闭，这些修改就没有了。\n"
                "要保留，请返回后点「重试」或「另存到…」。",
                "放弃这些修改，关闭",
            )
        if session.path is None and session.undo_title is not None:
            return self._window.asked(
                "录入的内容还没有存成账套文件，现在关闭就没有了。\n"
                "要保留，请返回后在左上角菜单里点「另存为」。",
                "不保存，关闭",
            )
        return True

    def _closed_badly(self, problem: Problem) -> None:
        """A backup failed on closing: said on the start screen and when a file is opened next."""
        self._window.settings.remember_word(NOT_BACKED_UP, str(problem))

    def reminder(self) -> str:
        """What went wrong with the backups on closing last; said once."""
        said = self._window.settings.word(NOT_BACKED_UP)
        self._window.settings.remember_word(NOT_BACKED_UP, "")
        return said

    # --- backups -------------------------------------------------------------------------------

    def show_backups(self) -> None:
        """备份."""
        from ui.shell.backups import BackupsDialog

        self._window.work.commit()
        dialog = BackupsDialog(self._window.workspace, self.restore, self._window)
        dialog.exec()
        dialog.deleteLater()

    def restore(self, backup: Path) -> bool:
        """Go back to a backup; False when that was refused."""
        window, workspace = self._window, self._window.workspace
        if workspace.session.damage is not None:
            return self._replace_damaged(backup)
        with workspace.told() as outcome:
            workspace.session.restore(backup)
        if outcome[0]:
            window.work.verdict.say("已恢复到备份时的样子。要回到恢复以前，点「撤销」。")
        return outcome[0]

    def _replace_damaged(self, backup: Path) -> bool:
        from datetime import datetime

        from jixiao_desktop.store.restore import replace_damaged

        window = self._window
        path = window.workspace.session.path
        if path is None:
            return False
        window.close_book()
        with window.workspace.told() as outcome:
            aside = replace_damaged(path, backup, datetime.now().astimezone())
        window.open_book(path)
        if outcome[0]:
            window.tell(f"已从备份恢复。损坏的文件留在「{aside.name}」。")
        return outcome[0]
