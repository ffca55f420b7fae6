"""Workbooks: recalculated by an engine that is not ours, they give every total again."""

from __future__ import annotations

from functools import cache
from io import BytesIO
from pathlib import Path

import formualizer
import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.header_footer import HeaderFooterItem
from openpyxl.worksheet.worksheet import Worksheet

from jixiao_desktop.engine.evaluation import Evaluation
from jixiao_desktop.engine.grid import Grid
from jixiao_desktop.engine.layouts import official_tables
from jixiao_desktop.engine.model import load_model
from jixiao_desktop.ledger.amounts import Quantity
from jixiao_desktop.ledger.exchange import read_exchange
from jixiao_desktop.output.xlsx import workbook_bytes, write_workbook
from jixiao_desktop.output.xlsx_names import unique_names
from jixiao_desktop.output.xlsx_sheet import ranges
from tests.output.sample import amount, form, grid, head, label

ROOT = Path(__file__).resolve().parent.parent.parent
FULL = ROOT / "tests/cases/full-2021.yaml"
NEWER = ROOT / "tests/cases/full-2023.yaml"
RENHE = ROOT / "resources/examples/renhe-2021.yaml"


@cache
def grids(case: Path, pack: str) -> tuple[Grid, ...]:
    return official_tables(Evaluation(load_model(pack), read_exchange(case)))


@cache
def content(tables: tuple[Grid, ...]) -> bytes:
    return workbook_bytes(tables)


@cache
def book_of(tables: tuple[Grid, ...]) -> Workbook:
    """The workbook as it is read back; only to be looked at."""
    return opened(content(tables))


def opened(content: bytes, *, values: bool = False) -> Workbook:
    return load_workbook(BytesIO(content), data_only=values)


def amounts(book: Workbook, table: Grid) -> dict[tuple[int, int], object]:
    """What a sheet holds where the table has amounts, by row and column of the table's body."""
    sheet = sheet_of(book, table)
    top = first_body_row(sheet, table)
    return {
        (r, c): sheet.cell(top + r, c + 1).value
        for r, row in enumerate(table.body)
        for c, cell in enumerate(row)
        if cell is not None and isinstance(cell.value, Quantity) and cell.text
    }


def printed(part: HeaderFooterItem | None) -> str:
    assert part is not None
    return "".join(item.text or "" for item in (part.left, part.center, part.right))


def sheet_of(book: Workbook, table: Grid) -> Worksheet:
    (sheet,) = (s for s in book.worksheets if s.title == f"{table.number}{table.title}")
    assert isinstance(sheet, Worksheet)
    return sheet


def first_body_row(sheet: Worksheet, table: Grid) -> int:
    return 4 + len(table.header)


def recalculated(content: bytes) -> bytes:
    """The workbook with every formula worked out by formualizer."""
    done = formualizer.recalculate_xlsx_bytes(content)
    assert done["summary"]["errors"] == 0, done["summary"]
    return bytes(done["bytes"])


@pytest.mark.parametrize(
    ("case", "pack"), [(FULL, "sichuan-2021"), (NEWER, "sichuan-2022"), (RENHE, "sichuan-2021")]
)
def test_recalculated_by_another_engine_every_amount_comes_out_again(case: Path, pack: str) -> None:
    tables = grids(case, pack)
    without_values = BytesIO()
    opened(content(tables)).save(without_values)
    again = opened(recalculated(without_values.getvalue()), values=True)
    formulas = book_of(tables)
    live = 0
    for table in tables:
        found, written = amounts(again, table), amounts(formulas, table)
        for (row, column), value in found.items():
            cell = table.body[row][column]
            assert cell is not None
            exact = cell.value.fen / 1_000_000
            assert value == pytest.approx(exact, abs=1e-8), (table.title, row, column)
            live += str(written[row, column]).startswith("=")
    assert live > (400 if case is not RENHE else 50)


def test_a_formula_carries_its_computed_value_for_previews() -> None:
    tables = grids(FULL, "sichuan-2021")
    assert amounts(book_of(tables), tables[0])[26, 2] == "=SUM(C7:C14)"
    assert amounts(opened(content(tables), values=True), tables[0])[26, 2] == pytest.approx(1894.711902)


def test_one_sheet_a_table_with_title_number_unit_year_and_money_unit() -> None:
    tables = grids(FULL, "sichuan-2021")
    book = book_of(tables)
    assert len(book.sheetnames) == 14
    sheet = sheet_of(book, tables[1])
    texts = [cell.value for row in sheet.iter_rows(max_row=3) for cell in row if cell.value]
    assert texts == ["收入决算表", "公开02表", "编制单位：云岫县实验学校", "2021年度", "金额单位：万元"]
    assert sheet["A6"].value == "类 款 项"


