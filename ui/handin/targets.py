"""Writing a file that the clerk asked for: overwriting asks, a file open elsewhere gets a name beside it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QMessageBox, QWidget

OVERWRITE, BESIDE, NOT = "覆盖", "另存为", "不写了"


def write_asking(parent: QWidget, path: Path, content: bytes) -> Path | None:
    """Write a file; the path that it went to, None when the clerk thought better of it.

    Raises TargetError for what no other name would mend.
    """
    from jixiao_desktop.output.atomic import FileBusyError, TargetExistsError, write_atomically

    overwrite = False
    while True:
        try:
            write_atomically(path, content, overwrite=overwrite)
        except TargetExistsError as problem:
            answer = ask(parent, f"「{path.name}」已经有了，要覆盖吗？", (OVERWRITE, _named(problem.free)))
            free = problem.free
        except FileBusyError as problem:
            answer = ask(parent, str(problem), (_named(problem.free),))
            free = problem.free
        else:
            return path
        if answer == OVERWRITE:
            overwrite = True
        elif answer:
            path = free
        else:
            return None


def _named(free: Path) -> str:
    return f"{BESIDE}「{free.name}」"


def ask(parent: QWidget, question: str, answers: tuple[str, ...]) -> str:
    """Which answer was chosen; empty for none of them."""
    box = QMessageBox(
        QMessageBox.Icon.Question, "写文件", question, QMessageBox.StandardButton.NoButton, parent
    )
    buttons = {box.addButton(answer, QMessageBox.ButtonRole.AcceptRole): answer for answer in answers}
    box.addButton(NOT, QMessageBox.ButtonRole.RejectRole)
    box.exec()
    chosen = next((answer for made, answer in buttons.items() if made is box.clickedButton()), "")
    box.deleteLater()
    return chosen


def open_outside(path: Path) -> bool:
    """Open a file or folder with the system's program for it; False when there is none."""
    return QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))
