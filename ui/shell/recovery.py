"""Opening a 账套 that is damaged or held: what can be done about it is offered at once."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from jixiao_desktop.session import Session
from jixiao_desktop.store.backup import Backups
from jixiao_desktop.store.health import DamagedError
from jixiao_desktop.store.restore import newest_good, replace_damaged
from jixiao_desktop.store.summary import Summary, summary_of_file

if TYPE_CHECKING:
    from ui.shell.window import MainWindow

MOST_LOST = 8


def open_session(window: MainWindow, path: Path, backups: Backups) -> Session:
    """Open a 账套; a damaged one with its newest good backup offered, a silent lock to be taken over.

    Raises Problem.
    """

    def opened(*, take_over: bool = False) -> Session:
        return Session.open(path, post=window.workspace.post, backups=backups, take_over=take_over)

    try:
        session = opened()
    except DamagedError as error:
        if _took_backup(window, path, backups, error.happened, None):
            return opened()
        raise
    if session.damage is not None:
        happened = f"「{path.name}」已损坏：{session.damage}。"
        readable = summary_of_file(path)
        if _took_backup(window, path, backups, happened, readable, close=session):
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
    backups: Backups,
    happened: str,
    readable: Summary | None,
    *,
    close: Session | None = None,
) -> bool:
    """Whether the clerk let the newest good backup take the place of a damaged file. Raises Problem."""
    found = newest_good(backups, path)
    if found is None:
        return False
    backup, held = found
    lines = [happened, ""]
    if readable is not None:
        lines += ["现有文件中读得出的：", *readable.lines(), ""]
    lines += [f"最近的完好备份（{backup.at.astimezone():%Y-%m-%d %H:%M}，{backup.why}）：", *held.lines(), ""]
    lines += ["用这个备份恢复吗？损坏的文件会留在旁边，不会丢。"]
    if not window.asked("\n".join(lines), "用备份恢复"):
        return False
    if close is not None:
        close.close()
    aside = replace_damaged(path, backup.path, datetime.now().astimezone())
    window.tell(f"已从备份恢复。损坏的文件留在「{aside.name}」。")
    return True


def _tell_lost(window: MainWindow, session: Session) -> None:
    """Say what of a damaged file could not be read."""
    named = "、".join(session.lost[:MOST_LOST]) + ("等" if len(session.lost) > MOST_LOST else "")
    missing = f"读不出的内容：{named}。" if named else ""
    window.tell(
        f"账套已损坏：{session.damage}。已按只读方式打开能读出的内容。{missing}可以「另存为」一份继续。"
    )