def test_codes_are_text_and_amounts_have_two_decimals() -> None:
    tables = grids(FULL, "sichuan-2021")
    sheet = sheet_of(book_of(tables), tables[2])
    assert (sheet["A8"].value, sheet["A8"].number_format) == ("205", "@")
    assert sheet["C7"].number_format.startswith("#,##0.00")


def test_a_stated_total_that_its_parts_do_not_give_is_a_marked_constant() -> None:
    tables = grids(RENHE, "sichuan-2021")
    sheet = sheet_of(book_of(tables), tables[7])
    row = first_body_row(sheet, tables[7]) + len(tables[7].body) - 1
    cell = sheet.cell(row, 3)
    assert cell.value == pytest.approx(373.71)
    assert cell.fill.fgColor.rgb == "FFFFE699"
    assert cell.comment is not None
    assert "申报值，与明细合计不符" in cell.comment.text
    assert str(sheet.cell(row, 6).value).startswith("=SUM(")


def test_every_sheet_is_set_up_for_a4_with_its_header_repeated() -> None:
    tables = grids(FULL, "sichuan-2021")
    book = book_of(tables)
    for table in tables:
        sheet = sheet_of(book, table)
        assert str(sheet.page_setup.paperSize) == "9"
        assert sheet.print_title_rows == f"$1:${3 + len(table.header)}"
        assert sheet.print_area
        assert "&P" in printed(sheet.oddFooter)
        assert sheet.freeze_panes
        if table.landscape:
            assert sheet.page_setup.orientation == "landscape"


def test_a_very_wide_table_is_cut_between_columns_and_repeats_the_first() -> None:
    tables = grids(FULL, "sichuan-2021")
    sheet = sheet_of(book_of(tables), tables[6])
    assert sheet.print_title_cols == "$A:$B"
    cuts = [brk.id for brk in sheet.col_breaks.brk]
    assert len(cuts) >= 2
    assert [
        merged for merged in sheet.merged_cells.ranges if merged.min_row <= 3 and merged.max_col > cuts[0]
    ] == []
    assert not sheet.page_setup.fitToHeight or not sheet.sheet_properties.pageSetUpPr.fitToPage  # type: ignore[union-attr]


def test_a_draft_says_so_on_every_page() -> None:
    tables = grids(RENHE, "sichuan-2021")[:2]
    draft = opened(workbook_bytes(tables, draft=True))
    final = opened(workbook_bytes(tables))
    assert all("草稿" in printed(sheet.oddHeader) for sheet in draft.worksheets)
    assert not any(printed(sheet.oddHeader) for sheet in final.worksheets)


def test_an_empty_table_says_that_the_unit_has_none() -> None:
    tables = grids(RENHE, "sichuan-2021")
    sheet = sheet_of(book_of(tables), tables[10])
    texts = [str(cell.value) for row in sheet.iter_rows() for cell in row]
    assert any("本年度没有政府性基金预算财政拨款收入和支出，故本表无数据" in text for text in texts)


def test_a_form_is_written_without_the_lines_of_an_official_table() -> None:
    book = opened(workbook_bytes((form(),)))
    (sheet,) = book.worksheets
    texts = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value]
    assert not any("编制单位" in text or "金额单位" in text for text in texts)


def test_a_cell_that_begins_like_a_formula_stays_text() -> None:
    table = grid("表", (10, 8), ((head("项目"), head("数")),), ((label("=1+1"), amount("1.00")),))
    (sheet,) = opened(workbook_bytes((table,))).worksheets
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value == "=1+1"]
    assert [cell.data_type for cell in cells] == ["s"]


def test_names_of_sheets_are_safe_short_and_unlike() -> None:
    names = unique_names(["甲/乙:丙", "很长的名称" * 10, "很长的名称" * 10, "a", "A", "", "'引'"])
    assert names[0] == "甲乙丙"
    assert all(0 < len(name) <= 31 for name in names)
    assert len({name.casefold() for name in names}) == len(names)
    assert names[2].endswith("(2)")
    assert names[5] == "表"
    assert names[6] == "引"


def test_neighbours_are_joined_into_ranges() -> None:
    assert ranges([(6, 2), (7, 2), (8, 2), (10, 2)]) == ["C7:C9", "C11"]
    assert ranges([(6, 3), (6, 4), (6, 5)]) == ["D7:F7"]
    assert ranges([(0, 0), (1, 1)]) == ["A1", "B2"]


def test_the_workbook_is_written_whole_to_its_place(tmp_path: Path) -> None:
    path = tmp_path / "附表.xlsx"
    write_workbook(grids(RENHE, "sichuan-2021"), path)
    assert load_workbook(path).sheetnames[0] == "公开01表收入支出决算总表"
    assert list(tmp_path.iterdir()) == [path]
