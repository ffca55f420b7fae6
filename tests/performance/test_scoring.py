"""Scores of indicators against a table computed by hand, with the source of each rule."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jixiao_desktop.engine.values import Missing
from jixiao_desktop.ledger.facts import DeductionStep, Indicator, ScoreOverride
from jixiao_desktop.packs.loader import load_pack
from jixiao_desktop.performance.judging import AT_STRICT_LIMIT, OUTSIDE_BAND, RATE_OVER_100
from jixiao_desktop.performance.parameters import Parameters, load_parameters
from jixiao_desktop.performance.scoring import OUT_OF_RANGE, OVERRIDE_WITHOUT_REASON, score_indicator
from jixiao_desktop.performance.targets import target_text

PARAMETERS = load_parameters(load_pack("common"))

RATIO = "按完成比例计分：财预〔2020〕10号，定量指标完成的记满分，未完成的按完成值与指标值的比例记分"
INVERSE = "反向指标按指标值与完成值的比例记分，指标值为0而发生的不得分：各地填报说明"
EQUAL = "等于：不足按比例；率超过100%是数据错误；标准、成本超出按超标；数量超出得满分并说明"
BANDS = "定性三档 100%—80%、80%—60%、60%—0：财预〔2020〕10号"
DATES = "时效按期满分，逾期不得分；有扣分步长的按步长：各地填报说明"
STEPS = "扣分步长：每少1元扣1分、每晚10天扣1分（公开的目标表）"
STRICT = "大于、小于不含相等"
PLAIN = "数据交换文件：没有写符号的，数字为等于、文字为定性、日期为不晚于"


class Case(NamedTuple):
    """One line of the table: what is entered, the score (None: none can be given), whether it is met."""

    name: str
    sign: str | None
    target: str | None
    actual: str | None
    weight: str | None
    score: str | None
    met: bool | None
    source: str
    more: Mapping[str, object] = MappingProxyType({})


def step(each: str, deduct: str) -> dict[str, object]:
    """A 扣分步长."""
    return {"deduction": DeductionStep(each=Decimal(each), deduct=Decimal(deduct))}


CASES = [
    # ≥: 10 × 85 ÷ 90 = 9.444…
    Case("正向不足", "≥", "90", "85", "10", "9.44", False, RATIO),
    Case("正向恰好", "≥", "90", "90", "10", "10", True, RATIO),
    Case("正向超过", "≥", "90", "96", "10", "10", True, RATIO),
    Case("正向为零", "≥", "90", "0", "10", "0", False, RATIO),
    Case("正向目标为零且达到", "≥", "0", "0", "5", "5", True, RATIO),
    Case("正向目标为零且为负", "≥", "0", "-3", "5", "0", False, RATIO),
    # 8 × 1 ÷ 3 = 2.666…
    Case("正向舍入进位", "≥", "3", "1", "8", "2.67", False, RATIO),
    # 10 × 1989 ÷ 2000 = 9.945: half up
    Case("正向舍入五入", "≥", "2000", "1989", "10", "9.95", False, "得分保留两位小数，四舍五入"),
    Case("正向带单位", "≥", "52次", "52 次", "10", "10", True, PLAIN, {"unit": "次"}),
    Case("正向百分号", "≥", "95%", "９０％", "19", "18", False, PLAIN, {"unit": "%"}),
    Case("正向千分位", "≥", "4,548", "4548", "10", "10", True, PLAIN, {"unit": "人次"}),
    Case("大于超过", ">", "90", "90.01", "10", "10", True, STRICT),
    Case("大于恰好相等", ">", "90", "90", "10", None, False, STRICT),
    Case("大于不足", ">", "90", "45", "10", "5", False, STRICT),
    # ≤: 10 × 5 ÷ 8 = 6.25
    Case("反向超出", "≤", "5", "8", "10", "6.25", False, INVERSE),
    Case("反向恰好", "≤", "5", "5", "10", "10", True, INVERSE),
    Case("反向更少", "≤", "5", "2", "10", "10", True, INVERSE),
    Case("反向目标为零而发生", "≤", "0", "1", "10", "0", False, INVERSE),
    Case("反向目标为零未发生", "≤", "0", "0", "10", "10", True, INVERSE),
    Case("小于恰好相等", "<", "100", "100", "10", None, False, STRICT),
    Case("小于超出", "<", "100", "125", "10", "8", False, STRICT),
    Case("小于更少", "<", "100", "99.99", "10", "10", True, STRICT),
    Case("等于恰好", "=", "375", "375", "10", "10", True, EQUAL),
    # 10 × 300 ÷ 375 = 8
    Case("等于不足", "=", "375", "300", "10", "8", False, EQUAL),
    Case("等于数量超出", "=", "375", "400", "10", "10", True, EQUAL, {"second": "数量指标", "unit": "人"}),
    Case("等于率超过上限", "=", "100", "103", "10", None, None, EQUAL, {"third": "资助覆盖率", "unit": "%"}),
    Case("等于率在上限内", "=", "95", "98", "10", "10", True, EQUAL, {"third": "学员参训率", "unit": "%"}),
    # 10 × 940 ÷ 1000 = 9.4
    Case("等于标准超出", "=", "940", "1000", "10", "9.4", False, EQUAL, {"third": "初中生均公用经费标准"}),
    # 10 × 20 ÷ 25 = 8
    Case("等于成本超出", "=", "20", "25", "10", "8", False, EQUAL, {"second": "成本指标", "unit": "万元"}),
    Case("等于零而发生", "=", "0", "2", "10", "0", False, INVERSE, {"third": "安全事故数", "unit": "起"}),
    Case("等于增长率可过百", "=", "100", "130", "4", "4", True, EQUAL, {"third": "人次增长率", "unit": "%"}),
    Case("没有符号的数字为等于", None, "604", "302", "10", "5", False, PLAIN),
    Case("没有符号的日期为不晚于", None, "2021-12-31", "2021-12-20", "10", "10", True, PLAIN),
    Case("日期按期", "≤", "2021-12-31", "2021-12-31", "10", "10", True, DATES),
    Case("日期逾期", "≤", "2021-12-31", "2022-01-01", "10", "0", False, DATES),
    # 25 days late: two whole steps of ten
    Case("日期逾期有步长", "≤", "2021-12-31", "2022-01-25", "10", "8", False, STEPS, step("10", "1")),
    Case("日期写法不同", "≤", "2021年12月31日", "2021.11.05", "6", "6", True, DATES),
    Case("日期只到月但已分得清", "≤", "2021-12", "2022-01", "6", "0", False, DATES),
    Case("日期只到月分不清", "≤", "2021-12-15", "2021-12", "6", None, None, DATES),
    Case("日期不早于", "≥", "2021-09-01", "2021-08-30", "6", "0", False, DATES),
    Case("日期实际不是日期", "≤", "2021-12-31", "完成", "6", None, None, DATES),
    Case("步长正向", "≥", "95", "92", "10", "7", False, STEPS, step("1", "1")),
    Case("步长不足一步不扣", "≥", "95", "94.5", "10", "10", False, STEPS, step("1", "1")),
    Case("步长扣完为止", "≥", "95", "50", "10", "0", False, STEPS, step("1", "1")),
    Case("步长反向", "≤", "100", "103", "10", "8.5", False, "每超1个百分点扣0.5：常用评分", step("1", "0.5")),
    Case("定性达成取上限", "定性", "明显提升", "有提升", "10", "10", True, BANDS, {"band": "达成"}),
    Case("定性部分达成取上限", "定性", "明显提升", "有提升", "10", "8", False, BANDS, {"band": "部分达成"}),
    Case("定性未达成取上限", "定性", "明显提升", "无", "10", "6", False, BANDS, {"band": "未达成"}),
    Case(
        "定性档内比例", "定性", "明显提升", "有", "12", "10.2", True, BANDS,
        {"band": "达成", "within_band": Decimal(85)},
    ),
    Case("没有符号的文字为定性", None, "建立并执行", "已建立", "5", "5", True, PLAIN, {"band": "达成"}),
    Case("定性没有档次", "定性", "明显提升", "有提升", "10", None, None, BANDS),
    Case("是否类相同", "定性", "是", "是", "5", "5", True, "是否类直接赋分：财预〔2021〕101号后的做法"),
    Case("是否类不同", "定性", "是", "否", "5", "0", False, "是否类直接赋分：财预〔2021〕101号后的做法"),
    Case("实际值不是数字", "≥", "95", "完成", "10", None, None, "定量指标应填数字"),
    Case("实际值未填", "≥", "95", None, "10", None, None, "未填不是零"),
    Case("指标值未填", "≥", None, "95", "10", None, None, "未填不是零"),
    Case("指标值不是数字", "≥", "上年", "95", "10", None, None, "不猜"),
    Case("分值未填", "≥", "95", "95", None, None, True, "未填不是零"),
    Case("分值有小数", "≥", "100", "50", "22.5", "11.25", False, "四川人员类项目每项22.5分"),
]  # fmt: skip


def indicator_of(case: Case) -> Indicator:
    plain = Indicator(
        sign=case.sign,
        target=case.target,
        actual=case.actual,
        weight=None if case.weight is None else Decimal(case.weight),
    )
    return replace(plain, **case.more)  # type: ignore[arg-type]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_scores_as_computed_by_hand(case: Case) -> None:
    score = score_indicator(indicator_of(case), PARAMETERS)
    if case.score is None:
        assert isinstance(score.computed, Missing)
        assert score.computed.gaps
    else:
        assert score.computed == Decimal(case.score)
    assert score.met is case.met
    assert score.steps
    assert case.source


def test_the_table_has_at_least_forty_cases_with_different_names() -> None:
    assert len({case.name for case in CASES}) == len(CASES) >= 40


def test_missing_names_its_place() -> None:
    score = score_indicator(
        Indicator(third="参训率", sign="≥", target="95"), PARAMETERS, ("项目", 0, "指标", 3)
    )
    assert isinstance(score.computed, Missing)
    assert [gap.path[-1] for gap in score.computed.gaps] == ["实际值", "权重"]
    assert score.computed.gaps[0].path == ("项目", 0, "指标", 3, "实际值")
    assert score.computed.gaps[0].what == "参训率的实际值"


def test_a_stated_score_counts_and_the_computed_one_stays_beside_it() -> None:
    indicator = Indicator(sign="≥", target="100", actual="50", weight=Decimal(10), score=Decimal(10))
    score = score_indicator(indicator, PARAMETERS)
    assert (score.value, score.computed, score.origin) == (Decimal(10), Decimal("5.00"), "申报")


def test_an_override_counts_before_a_stated_score_and_keeps_its_reason_visible() -> None:
    indicator = Indicator(
        sign="≥", target="100", actual="50", weight=Decimal(10), score=Decimal(10),
        override=ScoreOverride(score=Decimal(7), reason="经集体研究"),
    )  # fmt: skip
    score = score_indicator(indicator, PARAMETERS)
    assert (score.value, score.origin, score.lost) == (Decimal(7), "改分", Decimal(3))
    assert any("经集体研究" in step for step in score.steps)
    assert not score.faults


def test_an_override_without_a_reason_is_a_fault() -> None:
    indicator = Indicator(
        sign="≥", target="100", actual="50", weight=Decimal(10), override=ScoreOverride(score=Decimal(7))
    )
    assert OVERRIDE_WITHOUT_REASON in score_indicator(indicator, PARAMETERS).faults


@pytest.mark.parametrize("given_score", ["-1", "10.01"])
def test_a_score_outside_its_weight_is_a_fault(given_score: str) -> None:
    indicator = Indicator(sign="≥", target="1", actual="1", weight=Decimal(10), score=Decimal(given_score))
    assert OUT_OF_RANGE in score_indicator(indicator, PARAMETERS).faults


def test_faults_say_why_no_score_is_given() -> None:
    over = Indicator(third="合格率", sign="=", target="100", actual="101", unit="%", weight=Decimal(5))
    strict = Indicator(sign=">", target="90", actual="90", weight=Decimal(5))
    band = Indicator(sign="定性", target="好", band="达成", within_band=Decimal(70), weight=Decimal(5))
    assert score_indicator(over, PARAMETERS).faults == {RATE_OVER_100}
    assert score_indicator(strict, PARAMETERS).faults == {AT_STRICT_LIMIT}
    assert score_indicator(band, PARAMETERS).faults == {OUTSIDE_BAND}


def test_not_applicable_counts_nothing() -> None:
    score = score_indicator(
        Indicator(sign="≥", target="90", actual="50", weight=Decimal(10), not_applicable=True), PARAMETERS
    )
    assert (score.origin, score.value, score.weight) == ("不计分", None, None)


@pytest.mark.parametrize(
    ("sign", "target", "actual", "deviation", "suggested"),
    [
        ("≥", "100", "130", Fraction(3, 10), None),  # 30 % is not more than 30 %
        ("≥", "100", "150", Fraction(1, 2), "8.00"),  # 10 × (1 − (50 % − 30 %))
        ("≥", "100", "300", Fraction(2), "6.00"),  # never below 60 %
        ("≤", "100", "60", Fraction(2, 5), "9.00"),
        ("≤", "100", "80", Fraction(1, 5), None),
        ("=", "100", "160", Fraction(3, 5), "7.00"),
    ],
)
def test_passing_the_target_by_more_than_the_limit_suggests_a_lower_score(
    sign: str, target: str, actual: str, deviation: Fraction, suggested: str | None
) -> None:
    indicator = Indicator(sign=sign, target=target, actual=actual, weight=Decimal(10))
    score = score_indicator(indicator, PARAMETERS)
    assert score.deviation == deviation
    assert score.suggested == (None if suggested is None else Decimal(suggested))
    assert score.computed == Decimal(10)


@pytest.mark.parametrize(
    ("actual", "expected"), [("95", "10"), ("90", "10"), ("89.9", "8"), ("80", "8"), ("60", "5"), ("59", "0")]
)
def test_satisfaction_in_steps_where_a_county_asks_for_it(actual: str, expected: str) -> None:
    stepped = replace(PARAMETERS, satisfaction="分段法")
    indicator = Indicator(
        first="满意度指标", sign="≥", target="95", actual=actual, unit="%", weight=Decimal(10)
    )
    assert score_indicator(indicator, stepped).computed == Decimal(expected)


@pytest.mark.parametrize(("rule", "expected"), [("不扣", "8"), ("按一步扣", "7"), ("按比例扣", "7.5")])
def test_what_is_less_than_a_step_follows_the_county(rule: str, expected: str) -> None:
    indicator = Indicator(
        sign="≥", target="95", actual="92.5", weight=Decimal(10),
        deduction=DeductionStep(each=Decimal(1), deduct=Decimal(1)),
    )  # fmt: skip
    assert score_indicator(indicator, replace(PARAMETERS, partial_step=rule)).computed == Decimal(expected)


def test_below_a_county_threshold_nothing_is_given() -> None:
    strict = replace(PARAMETERS, pass_share=Fraction(6, 10))
    indicator = Indicator(sign="≥", target="100", actual="59", weight=Decimal(10))
    assert score_indicator(indicator, strict).computed == Decimal(0)
    assert score_indicator(indicator, PARAMETERS).computed == Decimal("5.9")


def load(options: dict[str, str]) -> Parameters:
    return load_parameters(load_pack("common"), options)


def test_options_of_the_unit_choose_the_method() -> None:
    assert load({"满意度计分": "分段法"}).satisfaction == "分段法"
    assert load({"满意度计分": "没有这种"}).satisfaction == "比例法"


numbers = st.decimals(min_value=0, max_value=10**6, places=2)


@given(target=numbers, actual=numbers, weight=st.decimals(min_value=0, max_value=100, places=1))
@pytest.mark.parametrize("sign", ["≥", "≤", "=", ">", "<"])
def test_a_score_is_never_below_zero_or_above_its_weight(
    sign: str, target: Decimal, actual: Decimal, weight: Decimal
) -> None:
    indicator = Indicator(sign=sign, target=str(target), actual=str(actual), weight=weight)
    computed = score_indicator(indicator, PARAMETERS).computed
    assert isinstance(computed, Missing) or 0 <= computed <= weight  # type: ignore[operator]


@given(target=st.integers(1, 1000), low=st.integers(0, 1000), more=st.integers(0, 1000))
def test_more_is_never_worse_for_a_positive_indicator(target: int, low: int, more: int) -> None:
    def score(actual: int) -> Decimal:
        indicator = Indicator(sign="≥", target=str(target), actual=str(actual), weight=Decimal(10))
        computed = score_indicator(indicator, PARAMETERS).computed
        assert isinstance(computed, Decimal)
        return computed

    assert score(low) <= score(low + more)


@pytest.mark.parametrize(
    ("sign", "target", "unit", "said"),
    [
        ("≥", "95", "%", "≥95%"),
        ("≥", "100%", "%", "≥100%"),
        ("≥", "≥95%且≤100%", None, "≥95%且≤100%"),
        ("≤", "≤10", "天", "≤10"),
        ("定性", "优良中低差", None, "优良中低差"),
        (None, "2023年12月底前", None, "2023年12月底前"),
        ("≥", None, "%", "≥"),
    ],
)
def test_a_target_is_written_with_one_sign(
    sign: str | None, target: str | None, unit: str | None, said: str
) -> None:
    assert target_text(Indicator(third="某率", sign=sign, target=target, unit=unit)) == said
