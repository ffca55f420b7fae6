"""Origins of imported amounts go with the fact, not with its row."""

from dataclasses import replace

from jixiao_desktop.ledger.amounts import Quantity
from jixiao_desktop.ledger.facts import ExpenseLine, OtherFlows, UnitYear
from jixiao_desktop.ledger.origins import Origin, fact_key, origin_at

LINE = ExpenseLine(subject="2050202", fund="一般公共预算", nature="基本支出", amount=Quantity(12345))
OTHER = replace(LINE, subject="2050203")
FACTS = UnitYear(
    template="sichuan-2022",
    year=2023,
    expenses=(LINE, OTHER),
    other_flows=OtherFlows(surplus_distributed=Quantity(7)),
)
PLACE = Origin("部门决算.xls · Z08_1 · F12", "ab", Quantity(12345))
KEY = "支出 2050202 一般公共预算 基本支出 金额"


def test_a_fact_is_known_by_what_it_is() -> None:
    assert fact_key(FACTS, ("支出", 0, "金额")) == KEY
    assert fact_key(FACTS, ("申报值", "收入总计")) == "申报值.收入总计"


def test_a_fact_that_moved_keeps_its_origin() -> None:
    moved = replace(FACTS, expenses=(OTHER, LINE))
    assert origin_at(FACTS, {KEY: PLACE}, ("支出", 0, "金额")) == PLACE
    assert origin_at(moved, {KEY: PLACE}, ("支出", 1)) == PLACE
    assert origin_at(moved, {KEY: PLACE}, ("支出", 0)) is None


def test_a_fact_that_was_changed_by_hand_has_none() -> None:
    changed = replace(FACTS, expenses=(replace(LINE, amount=Quantity(1)), OTHER))
    assert origin_at(changed, {KEY: PLACE}, ("支出", 0)) is None
    assert origin_at(FACTS, {KEY: PLACE}, ("支出", 9)) is None


def test_a_single_value_has_the_origin_of_its_path() -> None:
    place = replace(PLACE, amount=Quantity(7))
    assert origin_at(FACTS, {"其他收支.结余分配": place}, ("其他收支", "结余分配")) == place
