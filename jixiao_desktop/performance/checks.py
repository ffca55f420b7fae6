"""What the audit asks of indicators and forms: plain answers, no wording.

Each function answers one question of a rule's 条件; which finding it makes is pack data.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from difflib import SequenceMatcher
from fractions import Fraction

from jixiao_desktop.engine.values import Ratio
from jixiao_desktop.ledger.amounts import Quantity, parse_amount
from jixiao_desktop.ledger.facts import Goal, Indicator, Project
from jixiao_desktop.performance.judging import OUTSIDE_BAND
from jixiao_desktop.performance.parameters import ALL_LEVELS, Parameters
from jixiao_desktop.performance.results import ProjectResult
from jixiao_desktop.performance.scoring import Score
from jixiao_desktop.performance.targets import (
    AT_MOST,
    QUALITATIVE,
    is_capped_rate,
    is_percent,
    is_satisfaction,
    read_days,
    read_number,
    sign_of,
)

SIMILAR_ENOUGH = Fraction(9, 10)
_AMOUNT = re.compile(r"(\d+(?:\.\d{1,6})?)(万元|元)")
_NUMBER_IN_TEXT = re.compile(r"(?<![\d.\-年第])\d+(?:\.\d+)?(?![\d.年月日号])")
_ADJUSTED = re.compile(
    r"(?:年中|年度|全年)?预?算?(?:共|合计)?(?:调减|调增|追加|核减|核增|压减)(?:预算)?(\d+(?:\.\d+)?(?:万元|元))"
)
_UNIT_WORDS = (
    (re.compile(r"人数$"), ("人", "名", "万人")),
    (re.compile(r"人次$"), ("人次", "人", "万人次")),
    (re.compile(r"率(（[^）]*）)?$"), ("%", "％", "‰")),
    (re.compile(r"天数$"), ("天", "日")),
    (re.compile(r"(时间|日期)$"), ("", "日期", "天", "月", "年", "小时", "日")),
    (re.compile(r"面积$"), ("平方米", "㎡", "m2", "亩", "公顷", "万平方米")),
)
_NECESSARY_SECONDS = ("数量", "质量", "时效")


def is_quantitative(indicator: Indicator) -> bool:
    """定量: compared as a number or a date."""
    return indicator.target is not None and sign_of(indicator) != QUALITATIVE


def is_number(text: str | None, unit: str | None = None) -> bool:
    """Whether a text is a plain number (with or without its unit) or a date."""
    return read_number(text, unit) is not None or read_days(text) is not None


def value_above_cap(indicator: Indicator, parameters: Parameters) -> bool:
    """A rate that can't pass 100 % whose target or actual value does (I-07)."""
    if not is_capped_rate(indicator, parameters):
        return False
    numbers = (read_number(text, indicator.unit) for text in (indicator.target, indicator.actual))
    return any(number is not None and number > 100 for number in numbers)


def at_least_full_rate(indicator: Indicator, parameters: Parameters) -> bool:
    """A capped rate that asks for 「≥100%」 (I-06)."""
    number = read_number(indicator.target, indicator.unit)
    return indicator.sign in {"≥", ">"} and number == 100 and is_capped_rate(indicator, parameters)


def unit_fits_name(indicator: Indicator) -> bool:
    """名称与单位相配: 人数 counts in 人, 率 in % (I-05)."""
    if indicator.unit is None:
        return True
    name = indicator.third or ""
    return all(indicator.unit.strip() in units for pattern, units in _UNIT_WORDS if pattern.search(name))


def judged_wrong_way(indicator: Indicator, score: Score) -> bool:
    """An inverse indicator whose actual value passes the target, given all its points (S-11)."""
    target, actual = (read_number(text, indicator.unit) for text in (indicator.target, indicator.actual))
    if sign_of(indicator) not in AT_MOST or target is None or actual is None:
        return False
    return actual > target and _full(score)


def full_though_missed(score: Score) -> bool:
    """未达标却给满分, where the rules do not give full points themselves (S-06, I-13)."""
    ruled = isinstance(score.computed, Decimal) and score.computed == score.weight
    return score.met is False and score.origin != "算得" and not ruled and _full(score)


