"""The score of one indicator (指标得分), with how it came about.

Rules: 财预〔2020〕10号 and the usual instructions for filling in the form. Everything is exact;
only the score itself is rounded, half up to two decimals.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from jixiao_desktop.engine.values import Gap, Missing
from jixiao_desktop.ledger.edits import Path
from jixiao_desktop.ledger.facts import DeductionStep, Indicator
from jixiao_desktop.performance.parameters import Parameters
from jixiao_desktop.performance.targets import (
    AT_LEAST,
    AT_MOST,
    QUALITATIVE,
    STRICT,
    Days,
    half_up,
    is_capped_rate,
    is_cost,
    is_satisfaction,
    number_text,
    percent_number,
    read_days,
    read_number,
    sign_of,
)

Kind = Literal["正向", "反向", "等于", "定性", "日期", "满意度分段", "不适用", "未定"]
Origin = Literal["算得", "申报", "改分", "不计分"]

RATE_OVER_100 = "超过上限"
AT_STRICT_LIMIT = "恰等于界限"
OVERRIDE_WITHOUT_REASON = "改分无原因"
OUTSIDE_BAND = "档内比例不符"
OUT_OF_RANGE = "得分越界"


@dataclass(frozen=True, slots=True)
class Score:
    """What an indicator scores and why.

    ``computed`` is what the rules give (None: no score applies, e.g. 不适用); ``value`` is what counts:
    改分 before the 得分 that the form states before ``computed``.
    """

    weight: Decimal | None = None
    computed: Decimal | Missing | None = None
    value: Decimal | Missing | None = None
    origin: Origin = "算得"
    kind: Kind = "未定"
    met: bool | None = None
    """达标; None where it can't be said."""
    completion: Fraction | None = None
    """完成比例: 实际 ÷ 目标, for an inverse indicator 目标 ÷ 实际."""
    deviation: Fraction | None = None
    """偏离度: how far the target was surpassed, as a share of it."""
    suggested: Decimal | None = None
    """A score to consider where the target was surpassed by more than the limit; no rule, a hint."""
    steps: tuple[str, ...] = ()
    """How it came about, in sentences."""
    faults: frozenset[str] = field(default_factory=frozenset)

    @property
    def lost(self) -> Decimal | None:
        """Points lost (扣分)."""
        if self.weight is None or not isinstance(self.value, Decimal):
            return None
        return self.weight - self.value


@dataclass(frozen=True, slots=True)
class _Judgement:
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


def score_indicator(indicator: Indicator, parameters: Parameters, at: Path = ()) -> Score:
    """Score one indicator; ``at`` is its place, for the gaps that it names."""
    if indicator.not_applicable:
        step = "不适用，不计分；分值应让给同类指标" if indicator.weight else "不适用，不计分"
        return Score(weight=None, origin="不计分", kind="不适用", steps=(step,))
    judgement = _judge(indicator, parameters)
    score = _computed(indicator, judgement, parameters, at)
    return _with_given(indicator, score)


@dataclass(frozen=True, slots=True)
class _Pair:
    """A target and what was reached, as numbers."""

    sign: str
    target: Fraction
    actual: Fraction

    def __str__(self) -> str:
        return f"指标值{self.sign}{number_text(self.target)}，实际完成{number_text(self.actual)}"


def _judge(indicator: Indicator, parameters: Parameters) -> _Judgement:
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


def _positive(indicator: Indicator, pair: _Pair, parameters: Parameters) -> _Judgement:
    """≥ and >: 实际 ÷ 目标."""
    completion = pair.actual / pair.target if pair.target > 0 else None
    if pair.actual < pair.target:
        return _short("正向", indicator, pair, completion, parameters)
    return _reached("正向", pair, completion, _surplus(pair))


def _inverse(indicator: Indicator, pair: _Pair, parameters: Parameters) -> _Judgement:
    """≤ and <: 目标 ÷ 实际; a target of 0 that is passed gives nothing."""
    completion = max(pair.target, Fraction(0)) / pair.actual if pair.actual > 0 else None
    if pair.actual > pair.target:
        return _short("反向", indicator, pair, completion, parameters)
    surplus = _surplus(pair)
    return _reached("反向", pair, completion, None if surplus is None else -surplus)


def _equal(indicator: Indicator, pair: _Pair, parameters: Parameters) -> _Judgement:
    """= : above the target it depends on what is counted."""
    completion = pair.actual / pair.target if pair.target > 0 else None
    if pair.actual == pair.target:
        return _reached("等于", pair, Fraction(1), None)
    if pair.actual < pair.target:
        return _short("等于", indicator, pair, completion, parameters)
    if is_capped_rate(indicator, parameters) and pair.actual > 100:
        what = f"{number_text(pair.actual)}%超过了100%的上限，请先核对数据"
        return _Judgement("等于", waits_for="实际值", step=what, faults=frozenset({RATE_OVER_100}))
    if pair.target == 0 or is_cost(indicator, parameters):
        return _inverse(indicator, pair, parameters)
    return _reached("等于", pair, completion, _surplus(pair))


def _surplus(pair: _Pair) -> Fraction | None:
    return (pair.actual - pair.target) / pair.target if pair.target > 0 else None


def _reached(kind: Kind, pair: _Pair, completion: Fraction | None, deviation: Fraction | None) -> _Judgement:
    return _Judgement(
        kind, Fraction(1), met=True, completion=completion, deviation=deviation, step=f"{pair}，达标，得满分"
    )


