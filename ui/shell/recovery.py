"""Opening a 账套 that is damaged or held: what can be done about it is offered at once."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog, QLabel, QVBoxLayout, QWidget

from jixiao_desktop.session import Session
from jixiao_desktop.store.backup import Backup, Backups
from jixiao_desktop.store.compare import YearPair, compared
from jixiao_desktop.store.health import DamagedError
from jixiao_desktop.store.restore import newest_good, put_back, replace_damaged, years_in
from jixiao_desktop.store.summary import Summary, summary_of_file
from ui.icons import icon
from ui.shell.comparison import ComparisonTree
from ui.widgets import button, label, row

if TYPE_CHECKING:
    from ui.shell.window import MainWindow

MOST_LOST = 8
SIZE = (900, 520)


def open_session(window: MainWindow, path: Path, backups: Backups) -> Session:
    """Open a 账套; one that is damaged or gone with its newest good backup offered, and a silent lock
    to be taken over.

    Raises Problem.
    """

    def opened(*, take_over: bool = False) -> Session:
        return Session.open(path, post=window.workspace.post, backups=backups, take_over=take_over)

    if not path.exists() and path.parent.is_dir():
        happened = f"「{path.name}」不在原来的位置，可能被移走、改名或删除了。"
        _took_backup(window, path, newest_good(backups, path), happened, None)
    try:
        session = opened()
    except DamagedError as error:
        if _took_backup(window, path, newest_good(backups, path), error.happened, None):
            return opened()
        raise
    if session.damage is not None:
        happened = f"「{path.name}」已损坏：{session.damage}。"
        found = newest_good(backups, path, session.book_id)
        if _took_backup(window, path, found, happened, session):
            return opened()
        _tell_lost(window, session)
    held = session.read_only
    if held is not None and held.holder is not None and held.holder.silent:
        question = f"「{path.name}」{held.reason}，但已经很久没有动静，可能是上次没有正常退出。要接管吗？"
        if window.asked(question, "接管"):
            session.close()
            return opened(take_over=True)
    return session


def _took_backup(
    window: MainWindow,
    path: Path,
    found: tuple[Backup, Summary] | None,
    happened: str,
    readable: Session | None,
) -> bool:
    """Whether the clerk let the newest good backup take the place of a file. Raises Problem."""
    if found is None:
        return False
    backup, held = found
    there = path.exists()
    said = [happened]
    if readable is not None:
        said.append(f"损坏的文件里读得出：{summary_of_file(path).lines()[0]}。")
    when = f"{backup.at.astimezone():%Y-%m-%d %H:%M}"
    said.append(f"最近的完好备份（{when}，{backup.why}）：{held.lines()[0]}。")
    pairs = compared(readable.held() if readable else {}, years_in(backup.path))
    refuse = "不恢复，只读打开读得出的" if readable else "不恢复，返回"
    kept = "损坏的文件会留在旁边，不会丢。" if there else "备份本身不动。"
    dialog = RecoveryDialog("\n".join(said), pairs, kept, refuse, window)
    agreed = dialog.exec() == QDialog.DialogCode.Accepted
    dialog.deleteLater()
    if not agreed:
        return False
    if readable is not None:
        readable.close()
    if not there:
        put_back(path, backup.path)
        return True
    aside = replace_damaged(path, backup.path, datetime.now().astimezone())
    window.tell(f"已从备份恢复。损坏的文件留在「{aside.name}」。")
    return True


class RecoveryDialog(QDialog):
    """What is left of a file beside its newest good backup: accepted when that is to be used."""

    def __init__(
        self, said: str, pairs: tuple[YearPair, ...], kept: str, refuse: str, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("从备份恢复")
        self.resize(*SIZE)
        self.said = label(said, "label", wrap=True)
        self.comparison = ComparisonTree("文件里读得出的", "备份里")
        self.comparison.show_pairs(pairs)
        self.go = button("用备份恢复", self.accept, role="primary")
        self.back = button(refuse, self.reject)
        mark = QLabel()
        mark.setPixmap(icon("error").pixmap(24, 24))
        head = row(mark, self.said, spacing=12)
        head.setStretch(1, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 16)
        layout.setSpacing(10)
        layout.addLayout(head)
        layout.addWidget(self.comparison, 1)
        layout.addLayout(row(label(kept, "small"), None, self.back, self.go))
        self.go.setFocus()


def _tell_lost(window: MainWindow, session: Session) -> None:
    """Say what of a damaged file could not be read."""
    named = "、".join(session.lost[:MOST_LOST]) + ("等" if len(session.lost) > MOST_LOST else "")
    missing = f"读不出的内容：{named}。" if named else ""
    window.tell(
        f"账套已损坏：{session.damage}。已按只读方式打开能读出的内容。{missing}可以「另存为」一份继续。"
    )
