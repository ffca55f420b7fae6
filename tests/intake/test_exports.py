"""Workbooks as the software and the counties really write them: more columns, pages, covers, notes."""

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from jixiao_desktop.engine.model import open_evaluation
from jixiao_desktop.intake.door import Preview, preview_import, read_books
from jixiao_desktop.intake.filling import fill_workbook
from jixiao_desktop.intake.workbook import Book, Sheet
from jixiao_desktop.ledger.amounts import Quantity
from jixiao_desktop.ledger.facts import UnitYear
from tests.intake.exported import Export
from tests.intake.official import STATE, Workbook
from tests.intake.test_import import AMOUNTS, EMPTY, FULL, sums


def exported(folder: Path, *, paged: int = 0, dashes: bool = False, base: UnitYear = EMPTY) -> Preview:
    path = Export(Workbook(FULL), paged=paged, dashes=dashes).save(folder / "部门决算.xlsx")
    return preview_import(read_books([path]), base)


def of_rows(*rows: Sequence[str], base: UnitYear = EMPTY) -> Preview:
    sheet = Sheet("表.xlsx", "Sheet1", tuple(tuple(row) for row in rows))
    return preview_import([Book("表.xlsx", "0" * 64, (sheet,))], base)


@pytest.mark.parametrize(("paged", "dashes"), [(0, False), (7, True)])
def test_an_export_of_the_software_gives_the_facts_back(tmp_path: Path, paged: int, dashes: bool) -> None:
    preview = exported(tmp_path, paged=paged, dashes=dashes)
    facts = preview.merged.facts
    assert len(preview.tables) == 9
    assert [(skip.sheet, skip.reason) for skip in preview.skipped] == [
        ("FMDM 封面代码", "没有认出是哪一张决算表"),
        ("CS_CODE", "隐藏的工作表，没有读；需要时请先取消隐藏"),
    ]
    assert not preview.missing + preview.wrong + preview.questions
    for fills, measure in AMOUNTS[:3]:
        assert sums(facts, fills, measure) == sums(FULL, fills, measure)
    for side in ("年初", "年末"):
        fiscal = {
            key: fen for key, fen in sums(FULL, "结转结余", side).items() if "非财政拨款" not in str(key)
        }
        taken = {
            key: fen for key, fen in sums(facts, "结转结余", side).items() if "非财政拨款" not in str(key)
        }
        assert taken == fiscal
    projects = {
        key: fen
        for key, fen in sums(FULL, "经济分类", "金额").items()
        if {("资金", "一般公共预算"), ("性质", "项目支出")} <= set(key)  # type: ignore[call-overload]
    }
    assert sums(facts, "经济分类", "金额") == projects
    assert facts.other_flows == FULL.other_flows
    assert preview.differences() == ()


def test_the_table_of_operation_gives_counts_assets_and_procurement(tmp_path: Path) -> None:
    facts = exported(tmp_path).merged.facts
    given = FULL.other_matters
    assert given
    assert given.procurement
    assert given.assets
    assert facts.other_matters
    assert facts.other_matters.procurement
    assert facts.other_matters.assets
    assert facts.other_matters.procurement == replace(given.procurement, purpose=None)
    assert facts.other_matters.assets.cars == given.assets.cars
    assert facts.other_matters.assets.large_equipment == 0
    assert facts.other_matters.operating_cost
    assert facts.other_matters.operating_cost.actual == Quantity(0)
    abroad = (facts.three_public or {})["因公出国（境）费"]
    wanted = (FULL.three_public or {})["因公出国（境）费"]
    assert (abroad.initial, abroad.budget, abroad.actual) == (wanted.initial, wanted.budget, wanted.actual)
    assert (abroad.groups, abroad.persons) == (1, 2)
    guests = (facts.three_public or {})["公务接待费"]
    assert (guests.receptions, guests.guests, guests.initial) == (10, 55, Quantity(920_000))


def test_counts_of_receptions_leave_the_items_that_are_there_apart(tmp_path: Path) -> None:
    facts = exported(tmp_path, base=FULL).merged.facts
    assert facts.three_public == FULL.three_public


def test_budgets_by_class_are_stated_and_compared_with_the_detail(tmp_path: Path) -> None:
    facts = exported(tmp_path).merged.facts
    assert facts.budgets is None
    stated = facts.stated or {}
    by_class = [line for line in FULL.budgets or () if line.subject.startswith("205")]
    assert stated["一般公共预算全年预算[205]"].fen == sum(
        line.adjusted.fen for line in by_class if line.adjusted
    )
    assert stated["全年预算合计[政府性基金]"].fen == 25_855_520
    first = (FULL.budgets or ())[0]
    assert first.adjusted
    other = replace(first, adjusted=first.adjusted + Quantity(100))
    base = replace(FULL, budgets=(other, *(FULL.budgets or ())[1:]))
    found = {
        (d.table, d.row, d.column, d.ours - d.imported) for d in exported(tmp_path, base=base).differences()
    }
    table = "财政拨款收入支出决算总表"
    assert found == {
        (table, row, f"全年预算数/{fund}", Quantity(100))
        for row in ("教育支出", "本年支出合计")
        for fund in ("合计", "一般公共预算财政拨款")
    }