def _short(
    kind: Kind, indicator: Indicator, pair: _Pair, completion: Fraction | None, parameters: Parameters
) -> _Judgement:
    """An unmet target: points off by 扣分步长 where there is one, else the share that was reached."""
    if _usable(indicator.deduction):
        off, words = _steps_off(indicator.deduction, abs(pair.actual - pair.target), parameters)
        return _Judgement(
            kind, points_off=off, met=False, completion=completion, step=f"{pair}，没有达标，{words}"
        )
    share = max(Fraction(0), min(Fraction(1), completion or Fraction(0)))
    words = "不得分" if completion is None else f"按完成比例{percent_number(share)}%计分"
    if share < parameters.pass_share:
        words = f"完成比例{percent_number(share)}%，低于{percent_number(parameters.pass_share)}%，不得分"
        share = Fraction(0)
    return _Judgement(kind, share, met=False, completion=completion, step=f"{pair}，没有达标，{words}")


def _at_limit(pair: _Pair) -> _Judgement:
    word = "大于" if pair.sign == ">" else "小于"
    what = f"要求{word}指标值而实际恰好相等，没有达标，按比例却是满分，请改分并写明原因"
    return _Judgement(
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


def _dated(indicator: Indicator, sign: str, deadline: Days, parameters: Parameters) -> _Judgement:
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
        return _Judgement(
            "日期", Fraction(1), met=True, step=f"{indicator.actual}完成，没有超过期限{indicator.target}"
        )
    step = f"{indicator.actual}完成，比期限{indicator.target}差{days}天"
    if _usable(indicator.deduction):
        off, words = _steps_off(indicator.deduction, Fraction(days), parameters)
        return _Judgement("日期", points_off=off, met=False, step=f"{step}，{words}")
    return _Judgement("日期", Fraction(0), met=False, step=f"{step}，没有按期完成，不得分")


def _qualitative(indicator: Indicator, parameters: Parameters) -> _Judgement:
    if indicator.target in {"是", "否"} and indicator.actual in {"是", "否"}:
        same = indicator.target == indicator.actual
        return _Judgement(
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
    return _Judgement("定性", share, met=indicator.band == "达成", completion=share, step=step, faults=faults)


def _satisfaction(pair: _Pair, parameters: Parameters) -> _Judgement:
    step = next((s for s in parameters.satisfaction_steps if pair.actual >= s.at_least), None)
    share = step.share if step else Fraction(0)
    completion = pair.actual / pair.target if pair.target > 0 else None
    return _Judgement(
        "满意度分段",
        share,
        met=pair.actual >= pair.target,
        completion=completion,
        step=f"{pair}，按分段法得分值的{percent_number(share)}%",
    )


def _lacking(kind: Kind, key: str, step: str) -> _Judgement:
    return _Judgement(kind, step=step, waits_for=key)


def _computed(indicator: Indicator, judgement: _Judgement, parameters: Parameters, at: Path) -> Score:
    steps = [judgement.step]
    name = indicator.third or "指标"
    gaps = [Gap((*at, judgement.waits_for), f"{name}的{judgement.waits_for}")] if judgement.waits_for else []
    if indicator.weight is None:
        gaps.append(Gap((*at, "权重"), f"{name}的分值"))
    points: Decimal | Missing
    if gaps:
        points = Missing(tuple(gaps))
    else:
        points = _points(indicator, judgement)
        steps.append(_arithmetic(indicator, judgement, points))
    suggested = None
    if judgement.deviation is not None and judgement.deviation > parameters.deviation_limit:
        share = max(parameters.over_floor, 1 - (judgement.deviation - parameters.deviation_limit))
        if indicator.weight is not None:
            suggested = half_up(Fraction(indicator.weight) * share)
        limit = percent_number(parameters.deviation_limit)
        steps.append(f"偏离{percent_number(judgement.deviation)}%，超过{limit}%，应写明原因")
    return Score(
        weight=indicator.weight,
        computed=points,
        value=points,
        kind=judgement.kind,
        met=judgement.met,
        completion=judgement.completion,
        deviation=judgement.deviation,
        suggested=suggested,
        steps=tuple(steps),
        faults=judgement.faults,
    )


def _points(indicator: Indicator, judgement: _Judgement) -> Decimal:
    weight = Fraction(indicator.weight or 0)
    if judgement.points_off is not None:
        return half_up(max(Fraction(0), weight - judgement.points_off))
    return half_up(weight * (judgement.share or Fraction(0)))


def _arithmetic(indicator: Indicator, judgement: _Judgement, points: Decimal) -> str:
    weight = number_text(indicator.weight or Decimal(0))
    if judgement.points_off is not None:
        return f"得分 = {weight} − {number_text(judgement.points_off)} = {number_text(points)}"
    return f"得分 = {weight} × {percent_number(judgement.share or Fraction(0))}% = {number_text(points)}"


def _with_given(indicator: Indicator, score: Score) -> Score:
    """The score with what the form states or the clerk decided laid over it."""
    override = indicator.override
    given, origin = indicator.score, "申报"
    steps = score.steps
    faults = set(score.faults)
    if indicator.score is not None:
        steps = (*steps, f"表中填写的得分为{number_text(indicator.score)}")
    if override is not None and override.score is not None:
        given, origin = override.score, "改分"
        steps = (*steps, f"改分为{number_text(override.score)}，原因：{override.reason or '（没有写）'}")
        if not (override.reason or "").strip():
            faults.add(OVERRIDE_WITHOUT_REASON)
    if given is None:
        return score
    if given < 0 or (score.weight is not None and given > score.weight):
        faults.add(OUT_OF_RANGE)
    return replace(
        score,
        value=given,
        origin="改分" if origin == "改分" else "申报",
        steps=steps,
        faults=frozenset(faults),
    )
