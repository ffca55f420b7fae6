"""The functions of 绩效 that rules and wording may call on a 项目 or 指标 row.

They are added to the functions of the engine where a pack is opened (:mod:`.opening`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import lru_cache
from typing import Any

from jixiao_desktop.engine.catalogue import Function
from jixiao_desktop.engine.evaluation import Evaluation
from jixiao_desktop.engine.operators import OperandError
from jixiao_desktop.engine.rows import Row
from jixiao_desktop.engine.values import Missing, Ratio, Truth, Value
from jixiao_desktop.ledger.facts import Indicator
from jixiao_desktop.performance import checks
from jixiao_desktop.performance.parameters import Parameters
from jixiao_desktop.performance.project_functions import (
    adjustment,
    adjustment_reason,
    adjustment_word,
    deducted,
    executed_by_all,
    fund_rate_agrees,
    funds_stated,
    funds_sum,
    funds_value,
    grade_of,
    indicator_score,
    indicators_under,
    level_rows,
    met,
    parameter,
    plain,
    project_result,
    second_rows,
    undecided,
    unmentioned,
    unmet,
    uses_of,
    usual_grade,
)
from jixiao_desktop.performance.results import ProjectResult, parameters_of
from jixiao_desktop.performance.scoring import Score
from jixiao_desktop.performance.targets import (
    actual_text,
    is_capped_rate,
    is_cost,
    is_satisfaction,
    sign_of,
    target_text,
)

LOW_RATE = Fraction(9, 10)
"""Below this, the forms ask for the reason of a low execution rate."""


def contains(_evaluation: Evaluation, text: Value, words: Value) -> Value:
    """含词: the text has one of the words."""
    if isinstance(text, Missing) or text is None:
        return text
    listed = words if isinstance(words, tuple) else (words,)
    return plain(any(str(word) in str(text) for word in listed))


def matches(_evaluation: Evaluation, text: Value, pattern: Value) -> Value:
    """匹配: the text has a place that a regular expression matches."""
    if isinstance(text, Missing) or text is None:
        return text
    return plain(_is_in(str(pattern), str(text)))


@lru_cache(maxsize=1024)
def _is_in(pattern: str, text: str) -> bool:
    """Texts change seldom, and the figures beside them often."""
    return re.search(pattern, text) is not None


def similarity(_evaluation: Evaluation, left: Value, right: Value) -> Value:
    """相似度 of two texts, 0 to 1."""
    for text in (left, right):
        if isinstance(text, Missing) or text is None:
            return text
    return checks.similarity(str(left), str(right))


def _of_project(pick: Callable[[ProjectResult, Parameters], Any]) -> Callable[..., Value]:
    def call(evaluation: Evaluation, project: Value) -> Value:
        return plain(pick(project_result(evaluation, project), parameters_of(evaluation)))

    return call


def _of_score(pick: Callable[[Score, Indicator, Parameters], Any]) -> Callable[..., Value]:
    def call(evaluation: Evaluation, indicator: Value) -> Value:
        score = indicator_score(evaluation, indicator)
        return plain(pick(score, indicator.record, parameters_of(evaluation)))

    return call


def _cost(evaluation: Evaluation, indicator: Value, key: Value) -> Value:
    """成本金额: the money that 指标值 or 实际值 of a cost indicator names; None if it names none."""
    if not isinstance(indicator, Row) or not isinstance(indicator.record, Indicator):
        raise OperandError("这个函数要一条指标")
    evaluation.read(indicator.path)
    record = indicator.record
    return checks.cost_amount(record, record.target if key == "指标值" else record.actual)


def _word_percent(evaluation: Evaluation, indicator: Value, words: Value) -> Value:
    """定性写成百分比."""
    indicator_score(evaluation, indicator)
    listed = words if isinstance(words, tuple) else (words,)
    return plain(checks.word_as_percent(indicator.record, [str(word) for word in listed]))


def _met(score: Score, _indicator: Indicator, _parameters: Parameters) -> Truth:
    """达标, unknown where it can't be said."""
    if score.met is None:
        return Truth.UNKNOWN
    return Truth.TRUE if score.met else Truth.FALSE


def _level_weight(evaluation: Evaluation, project: Value, level: Value) -> Value:
    """一级分值: the points of a 一级指标 under its usual name."""
    return checks.level_weight(project_result(evaluation, project), str(level), parameters_of(evaluation))


def _decimals(_evaluation: Evaluation, number: Value) -> Value:
    """小数位 of a number."""
    return number if isinstance(number, Missing) else checks.decimals(number)


def _amounts(_evaluation: Evaluation, text: Value) -> Value:
    """文中金额: the amounts that a text names."""
    return text if isinstance(text, Missing) else checks.amounts_in(str(text))


