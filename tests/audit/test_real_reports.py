"""What sound reports of real schools have, and no 错误; and an error that a mere tail must not hide."""

from __future__ import annotations

from dataclasses import replace

import pytest

from jixiao_desktop.audit.engine import audit
from jixiao_desktop.audit.findings import Level
from jixiao_desktop.audit.shown import money_text
from jixiao_desktop.engine.evaluation import Evaluation
from jixiao_desktop.engine.model import open_evaluation
from jixiao_desktop.ledger.amounts import Quantity, parse_amount
from jixiao_desktop.ledger.exchange import read_exchange
from jixiao_desktop.ledger.facts import Project, ProjectFund
from tests.audit.changing import CASES, changed
from tests.report.support import evaluation_of, expense, income


def full() -> Evaluation:
    return open_evaluation(read_exchange(CASES / "full-2023.yaml"))


def ids(evaluation: Evaluation, level: Level | None = None) -> list[str]:
    return [f.id for f in audit(evaluation) if level is None or f.level is level]


def salaries(code: str | None, kind: str | None) -> Project:
    """A project far larger than all 项目支出 of the case."""
    amount = Quantity(900_000_000)
    fund = ProjectFund(source="财政拨款", initial=amount, adjusted=amount, spent=amount)
    return Project(name="工资性支出", code=code, kind=kind, funds=(fund,))


@pytest.mark.parametrize(
    ("code", "kind", "compared"),
    [
        (None, "人员类", False),
        ("51999923R000010318842", None, False),
        (None, "公用经费", False),
        (None, "运转类", False),
        (None, "其他运转类", True),
        ("51999923T000010318842", "特定目标类", True),
    ],
)
def test_salaries_are_no_project_spending(code: str | None, kind: str | None, compared: bool) -> None:
    facts = full().facts
    more = replace(facts, projects=(*(facts.projects or ()), salaries(code, kind)))
    assert ("C56" in ids(full().updated(more))) is compared


def test_forms_that_are_not_entered_yet_are_not_counted() -> None:
    steps = {"预算绩效": {"编制目标项目数": "3", "监控项目数": "3", "自评项目数": "3"}}
    assert "C60" not in ids(evaluation_of(其他事项=steps))
    assert "C60" in ids(evaluation_of(其他事项=steps, 项目=[]))


@pytest.mark.parametrize(
    ("year", "odd"), [(2021, True), (2022, False), (2023, False), (2024, False), (2025, True)]
)
def test_a_reason_may_name_the_next_year(year: int, odd: bool) -> None:
    edits = {"说明.收支总计变动": f"部分项目尾款结转到{year}年支付，资金按合同约定拨付"}
    assert ("D02" in ids(full().updated(changed(full().facts, edits)))) is odd


def test_a_tail_of_one_total_hides_no_error_of_another() -> None:
    evaluation = evaluation_of(
        收入=[income("100.00"), income("3.28", "其他收入")],
        支出=[expense("100.00"), expense("3.28", fund="非财政拨款")],
        结转结余=[],
        其他收支={"使用非财政拨款结余": "0", "结余分配": "0"},
        申报值={"本年收入合计": "103.29", "本年收入合计[其他收入]": "5.28"},
    )
    assert evaluation.stated("本年收入合计") == parse_amount("103.29", "万元")
    assert "A01" in ids(evaluation, Level.HINT)
    assert "A16" in ids(evaluation, Level.ERROR)


def test_the_figures_of_a_finding_go_by_the_names_of_figures() -> None:
    evaluation = evaluation_of(
        支出=[expense("100.00")],
        申报值={"一般公共预算财政拨款支出[205]": "105.00"},
        三公经费={"公务接待费": {"预算": "1.00", "决算": "2.00", "批次": "2", "人次": "200"}},
    )
    values = {finding.id: finding.values for finding in audit(evaluation)}
    assert values["A16"] == {
        "一般公共预算财政拨款支出[205]": "105.00万元",
        "一般公共预算财政拨款支出[205]（按明细）": "100.00万元",
        "差额": "5.00万元",
    }
    assert values["A41"] == {
        "项目": "公务接待费",
        "公务接待费决算": "2.00万元",
        "公务接待费预算": "1.00万元",
    }
    assert values["D11"] == {"科目": "205", "名称": "教育支出"}


@pytest.mark.parametrize(
    ("fen", "text"),
    [(1_134_567_890, "11,345,678.90元"), (123_456_700, "1,234,567元"), (1_000_000, "1.00万元")],
)
def test_yuan_have_two_decimals_or_none(fen: int, text: str) -> None:
    assert money_text(Quantity(fen)) == text


@pytest.mark.parametrize("item", ["国内公务接待费", "公务接待费"])
@pytest.mark.parametrize(("guests", "dear"), [("10", True), ("40", False)])
def test_a_guest_may_cost_150_yuan(item: str, guests: str, dear: bool) -> None:
    """6,000元 for 10 guests are 600 each, for 40 they are 150; foreign guests are counted as 人数."""
    foreign = {"预算": "0", "决算": "0", "批次": "0", "人数": "0"}
    entry = {"预算": "0.60", "决算": "0.60", "批次": "3", "人次": guests}
    others = {} if item == "公务接待费" else {"外事接待费": foreign}
    assert ("C54" in ids(evaluation_of(三公经费={item: entry, **others}))) is dear


