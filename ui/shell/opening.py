"""Which file: asking for one to open, import or save as, and what becomes of it by its kind."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog

from ui.shell.new_book import SUFFIX

if TYPE_CHECKING:
    from ui.shell.window import MainWindow

PACKAGE = ".zip"
EXCHANGE = (".yaml", ".yml", ".json")
BOOKS = f"账套 (*{SUFFIX})"
OPENED = f"账套和报送材料 (*{SUFFIX} *{PACKAGE})"
IMPORTED = f"数据交换文件和报送材料 ({' '.join(f'*{suffix}' for suffix in (*EXCHANGE, PACKAGE))})"


class Opening(QObject):
    """Acts for the window on files."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self.proposed = ""
        """The name that 「另存为」 proposes while there is no file; empty for the unit's."""
        window.workspace.closed.connect(self._forget)

    def _forget(self) -> None:
        self.proposed = ""

    def take(self, path: Path) -> None:
        """Open a file, or import it, by what its name says it is."""
        window, suffix = self._window, path.suffix.lower()
        if suffix == SUFFIX:
            window.open_book(path)
        elif suffix == PACKAGE:
            window.open_package(path)
        elif suffix in EXCHANGE and window.workspace.is_open:
            self.import_into_open(path)
        elif suffix in EXCHANGE:
            window.open_exchange(path)
        else:
            window.tell(
                "这种文件读不了。可以打开的有：账套（.jixiao）、报送材料（.zip）、数据交换文件（.yaml、.json）、"
                "决算工作簿（.xls、.xlsx、.ods、.et，请拖到窗口里）。"
            )

    # --- reading -------------------------------------------------------------------------------

    def ask_open(self) -> None:
        """Choose a 账套 to open, or a submission package to make one from."""
        self._ask("打开账套", "账套", OPENED)

    def ask_import(self) -> None:
        """Choose an exchange file, into the open year or to begin with, or a submission package."""
        self._ask("导入数据", "导入", IMPORTED)

    def _ask(self, title: str, place: str, kinds: str) -> None:
        settings = self._window.settings
        chosen, _ = QFileDialog.getOpenFileName(self._window, title, settings.folder(place), kinds)
        if chosen:
            settings.remember_folder(place, str(Path(chosen).parent))
            self.take(Path(chosen))

    def import_into_open(self, path: Path) -> None:
        """Put the facts of an exchange file in place of the open year's, as one operation."""
        from jixiao_desktop.engine.reading import read_checked_exchange
        from jixiao_desktop.ledger.problems import ExchangeError
        from jixiao_desktop.packs.source import PackError

        window, workspace = self._window, self._window.workspace
        try:
            facts = read_checked_exchange(path)
        except (ExchangeError, PackError) as error:
            window.tell(str(error))
            return
        shown = workspace.facts.year
        question = f"用「{path.name}」的数据替换当前{shown}年度的全部内容吗？替换后可以撤销。"
        if facts.year != shown:
            question = f"文件是{facts.year}年度的，当前是{shown}年度。{question}"
        if window.asked(question, "替换"):
            with workspace.told():
                workspace.session.replace_facts(facts, f"导入 {path.name}", path.name)

    # --- writing -------------------------------------------------------------------------------

    def ask_save_as(self) -> None:
        """Save under another name and go on there."""
        written = self._write("另存为", self._window.workspace.session.save_as)
        if written is not None:
            self._window.settings.remember_file(str(written))

    def ask_copy(self) -> None:
        """Write a compact copy."""
        written = self._write("导出副本", self._window.workspace.session.export_copy)
        if written is not None:
            self._window.work.verdict.say(f"副本已写到 {written}")

    def _write(self, title: str, write: Callable[[Path], object]) -> Path | None:
        """Choose a file and write it; None where it was not written."""
        self._window.work.commit()
        chosen = self._ask_target(title)
        if chosen is None:
            return None
        with self._window.workspace.told() as outcome:
            write(chosen)
        return chosen if outcome[0] else None

    def _ask_target(self, title: str) -> Path | None:
        settings, facts = self._window.settings, self._window.workspace.facts
        name = self.proposed or (facts.unit.name if facts.unit else "") or "新账套"
        start = str(Path(settings.folder("账套")) / f"{name}{SUFFIX}")
        chosen, _ = QFileDialog.getSaveFileName(self._window, title, start, BOOKS)
        if not chosen:
            return None
        path = Path(chosen)
        settings.remember_folder("账套", str(path.parent))
        return path if path.suffix == SUFFIX else path.with_name(path.name + SUFFIX)
