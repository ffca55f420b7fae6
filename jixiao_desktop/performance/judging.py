"""How an indicator fares against its target (达标): by sign, kind, date, band or step.

Rules: 财预〔2020〕10号 and the usual instructions for filling in the form. Nothing is rounded here.
"""

from __future__ import annotations

from dataclasses import field
from fractions import Fraction
from typing import Literal

from jixiao_desktop.ledger.facts import DeductionStep, Indicator
from jixiao_desktop.performance.parameters import Parameters
from jixiao_desktop.performance.targets import (
    AT_LEAST,
    AT_MOST,
    QUALITATIVE,
    STRICT,
    Days,
    is_capped_rate,
    is_cost,
    is_satisfaction,
    number_text,
    percent_number,
    read_days,
    read_number,
    sign_of,
)
from jixiao_desktop.values import dataclass

Kind = Literal["正向", "反向", "等于", "定性", "日期", "满意度分段", "不适用", "未定"]

RATE_OVER_100 = "超过上限"
AT_STRICT_LIMIT = "恰等于界限"
OUTSIDE_BAND = "档内比例不符"


@dataclass(frozen=True, slots=True)
class Judgement:
    """The share of the weight that the rules give, before 改分 and stated scores."""

    kind: Kind
    share: Fraction | None = None
    points_off: Fraction | None = None
    met: bool | None = None
    completion: Fraction | None = None
    deviation: Fraction | None = None
    step: str = ""
    waits_for: str = ""
    """The key of the indicator that has to be entered or mended first."""
    faults: frozenset[str] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True)
class _Pair:
    """A target and what was reached, as numbers."""

    sign: str
    target: Fraction
    actual: Fraction

    def __str__(self) -> str:
        return f"指标值{self.sign}{number_text(self.target)}，实际完成{number_text(self.actual)}"


def judge(indicator: Indicator, parameters: Parameters) -> Judgement:
    """Hold what was reached against the target; what is missing or no number waits for its key."""
    if indicator.target is None:
        return _lacking("未定", "指标值", "指标值还没有填")
    sign = sign_of(indicator)
    if sign == QUALITATIVE:
        return _qualitative(indicator, parameters)
    deadline = read_days(indicator.target)
    if deadline is not None:
        return _dated(indicator, sign, deadline, parameters)
    target = read_number(indicator.target, indicator.unit)
    if target is None:
        return _lacking("未定", "指标值", f"指标值「{indicator.target}」不是数字，不能用「{sign}」比较")
    if indicator.actual is None:
        return _lacking(_kind(sign), "实际值", "实际完成值还没有填")
    actual = read_number(indicator.actual, indicator.unit)
    if actual is None:
        what = f"实际完成值「{indicator.actual}」不是数字，定量指标应填数字"
        return _lacking(_kind(sign), "实际值", what)
    pair = _Pair(sign, target, actual)
    if parameters.satisfaction == "分段法" and is_satisfaction(indicator, parameters):
        return _satisfaction(pair, parameters)
    if sign in STRICT and actual == target:
        return _at_limit(pair)
    if sign in AT_LEAST:
        return _positive(indicator, pair, parameters)
    if sign in AT_MOST:
        return _inverse(indicator, pair, parameters)
    return _equal(indicator, pair, parameters)


def _kind(sign: str) -> Kind:
    return "正向" if sign in AT_LEAST else "反向" if sign in AT_MOST else "等于"


def _positive(indicator: Indicator, pair: _Pair, parameters: Parameters) -> Judgement:
    """≥ and >: 实际 ÷ 目标."""
    completion = pair.actual / pair.target if pair.target > 0 else None
    if pair.actual < pair.target:
        return _short("正向", indicator, pair, completion, parameters)
    return _reached("正向", pair, completion, _surplus(pair))


def _inverse(indicator: Indicator, pair: _Pair, parameters: Parameters) -> Judgement:
    """≤ and <: 目标 ÷ 实际; a target of 0 that is passed gives nothing."""
    completion = max(pair.target, Fraction(0)) / pair.actual if pair.actual > 0 else None
    if pair.actual > pair.target:
        return _short("反向", indicator, pair, completion, parameters)
    surplus = _surplus(pair)
    return _reached("反向", pair, completion, None if surplus is None else -surplus)


def _equal(indicator: Indicator, pair: _Pair, parameters: Parameters) -> Judgement:
    """= : above the target it depends on what is counted."""
    completion = pair.actual / pair.target if pair.target > 0 else None
    if pair.actual == pair.target:
        return _reached("等于", pair, Fraction(1), None)
    if pair.actual < pair.target:
        return _short("等于", indicator, pair, completion, parameters)
    if is_capped_rate(indicator, parameters) and pair.actual > 100:
        what = f"{number_text(pair.actual)}%超过了100%的上限，请先核对数据"
        return Judgement("等于", waits_for="实际值", step=what, faults=frozenset({RATE_OVER_100}))
    if pair.target == 0 or is_cost(indicator, parameters):
        return _inverse(indicator, pair, parameters)
    return _reached("等于", pair, completion, _surplus(pair))


def _surplus(pair: _Pair) -> Fraction | None:
    return (pair.actual - pair.target) / pair.target if pair.target > 0 else None


def _reached(kind: Kind, pair: _Pair, completion: Fraction | None, deviation: Fraction | None) -> Judgement:
    return Judgement(
        kind, Fraction(1), met=True, completion=completion, deviation=deviation, step=f"{pair}，达标，得满分"
    )


