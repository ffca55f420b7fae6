"""Workbooks in every format, and what cannot be read with the reason and what to do."""

import time
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jixiao_desktop.engine.model import open_evaluation
from jixiao_desktop.intake.door import preview_import, read_books
from jixiao_desktop.intake.filling import fill_workbook
from jixiao_desktop.intake.workbook import BookError, CellPlace, read_book
from jixiao_desktop.ledger.exchange import read_exchange
from jixiao_desktop.ledger.facts import UnitYear
from tests.intake.official import Layout, Workbook, write_workbook

FULL = read_exchange(Path(__file__).parents[1] / "cases" / "full-2023.yaml")
EMPTY = UnitYear(template="sichuan-2022", year=2023)
DATA = Path(__file__).parent / "data"


@pytest.mark.parametrize("name", ["部门决算.xls", "部门决算.ods", "部门决算.xlsx"])
def test_every_format_gives_the_same_facts(name: str) -> None:
    preview = preview_import(read_books([DATA / name]), EMPTY)
    assert preview.skipped == ()
    facts = preview.merged.facts
    assert sorted(
        (line.subject, line.source, line.amount.fen) for line in facts.incomes or () if line.amount
    ) == (sorted((line.subject, line.source, line.amount.fen) for line in FULL.incomes or () if line.amount))
    assert preview.differences() == ()


@pytest.mark.parametrize(("name", "called"), [("部门决算.xls", "决算.et"), ("部门决算.xlsx", "决算.xls")])
def test_a_file_is_read_by_what_it_is_not_by_its_ending(tmp_path: Path, name: str, called: str) -> None:
    (tmp_path / called).write_bytes((DATA / name).read_bytes())
    assert len(read_book(tmp_path / called).sheets) == 9


