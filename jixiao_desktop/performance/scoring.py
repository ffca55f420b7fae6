"""The score of one indicator (指标得分), with how it came about.

Rules: 财预〔2020〕10号 and the usual instructions for filling in the form. Everything is exact;
only the score itself is rounded, half up to two decimals.
"""

from __future__ import annotations

from dataclasses import field, replace
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from jixiao_desktop.engine.values import Gap, Missing
from jixiao_desktop.ledger.edits import Path
from jixiao_desktop.ledger.facts import Indicator
from jixiao_desktop.performance.judging import Judgement, Kind, judge
from jixiao_desktop.performance.parameters import Parameters
from jixiao_desktop.performance.targets import (
    half_up,
    number_text,
    percent_number,
)
from jixiao_desktop.values import dataclass

Origin = Literal["算得", "申报", "改分", "不计分"]

OVERRIDE_WITHOUT_REASON = "改分无原因"
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


def score_indicator(indicator: Indicator, parameters: Parameters, at: Path = ()) -> Score:
    """Score one indicator; ``at`` is its place, for the gaps that it names."""
    if indicator.not_applicable:
        step = "不适用，不计分；分值应让给同类指标" if indicator.weight else "不适用，不计分"
        return Score(weight=None, origin="不计分", kind="不适用", steps=(step,))
    judgement = judge(indicator, parameters)
    score = _computed(indicator, judgement, parameters, at)
    return _with_given(indicator, score)


def _computed(indicator: Indicator, judgement: Judgement, parameters: Parameters, at: Path) -> Score:
    steps = [judgement.step]
    name = indicator.third or "指标"
    what = "得分" if judgement.waits_for == "改分" else judgement.waits_for
    gaps = [Gap((*at, judgement.waits_for), f"{name}的{what}")] if judgement.waits_for else []
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


def _points(indicator: Indicator, judgement: Judgement) -> Decimal:
    weight = Fraction(indicator.weight or 0)
    if judgement.points_off is not None:
        return half_up(max(Fraction(0), weight - judgement.points_off))
    return half_up(weight * (judgement.share or Fraction(0)))


def _arithmetic(indicator: Indicator, judgement: Judgement, points: Decimal) -> str:
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