def _short(
    kind: Kind, indicator: Indicator, pair: _Pair, completion: Fraction | None, parameters: Parameters
) -> Judgement:
    """An unmet target: points off by 扣分步长 where there is one, else the share that was reached."""
    if _usable(indicator.deduction):
        off, words = _steps_off(indicator.deduction, abs(pair.actual - pair.target), parameters)
        return Judgement(
            kind, points_off=off, met=False, completion=completion, step=f"{pair}，没有达标，{words}"
        )
    share = max(Fraction(0), min(Fraction(1), completion or Fraction(0)))
    words = "不得分" if completion is None else f"按完成比例{percent_number(share)}%计分"
    if share < parameters.pass_share:
        words = f"完成比例{percent_number(share)}%，低于{percent_number(parameters.pass_share)}%，不得分"
        share = Fraction(0)
    return Judgement(kind, share, met=False, completion=completion, step=f"{pair}，没有达标，{words}")


def _at_limit(pair: _Pair) -> Judgement:
    word = "大于" if pair.sign == ">" else "小于"
    what = f"要求{word}指标值而实际恰好相等，没有达标，按比例却是满分，请改分并写明原因"
    return Judgement(
        _kind(pair.sign),
        met=False,
        completion=Fraction(1),
        step=what,
        waits_for="改分",
        faults=frozenset({AT_STRICT_LIMIT}),
    )


def _usable(step: DeductionStep | None) -> bool:
    return step is not None and step.each is not None and step.each > 0 and step.deduct is not None


def _steps_off(
    step: DeductionStep | None, distance: Fraction, parameters: Parameters
) -> tuple[Fraction, str]:
    if step is None or step.each is None or step.deduct is None:
        return Fraction(0), ""
    count = distance / Fraction(step.each)
    if parameters.partial_step == "按一步扣":
        count = Fraction(-(-count.numerator // count.denominator))
    elif parameters.partial_step == "不扣":
        count = Fraction(count.numerator // count.denominator)
    off = count * Fraction(step.deduct)
    return off, (
        f"相差{number_text(distance)}，每{number_text(step.each)}扣{number_text(step.deduct)}分，扣{number_text(off)}分"
    )


def _dated(indicator: Indicator, sign: str, deadline: Days, parameters: Parameters) -> Judgement:
    if indicator.actual is None:
        return _lacking("日期", "实际值", "实际完成日期还没有填")
    done = read_days(indicator.actual)
    if done is None:
        return _lacking("日期", "实际值", f"实际完成值「{indicator.actual}」不是日期，请写成 2021-12-31 这样")
    if sign in AT_LEAST:
        in_time, late = done.first >= deadline.first, done.last < deadline.first
        days = (deadline.first - done.last).days
    else:
        in_time, late = done.last <= deadline.last, done.first > deadline.last
        days = (done.first - deadline.last).days
    if sign in STRICT and done == deadline:
        in_time, late, days = False, True, 0
    if not in_time and not late:
        return _lacking("日期", "实际值", "实际完成日期只到月，无法判断是否按期，请写明哪一天")
    if in_time:
        return Judgement(
            "日期", Fraction(1), met=True, step=f"{indicator.actual}完成，没有超过期限{indicator.target}"
        )
    step = f"{indicator.actual}完成，比期限{indicator.target}差{days}天"
    if _usable(indicator.deduction):
        off, words = _steps_off(indicator.deduction, Fraction(days), parameters)
        return Judgement("日期", points_off=off, met=False, step=f"{step}，{words}")
    return Judgement("日期", Fraction(0), met=False, step=f"{step}，没有按期完成，不得分")


def _qualitative(indicator: Indicator, parameters: Parameters) -> Judgement:
    if indicator.target in {"是", "否"} and indicator.actual in {"是", "否"}:
        same = indicator.target == indicator.actual
        return Judgement(
            "定性",
            Fraction(int(same)),
            met=same,
            step=f"要求「{indicator.target}」，实际「{indicator.actual}」，直接赋分",
        )
    if indicator.band is None:
        return _lacking("定性", "档次", "定性指标还没有选档次（达成、部分达成、未达成）")
    low, high = parameters.bands[indicator.band]
    share = high if indicator.within_band is None else Fraction(indicator.within_band) / 100
    faults = frozenset[str]() if low <= share <= high else frozenset({OUTSIDE_BAND})
    source = "取该档上限" if indicator.within_band is None else "档内比例"
    limits = f"{percent_number(low)}%—{percent_number(high)}%"
    step = f"档次「{indicator.band}」（{limits}），{source}{percent_number(share)}%"
    return Judgement("定性", share, met=indicator.band == "达成", completion=share, step=step, faults=faults)


def _satisfaction(pair: _Pair, parameters: Parameters) -> Judgement:
    step = next((s for s in parameters.satisfaction_steps if pair.actual >= s.at_least), None)
    share = step.share if step else Fraction(0)
    completion = pair.actual / pair.target if pair.target > 0 else None
    return Judgement(
        "满意度分段",
        share,
        met=pair.actual >= pair.target,
        completion=completion,
        step=f"{pair}，按分段法得分值的{percent_number(share)}%",
    )


def _lacking(kind: Kind, key: str, step: str) -> Judgement:
    return Judgement(kind, step=step, waits_for=key)
