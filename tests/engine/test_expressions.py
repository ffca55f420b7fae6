"""Expressions: what they give, how Missing and tails pass through, and what is refused with file and line."""

from __future__ import annotations

from fractions import Fraction
from functools import cache

import pytest

from jixiao_desktop.engine.evaluation import Evaluation
from jixiao_desktop.engine.expressions import compile_expression
from jixiao_desktop.engine.model import open_evaluation
from jixiao_desktop.engine.values import Missing, Ratio, Truth, Value
from jixiao_desktop.ledger.amounts import Quantity
from jixiao_desktop.ledger.facts import EconomicLine, ExpenseLine, IncomeLine, OtherFlows, UnitYear
from jixiao_desktop.packs.source import PackError, Place

HERE = Place("试验.yaml", 7)


def line(subject: str, nature: str, fen: int, half: int = 0, fund: str = "一般公共预算") -> ExpenseLine:
    return ExpenseLine(subject=subject, fund=fund, nature=nature, amount=Quantity(fen, half))


@cache
def evaluation() -> Evaluation:
    source = "一般公共预算财政拨款收入"
    return open_evaluation(
        UnitYear(
            template="sichuan-2021",
            year=2021,
            incomes=(
                IncomeLine(subject="2050202", source=source, amount=Quantity(900)),
                IncomeLine(subject="2080505", source=source, amount=Quantity(100)),
                IncomeLine(subject="2050202", source="事业收入", amount=Quantity(50)),
            ),
            expenses=(
                line("2050202", "基本支出", 700, 5),
                line("2050203", "项目支出", 200, 5),
                line("2080505", "基本支出", 100, 5),
            ),
            other_flows=OtherFlows(surplus_used=Quantity(0)),
            stated={"本年支出合计": Quantity(1_008)},
        )
    )


def value(text: str, **names: Value) -> Value:
    compiled = compile_expression(text, evaluation().model.catalogue, HERE, frozenset(names))
    return compiled.evaluate(evaluation(), names)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("本年收入合计", Quantity(1_050)),
        ("本年收入合计[205]", Quantity(950)),
        ("本年收入合计[事业收入]", Quantity(50)),
        ('收入(科目=["205", "208"], 来源="事业收入")', Quantity(50)),
        ("本年支出合计", Quantity(1_008)),
        ("算得(本年支出合计)", Quantity(1_000, 15)),
        ("本年支出合计[205]", Quantity(900, 10)),
        ("本年支出合计[基本支出]", Quantity(800, 10)),
        ("本年支出合计[205] - 本年支出合计[208]", Quantity(800, 15)),
        ("-本年收入合计", Quantity(-1_050)),
        ("本年收入合计 * 2", Quantity(2_100)),
        ("本年收入合计 / 7", Quantity(150)),
        ('合计([本年收入合计[科目] for 科目 in 类科目("收入")])', Quantity(1_050)),
        ("合计([])", Quantity(0)),
        ('个数(末级科目("支出"))', 3),
        ('科目树("支出")', ("205", "20502", "2050202", "2050203", "208", "20805", "2080505")),
        ('下级科目("205", "支出")', ("20502",)),
        ('名称("2050202")', "小学教育"),
        ('全称("2050202")', "教育支出（类）普通教育（款）小学教育（项）"),
        ("1 if 2 > 1 else 0", 1),
        ("0.1 + 0.2", Fraction(3, 10)),
        ('"甲" + "乙"', "甲乙"),
        ("[1, 2, 3][1]", 2),
    ],
)
def test_a_value_is_what_a_hand_gives(text: str, expected: Value) -> None:
    assert value(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("本年支出合计 == 算得(本年支出合计)", Truth.TAIL),
        ("本年支出合计 == 本年收入合计", Truth.FALSE),
        ("本年支出合计 != 本年收入合计", Truth.TRUE),
        ("本年收入合计 == 本年收入合计", Truth.TRUE),
        ("算得(本年支出合计) >= 本年支出合计", Truth.TAIL),
        ("年初结转和结余 == 本年收入合计", Truth.UNKNOWN),
        ("年初结转和结余 == 0 and 1 > 2", Truth.FALSE),
        ("年初结转和结余 == 0 or 2 > 1", Truth.TRUE),
        ("not (年初结转和结余 == 0)", Truth.UNKNOWN),
        ("未填(年初结转和结余)", Truth.TRUE),
        ("没有(本年收入合计 / 使用非财政拨款结余)", Truth.TRUE),
        ('"205" in 类科目("支出")', Truth.TRUE),
        ("1 < 2 < 3", Truth.TRUE),
    ],
)
def test_comparisons_know_missing_and_tails(text: str, expected: Truth) -> None:
    assert value(text) is expected


def test_a_share_carries_its_interval() -> None:
    share = value("本年支出合计[208] / 本年支出合计[205]")
    assert isinstance(share, Ratio)
    assert share.value == Fraction(1, 9)
    assert share.low == Fraction(95, 910)
    assert share.high == Fraction(105, 890)


def test_missing_names_what_is_to_be_entered() -> None:
    found = value("收入总计")
    assert isinstance(found, Missing)
    assert [gap.path for gap in found.gaps] == [("结转结余",)]


def test_a_division_by_nothing_is_no_such_thing() -> None:
    assert value("本年收入合计 / 使用非财政拨款结余") is None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("本年收入合讣", "本年收入合计"),
        ("本年收入合计[3005]", "不能按"),
        ("结余分配[205]", "不能再分"),
        ('支岀(科目="205")', "支出"),
        ('支出(科木="205")', "科目"),
        ("收入总计 ** 2", "加减乘除"),
        ('__import__("os")', "没有函数"),
        ("(lambda: 1)()", "口径函数"),
        ("收入总计 +", "写法有误"),
        ("上年(没这个)", "不认识"),
        ("收入总计.金额.__class__", ""),
    ],
)
def test_a_mistake_names_file_line_and_what_is_possible(text: str, words: str) -> None:
    with pytest.raises(PackError, match=r"试验.yaml:7") as caught:
        value(text)
    assert words in str(caught.value)


def test_detail_below_an_entered_class_is_missing_not_zero() -> None:
    facts = UnitYear(
        template="sichuan-2021",
        year=2021,
        expenses=(line("205", "基本支出", 100), line("2080505", "基本支出", 50)),
        economics=(
            EconomicLine(economic="301", fund="一般公共预算", nature="基本支出", amount=Quantity(150)),
        ),
    )
    opened = open_evaluation(facts)
    assert isinstance(opened.value("本年支出合计[2050202]"), Missing)
    assert opened.value("本年支出合计[2210201]") == Quantity(0)
    assert isinstance(opened.value("人员经费[30101]"), Missing)
    assert opened.value("人员经费") == Quantity(150)


def test_an_economic_slice_without_a_line_is_missing_where_something_was_spent() -> None:
    facts = UnitYear(
        template="sichuan-2021",
        year=2021,
        expenses=(line("205", "基本支出", 100), line("205", "项目支出", 0)),
        economics=(),
    )
    opened = open_evaluation(facts)
    catalogue = opened.model.catalogue
    basic = compile_expression('经济(资金="一般公共预算", 性质="基本支出")', catalogue, HERE)
    projects = compile_expression('经济(资金="一般公共预算", 性质="项目支出")', catalogue, HERE)
    assert isinstance(basic.evaluate(opened), Missing)
    assert projects.evaluate(opened) == Quantity(0)