def test_one_sentence_tells_its_amounts_in_one_unit() -> None:
    """4,637,380元 and 4,687,380元 differ by 50,000元, which would be 5.00万元 by itself."""
    evaluation = evaluation_of(
        收入=[income("463.738")],
        支出=[expense("468.738")],
        结转结余=[],
        其他收支={"使用非财政拨款结余": "0", "结余分配": "0"},
    )
    (finding,) = [found for found in audit(evaluation) if found.id == "A05"]
    assert finding.message == "收入总计4,637,380元与支出总计4,687,380元不相等，相差50,000元"
    assert set(finding.values.values()) == {"4,637,380元", "4,687,380元", "50,000元"}


@pytest.mark.parametrize(
    ("target", "unit", "lacking"), [("100%", None, False), ("95％", None, False), ("52", None, True)]
)
def test_a_target_may_carry_its_percent_sign_itself(target: str, unit: str | None, lacking: bool) -> None:
    edits = {"项目[0].指标[0].指标值": target, "项目[0].指标[0].计量单位": unit}
    assert ("I-17" in ids(full().updated(changed(full().facts, edits)))) is lacking


@pytest.mark.parametrize(("insurance", "odd"), [("910.23", False), ("880.02", True)])
def test_civil_servants_health_insurance_counts_too(insurance: str, odd: bool) -> None:
    """30.21 for the civil servants of a bureau and 880.02 for its schools are 910.23."""
    evaluation = evaluation_of(
        支出=[expense("30.21", code="2101101"), expense("880.02", code="2101102")],
        经济分类=[{"经济科目": "30110", "资金": "一般公共预算", "性质": "基本支出", "金额": insurance}],
    )
    assert ("B31" in ids(evaluation)) is odd


def wagons(number: str, amount: str) -> dict[str, dict[str, object]]:
    return {"公务用车购置费": {"预算": amount, "决算": amount, "购置": {"轿车": number, "越野车": "0"}}}


@pytest.mark.parametrize(
    ("number", "amount", "odd"), [("0", "18", True), ("1", "0", True), ("1", "18", False), ("0", "0", False)]
)
def test_cars_that_were_bought_cost_something(number: str, amount: str, odd: bool) -> None:
    assert ("C42-辆数" in ids(evaluation_of(三公经费=wagons(number, amount)))) is odd


@pytest.mark.parametrize("item", ["公务用车运行维护费", "公务用车购置及运行维护费"])
def test_cars_kept_are_at_most_those_the_unit_has(item: str) -> None:
    kept = {item: {"预算": "5", "决算": "5", "保有": {"轿车": "3"}}}
    assets = {"国有资产": {"车辆": {"其他用车": "1"}}}
    found = {f.id: f.where for f in audit(evaluation_of(三公经费=kept, 其他事项=assets))}
    assert ("三公经费", item, "保有") in found["C43"]


@pytest.mark.parametrize(
    ("staff", "odd"),
    [
        ({"在职": "10", "专任教师": "12"}, True),
        ({"在职": "10", "专任教师": "9", "工勤": "3"}, True),
        ({"在职": "10", "专任教师": "8"}, False),
        ({"在职": "10"}, False),
    ],
)
def test_a_part_of_the_staff_is_no_more_than_all(staff: dict[str, str], odd: bool) -> None:
    unit = {"名称": "甲县乙学校", "人员": staff}
    assert ("J-13-分类" in ids(evaluation_of(单位=unit))) is odd


@pytest.mark.parametrize(
    ("assets", "odd"),
    [
        ({"资产总额": "100", "流动资产": "50", "固定资产": "60"}, True),
        ({"资产总额": "100", "流动资产": "50"}, False),
    ],
)
def test_known_assets_are_no_more_than_all(assets: dict[str, str], odd: bool) -> None:
    assert ("J-17" in ids(evaluation_of(其他事项={"国有资产": assets}))) is odd


@pytest.mark.parametrize(("before", "odd"), [("2", True), ("1", False)])
def test_last_years_figure_known_twice_must_be_the_same(before: str, odd: bool) -> None:
    """The item says 1 for last year; 上年 says it once more."""
    items = {"公务接待费": {"预算": "1", "决算": "1", "上年决算": "1", "批次": "3", "人次": "90"}}
    cars = {"公务用车购置及运行维护费": {"预算": "0", "决算": "0", "上年决算": "0"}}
    abroad = {"因公出国（境）费": {"预算": "0", "决算": "0", "上年决算": "0"}}
    evaluation = evaluation_of(三公经费={**items, **cars, **abroad}, 上年={"三公经费决算": before})
    assert ("B36-上年决算" in ids(evaluation)) is odd