def less_though_reached(score: Score) -> bool:
    """已达标却扣分 (S-04)."""
    return score.met is True and score.lost is not None and score.lost > 0


def _full(score: Score) -> bool:
    return isinstance(score.value, Decimal) and score.weight is not None and score.value >= score.weight


def outside_band(score: Score, indicator: Indicator, parameters: Parameters) -> bool:
    """A qualitative score whose share of the weight is not one of its 档次 (S-09)."""
    if OUTSIDE_BAND in score.faults:
        return True
    if indicator.band is None or not score.weight or not isinstance(score.value, Decimal):
        return False
    low, high = parameters.bands[indicator.band]
    return not low <= Fraction(score.value) / Fraction(score.weight) <= high


def explained(indicator: Indicator) -> bool:
    """偏差原因及改进措施 say something."""
    texts = (
        indicator.deviation,
        indicator.measure,
        indicator.override.reason if indicator.override else None,
    )
    return any((text or "").strip(" 0无/—-") for text in texts)


def decimals(number: Decimal | Fraction | None) -> int:
    """How many decimals a number needs, up to 6."""
    if number is None:
        return 0
    exact = Fraction(number)
    return next((n for n in range(6) if (exact * 10**n).denominator == 1), 6)


def repeated_names(project: Project) -> tuple[str, ...]:
    """三级指标 that stand twice under one 二级 (F-05)."""
    seen: set[tuple[str | None, ...]] = set()
    found: dict[str, None] = {}
    for indicator in project.indicators or ():
        key = (indicator.first, indicator.second, indicator.third)
        if indicator.third and key in seen:
            found[indicator.third] = None
        seen.add(key)
    return tuple(found)


def lacking_kinds(project: Project, parameters: Parameters) -> tuple[str, ...]:
    """Kinds of indicator that a form should have and lacks: 数量, 质量, 时效, 效益, 满意度 (I-01)."""
    indicators = [i for i in project.indicators or () if not i.not_applicable]
    seconds = "、".join(indicator.second or "" for indicator in indicators)
    lacking = [f"{word}指标" for word in _NECESSARY_SECONDS if word not in seconds]
    firsts = {parameters.level(indicator.first) for indicator in indicators}
    return (*lacking, *(level for level in ("效益指标", "满意度指标") if level not in firsts))


def fitting_presets(result: ProjectResult, parameters: Parameters) -> tuple[str, ...]:
    """The presets that the weights by 一级指标 follow (W-03)."""
    weights: dict[str, Fraction] = {}
    for level in result.levels:
        if isinstance(level.weight.value, Decimal):
            name = parameters.level(level.name)
            weights[name] = weights.get(name, Fraction(0)) + Fraction(level.weight.value)
    own = {name: weight for name, weight in weights.items() if weight}
    return tuple(
        name
        for name, preset in parameters.presets.items()
        if Fraction(result.rate.weight) == preset.get("预算执行率", Fraction(0))
        and (
            sum(own.values()) == preset[ALL_LEVELS]
            if ALL_LEVELS in preset
            else own == {level: points for level, points in preset.items() if level != "预算执行率"}
        )
    )


def level_weight(result: ProjectResult, level: str, parameters: Parameters) -> Fraction:
    """The points of a 一级指标 under its usual name; 0 where there is none."""
    return sum(
        (
            Fraction(found.weight.value)
            for found in result.levels
            if parameters.level(found.name) == level and isinstance(found.weight.value, Decimal)
        ),
        Fraction(0),
    )


def rate_agrees(stated: Decimal, rate: Ratio) -> bool | None:
    """Whether a stated percentage is the rate: as written, None by rounding only, or not at all (M-02)."""
    half = Fraction(1, 2) / 10 ** max(decimals(stated), -int(stated.as_tuple().exponent))
    low, high = (Fraction(stated) - half) / 100, (Fraction(stated) + half) / 100
    if low <= rate.value <= high:
        return True
    return None if rate.low <= high and low <= rate.high else False


