"""What is no error of the environment is a bug: it goes to a report file, and the program goes on."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from jixiao_desktop import __version__
from jixiao_desktop.errors import Problem, write_report

if TYPE_CHECKING:
    from ui.shell.window import MainWindow


class ErrorReports:
    """An exception hook that writes a report and tells the clerk where it lies."""

    def __init__(self, window: MainWindow, folder: Path) -> None:
        self._window = window
        self._folder = folder
        self._telling = False

    def __call__(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        """Report one exception that nothing caught."""
        sys.__excepthook__(kind, error, trace)
        if self._telling or not issubclass(kind, Exception):
            return
        self._telling = True
        try:
            self._window.tell(self._sentence(error))
        finally:
            self._telling = False

    def _sentence(self, error: BaseException) -> str:
        if isinstance(error, Problem):
            return str(error)
        workspace = self._window.workspace
        titles = workspace.session.recent_titles() if workspace.is_open else []
        safe = "已保存的内容都在，可以继续工作。"
        try:
            path = write_report(
                self._folder, error, titles, version=__version__, when=datetime.now().astimezone()
            )
        except OSError as refused:
            return f"程序内部出错（{type(error).__name__}）。{safe}错误报告没有写成：{refused.strerror}。"
        return f"程序内部出错。{safe}请把错误报告发给开发者，报告里不含金额：\n{path}"


def report_errors(window: MainWindow) -> None:
    """From now on report what nothing caught."""
    from platformdirs import user_data_path

    sys.excepthook = ErrorReports(window, user_data_path("jixiao-desktop", appauthor=False) / "错误报告")
