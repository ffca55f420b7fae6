"""Comparing finds every changed cell of a workbook, and nothing in a clean one."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from jixiao_desktop.intake.door import Preview, preview_import
from jixiao_desktop.intake.mapping import TableSpec
from jixiao_desktop.intake.names import Names
from jixiao_desktop.intake.recognition import Skipped, Table, recognise
from jixiao_desktop.intake.workbook import Sheet
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


CLEAN = as_book(LAYOUTS)


@pytest.fixture(scope="module", autouse=True)
def clean_sheets_are_recognised_once() -> Iterator[None]:
    """Of the 200 workbooks all sheets but one are the same."""
    known: dict[int, Table | Skipped] = {}

    def recognised(sheet: Sheet, specs: Sequence[TableSpec], names: Names) -> Table | Skipped:
        if not any(sheet is clean for clean in CLEAN.sheets):
            return recognise(sheet, specs, names)
        if id(sheet) not in known:
            known[id(sheet)] = recognise(sheet, specs, names)
        return known[id(sheet)]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("jixiao_desktop.intake.door.recognise", recognised)
        yield


def imported(layouts: list[Layout], base: UnitYear) -> Preview:
    sheets = [
        clean if layout is known else as_book([layout]).sheets[0]
        for layout, known, clean in zip(layouts, LAYOUTS, CLEAN.sheets, strict=True)
    ]
    return preview_import([replace(CLEAN, sheets=tuple(sheets))], base)


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


def test_a_list_that_is_not_told_wholly_is_not_compared() -> None:
    preview = preview_import([as_book([BOOK.income_table(), BOOK.expense_table()])], EMPTY)
    assert preview.missing
    assert preview.differences() == ()