def similarity(left: str, right: str) -> Fraction:
    """How alike two texts are without blanks and punctuation: 0 to 1 (T-01)."""
    a, b = (re.sub(r"[\W_]+", "", text) for text in (left, right))
    if not a or not b:
        return Fraction(int(a == b and bool(a)))
    return Fraction(SequenceMatcher(None, a, b, autojunk=False).ratio()).limit_denominator(1000)


def goal_copied(goal: Goal | None) -> bool:
    """实际完成情况 repeats 预期目标 (T-01)."""
    if goal is None or not goal.expected or not goal.actual:
        return False
    return similarity(goal.expected, goal.actual) >= SIMILAR_ENOUGH


def numbers_not_in_indicators(project: Project) -> tuple[str, ...]:
    """Numbers of the 预期目标 that no indicator takes up (I-16)."""
    text = (project.goal.expected if project.goal else None) or ""
    known = {
        number
        for indicator in project.indicators or ()
        for value in (indicator.target, indicator.actual)
        for number in _NUMBER_IN_TEXT.findall(f"{value or ''} {indicator.third or ''}")
    }
    return tuple(dict.fromkeys(number for number in _NUMBER_IN_TEXT.findall(text) if number not in known))


def amounts_in(text: str) -> tuple[Quantity, ...]:
    """The amounts that a text names with 万元 or 元, in order."""
    return tuple(parse_amount(number, unit) for number, unit in _AMOUNT.findall(text))


def without_amount_clause(reason: str, change: Quantity) -> str:
    """A reason without the clauses that only name the same amount again: 「，预算调减72万元」."""

    def kept(clause: str) -> bool:
        match = _ADJUSTED.fullmatch(clause)
        return match is None or amounts_in(match[1])[0].fen != abs(change.fen)

    clauses = re.split(r"[，,；;。]", reason.strip().rstrip("。；;"))
    found = "，".join(clause for clause in clauses if clause and kept(clause))
    return found or reason.strip()


def cost_amount(indicator: Indicator, text: str | None) -> Quantity | None:
    """The amount that a cost indicator's value names: 「经费4.58万元」, or a number of 万元 or 元 (I-11)."""
    if "成本" not in f"{indicator.first or ''}{indicator.second or ''}" or text is None:
        return None
    unit = (indicator.unit or "").strip()
    number = read_number(text, unit)
    if number is not None and unit in {"万元", "元"} and decimals(number) <= (2 if unit == "元" else 6):
        step = 100 if unit == "元" else 1_000_000
        return Quantity(int(number * step), 0 if unit == "元" or not number else 5_000)
    found = amounts_in(text)
    return found[0] if len(found) == 1 else None


def is_project_cost(indicator: Indicator) -> bool:
    """A cost indicator about the money of the whole project, not a price or a standard per head."""
    name = indicator.third or ""
    return not any(word in name for word in ("标准", "单价", "人均", "生均", "每", "造价", "率"))


def mentions(text: str, indicator: Indicator) -> bool:
    """Whether a text speaks of an indicator: two characters of its name, or four of its reason (R-15)."""
    name = re.sub(r"[率数]$|达标|合格|完成", "", indicator.third or "")
    reason = indicator.deviation or ""
    return any(name[at : at + 2] in text for at in range(len(name) - 1)) or any(
        reason[at : at + 4] in text for at in range(len(reason) - 3)
    )


def satisfaction_without_number(indicator: Indicator, parameters: Parameters) -> bool:
    """A 满意度 whose actual value is no number (I-09)."""
    return (
        is_satisfaction(indicator, parameters)
        and indicator.actual is not None
        and not is_number(indicator.actual, indicator.unit or "%")
    )


def word_as_percent(indicator: Indicator, words: Iterable[str]) -> bool:
    """A name of words such as 促进, 提升 measured in percent or as 100 (I-08)."""
    name = indicator.third or ""
    if not any(word in name for word in words) or re.search(r"(率|比例|比重|程度)", name):
        return False
    return is_percent(indicator) or read_number(indicator.target, indicator.unit) == 100
