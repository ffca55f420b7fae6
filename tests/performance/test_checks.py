"""What audit rules ask of indicators and forms."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest

from jixiao_desktop.engine.values import Ratio
from jixiao_desktop.ledger.amounts import Quantity, parse_amount
from jixiao_desktop.ledger.facts import Goal, Indicator, Project, ScoreOverride
from jixiao_desktop.packs.loader import load_pack
from jixiao_desktop.performance import checks
from jixiao_desktop.performance.parameters import load_parameters
from jixiao_desktop.performance.results import score_project
from jixiao_desktop.performance.scoring import score_indicator

PARAMETERS = load_parameters(load_pack("common"))


def wan(text: str) -> Quantity:
    return parse_amount(text, "万元")


@pytest.mark.parametrize(
    ("text", "unit", "expected"),
    [
        ("95", "%", True),
        ("95%", "%", True),
        ("2021-12-31", None, True),
        ("完成", "%", False),
        ("大于95%", "%", False),
    ],
)
def test_numbers_and_dates_are_told_from_words(text: str, unit: str | None, expected: bool) -> None:
    assert checks.is_number(text, unit) is expected


@pytest.mark.parametrize(
    ("third", "unit", "actual", "expected"),
    [
        ("资助覆盖率", "%", "103", True),
        ("资助覆盖率", "%", "100", False),
        ("参训人次增长率", "%", "130", False),
        ("“三公”经费控制率", "%", "105", False),
        ("参训人数", "人", "375", False),
    ],
)
def test_rates_that_cannot_pass_a_hundred(third: str, unit: str, actual: str, expected: bool) -> None:
    indicator = Indicator(third=third, unit=unit, target="100", actual=actual)
    assert checks.value_above_cap(indicator, PARAMETERS) is expected


def test_at_least_a_hundred_percent_of_a_rate() -> None:
    row = Indicator(third="及时率", unit="%", sign="≥", target="100")
    assert checks.at_least_full_rate(row, PARAMETERS)
    assert not checks.at_least_full_rate(replace(row, sign="="), PARAMETERS)


@pytest.mark.parametrize(
    ("third", "unit", "expected"),
    [
        ("参训人数", "人", True),
        ("参训人数", "%", False),
        ("合格率", "人", False),
        ("合格率", "%", True),
        ("面积", "平方米", True),
    ],
)
def test_units_fit_names(third: str, unit: str, expected: bool) -> None:
    assert checks.unit_fits_name(Indicator(third=third, unit=unit)) is expected


def test_stated_scores_that_do_not_follow_from_the_figures() -> None:
    missed = Indicator(sign="≥", target="100", actual="50", weight=Decimal(10), score=Decimal(10))
    reached = Indicator(sign="≥", target="100", actual="100", weight=Decimal(10), score=Decimal(8))
    inverse = Indicator(sign="≤", target="5", actual="8", weight=Decimal(10), score=Decimal(10))
    assert checks.full_though_missed(score_indicator(missed, PARAMETERS))
    assert not checks.full_though_missed(score_indicator(replace(missed, score=None), PARAMETERS))
    assert checks.less_though_reached(score_indicator(reached, PARAMETERS))
    assert checks.judged_wrong_way(inverse, score_indicator(inverse, PARAMETERS))
    assert not checks.judged_wrong_way(missed, score_indicator(missed, PARAMETERS))


@pytest.mark.parametrize(("score", "expected"), [("10", False), ("8", False), ("7", True), ("5", True)])
def test_scores_outside_their_band(score: str, expected: bool) -> None:
    indicator = Indicator(sign="定性", target="好", band="达成", weight=Decimal(10), score=Decimal(score))
    assert checks.outside_band(score_indicator(indicator, PARAMETERS), indicator, PARAMETERS) is expected


@pytest.mark.parametrize(
    ("stated", "expected"), [("99.11", True), ("99.1", True), ("99", True), ("99.12", None), ("99.2", False)]
)
def test_a_stated_rate_is_right_off_by_rounding_or_wrong(stated: str, expected: bool | None) -> None:
    # 430.15 ÷ 434, both known to ± 50 元: 99.1106 % to 99.1152 %
    rate = Ratio(Fraction(43015, 43400), Fraction(430145, 434005), Fraction(430155, 433995))
    wide = Ratio(Fraction(43015, 43400), Fraction(43010, 43405), Fraction(43020, 43395))
    assert checks.rate_agrees(Decimal(stated), wide) is expected
    assert checks.rate_agrees(Decimal("99.11"), rate) is True


@pytest.mark.parametrize(
    ("indicator", "expected"),
    [
        (Indicator(), False),
        (Indicator(deviation="无"), False),
        (Indicator(deviation="0"), False),
        (Indicator(deviation="受疫情影响"), True),
        (Indicator(measure="提前安排"), True),
        (Indicator(override=ScoreOverride(reason="佐证不足")), True),
    ],
)
def test_an_explanation_says_something(indicator: Indicator, expected: bool) -> None:
    assert checks.explained(indicator) is expected


@pytest.mark.parametrize(("number", "expected"), [("4.5", 1), ("10", 0), ("9.444", 3), ("10.00", 0)])
def test_decimals(number: str, expected: int) -> None:
    assert checks.decimals(Decimal(number)) == expected


def project(*indicators: Indicator, goal: Goal | None = None) -> Project:
    return Project(name="甲", funds=(), indicators=indicators, goal=goal)


def test_repeated_names_and_lacking_kinds() -> None:
    row = Indicator(first="产出指标", second="数量指标", third="人数")
    assert checks.repeated_names(project(row, replace(row, second="质量指标"), row)) == ("人数",)
    lacking = checks.lacking_kinds(project(row), PARAMETERS)
    assert lacking == ("质量指标", "时效指标", "效益指标", "满意度指标")


def test_presets_that_the_weights_follow() -> None:
    rows = [
        Indicator(first=first, weight=Decimal(weight))
        for first, weight in (("完成指标", 50), ("效益指标", 30), ("满意度指标", 10))
    ]
    result = score_project(project(*rows), PARAMETERS)
    assert checks.fitting_presets(result, PARAMETERS) == ("标准", "四川")
    assert checks.level_weight(result, "产出指标", PARAMETERS) == 50


def test_a_copied_goal_is_noticed_also_with_other_punctuation() -> None:
    assert checks.goal_copied(Goal(expected="提升教学质量，促进均衡。", actual="提升教学质量促进均衡"))
    assert not checks.goal_copied(Goal(expected="培训375人次", actual="全年开展52场活动，覆盖全区教师"))
    assert not checks.goal_copied(Goal(expected="培训375人次"))


def test_numbers_of_the_goal_that_no_indicator_takes_up() -> None:
    goal = Goal(expected="2021年培训375人，维修面积1200平方米")
    assert checks.numbers_not_in_indicators(project(Indicator(target="375"), goal=goal)) == ("1200",)


def test_amounts_in_a_text() -> None:
    assert checks.amounts_in("拨付280万元，合计430.15元") == (wan("280"), Quantity(43015))


@pytest.mark.parametrize(
    ("reason", "expected"),
    [
        ("因疫情活动无法开展，预算调减72万元", "因疫情活动无法开展"),
        ("因疫情活动无法开展，预算调减70万元。", "因疫情活动无法开展，预算调减70万元"),
        ("追加72万元", "追加72万元"),
    ],
)
def test_a_reason_does_not_repeat_the_amount_that_is_generated(reason: str, expected: str) -> None:
    assert checks.without_amount_clause(reason, -wan("72")) == expected


@pytest.mark.parametrize(
    ("target", "unit", "expected"),
    [
        ("经费4.58万元", None, "4.58"),
        ("4.58", "万元", "4.58"),
        ("不超预算", None, None),
        ("940", "元/生·年", None),
    ],
)
def test_money_of_a_cost_indicator(target: str, unit: str | None, expected: str | None) -> None:
    indicator = Indicator(second="成本指标", target=target, unit=unit)
    found = checks.cost_amount(indicator, target)
    assert (found.fen if found else None) == (wan(expected).fen if expected else None)


def test_words_measured_in_percent() -> None:
    assert checks.word_as_percent(Indicator(third="促进教育均衡发展", target="100", unit="%"), ["促进"])
    assert not checks.word_as_percent(Indicator(third="教学质量提升率", target="100", unit="%"), ["提升"])
    assert not checks.word_as_percent(Indicator(third="培训人数", target="100", unit="人"), ["促进"])


def test_satisfaction_needs_a_number() -> None:
    row = Indicator(first="满意度指标", target="95", unit="%", actual="完成")
    assert checks.satisfaction_without_number(row, PARAMETERS)
    assert not checks.satisfaction_without_number(replace(row, actual="96.5"), PARAMETERS)