def test_a_place_is_written_as_in_the_table_software() -> None:
    assert str(CellPlace("决算.xls", "Z08_1", 11, 5)) == "决算.xls · Z08_1 · F12"
    assert CellPlace("a", "b", 0, 27).address == "AB1"


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("a.pdf", b"%PDF", "「a.pdf」不是表格文件，可以导入：.xlsx、.xlsm、.xls、.ods、.et"),
        ("a.xlsx", b"PK\x03\x04rest", "「a.xlsx」已损坏，请用表格软件打开后另存为 .xlsx 再导入"),
        ("a.xls", b"hello", "「a.xls」读不出来，可能已损坏，请用表格软件打开后另存为 .xlsx 再导入"),
        ("a.xlsx", b"", "「a.xlsx」读不出来，可能已损坏，请用表格软件打开后另存为 .xlsx 再导入"),
        ("a.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"E\0n\0c\0r\0y\0p\0t\0",
         "「a.xlsx」有打开密码，请在表格软件里取消密码后另存，再导入"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read(tmp_path: Path, name: str, data: bytes, sentence: str) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(BookError) as caught:
        read_book(path)
    assert str(caught.value) == sentence


def test_a_missing_or_doubled_file(tmp_path: Path) -> None:
    with pytest.raises(BookError, match=r"没有「无\.xlsx」这个文件"):
        read_book(tmp_path / "无.xlsx")
    path = write_workbook([Workbook(FULL).income_table()], tmp_path / "甲.xlsx")
    other = tmp_path / "乙.xlsx"
    other.write_bytes(path.read_bytes())
    with pytest.raises(BookError, match=r"「乙\.xlsx」和「甲\.xlsx」是同一个文件，请只选一个"):
        read_books([path, other])


def test_a_cut_off_file(tmp_path: Path) -> None:
    path = write_workbook([Workbook(FULL).income_table()], tmp_path / "甲.xlsx")
    for part in (3, 2):
        cut = tmp_path / f"断{part}.xlsx"
        cut.write_bytes(path.read_bytes()[: len(path.read_bytes()) * part // 4])
        with pytest.raises(BookError, match="已损坏"):
            read_book(cut)


def test_formulas_without_results_are_refused(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0]["A1"] = "=1+1"
    book.save(tmp_path / "公式.xlsx")
    with pytest.raises(
        BookError, match=r"「公式\.xlsx」里的公式还没有算出结果，请用表格软件打开、保存后再导入"
    ):
        read_book(tmp_path / "公式.xlsx")


@pytest.mark.parametrize(("size", "sentence"), [(100_000_001, "超过100MB"), (10**12, "超过100MB")])
def test_a_huge_file_is_refused_before_it_is_read(tmp_path: Path, size: int, sentence: str) -> None:
    path = tmp_path / "巨大.xls"
    with path.open("wb") as file:
        file.truncate(size)
    with pytest.raises(BookError, match=f"「巨大\\.xls」{sentence}，请只保留决算表后再导入"):
        read_book(path)


def test_a_cell_at_the_end_of_the_sheet_does_not_take_all_memory(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0]["A1"] = 1
    book.worksheets[0]["XFD1048576"] = 2
    book.save(tmp_path / "远.xlsx")
    with pytest.raises(BookError, match="在离表很远的地方（到第1048576行、XFD列）还有内容"):
        read_book(tmp_path / "远.xlsx")


def test_a_sheet_of_open_formulas_is_searched_once(tmp_path: Path) -> None:
    path = tmp_path / "公式.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"<c><f>" * 1_000_000)
    start = time.process_time()
    with pytest.raises(BookError, match="读不出来"):
        read_book(path)
    assert time.process_time() - start < 5


@pytest.mark.parametrize("name", ["部门决算.xls", "部门决算.ods", "部门决算.xlsx"])
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_a_workbook_with_flipped_or_cut_bytes_is_read_or_refused(
    tmp_path: Path, name: str, data: st.DataObject
) -> None:
    content = bytearray((DATA / name).read_bytes())
    for place in data.draw(st.lists(st.integers(0, len(content) - 1), max_size=20)):
        content[place] ^= data.draw(st.integers(1, 255))
    path = tmp_path / name
    path.write_bytes(content[: data.draw(st.integers(0, len(content)) | st.just(len(content)))])
    try:
        books = read_books([path])
    except BookError as error:
        assert name in str(error)  # noqa: PT017
    else:
        assert preview_import(books, EMPTY).merged.facts.year == EMPTY.year


def test_a_flipped_byte_of_an_xlsx_is_never_read_as_another_figure(tmp_path: Path) -> None:
    path = tmp_path / "决算.xlsx"
    whole = (DATA / "部门决算.xlsx").read_bytes()
    path.write_bytes(whole)
    expected = [sheet.rows for sheet in read_book(path).sheets]
    for place in range(0, len(whole), 97):
        broken = bytearray(whole)
        broken[place] ^= 1
        path.write_bytes(broken)
        try:
            found = [sheet.rows for sheet in read_book(path).sheets]
        except BookError:
            continue
        assert found == expected, place


def test_macros_are_not_run_and_nothing_of_them_is_taken(tmp_path: Path) -> None:
    path = write_workbook([Workbook(FULL).income_table()], tmp_path / "带宏.xlsm")
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512))
    preview = preview_import(read_books([path]), EMPTY)
    assert [table.spec.id for table in preview.tables] == ["收入决算表"]
    assert preview.skipped == ()


def test_a_file_that_unpacks_without_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("jixiao_desktop.intake.workbook.MAX_UNPACKED", 1_000_000)
    path = tmp_path / "炸弹.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/1", bytes(1_000_001))
    with pytest.raises(BookError, match="解开后过大"):
        read_book(path)


def edited(tmp_path: Path, edit: Callable[[openpyxl.Workbook], None]) -> str:
    path = write_workbook([Workbook(FULL).income_table()], tmp_path / "决算.xlsx")
    book = openpyxl.load_workbook(path)
    edit(book)
    book.save(path)
    (skipped,) = preview_import(read_books([path]), EMPTY).skipped
    return skipped.reason


def hide(book: openpyxl.Workbook) -> None:
    book.create_sheet("另一张")
    book["收入决算表"].sheet_state = "hidden"


def set_cell(address: str, value: str | float | None) -> Callable[[openpyxl.Workbook], None]:
    def edit(book: openpyxl.Workbook) -> None:
        book["收入决算表"][address] = value

    return edit


