"""Comparing finds every changed cell of a workbook, and nothing in a clean one."""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from openpyxl.utils import get_column_letter

from jixiao_desktop.engine.evaluation import Evaluation
from jixiao_desktop.engine.grid import Grid
from jixiao_desktop.engine.layouts import official_table
from jixiao_desktop.engine.model import open_evaluation
from jixiao_desktop.intake.door import Preview, preview_import, read_books
from jixiao_desktop.intake.mapping import TableSpec
from jixiao_desktop.intake.names import Names
from jixiao_desktop.intake.own_tables import Key, OwnCell, own_cells
from jixiao_desktop.intake.recognition import Skipped, Table, recognise
from jixiao_desktop.intake.workbook import Sheet
from jixiao_desktop.ledger.amounts import Quantity
from jixiao_desktop.ledger.exchange import read_exchange
from jixiao_desktop.ledger.facts import UnitYear
from jixiao_desktop.output.deliver import deliver
from tests.intake.official import FISCAL, FUND, GENERAL, STATE, Layout, Workbook, as_book

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
    BOOK.fund_table(GENERAL),
    BOOK.detail_table(None, "基本支出"),
    BOOK.detail_table(None, "项目支出", projects=True),
    BOOK.detail_table(None, "经营支出"),
    BOOK.detail_table(GENERAL, "基本支出"),
    *(BOOK.detail_table(fund, "项目支出", projects=True) for fund in FISCAL),
]
CELLS = [
    [
        (number, row, column)
        for row, cells in enumerate(layout.rows)
        for column, cell in enumerate(cells)
        if isinstance(cell, int) and cell
    ]
    for number, layout in enumerate(LAYOUTS)
]
"""By table the places of its amounts."""


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
    """Of the 200 workbooks all sheets but one are the same, and often the facts."""
    known: dict[int, Table | Skipped] = {}

    def recognised(sheet: Sheet, specs: Sequence[TableSpec], names: Names) -> Table | Skipped:
        if not any(sheet is clean for clean in CLEAN.sheets):
            return recognise(sheet, specs, names)
        if id(sheet) not in known:
            known[id(sheet)] = recognise(sheet, specs, names)
        return known[id(sheet)]

    own: list[tuple[UnitYear, Mapping[Key, OwnCell]]] = []

    def computed(evaluation: Evaluation, *others: Any) -> Mapping[Key, OwnCell]:
        for facts, cells in own:
            if facts == evaluation.facts:
                return cells
        own.append((evaluation.facts, own_cells(evaluation, *others)))
        return own[-1][1]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("jixiao_desktop.intake.door.recognise", recognised)
        patch.setattr("jixiao_desktop.intake.door.own_cells", computed)
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
    place = dice.choice(dice.choice(CELLS))
    layouts = changed(place, dice.choice([1, -1, 100, 12_345, 9_000_000]))
    preview = imported(layouts, FULL)
    shown = {str(difference.place) for difference in preview.differences()}
    shown |= {str(p.place) for p in preview.proposals if p.outcome != "相同"}
    number, row, column = place
    address = f"{get_column_letter(column + 1)}{row + 1}"
    assert f"部门决算.xlsx · {layouts[number].name} · {address}" in shown or preview.wrong


def test_a_total_that_its_own_rows_do_not_give_is_the_workbooks_error() -> None:
    layout = LAYOUTS[2]
    layouts = changed((2, layout.header, 4), 100)
    (difference,) = [d for d in imported(layouts, FULL).differences() if d.table == "收入决算表"]
    assert (difference.row, difference.column, difference.own_error) == ("合计", "上级补助收入", True)
    assert difference.own_place == "公开02表 · 合计 · 上级补助收入"


def test_a_row_that_the_workbook_lacks_is_shown_with_our_place() -> None:
    rows = [row for row in LAYOUTS[3].rows if row[0] != "2050203"]
    layouts = [*LAYOUTS[:3], replace(LAYOUTS[3], rows=rows), *LAYOUTS[4:]]
    (difference,) = imported(layouts, FULL).differences()
    assert (difference.own_place, difference.imported.fen) == ("公开03表 · 2050203 初中教育 · 基本支出", 0)


def test_what_an_official_table_of_the_pack_would_print_is_what_is_compared(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A table of ours that adds up wrongly is found although the facts are right."""

    def misprinted(evaluation: Evaluation, table_id: str) -> Grid:
        grid = official_table(evaluation, table_id)
        if table_id != "支出决算表":
            return grid
        first, *rest = grid.body
        total = first[2]
        assert total
        assert isinstance(total.value, Quantity)
        wrong = replace(total, value=total.value + Quantity(1))
        return replace(grid, body=((*first[:2], wrong, *first[3:]), *rest))

    monkeypatch.setattr("jixiao_desktop.intake.own_tables.official_table", misprinted)
    monkeypatch.setattr("jixiao_desktop.intake.door.own_cells", own_cells)
    (difference,) = imported(LAYOUTS, FULL).differences()
    assert (difference.own_place, difference.own_error) == ("公开03表 · 合计 · 本年支出合计", False)
    assert difference.ours - difference.imported == Quantity(1)


def test_the_published_workbook_of_the_program_agrees_with_itself(tmp_path: Path) -> None:
    deliver(open_evaluation(FULL), tmp_path, ["xlsx"], final=False)
    (path,) = tmp_path.rglob("*公开附表.xlsx")
    preview = preview_import(read_books([path]), EMPTY)
    assert (len(preview.tables), preview.skipped, preview.missing, preview.wrong) == (13, (), (), ())
    assert preview.differences() == ()


def test_a_list_that_is_not_told_wholly_is_not_compared() -> None:
    preview = preview_import([as_book([BOOK.income_table(), BOOK.expense_table()])], EMPTY)
    assert preview.missing
    assert preview.differences() == ()
