"""The preview: mending single lines gives what setting the whole text gives."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from jixiao_desktop.ledger.amounts import Quantity
from ui.settings import Settings
from ui.shell.window import MainWindow


def test_a_mended_preview_is_the_one_that_is_set_anew(example: MainWindow) -> None:
    example.work.show_page("支出决算")
    QApplication.processEvents()
    reader = example.work.preview.reader
    for fen in (300_000_000, 0, 281_580_000):
        example.workspace.set_value(("支出", 0, "金额"), Quantity(fen, 5_000 if fen else 0), "改")
        mended = reader.toPlainText()
        reader.show_again()
        assert mended == reader.toPlainText()


def test_links_of_mended_lines_still_lead_somewhere(
    make_window: Callable[[Settings], MainWindow], example: MainWindow
) -> None:
    example.work.show_page("收入决算")
    reader = example.work.preview.reader
    example.workspace.set_value(("收入", 0, "金额"), Quantity(300_000_000, 5_000), "改")
    assert "418.93万元" in reader.toHtml()
    assert 'href="figure:收入总计"' in reader.toHtml()


def test_charts_stay_as_wide_as_the_text(example: MainWindow, qtbot: QtBot) -> None:
    example.work.show_page("收入决算")
    reader = example.work.preview.reader
    narrow = reader.viewport().width()
    assert 'src="chart:0"' in reader.toHtml()
    example.resize(1700, 728)
    qtbot.waitUntil(lambda: reader.viewport().width() > narrow)
    qtbot.waitUntil(lambda: f'width="{reader.viewport().width() - 40}"' in reader.toHtml(), timeout=3000)
