"""Last year's workbook as 上年 figures."""

from dataclasses import replace
from pathlib import Path

from jixiao_desktop.intake.last_year import last_year_operation
from jixiao_desktop.ledger.amounts import Quantity
from jixiao_desktop.ledger.edits import apply
from jixiao_desktop.ledger.exchange import read_exchange
from jixiao_desktop.ledger.facts import UnitYear
from tests.intake.official import Workbook, as_book

FULL = read_exchange(Path(__file__).parents[1] / "cases" / "full-2023.yaml")
BASE = UnitYear(template="sichuan-2022", year=2024, last_year={"自有": Quantity(1)})


def test_last_years_totals_are_taken_as_figures_of_last_year() -> None:
    operation, preview = last_year_operation([as_book(Workbook(FULL).internal())], BASE)
    after = apply(BASE, operation)
    figures = after.last_year or {}
    for name in (
        "收入总计",
        "支出总计",
        "财政拨款支出总计",
        "一般公共预算财政拨款支出",
        "人员经费",
        "公用经费",
        "年末结转和结余",
    ):
        assert figures[name] == (FULL.stated or {})[name]
    assert figures["自有"] == Quantity(1)
    assert (after.three_public or {})["公务用车购置费"].last_year == Quantity(17_980_000)
    assert preview.questions == ()
    assert apply(after, operation.inverse()) == BASE


def test_a_workbook_of_another_year_is_asked_about() -> None:
    book = as_book([Workbook(replace(FULL, year=2022)).income_table()])
    _, preview = last_year_operation([book], BASE)
    assert preview.questions == (
        "「部门决算.xlsx · 收入决算表」是2022年度的，当前是2023年度，确定要导入吗？",
    )
