"""The export page: it can be stopped, and says what was written without listing a hundred files."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from ui.pages.export import MOST_LISTED, ExportPage
from ui.shell.window import MainWindow

SLOW = 60_000


@pytest.fixture
def page(example: MainWindow) -> ExportPage:
    example.work.show_page("导出")
    view = example.work.view
    assert isinstance(view, ExportPage)
    return view


def test_an_export_can_be_stopped_between_two_files(page: ExportPage, tmp_path: Path, qtbot: QtBot) -> None:
    page.export()
    assert page.stop.isVisible()
    qtbot.mouseClick(page.stop, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not page.busy, timeout=SLOW)
    assert page.said.text() == "已取消，已写出的文件是完整的。"
    assert len(list((tmp_path / "成果").iterdir())) <= 1
    assert page.go.isEnabled()
    assert not page.stop.isVisible()


def test_of_very_many_files_the_first_are_listed_and_the_folder_offered(
    page: ExportPage, tmp_path: Path
) -> None:
    before = len(page.findChildren(QPushButton))
    page._on_written([tmp_path / f"{number}.docx" for number in range(106)])
    links = [made.text() for made in page.findChildren(QPushButton)][before:]
    assert links == [f"{number}.docx" for number in range(MOST_LISTED)]
    assert page.look.isVisible()
    assert page.said.text() == "导出完成，共 106 个文件。"
