"""Comparing finds every changed cell of a workbook, and nothing in a clean one."""

import random
from dataclasses import replace
from pathlib import Path

import pytest

from jixiao_desktop.intake.door import Preview, preview_import
from jixiao_desktop.ledger.exchange import read_exchange
from jixiao_desktop.ledger.facts import UnitYear
from tests.intake.official import FUND, STATE, Layout, Workbook, as_book

FULL = read_exchange(Path(__file__).parents[1] / "cases" / "full-2023.yaml")
EMPTY = UnitYear(template="sichuan-2022", year=2023)
BOOK = Workbook(FULL)
LAYOUTS = [
    BOOK.summary(),
    BOOK.fiscal_summary(),
    BOOK.income_table(),
    BOOK.expense_table(),
    BOOK.general_table(),
    BOOK.fund_table(FUND),
    BOOK.fund_table(STATE),
    BOOK.basic_by_economic(),
    BOOK.three_public(),
]
CELLS = [
    (number, row, column)
    for number, layout in enumerate(LAYOUTS)
    for row, cells in enumerate(layout.rows)
    for column, cell in enumerate(cells)
    if isinstance(cell, int) and cell
]


def changed(place: tuple[int, int, int], by: int) -> list[Layout]:
    number, row, column = place
    rows = [list(cells) for cells in LAYOUTS[number].rows]
    cell = rows[row][column]
    assert isinstance(cell, int)
    rows[row][column] = cell + by
    return [*LAYOUTS[:number], replace(LAYOUTS[number], rows=rows), *LAYOUTS[number + 1 :]]


def imported(layouts: list[Layout], base: UnitYear) -> Preview:
    return preview_import([as_book(layouts)], base)


def test_a_clean_workbook_has_no_differences() -> None:
    assert imported(LAYOUTS, EMPTY).differences() == ()
    assert imported(LAYOUTS, FULL).differences() == ()


@pytest.mark.parametrize("seed", range(200))
def test_a_changed_cell_is_found(seed: int) -> None:
    dice = random.Random(seed)  # noqa: S311
    place = dice.choice(CELLS)
    layouts = changed(place, dice.choice([1, -1, 100, 12_345, 9_000_000]))
    preview = imported(layouts, FULL)
    shown = {str(difference.place) for difference in preview.differences()}
    shown |= {str(p.place) for p in preview.proposals if p.outcome != "相同"}
    number, row, column = place
    assert f"部门决算.xlsx · {layouts[number].name} · {chr(65 + column)}{row + 1}" in shown or preview.wrong


def test_a_total_that_its_own_rows_do_not_give_is_the_workbooks_error() -> None:
    layout = LAYOUTS[2]
    layouts = changed((2, layout.header, 4), 100)
    (difference,) = [d for d in imported(layouts, FULL).differences() if d.table == "收入决算表"]
    assert (difference.row, difference.column, difference.own_error) == ("合计", "上级补助收入", True)
