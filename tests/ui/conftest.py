"""The real window, offscreen; any Qt warning fails a test, and windows are freed on close."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterator
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from tests.ui.keyboard import Keyboard
from ui.settings import Settings
from ui.shell.window import MainWindow
from ui.theme import Theme, apply_theme

HERE = Path(__file__).parent
OFFSCREEN_ONLY = "This plugin does not support"
EXAMPLES = HERE.parents[1] / "resources" / "examples"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The offscreen platform warns about what real ones can do."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.qt_log_ignore(OFFSCREEN_ONLY))


@pytest.fixture(scope="session")
def themed(qapp: QApplication) -> QApplication:
    """The application in the program's look."""
    apply_theme(qapp, Theme())
    return qapp


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings of their own."""
    made = Settings(tmp_path / "window.ini")
    made.remember_folder("账套", str(tmp_path))
    made.remember_folder("导出", str(tmp_path / "成果"))
    return made


@pytest.fixture
def make_window(
    themed: QApplication, qtbot: QtBot, tmp_path: Path
) -> Iterator[Callable[[Settings], MainWindow]]:
    """Opens windows and closes them at the end, freed."""
    made: list[MainWindow] = []

    def make(settings: Settings) -> MainWindow:
        window = MainWindow(settings, backups=tmp_path / "backups")
        made.append(window)
        window.resize(1366, 728)
        window.show()
        qtbot.waitUntil(lambda: _active(window), timeout=20_000)
        return window

    yield make
    for window in made:
        free(window)


@pytest.fixture
def window(make_window: Callable[[Settings], MainWindow], settings: Settings) -> MainWindow:
    """A window on the start screen."""
    return make_window(settings)


@pytest.fixture
def example(window: MainWindow) -> MainWindow:
    """A window on the Sichuan example."""
    window.open_exchange(EXAMPLES / "renhe-2021.yaml")
    QApplication.processEvents()
    return window


def _active(window: MainWindow) -> bool:
    window.activateWindow()
    return QApplication.activeWindow() is window


def free(window: MainWindow) -> None:
    """Close a window and let Qt free it."""
    if not isValid(window):
        return
    window.asked = lambda *_: True  # what a test entered need not be kept
    window.close()
    window.deleteLater()
    QCoreApplication.sendPostedEvents(None, int(QEvent.Type.DeferredDelete.value))
    QApplication.processEvents()
    gc.collect()


@pytest.fixture
def keyboard() -> Keyboard:
    """Keys only."""
    return Keyboard()
