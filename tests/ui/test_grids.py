"""Grids: typing, refusing, pasting blocks, filling, finding."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from jixiao_desktop.ledger.amounts import Quantity
from jixiao_desktop.ledger.exchange import write_exchange
from jixiao_desktop.ledger.facts import UnitYear
from tests.ui.keyboard import Keyboard
from ui.grids.view import SheetView
from ui.pages.grid_part import GridPart
from ui.pages.names_part import NamesPart
from ui.shell.window import MainWindow

CONTROL = Qt.KeyboardModifier.ControlModifier


def grid(window: MainWindow, page: str) -> SheetView:
    window.work.show_page(page)
    part = next(part for part in window.work.view.parts if isinstance(part, GridPart))
    part.view.setFocus()
    QApplication.processEvents()
    return part.view


def at(view: SheetView, row: int, column: int) -> None:
    view.put(row, column)
    view.setFocus()


def facts(window: MainWindow) -> UnitYear:
    return window.workspace.facts


def column(view: SheetView, name: str) -> int:
    return next(n for n in range(view.sheet.columnCount()) if view.sheet.column_label(n) == name)


@pytest.mark.parametrize(
    ("typed", "fen"),
    [
        ("=120+35.5", 155_500_000),
        ("１，２３４．５", 1_234_500_000),
        ("1,234.50元", 123_450),
        ("7", 7_000_000),
    ],
)
def test_an_amount_may_be_typed_in_many_ways(
    example: MainWindow, keyboard: Keyboard, typed: str, fen: int
) -> None:
    view = grid(example, "收入决算")
    at(view, 0, column(view, "金额"))
    keyboard.type(typed)
    keyboard.press(Qt.Key.Key_Return)
    assert facts(example).incomes[0].amount.fen == fen
    assert view.currentIndex().row() == 1, "Enter goes down"


def test_text_where_a_number_belongs_is_refused_at_the_cell_with_the_reason(
    example: MainWindow, keyboard: Keyboard
) -> None:
    view = grid(example, "收入决算")
    said: list[str] = []
    view.helped.connect(said.append)
    at(view, 0, column(view, "金额"))
    before = facts(example)
    keyboard.type("二百")
    keyboard.press(Qt.Key.Key_Return)
    assert facts(example) is before
    assert "不是金额" in said[-1]
    assert view.state() == SheetView.State.EditingState, "the text stays to be mended"
    keyboard.press(Qt.Key.Key_Escape)
    assert facts(example) is before


def test_a_subject_is_found_by_pinyin_initials(example: MainWindow, keyboard: Keyboard) -> None:
    view = grid(example, "支出决算")
    at(view, len(facts(example).expenses), 0)
    keyboard.type("xxjy")
    keyboard.press(Qt.Key.Key_Tab)
    line = facts(example).expenses[-1]
    assert line.subject == "2050202"
    assert (line.fund, line.nature) == ("一般公共预算", "基本支出"), "choices as in the line above"
    assert view.sheet.text(view.sheet.lines - 1, 1) == "小学教育"


def test_a_choice_is_picked_by_its_number(example: MainWindow, keyboard: Keyboard) -> None:
    view = grid(example, "支出决算")
    at(view, 0, column(view, "支出性质"))
    keyboard.type("2")
    keyboard.press(Qt.Key.Key_Return)
    assert facts(example).expenses[0].nature == "项目支出"


def block() -> list[list[str]]:
    codes = ["30101", "30102", "30103", "30107", "30201", "30202"]
    return [[codes[n % 6], "一般公共预算", "基本支出", f"{n + 1}.25", "205", f"项目{n}"] for n in range(30)]


def test_a_block_of_30_rows_and_6_columns_is_pasted_undone_and_redone(
    example: MainWindow, keyboard: Keyboard
) -> None:
    view = grid(example, "经济分类")
    before = facts(example)
    lines = block()
    for line in lines:
        line.insert(1, "（名称列不粘贴）")
    QGuiApplication.clipboard().setText("\r\n".join("\t".join(line) for line in lines) + "\r\n")
    at(view, 0, 0)
    keyboard.press(Qt.Key.Key_V, CONTROL)
    pasted = facts(example).economics
    assert len(pasted) == max(30, len(before.economics))
    assert [(line.economic, line.amount, line.subject, line.project) for line in pasted[:30]] == [
        (row[0], Quantity(int(float(row[3]) * 100) * 10_000, 5_000), "205", row[5]) for row in block()
    ]
    assert example.workspace.session.undo_title == "粘贴 30行7列"
    keyboard.press(Qt.Key.Key_Z, CONTROL)
    assert facts(example) == before
    assert view.sheet.lines == len(before.economics)
    keyboard.press(Qt.Key.Key_Y, CONTROL)
    assert facts(example).economics == pasted


def test_a_bad_cell_refuses_the_whole_block_and_says_where(example: MainWindow, keyboard: Keyboard) -> None:
    view = grid(example, "收入决算")
    said: list[str] = []
    view.helped.connect(said.append)
    before = facts(example)
    QGuiApplication.clipboard().setText("12\n十三\n14")
    at(view, 0, column(view, "金额"))
    keyboard.press(Qt.Key.Key_V, CONTROL)
    assert facts(example) is before
    assert "第2行“金额”" in said[-1]


def test_what_is_copied_can_be_pasted_elsewhere(example: MainWindow, keyboard: Keyboard) -> None:
    view = grid(example, "收入决算")
    view.selectAll()
    view.copy()
    text = QGuiApplication.clipboard().text()
    assert text.splitlines()[0] == "205\t教育支出\t一般公共预算财政拨款收入\t281.58\t"
    at(view, view.sheet.lines, 0)
    keyboard.press(Qt.Key.Key_V, CONTROL)
    assert facts(example).incomes[4:8] == facts(example).incomes[:4]


def test_fill_down_insert_delete_and_find(example: MainWindow, keyboard: Keyboard) -> None:
    view = grid(example, "收入决算")
    amount = column(view, "金额")
    at(view, 1, amount)
    keyboard.press(Qt.Key.Key_D, CONTROL)
    assert facts(example).incomes[1].amount.fen == facts(example).incomes[0].amount.fen
    at(view, 1, 0)
    keyboard.press(Qt.Key.Key_Plus, CONTROL)
    assert len(facts(example).incomes) == 5
    keyboard.press(Qt.Key.Key_Minus, CONTROL)
    assert len(facts(example).incomes) == 4
    assert view.find_next("住房保障")
    assert view.currentIndex().row() == 3


def test_enter_goes_down_and_tab_right_so_that_the_number_pad_fills_a_table(
    example: MainWindow, keyboard: Keyboard
) -> None:
    view = grid(example, "预算数")
    at(view, 0, column(view, "全年预算"))
    for number in ("1.5", "2.5", "3.5", "4.5"):
        keyboard.type(number)
        keyboard.press(Qt.Key.Key_Enter)
    assert [line.adjusted.fen for line in facts(example).budgets] == [
        1_500_000,
        2_500_000,
        3_500_000,
        4_500_000,
    ]


def test_a_cell_is_committed_after_a_rest_and_while_composing_it_is_left_alone(
    example: MainWindow, keyboard: Keyboard, qtbot: QtBot
) -> None:
    view = grid(example, "收入决算")
    at(view, 0, column(view, "金额"))
    keyboard.type("99")
    qtbot.waitUntil(lambda: facts(example).incomes[0].amount.fen == 99_000_000, timeout=2_000)
    assert view.state() == SheetView.State.EditingState
    keyboard.type("8")
    keyboard.press(Qt.Key.Key_Return)
    assert facts(example).incomes[0].amount.fen == 998_000_000


def test_the_unit_of_entry_changes_how_amounts_look_and_not_how_exact_they_are(
    example: MainWindow, keyboard: Keyboard
) -> None:
    view = grid(example, "收入决算")
    amount = column(view, "金额")
    before = facts(example)
    keyboard.press(Qt.Key.Key_U, CONTROL)
    assert view.sheet.text(0, amount) == "2,815,800.00"
    at(view, 0, amount)
    keyboard.press(Qt.Key.Key_F2)
    keyboard.press(Qt.Key.Key_Return)
    assert facts(example) is before, "an edit that changes nothing is none"
    at(view, 0, amount)
    keyboard.type("2815812.34")
    keyboard.press(Qt.Key.Key_Return)
    assert facts(example).incomes[0].amount == Quantity(281_581_234)
    keyboard.press(Qt.Key.Key_U, CONTROL)
    assert view.sheet.text(0, amount) == "281.58"
    assert view.sheet.edit_text(0, amount) == "281.581234"


def test_an_expired_or_unknown_code_is_said_and_marked(example: MainWindow, keyboard: Keyboard) -> None:
    view = grid(example, "支出决算")
    at(view, 0, 0)
    keyboard.type("2059998")
    keyboard.press(Qt.Key.Key_Return)
    assert "2059998" in view.sheet.said(0, 0)
    assert view.sheet.row_label(0).split()[-1] in ("核", "错", "提")


def test_totals_and_sums_follow_each_edit(example: MainWindow, keyboard: Keyboard) -> None:
    view = grid(example, "收入决算")
    part = example.work.view.parts[0]
    at(view, 0, column(view, "金额"))
    keyboard.type("300")
    keyboard.press(Qt.Key.Key_Return)
    assert "418.93" in part._totals._figures[0][1].text()
    model = part._sums.sums
    assert model.data(model.index(0, 2)) == "300.00"


def test_no_income_is_said_by_one_key(window: MainWindow, keyboard: Keyboard, tmp_path: object) -> None:
    from jixiao_desktop.session import Session

    window.workspace.open(Session.in_memory(UnitYear(template="sichuan-2021", year=2021)))
    view = grid(window, "收入决算")
    assert view.empty_hint.startswith("在第一行直接输入")
    part = window.work.view.parts[0]
    part._none.setFocus()
    keyboard.press(Qt.Key.Key_Return)
    assert facts(window).incomes == ()
    assert "没有收入" in part._state.text()


def test_a_line_that_is_not_finished_survives_book_and_exchange_file(
    example: MainWindow, keyboard: Keyboard, tmp_path: Path
) -> None:
    view = grid(example, "收入决算")
    at(view, view.sheet.lines, column(view, "金额"))
    keyboard.type("12.5")
    keyboard.press(Qt.Key.Key_Return)
    entered = facts(example).incomes
    assert entered[-1].subject == ""
    assert entered[-1].amount.fen == 12_500_000
    file = tmp_path / "交换.yaml"
    file.write_text(write_exchange(facts(example)), encoding="utf-8")
    example.workspace.session.save_as(tmp_path / "账.jixiao")
    example.go_home()
    example.open_book(tmp_path / "账.jixiao")
    assert facts(example).incomes == entered
    example.go_home()
    example.open_exchange(file)
    assert facts(example).incomes == entered


@pytest.mark.parametrize(
    ("name", "typed", "said"),
    [
        ("百分比小数位", "八", "「八」不是整数"),
        ("列示零值项", "也许", "「也许」应写 是 或 否"),
        ("百分比小数位", "2", ""),
        ("列示零值项", "", ""),
    ],
)
def test_an_option_that_makes_no_sense_is_refused(
    example: MainWindow, name: str, typed: str, said: str
) -> None:
    example.work.show_page("名词与选项")
    sheets = [part.sheet for part in example.work.view.parts if isinstance(part, NamesPart)]
    sheet = next(sheet for sheet in sheets if sheet.spec.path == ("选项",))
    row = next(n for n in range(sheet.rowCount()) if sheet.text(n, 0) == name)
    problem = sheet.problem(row, 1, typed)
    assert problem.startswith(said)
    assert bool(problem) is bool(said)
