"""The main window: the start screen, a new 账套, or the work on an open one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtGui import QCloseEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QStackedWidget, QWidget

from jixiao_desktop.errors import Problem
from jixiao_desktop.resources import resource_path
from ui.icons import icon
from ui.intake.door import IntakeDoor
from ui.settings import Settings
from ui.shell import boxes
from ui.shell.beginnings import Post, begin_book, begin_with_exchange, begin_with_package
from ui.shell.new_book import NewBookScreen
from ui.shell.opening import Opening
from ui.shell.safety import Safety
from ui.shell.start import StartScreen
from ui.theme import FONT_SIZES, Theme, apply_theme
from ui.tidying import Tidying
from ui.widgets import column
from ui.workspace import Workspace

if TYPE_CHECKING:
    from jixiao_desktop.ledger.facts import UnitYear
    from jixiao_desktop.session import Session
    from jixiao_desktop.store.backup import Backups
    from ui.shell.work import WorkScreen

PROGRAM = "绩效决算助手"
SIZE = (1280, 760)


class MainWindow(QMainWindow):
    """One window, one open 账套."""

    def __init__(self, settings: Settings, *, backups: Path | None = None) -> None:
        super().__init__()
        self.settings = settings
        self.workspace = Workspace(settings, self)
        Tidying(self.workspace)
        self.safety = Safety(self, backups)
        self.setWindowTitle(PROGRAM)
        self.setWindowIcon(icon("app"))
        self.resize(*SIZE)
        self.screens = QStackedWidget(self)
        self.setCentralWidget(QWidget(self))
        self.centralWidget().setLayout(column(self.safety.trouble, self.screens, spacing=0))
        self.start = StartScreen(settings, self)
        self.screens.addWidget(self.start)
        self._new: NewBookScreen | None = None
        self._work: WorkScreen | None = None
        self.start.new_asked.connect(self.show_new)
        self.opening = Opening(self)
        self.intake = IntakeDoor(self)
        self.start.open_asked.connect(self.opening.ask_open)
        self.start.import_asked.connect(self.opening.ask_import)
        self.start.books_asked.connect(self.intake.ask)
        self.start.file_asked.connect(lambda file: self.open_book(Path(file)))
        self.start.example_asked.connect(self.open_example)
        self.workspace.opened.connect(self._opened)
        self.workspace.saved_changed.connect(self._retitle)
        if settings.geometry is not None:
            self.restoreGeometry(settings.geometry)

    # --- screens -------------------------------------------------------------------------------

    @property
    def work(self) -> WorkScreen:
        """The screen of the work, made when it is first needed."""
        if self._work is None:
            from ui.shell.work import WorkScreen

            self._work = WorkScreen(self.workspace, self)
            self.screens.addWidget(self._work)
            bar = self._work.topbar
            bar.home_asked.connect(self.go_home)
            bar.save_as_asked.connect(self.opening.ask_save_as)
            bar.copy_asked.connect(self.opening.ask_copy)
            bar.import_asked.connect(self.opening.ask_import)
            bar.books_asked.connect(self.intake.ask)
            bar.fill_asked.connect(self.intake.ask_fill)
            bar.new_year_asked.connect(self.ask_new_year)
            bar.history_asked.connect(self.show_history)
            bar.backups_asked.connect(self.safety.show_backups)
            bar.year_asked.connect(self.switch_year)
            bar.font_asked.connect(self.set_font_size)
            bar.commit_asked.connect(self._work.commit)
        return self._work

    def show_new(self) -> None:
        """Ask for a new 账套."""
        if self._new is None:
            self._new = NewBookScreen(self.settings, self)
            self._new.left.connect(self.go_home)
            self._new.made.connect(self.create_book)
            self.screens.addWidget(self._new)
        self.screens.setCurrentWidget(self._new)
        self._new.begin()

    def go_home(self) -> None:
        """Close what is open and show the start screen."""
        if not self.close_book():
            return
        self.start.refresh()
        self.start.say(self.safety.reminder())
        self.screens.setCurrentWidget(self.start)
        self.setWindowTitle(PROGRAM)
        self.start.new.setFocus()

    def close_book(self) -> bool:
        """Take over what was typed, remember the place, write everything; False when the clerk stays."""
        if not self.workspace.is_open:
            return True
        self.work.commit()
        if not self.safety.may_close():
            return False
        self.work.remember_place()
        self.workspace.close()
        return True

    def _opened(self) -> None:
        self.screens.setCurrentWidget(self.work)
        self._retitle()

    def _retitle(self) -> None:
        if not self.workspace.is_open:
            return
        from ui.shell.verdict import saved_text

        facts = self.workspace.facts
        name = (facts.unit.name if facts.unit else "") or "未命名单位"
        pack = self.workspace.evaluation.model.pack.name
        title = f"{name} · {facts.year}年度 · {pack} · {saved_text(self.workspace)}"
        if title != self.windowTitle():
            self.setWindowTitle(title)

    # --- 账套 ----------------------------------------------------------------------------------

    def create_book(self, facts: UnitYear, path: Path) -> None:
        """Make a new 账套 and open it."""
        problem = self._show_session(lambda *how: begin_book(path, facts, *how))
        if problem and self._new is not None:
            self._new.say_problem(problem)
        elif problem is None:
            self.settings.remember_file(str(path))

    def open_book(self, path: Path) -> None:
        """Open a 账套 file."""

        def opened(_post: Post, backups: Backups) -> Session:
            from ui.shell.recovery import open_session

            return open_session(self, path, backups)

        problem = self._show_session(opened)
        if problem:
            if not path.exists():
                self.settings.forget_file(str(path))
                self.start.refresh()
            self.tell(problem)
        elif problem is None:
            self.settings.remember_file(str(path))
            self._tell_state()

    def _tell_state(self) -> None:
        session = self.workspace.session
        reminder = self.safety.reminder()
        if reminder:
            self.work.verdict.say(f"上次关闭时：{reminder}", wrong=True)
        if session.read_only is not None:
            self.work.verdict.say(f"只读打开：{session.read_only.reason}。", wrong=True)

    def open_example(self, name: str) -> None:
        """Open a built-in example, without a file."""
        self.open_exchange(resource_path("examples", name))

    def open_exchange(self, path: Path) -> None:
        """Begin with the facts of an exchange file; 「另存为」 makes it a 账套."""
        if problem := self._show_session(lambda *how: begin_with_exchange(path, *how)):
            self.tell(problem)

    def open_package(self, path: Path) -> None:
        """Begin with the years of a submission package; 「另存为」 makes them a 账套."""
        problem = self._show_session(lambda *how: begin_with_package(path, *how))
        if problem:
            self.tell(problem)
        elif problem is None:
            self.opening.proposed = path.stem
            years = "、".join(f"{year}年度" for year in self.workspace.session.years)
            self.work.verdict.say(f"已取出{years}的数据，请用“另存为”存成账套。")

    def _show_session(self, make: Callable[[Post, Backups], Session]) -> str | None:
        """Show a session that is made; None when that went well, else the sentence for the clerk.

        The sentence is empty where the clerk chose to stay with what is open.
        """
        from jixiao_desktop.ledger.problems import ExchangeError
        from jixiao_desktop.packs.source import PackError

        if not self.close_book():
            return ""
        self.work.setEnabled(True)
        try:
            self.workspace.open(make(self.workspace.post, self.safety.backups()))
        except (Problem, ExchangeError) as problem:
            return str(problem)
        except PackError as error:
            return f"模板有误，没有打开：{error}"
        except OSError as error:
            return f"没有打开：{error.strerror or error}。原来的文件没有改动。"
        return None

    # --- asking --------------------------------------------------------------------------------

    def ask_new_year(self) -> None:
        """Begin the next year with what can be taken over."""
        from ui.shell.new_year import NewYearDialog

        self.work.commit()
        dialog = NewYearDialog(self.workspace, self)
        dialog.exec()
        dialog.deleteLater()

    def show_history(self) -> None:
        """修改记录."""
        from ui.shell.history import HistoryDialog

        self.work.commit()
        dialog = HistoryDialog(self.workspace, self)
        dialog.exec()
        dialog.deleteLater()

    def switch_year(self, year: int) -> None:
        """Show another year of the 账套."""
        self.work.commit()
        self.work.remember_place()
        self.workspace.session.switch_year(year)

    def set_font_size(self, name: str) -> None:
        """Show everything in another size."""
        self.settings.font_size = name
        app = QApplication.instance()
        if isinstance(app, QApplication):
            apply_theme(app, Theme(FONT_SIZES[name]))
        if self.workspace.is_open:
            self.work.commit()
            self.work.remember_place()
            self.work.rebuild()

    def tell(self, text: str) -> None:
        """Tell the clerk something that needs to be read."""
        boxes.tell(self, PROGRAM, text)

    def asked(self, question: str, yes: str) -> bool:
        """Ask before something large; ``yes`` is the word on the button."""
        return boxes.asked(self, PROGRAM, question, yes)

    # --- the window itself ---------------------------------------------------------------------

    def warm_up(self) -> None:
        """Load what the first page needs, after the window is shown."""
        QTimer.singleShot(0, _load)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Sheets over the window keep their place."""
        super().resizeEvent(event)
        if self._work is not None:
            self._work.explain.place()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Take over what was typed and write everything; stay when something would be lost by it."""
        if not self.close_book():
            event.ignore()
            return
        self.settings.geometry = self.saveGeometry()
        if self._work is not None:
            self._work.painter.stop()
        self.settings.save()
        event.accept()


def _load() -> None:
    """Modules that the first page needs; they take longer than showing the window.

    The collector need not look through them again and again: that would take 50 ms while a key is pressed.
    """
    import gc

    import jixiao_desktop.report.builder  # noqa: F401
    import ui.pages.form
    import ui.pages.grid_part
    import ui.shell.work  # noqa: F401

    gc.freeze()