def test_budgets_by_item_are_lines() -> None:
    head = ["功能分类科目编码", "科目名称", "年初预算数", "全年预算数", "决算数", "", ""]
    preview = of_rows(
        ["一般公共预算财政拨款支出决算表"],
        ["编制单位：元谋县第一小学  2023年度  金额单位：元"],
        head,
        ["", "", "", "", "小计", "基本支出", "项目支出"],
        ["合计", "", "90", "100", "95", "95", ""],
        ["2050202", "小学教育", "90", "100", "95", "95", ""],
    )
    (line,) = preview.merged.facts.budgets or ()
    assert (line.subject, line.fund, line.initial, line.adjusted) == (
        "2050202", "一般公共预算", Quantity(9_000), Quantity(10_000),
    )  # fmt: skip
    assert preview.tables[0].unit_name == "元谋县第一小学"
    assert (preview.merged.facts.stated or {})["一般公共预算全年预算"] == Quantity(10_000)


@pytest.mark.parametrize(
    ("keys", "header"),
    [
        (("205", "2", "2"), ["类", "款", "项"]),
        (("205", "20502", "2050202"), ["类", "款", "项"]),
        (("205 02 02", "", ""), ["功能分类科目编码", "", ""]),
        (("2050202-小学教育", "", ""), ["功能分类科目编码", "", ""]),
    ],
)
def test_codes_however_they_are_written(keys: tuple[str, ...], header: list[str]) -> None:
    preview = of_rows(
        ["Z04 支出决算表（财决04表）"],
        ["单位：广元市实验小学", "", "", "", "2023年度", "", "", "", "", "单位：元"],
        [
            "项目",
            "",
            "",
            "",
            "本年支出合计",
            "基本支出",
            "项目支出",
            "上缴上级支出",
            "经营支出",
            "对附属单位补助支出",
        ],
        ["功能分类科目编码", "", "", "科目名称", *[""] * 6],
        [*header, "栏次", "1", "2", "3", "4", "5", "6"],
        ["合计", "", "", "", "12,300.00", "0.00", "0.00", "12,300.00", "—", "—"],
        [*keys, "小学教育", "12,300.00", "0.00", "0.00", "12,300.00", "—", "—"],
    )
    assert not preview.questions + preview.skipped
    (line,) = preview.merged.facts.expenses or ()
    assert (line.subject, line.nature, line.amount) == ("2050202", "上缴上级支出", Quantity(1_230_000))
    assert preview.tables[0].unit_name == "广元市实验小学"


def test_assets_in_one_row_of_columns() -> None:
    preview = of_rows(
        ["国有资产使用情况表"],
        ["编制单位：云岫县实验学校", "2023年度", "", "金额单位：万元"],
        ["项目", "行次", "资产总额", "流动资产", "固定资产", "", "在建工程", "无形资产"],
        ["", "", "", "", "小计", "房屋构筑物", "", ""],
        ["栏次", "", "1", "2", "3", "4", "5", "6"],
        ["合计", "1", "2374.53", "38.62", "2301.79", "1843.65", "21.48", "12.64"],
    )
    other = preview.merged.facts.other_matters
    assert other
    assert other.assets
    assert other.assets.total == Quantity(2_374_530_000, 5_000)
    assert other.assets.buildings == Quantity(1_843_650_000, 5_000)
    assert other.assets.intangible == Quantity(12_640_000, 5_000)


def test_a_page_header_in_the_middle_is_no_row(tmp_path: Path) -> None:
    path = Export(Workbook(FULL), paged=5).save(tmp_path / "决算.xlsx")
    rows = [row[0].value for row in openpyxl.load_workbook(path)["Z03 收入决算表(财决03表)"].iter_rows()]
    assert rows.count("项目") > 3
    assert STATE in str(exported(tmp_path, paged=5).merged.facts.carryovers)


def test_an_empty_export_is_filled_and_says_which_columns_it_has_nothing_for(tmp_path: Path) -> None:
    path = Export(Workbook(FULL)).save(tmp_path / "部门决算.xlsx")
    full, blank = openpyxl.load_workbook(path), openpyxl.load_workbook(path)
    for cell in (cell for sheet in blank.worksheets for row in sheet.iter_rows(min_row=7) for cell in row):
        if isinstance(cell.value, str) and re.fullmatch(r"[\d,]+\.\d\d", cell.value):
            cell.value = None
    blank.save(tmp_path / "空表.xlsx")
    filled = fill_workbook(tmp_path / "空表.xlsx", open_evaluation(FULL))
    assert (
        "《一般公共预算财政拨款收入支出决算表》的「本年收入/基本支出」没有数可填，请自行填写"
        in filled.without_row
    )
    assert [str(place) for place in filled.without_figure] == [
        "空表.xlsx · F03 机构运行信息表(财决附03表) · H6"
    ]
    (tmp_path / "填好.xlsx").write_bytes(filled.data)
    result = openpyxl.load_workbook(tmp_path / "填好.xlsx")
    for place in filled.written:
        was = full[place.sheet][place.address].value
        assert result[place.sheet][place.address].value == float(
            (was or "0").replace(",", "").replace("—", "0")
        )
    wanted = full["Z01_1 财政拨款收入支出决算总表(财决01-1表)"]["M12"].value
    assert result["Z01_1 财政拨款收入支出决算总表(财决01-1表)"]["M12"].value == float(wanted.replace(",", ""))


def test_a_title_over_more_columns_than_the_table_is_no_column() -> None:
    preview = of_rows(
        ["机构运行信息表", *[""] * 5],
        ["编制单位：云岫县实验学校", "2023年度", "", "", "", "金额单位：元"],
        ["项  目", "行次", "统计数", "", "", ""],
        ["栏  次", "", "1", "", "", ""],
        ["  1．政府采购货物支出", "1", "1,200.00", "", "", ""],
    )
    assert not preview.skipped
    other = preview.merged.facts.other_matters
    assert other
    assert other.procurement
    assert other.procurement.goods == Quantity(120_000)