_ON_PROJECTS: Mapping[str, Callable[[ProjectResult, Parameters], Any]] = {
    "执行率": lambda r, _: r.rate.rate,
    "执行率分值": lambda r, _: r.rate.weight,
    "执行率得分": lambda r, _: r.rate.score.computed,
    "执行率不足": lambda r, _: isinstance(r.rate.rate, Ratio) and r.rate.rate.value < LOW_RATE,
    "执行超预算": lambda r, _: r.rate.over_budget,
    "使用明细合计": lambda r, _: r.usage.computed,
    "有分值": lambda r, _: r.scored,
    "分值合计": lambda r, _: r.weight.computed,
    "得分合计": lambda r, _: r.total.computed,
    "总分": lambda r, _: r.total.value,
    "自评等级": lambda r, _: r.grade.value,
    "重名指标": lambda r, _: checks.repeated_names(r.project),
    "所缺指标": lambda r, p: checks.lacking_kinds(r.project, p),
    "相符预设": checks.fitting_presets,
    "目标照抄": lambda r, _: checks.goal_copied(r.project.goal),
    "目标未列数字": lambda r, _: checks.numbers_not_in_indicators(r.project),
    "全部满分": lambda r, _: bool(r.scores) and all(s.lost == 0 for s in r.scores if s.origin != "不计分"),
}
_ON_INDICATORS: Mapping[str, Callable[[Score, Indicator, Parameters], Any]] = {
    "达标": _met,
    "算得分": lambda s, _i, _p: s.computed,
    "所得分": lambda s, _i, _p: s.value,
    "扣分": lambda s, _i, _p: s.lost,
    "完成比例": lambda s, _i, _p: s.completion,
    "偏离度": lambda s, _i, _p: s.deviation,
    "建议得分": lambda s, _i, _p: s.suggested,
    "计分方式": lambda s, _i, _p: s.kind,
    "得分来自": lambda s, _i, _p: s.origin,
    "计分过程": lambda s, _i, _p: "；".join(s.steps),
    "未达标给满分": lambda s, _i, _p: checks.full_though_missed(s),
    "达标却扣分": lambda s, _i, _p: checks.less_though_reached(s),
    "反向判反": lambda s, i, _p: checks.judged_wrong_way(i, s),
    "档次不符": checks.outside_band,
    "得分有误": lambda s, _i, _p: "得分越界" in s.faults,
    "改分无原因": lambda s, _i, _p: "改分无原因" in s.faults,
    "定量": lambda _s, i, _p: checks.is_quantitative(i),
    "实际值是数": lambda _s, i, _p: checks.is_number(i.actual, i.unit),
    "指标值是数": lambda _s, i, _p: checks.is_number(i.target, i.unit),
    "符号是": lambda _s, i, _p: sign_of(i),
    "年度指标值": lambda _s, i, _p: target_text(i),
    "实际完成值": lambda _s, i, _p: actual_text(i),
    "上限率": lambda _s, i, p: is_capped_rate(i, p),
    "率超上限": lambda _s, i, p: checks.value_above_cap(i, p),
    "至少百分百": lambda _s, i, p: checks.at_least_full_rate(i, p),
    "成本类": lambda _s, i, p: is_cost(i, p),
    "项目总成本": lambda _s, i, _p: checks.is_project_cost(i),
    "满意度类": lambda _s, i, p: is_satisfaction(i, p),
    "满意度无数": lambda _s, i, p: checks.satisfaction_without_number(i, p),
    "单位相配": lambda _s, i, _p: checks.unit_fits_name(i),
    "有偏差说明": lambda _s, i, _p: checks.explained(i),
    "规范一级": lambda _s, i, p: p.level(i.first),
}
_OTHERS = (
    Function("资金合计", funds_sum, {"来源": "source"}),
    Function("申报资金合计", funds_stated, {}),
    Function("项目资金", funds_value, {}),
    Function("执行率相符", fund_rate_agrees, {}),
    Function("预算调整数", adjustment, {}),
    Function("项目执行合计", executed_by_all, {}),
    Function("各级", level_rows, {}, gives=("名称", "分值", "得分", "申报分值", "申报得分")),
    Function("资金用途", uses_of, {}),
    Function("绩效参数", parameter, {}),
    Function("所属等级", grade_of, {}),
    Function("规范等级", usual_grade, {}),
    Function("扣分指标", deducted, {}),
    Function("未达标指标", unmet, {}),
    Function("达标指标", met, {}),
    Function("未提到的扣分指标", unmentioned, {}),
    Function("未完成情况", undecided, {}),
    Function("各二级", second_rows, {}),
    Function("指标于", indicators_under, {}),
    Function("调整方向", adjustment_word, {}),
    Function("去重调整原因", adjustment_reason, {}),
    Function("一级分值", _level_weight, {}),
    Function("成本金额", _cost, {}),
    Function("定性写成百分比", _word_percent, {}),
    Function("小数位", _decimals, {}),
    Function("文中金额", _amounts, {}),
    Function("含词", contains, {}),
    Function("匹配", matches, {}),
    Function("相似度", similarity, {}),
)

PERFORMANCE_FUNCTIONS: Mapping[str, Function] = {
    function.name: function
    for function in (
        *(Function(name, _of_project(pick), {}) for name, pick in _ON_PROJECTS.items()),
        *(Function(name, _of_score(pick), {}) for name, pick in _ON_INDICATORS.items()),
        *_OTHERS,
    )
}
"""By name; every function takes a row of ``各行("项目")`` or ``各行(项目, "指标")`` first."""
