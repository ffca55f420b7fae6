"""What is on the screen: only what changed is drawn anew, and yet nothing stale is left standing."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from jixiao_desktop.engine.grid import Cell, Grid
from jixiao_desktop.ledger.amounts import Quantity
from jixiao_desktop.report.blocks import TableBlock
from tests.ui.keyboard import Keyboard
from ui.pages.grid_part import GridPart
from ui.pages.names_part import NamesPart
from ui.shell.window import MainWindow

LOW, HIGH = 728, 1040


def on_screen(window: MainWindow, widget: QWidget) -> QImage:
    """What stands on the screen now, as it was painted bit by bit."""
    QApplication.processEvents()
    shown = window.screen().grabWindow(window.winId()).toImage()
    corner = widget.mapTo(window, widget.rect().topLeft())
    return shown.copy(corner.x(), corner.y(), widget.width(), widget.height()).convertToFormat(
        QImage.Format.Format_RGB32
    )


def drawn_anew(widget: QWidget) -> QImage:
    return widget.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)


def grid(window: MainWindow, page: str) -> GridPart:
    window.work.show_page(page)
    part = next(part for part in window.work.view.parts if isinstance(part, GridPart))
    part.view.setFocus()
    QTest.qWait(100)
    return part


@pytest.mark.parametrize("rows", [1, 4, 12])
def test_after_edits_and_scrolling_the_screen_shows_what_drawing_all_shows(
    example: MainWindow, keyboard: Keyboard, rows: int
) -> None:
    part = grid(example, "经济分类")
    for _ in range(2):
        part.view.put(3, 4)
        for number in range(rows):
            keyboard.type(str(10 + number))
            keyboard.press(Qt.Key.Key_Return)
    QTest.qWait(50)
    for widget in (part.view.viewport(), part.view.verticalHeader().viewport()):
        assert on_screen(example, widget) == drawn_anew(widget)


def test_sums_and_preview_on_the_screen_are_those_of_now(example: MainWindow, keyboard: Keyboard) -> None:
    part = grid(example, "支出决算")
    part.view.put(0, 4)
    keyboard.type("300")
    keyboard.press(Qt.Key.Key_Return)
    QTest.qWait(50)
    reader = example.work.preview.reader.viewport()
    for widget in (part, reader):
        assert on_screen(example, widget) == drawn_anew(widget)


def test_all_pages_stand_in_the_task_list_without_scrolling(example: MainWindow) -> None:
    tree = example.work.tasks.tree
    for height in (LOW, HIGH):
        example.resize(1366, height)
        QApplication.processEvents()
        assert tree.verticalScrollBar().maximum() == 0


def test_a_wide_table_in_the_preview_is_scrolled_and_a_narrow_one_is_not(example: MainWindow) -> None:
    reader = example.work.preview.reader
    example.work.show_page("收入决算")
    for columns, scrolled in ((5, False), (14, True)):
        line = tuple(Cell(text=f"数{n}") for n in range(columns))
        reader.show_blocks([TableBlock(Grid("", "", "", "", "", "", "", (), (line,), (line,)), "表")])
        QApplication.processEvents()
        assert (reader.horizontalScrollBar().maximum() > 0) == scrolled


def test_the_cursor_of_a_high_table_stays_in_sight(example: MainWindow, keyboard: Keyboard) -> None:
    example.work.show_page("申报值")
    part = next(part for part in example.work.view.parts if isinstance(part, NamesPart))
    part.view.setFocus()
    keyboard.press(Qt.Key.Key_Down, times=part.sheet.rowCount() - 2)
    cell = part.view.visualRect(part.view.currentIndex())
    seen = part.view.viewport().visibleRegion().boundingRect()
    assert seen.contains(cell)


def test_the_list_of_findings_stays_where_it_is_while_words_change(example: MainWindow) -> None:
    def state(fen: int) -> None:
        example.workspace.set_value(("申报值", "人员经费"), Quantity(fen), "改")

    state(300_000_000)
    example.work.toggle_drawer()
    drawer = example.work.drawer
    drawer.verticalScrollBar().setValue(40)
    line = drawer.topLevelItem(0).child(0)
    drawer.setCurrentItem(line)
    at, words = drawer.verticalScrollBar().value(), line.text(0)
    state(310_000_000)
    assert drawer.currentItem() is line
    assert line.text(0) != words
    assert drawer.verticalScrollBar().value() == at


def test_the_cursor_stays_on_a_finding_while_others_come_and_its_words_change(example: MainWindow) -> None:
    example.work.toggle_drawer()
    drawer = example.work.drawer
    drawer.setCurrentItem(drawer.topLevelItem(0).child(0))
    before = drawer.finding_of(drawer.currentItem())
    example.workspace.set_value(("申报值", "人员经费"), Quantity(300_000_000), "改")
    after = drawer.finding_of(drawer.currentItem())
    assert after != before
    assert (after.id, after.where) == (before.id, before.where)
