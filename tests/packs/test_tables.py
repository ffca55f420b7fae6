"""The official tables of every pack over every case: they evaluate, and they agree with one another."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest

from jixiao_desktop.engine.evaluation import Evaluation
from jixiao_desktop.engine.grid import Cell, Grid
from jixiao_desktop.engine.layouts import find_table, load_layouts, official_tables, table_ids
from jixiao_desktop.engine.model import load_model
from jixiao_desktop.ledger.amounts import Quantity, total
from jixiao_desktop.ledger.exchange import parse_exchange, read_exchange
from jixiao_desktop.packs.loader import list_packs
from tests.report.support import evaluation_of, expense

ROOT = Path(__file__).resolve().parent.parent.parent
CASES = sorted((ROOT / "tests" / "cases").glob("*.yaml")) + sorted(
    (ROOT / "resources/examples").glob("*.yaml")
)
WITH_TABLES = [pack.id for pack in list_packs() if table_ids(pack)]
PACKS = ["common", *WITH_TABLES]
FULL = [path for path in CASES if path.stem.startswith("full")]


@cache
def evaluation(case: Path, pack: str) -> Evaluation:
    return Evaluation(load_model(pack), read_exchange(case))


def table(case: Path, pack: str, table_id: str) -> Grid:
    return find_table(evaluation(case, pack), table_id)


def row(grid: Grid, title: str, column: int = 0) -> tuple[Cell | None, ...]:
    """The row that bears a title (or code) in a column."""
    found = [r for r in grid.body if (cell := r[column]) is not None and cell.text == title]
    assert len(found) == 1, (grid.title, title, len(found))
    return found[0]


def money(cell: Cell | None) -> Quantity:
    assert cell is not None
    assert isinstance(cell.value, Quantity), cell
    return cell.value


def amount(grid: Grid, title: str, column: int, at: int = 0) -> Quantity:
    return money(row(grid, title, at)[column])


@pytest.mark.parametrize("pack", PACKS)
@pytest.mark.parametrize("case", CASES, ids=lambda path: path.stem)
def test_every_table_of_every_pack_evaluates_on_every_case(case: Path, pack: str) -> None:
    grids = official_tables(evaluation(case, pack))
    for grid in grids:
        assert len(grid.columns) > 0
        for line in (*grid.header, *grid.body):
            assert len(line) == len(grid.columns), grid.title
        assert grid.notes, grid.title
        assert not [note for note in grid.notes if "{" in note]


@pytest.mark.parametrize(("pack", "count"), [("sichuan-2021", 14), ("sichuan-2022", 13), ("common", 9)])
def test_a_pack_has_its_tables_numbered_in_order(pack: str, count: int) -> None:
    layouts = load_layouts(load_model(pack))
    assert len(layouts) == count
    assert [layout.number for layout in layouts] == [f"公开{n:02}表" for n in range(1, count + 1)]


def titles(pack: str) -> list[str]:
    return [grid.title for grid in official_tables(evaluation(FULL[0], pack))]


def test_the_titles_of_sichuan_follow_the_published_lists() -> None:
    old, new = titles("sichuan-2021"), titles("sichuan-2022")
    assert old[7] == "一般公共预算财政拨款基本支出决算表"
    assert new[7] == "一般公共预算财政拨款基本支出决算明细表"
    assert [title for title in old if "三公" in title] == [
        "一般公共预算财政拨款“三公”经费支出决算表",
        "政府性基金预算财政拨款“三公”经费支出决算表",
    ]
    assert [title for title in new if "三公" in title] == [new[12]] == ["财政拨款“三公”经费支出决算表"]
    assert old[:7] == new[:7]


@pytest.mark.parametrize("pack", PACKS)
@pytest.mark.parametrize("case", CASES, ids=lambda path: path.stem)
def test_a_total_with_parts_is_their_sum_to_the_fen(case: Path, pack: str) -> None:
    for grid in official_tables(evaluation(case, pack)):
        for line in grid.body:
            for cell in line:
                if cell is not None and cell.sum_of:
                    parts = [money(grid.body[r][c]) for r, c in cell.sum_of]
                    assert total(parts).fen == money(cell).fen, (grid.title, cell)


@pytest.mark.parametrize("pack", PACKS)
@pytest.mark.parametrize("case", FULL, ids=lambda path: path.stem)
def test_every_sum_of_a_full_case_is_a_live_total(case: Path, pack: str) -> None:
    for grid in official_tables(evaluation(case, pack)):
        figures = [
            cell for line in grid.body for cell in line if cell is not None and cell.bold and cell.value
        ]
        assert all(cell.sum_of or cell.columns > 1 or not cell.text for cell in figures), grid.title


@pytest.mark.parametrize("pack", PACKS)
@pytest.mark.parametrize("case", FULL, ids=lambda path: path.stem)
def test_income_and_spending_agree_between_the_tables(case: Path, pack: str) -> None:
    main, income = table(case, pack, "收入支出决算总表"), table(case, pack, "收入决算表")
    spending, fiscal = table(case, pack, "支出决算表"), table(case, pack, "财政拨款收入支出决算总表")
    assert amount(main, "总计", 2) == amount(main, "总计", 5, at=3)
    # B01-B03
    assert amount(income, "合计", 2) == amount(main, "本年收入合计", 2)
    sources = [money(line[2]) for line in main.body[:8]]
    assert amount(income, "合计", 3) == total(sources[:3])
    assert [amount(income, "合计", column) for column in (4, 5, 7, 8, 9)] == sources[3:]
    # B04, B05
    assert amount(spending, "合计", 2) == amount(main, "本年支出合计", 5, at=3)
    for line in spending.body[1:]:
        code, name = line[0], line[1]
        assert code is not None
        assert name is not None
        if len(code.text) == 3:
            title = next(
                c.text for r in main.body if (c := r[3]) is not None and c.text.endswith("、" + name.text)
            )
            assert amount(main, title, 5, at=3) == money(line[2])
            # B08
            assert amount(fiscal, title, 5, at=3).fen <= money(line[2]).fen
    # B06, A22
    assert [money(line[2]) for line in fiscal.body[:3]] == sources[:3]
    assert amount(fiscal, "总计", 2) == amount(fiscal, "总计", 5, at=3)


@pytest.mark.parametrize("pack", PACKS)
@pytest.mark.parametrize("case", FULL, ids=lambda path: path.stem)
def test_the_funds_of_the_fiscal_table_agree_with_their_own_tables(case: Path, pack: str) -> None:
    fiscal = table(case, pack, "财政拨款收入支出决算总表")
    general = table(case, pack, "一般公共预算财政拨款支出决算表")
    basic = table(case, pack, "一般公共预算财政拨款基本支出决算表")
    fund = table(case, pack, "政府性基金预算财政拨款收入支出决算表")
    capital = table(case, pack, "国有资本经营预算财政拨款支出决算表")
    spent = row(fiscal, "本年支出合计", 3)
    left = row(fiscal, "年末财政拨款结转和结余", 3)
    # B11, B13
    assert amount(general, "合计", 2) == money(spent[6])
    last = basic.body[-1]
    assert amount(general, "合计", 3) == money(last[2]) + money(last[5])
    # B21-B24
    assert amount(fund, "合计", 3) == money(fiscal.body[1][2])
    assert amount(fund, "合计", 4) == money(spent[7])
    assert amount(fund, "合计", 7) == money(left[7])
    assert amount(capital, "合计", 2) == money(spent[8])


@pytest.mark.parametrize("pack", ["sichuan-2021", "sichuan-2022"])
@pytest.mark.parametrize("case", FULL, ids=lambda path: path.stem)
def test_the_detail_tables_agree_with_the_totals(case: Path, pack: str) -> None:
    fiscal = table(case, pack, "财政拨款收入支出决算总表")
    by_economic = table(case, pack, "财政拨款支出决算明细表")
    general = table(case, pack, "一般公共预算财政拨款支出决算表")
    crossed = table(case, pack, "一般公共预算财政拨款支出决算明细表")
    projects = table(case, pack, "一般公共预算财政拨款项目支出决算表")
    # B14-B17
    assert amount(projects, "合计", 2) == amount(general, "合计", 4)
    assert amount(by_economic, "合计", 2) == money(row(fiscal, "本年支出合计", 3)[5])
    assert len(crossed.body) == len(general.body)
    for line, other in zip(crossed.body, general.body, strict=True):
        assert money(line[2]) == money(other[2])
    assert all(cell is not None and cell.sum_of for line in crossed.body for cell in [line[2]])


def test_the_three_public_tables_agree_with_the_economic_detail() -> None:
    # B25-B28 over both tables of 2021 and the one of 2022
    case = FULL[0]
    by_economic = table(case, "sichuan-2021", "财政拨款支出决算明细表")
    general = table(case, "sichuan-2021", "一般公共预算财政拨款“三公”经费支出决算表").body[0]
    fund = table(case, "sichuan-2021", "政府性基金预算财政拨款“三公”经费支出决算表").body[0]
    whole = table(case, "sichuan-2022", "财政拨款“三公”经费支出决算表").body[0]
    for column in range(12):
        assert money(general[column]) + money(fund[column]) == money(whole[column])
    for column, code in ((7, "30212"), (9, "31013"), (10, "30231"), (11, "30217")):
        assert money(whole[column]) == amount(by_economic, code, 2)


def test_a_part_of_three_public_that_is_known_only_in_a_sum_is_not_shown_as_zero() -> None:
    facts = parse_exchange(
        "格式: jixiao/1\n模板: sichuan-2022\n年度: 2023\n金额单位: 万元\n"
        "三公经费:\n  公务用车购置及运行维护费: {预算: 3, 决算: 2.5}\n  公务接待费: {预算: 0, 决算: 0}\n",
        "例",
    )
    grid = find_table(Evaluation(load_model("sichuan-2022"), facts), "财政拨款“三公”经费支出决算表")
    texts = [cell.text for cell in grid.body[0] if cell is not None]
    assert texts[6:] == ["2.50", "0.00", "2.50", "【待填】", "【待填】", "0.00"]
    assert "公务用车购置费（只填了公务用车购置及运行维护费）" in grid.notes[-1]


def test_an_empty_table_stays_and_says_so(renhe_file: Path) -> None:
    fund = table(renhe_file, "sichuan-2021", "政府性基金预算财政拨款收入支出决算表")
    assert [cell.text for cell in fund.body[0][2:] if cell is not None] == ["0.00"] * 6
    assert fund.notes[-1] == (
        "说明：攀枝花市仁和区教师进修学校本年度没有政府性基金预算财政拨款收入和支出，故本表无数据。"
    )


def test_what_was_never_entered_is_not_called_empty() -> None:
    nothing = next(path for path in CASES if path.stem == "nothing-2021")
    spending = table(nothing, "sichuan-2021", "支出决算表")
    assert spending.notes[-1] == "【待填：支出决算】"
    assert {cell.text for cell in spending.body[0][2:] if cell is not None} == {"【待填】"}


@pytest.mark.parametrize("pack", ["sichuan-2021", "sichuan-2022"])
def test_the_table_by_economic_subject_asks_for_them_while_there_are_none(pack: str) -> None:
    never_begun: dict[str, list[Any]] = {}
    for economics, asked in ((never_begun, True), ({"经济分类": list[Any]()}, False)):
        evaluation = evaluation_of(pack, 支出=[expense("1", nature="项目支出")], **economics)
        grid = find_table(evaluation, "财政拨款支出决算明细表")
        assert ("【待填：经济分类】" in " ".join(grid.notes)) is asked


def test_a_cross_table_without_detail_shows_what_is_known_and_what_is_missing(renhe_file: Path) -> None:
    grid = table(renhe_file, "sichuan-2021", "财政拨款支出决算明细表")
    assert amount(grid, "30101", 4).fen == 126_9700_00
    assert row(grid, "30101")[5] == row(grid, "30102")[5]
    blank = row(grid, "30101")[5]
    assert blank is not None
    assert blank.text == ""
    assert grid.notes[-1] == "【待填：一般公共预算项目支出的经济分类】"


def test_a_stated_total_that_its_detail_does_not_give_is_marked(renhe_file: Path) -> None:
    basic = table(renhe_file, "sichuan-2021", "一般公共预算财政拨款基本支出决算表")
    staff, public = basic.body[-1][2], basic.body[-1][5]
    assert staff is not None
    assert public is not None
    assert (staff.text, staff.stated, staff.sum_of, staff.figure) == ("373.71", True, (), "人员经费")
    assert (public.text, public.stated) == ("16.89", False)
    assert public.sum_of


def test_the_figures_of_the_example_stand_where_the_published_tables_have_them(renhe_file: Path) -> None:
    main = table(renhe_file, "sichuan-2021", "收入支出决算总表")
    shown = {
        line[3].text: (line[4].text, line[5].text) for line in main.body if line[3] and line[4] and line[5]
    }
    assert shown["五、教育支出"] == ("36", "281.58")
    assert shown["十九、住房保障支出"] == ("50", "41.96")
    last = [cell.text for cell in main.body[-1] if cell is not None]
    assert last == ["总计", "31", "400.51", "总计", "62", "400.51"]


@pytest.mark.parametrize("pack", PACKS)
def test_every_layout_is_used_by_some_pack(pack: str) -> None:
    listed = {table_id for known in PACKS for table_id in table_ids(load_model(known).pack)}
    files = {path.stem for path in (ROOT / "resources/packs" / pack / "tables").glob("*.yaml")}
    assert files <= listed