@pytest.mark.parametrize(
    ("edit", "reason"),
    [
        (set_cell("J3", "编制日期"), "没有写明金额单位是元还是万元"),
        (set_cell("D9", "约五万"), "D9：「约五万」不是金额，请写成 1234.56 这样的数字"),
        (set_cell("D4", "上级补助"), "不认识「上级补助」这一栏，而D7有数"),
        (set_cell("K9", 5), "不认识「没有表头」这一栏，而K9有数"),
        (set_cell("A9", None), "第9行有数，但看不出是哪个科目"),
    ],
)
def test_a_table_that_cannot_be_read_safely_is_refused_with_the_reason(
    tmp_path: Path, edit: Callable[[openpyxl.Workbook], None], reason: str
) -> None:
    assert edited(tmp_path, edit) == reason


def test_hidden_and_foreign_sheets_are_not_taken(tmp_path: Path) -> None:
    path = write_workbook([Workbook(FULL).income_table()], tmp_path / "决算.xlsx")
    book = openpyxl.load_workbook(path)
    hide(book)
    book["另一张"]["A1"] = "通讯录"
    book.save(path)
    reasons = [skip.reason for skip in preview_import(read_books([path]), EMPTY).skipped]
    assert reasons == ["隐藏的工作表，没有读；需要时请先取消隐藏", "没有认出是哪一张决算表"]


def test_a_table_that_stands_twice(tmp_path: Path) -> None:
    table = Workbook(FULL).income_table()
    rows = [list(row) for row in table.rows]
    rows[table.header][3] = 5
    same = write_workbook([table, table], tmp_path / "一.xlsx")
    other = write_workbook([table, replace(table, rows=rows)], tmp_path / "二.xlsx")
    (skip,) = preview_import(read_books([same]), EMPTY).skipped
    assert skip.reason == "与「一.xlsx · 收入决算表」相同，只取一张"
    (skip,) = preview_import(read_books([other]), EMPTY).skipped
    assert skip.reason == "与「二.xlsx · 收入决算表」是同一张表而数字不同，没有取用；请只保留正确的一张"


def emptied(layout: Layout) -> Layout:
    return replace(layout, rows=[[None if isinstance(c, int) else c for c in row] for row in layout.rows])


def test_an_empty_workbook_is_filled_and_nothing_else_is_written(tmp_path: Path) -> None:
    book = Workbook(FULL)
    layouts = [
        book.summary(),
        book.fiscal_summary(),
        book.income_table(),
        book.basic_by_economic(),
        book.three_public(),
    ]
    blank = write_workbook([emptied(layout) for layout in layouts], tmp_path / "空表.xlsx")
    full = openpyxl.load_workbook(write_workbook(layouts, tmp_path / "满表.xlsx"))
    filled = fill_workbook(blank, open_evaluation(FULL))
    (tmp_path / "填好.xlsx").write_bytes(filled.data)
    result = openpyxl.load_workbook(tmp_path / "填好.xlsx")
    for sheet in full.worksheets:
        assert [[c.value or None for c in row] for row in result[sheet.title].iter_rows()] == [
            [c.value or None for c in row] for row in sheet.iter_rows()
        ]
        assert result[sheet.title].merged_cells.ranges == sheet.merged_cells.ranges
    assert not filled.without_row
    assert not filled.without_figure


def test_what_finds_no_row_is_listed(tmp_path: Path) -> None:
    layout = Workbook(FULL).general_table()
    rows = [row for row in layout.rows if row[0] != "2050803"]
    blank = write_workbook([emptied(replace(layout, rows=rows))], tmp_path / "空表.xlsx")
    filled = fill_workbook(blank, open_evaluation(FULL))
    assert filled.without_row == ("《一般公共预算财政拨款支出决算表》没有 2050803 培训支出 这一行",)


def test_figures_that_are_not_known_are_listed(tmp_path: Path) -> None:
    layout = emptied(Workbook(FULL).three_public())
    blank = write_workbook([layout], tmp_path / "空表.xlsx")
    filled = fill_workbook(blank, open_evaluation(EMPTY))
    assert len(filled.without_figure) == 12
    assert filled.written == ()
