"""The functions of 绩效 that rules and wording may call on a 项目 or 指标 row.

They are added to the functions of the engine where a pack is opened (:mod:`.opening`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from jixiao_desktop.engine.catalogue import Function
from jixiao_desktop.engine.evaluation import Evaluation
from jixiao_desktop.engine.operators import OperandError
from jixiao_desktop.engine.rows import Row
from jixiao_desktop.engine.values import Gap, Missing, Ratio, Truth, Value
from jixiao_desktop.ledger.amounts import ZERO, Quantity
from jixiao_desktop.ledger.facts import Indicator
from jixiao_desktop.performance import checks
from jixiao_desktop.performance.funds import FUND_COLUMNS, Tally, column_total
from jixiao_desktop.performance.parameters import Parameters
from jixiao_desktop.performance.results import ProjectResult, parameters_of, result_of, results_of, sum_of
from jixiao_desktop.performance.scoring import Score, score_indicator
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


def _result(evaluation: Evaluation, row: Value) -> ProjectResult:
    """The result of a 项目 row, or of the project that an 指标 row belongs to."""
    if not isinstance(row, Row) or len(row.path) < 2 or row.path[0] != "项目":
        raise OperandError("这个函数要一个项目，或项目的一条指标")
    return result_of(evaluation, int(row.path[1]))


def _score(evaluation: Evaluation, row: Value) -> Score:
    if not isinstance(row, Row) or not isinstance(row.record, Indicator):
        raise OperandError("这个函数要一条指标")
    if row.path[0] == "项目":
        return _result(evaluation, row).scores[int(row.path[3])]
    evaluation.read(row.path)
    return score_indicator(row.record, parameters_of(evaluation), row.path)


def _plain(value: Any) -> Value:
    """Decimals as fractions, truths as three-valued ones, lists as tuples."""
    if isinstance(value, bool):
        return Truth.TRUE if value else Truth.FALSE
    return Fraction(value) if isinstance(value, Decimal) else value


def _stated(tally: Tally[Any], row: Value, key: str) -> Value:
    if tally.stated is not None:
        return _plain(tally.stated)
    path = row.path if isinstance(row, Row) else ()
    return Missing((Gap((*path, "申报", key), f"申报的{key}"),))


def _column(name: Value) -> Any:
    if name not in FUND_COLUMNS:
        raise OperandError(f"资金的栏只有{'、'.join(FUND_COLUMNS)}")
    return name


def funds_sum(evaluation: Evaluation, project: Value, column: Value, source: Value = None) -> Value:
    """资金合计: what the sources give in a column, all or one."""
    result = _result(evaluation, project)
    if source is not None:
        wanted = (str(source),) if isinstance(source, str) else tuple(source)
        return column_total(result.project, _column(column), result.at, wanted)
    return result.funds.column(_column(column)).computed


def funds_stated(evaluation: Evaluation, project: Value, column: Value) -> Value:
    """申报资金合计: what the form states for a column; Missing where it states nothing."""
    return _stated(_result(evaluation, project).funds.column(_column(column)), project, f"{column}合计")


def funds_value(evaluation: Evaluation, project: Value, column: Value) -> Value:
    """项目资金: the total that counts in a column, the stated one first."""
    return _result(evaluation, project).funds.column(_column(column)).value


def fund_rate_agrees(evaluation: Evaluation, project: Value) -> Value:
    """执行率相符: whether the stated 执行率 is the computed one."""
    result = _result(evaluation, project)
    stated = result.project.stated.rate if result.project.stated else None
    if stated is None or result.rate.rate is None or isinstance(result.rate.rate, Missing):
        return Truth.UNKNOWN
    agrees = checks.rate_agrees(stated, result.rate.rate)
    return Truth.TAIL if agrees is None else _plain(agrees)


def adjustment(evaluation: Evaluation, project: Value) -> Value:
    """预算调整数: 全年预算 − 年初预算; Missing while one of them is."""
    funds = _result(evaluation, project).funds
    adjusted, initial = funds.adjusted.value, funds.initial.value
    if isinstance(adjusted, Quantity) and isinstance(initial, Quantity):
        return adjusted - initial
    return adjusted if isinstance(adjusted, Missing) else initial


def adjustment_word(evaluation: Evaluation, project: Value) -> Value:
    """调整方向: 调增 or 调减; empty where the budget stayed or is not known."""
    change = adjustment(evaluation, project)
    if not isinstance(change, Quantity) or change.is_zero:
        return ""
    return "调增" if change.fen > 0 else "调减"


def adjustment_reason(evaluation: Evaluation, project: Value) -> Value:
    """调整原因 without a clause that only repeats the amount of the adjustment."""
    result = _result(evaluation, project)
    reason = result.project.adjustment_reason
    if not reason:
        return Missing((Gap((*result.at, "调整原因"), "预算调整的原因"),))
    change = adjustment(evaluation, project)
    return checks.without_amount_clause(reason, change) if isinstance(change, Quantity) else reason


def executed_by_all(evaluation: Evaluation) -> Value:
    """项目执行合计: 执行 of all projects together; Missing while one is."""
    if evaluation.read(("项目",)) is None:
        return Missing((Gap(("项目",), "项目"),))
    total = ZERO
    for result in results_of(evaluation):
        spent = result.funds.spent.value
        if not isinstance(spent, Quantity):
            return spent
        total += spent
    return total


def level_rows(evaluation: Evaluation, project: Value) -> Value:
    """各级: one row for each 一级指标 with 名称, 分值, 得分, 申报分值, 申报得分."""
    result = _result(evaluation, project)
    return tuple(
        Row(
            (*result.at, "申报", "分值小计", level.name),
            {
                "名称": level.name,
                "分值": _plain(level.weight.computed),
                "得分": _plain(level.score.computed),
                "申报分值": _stated(level.weight, project, f"{level.name}分值小计"),
                "申报得分": _stated(level.score, project, f"{level.name}得分小计"),
            },
        )
        for level in result.levels
    )


def uses_of(evaluation: Evaluation, project: Value) -> Value:
    """Rows of 使用明细."""
    result = _result(evaluation, project)
    return tuple(
        Row((*result.at, "使用明细", number), line) for number, line in enumerate(result.project.usage or ())
    )


def parameter(evaluation: Evaluation, name: Value) -> Value:
    """绩效参数: 执行率分值 (points) or 偏离警戒 (share)."""
    parameters = parameters_of(evaluation)
    found = {"执行率分值": parameters.rate_weight, "偏离警戒": parameters.deviation_limit}
    if name not in found:
        raise OperandError(f"绩效参数只有{'、'.join(found)}")
    return found[str(name)]


def grade_of(evaluation: Evaluation, total: Value) -> Value:
    """所属等级 of a total."""
    return total if isinstance(total, Missing) else parameters_of(evaluation).grade(Fraction(total))


def usual_grade(evaluation: Evaluation, word: Value) -> Value:
    """规范等级: 「优秀」 is 优; a word that is no grade stays itself."""
    return (
        word
        if isinstance(word, Missing)
        else parameters_of(evaluation).grade_aliases.get(str(word), str(word))
    )


def deducted(evaluation: Evaluation, project: Value) -> Value:
    """扣分指标: the rows of indicators that lost points."""
    result = _result(evaluation, project)
    return _indicator_rows(result, lambda score: score.lost is not None and score.lost > 0)


def unmentioned(evaluation: Evaluation, project: Value, text: Value) -> Value:
    """未提到的扣分指标: names of indicators that lost points and that a text does not mention (R-15)."""
    if isinstance(text, Missing) or text is None:
        return text
    return checks.missing_words((row.record.third for row in deducted(evaluation, project)), str(text))


def met(evaluation: Evaluation, project: Value) -> Value:
    """达标指标: the rows of indicators that reached their target."""
    return _indicator_rows(_result(evaluation, project), lambda score: score.met is True)


def second_rows(evaluation: Evaluation, project: Value, first: Value) -> Value:
    """各二级: one row for each 二级指标 of a 一级 with 名称, 分值, 得分."""
    result = _result(evaluation, project)
    indicators = result.project.indicators or ()
    pairs = [
        (indicator.second or "", score)
        for indicator, score in zip(indicators, result.scores, strict=True)
        if (indicator.first or "") == str(first)
    ]
    return tuple(
        Row(
            (*result.at, "指标"),
            {
                "名称": name,
                "分值": _plain(sum_of(score.weight for own, score in pairs if own == name)),
                "得分": _plain(sum_of(score.value for own, score in pairs if own == name)),
            },
        )
        for name in dict.fromkeys(name for name, _ in pairs)
    )


def indicators_under(evaluation: Evaluation, project: Value, first: Value, second: Value = None) -> Value:
    """指标于: the rows of indicators under a 一级 (by its usual name too), and a 二级 where one is named."""
    parameters = parameters_of(evaluation)
    result = _result(evaluation, project)
    return tuple(
        Row((*result.at, "指标", number), indicator)
        for number, indicator in enumerate(result.project.indicators or ())
        if str(first) in {indicator.first or "", parameters.level(indicator.first)}
        and (second is None or (indicator.second or "") == str(second))
    )


def undecided(evaluation: Evaluation, project: Value) -> Value:
    """未完成情况 where no target was missed: 无, or Missing while an indicator can't be judged."""
    result = _result(evaluation, project)
    if not result.project.indicators:
        return Missing((Gap((*result.at, "指标"), "绩效指标"),))
    gaps = [
        gap
        for score in result.scores
        if score.met is None and isinstance(score.computed, Missing)
        for gap in score.computed.gaps
        if gap.path[-1] != "权重"
    ]
    return Missing(tuple(gaps)) if gaps else "无"


def unmet(evaluation: Evaluation, project: Value) -> Value:
    """未达标指标: the rows of indicators that missed their target."""
    return _indicator_rows(_result(evaluation, project), lambda score: score.met is False)


def _indicator_rows(result: ProjectResult, wanted: Callable[[Score], bool]) -> Value:
    indicators = result.project.indicators or ()
    return tuple(
        Row((*result.at, "指标", number), indicator)
        for number, (indicator, score) in enumerate(zip(indicators, result.scores, strict=True))
        if wanted(score)
    )


def contains(_evaluation: Evaluation, text: Value, words: Value) -> Value:
    """含词: the text has one of the words."""
    if isinstance(text, Missing) or text is None:
        return text
    listed = words if isinstance(words, tuple) else (words,)
    return _plain(any(str(word) in str(text) for word in listed))


def matches(_evaluation: Evaluation, text: Value, pattern: Value) -> Value:
    """匹配: the text has a place that a regular expression matches."""
    return (
        text
        if isinstance(text, Missing) or text is None
        else _plain(bool(re.search(str(pattern), str(text))))
    )


def similarity(_evaluation: Evaluation, left: Value, right: Value) -> Value:
    """相似度 of two texts, 0 to 1."""
    for text in (left, right):
        if isinstance(text, Missing) or text is None:
            return text
    return checks.similarity(str(left), str(right))


def _of_project(pick: Callable[[ProjectResult, Parameters], Any]) -> Callable[..., Value]:
    def call(evaluation: Evaluation, project: Value) -> Value:
        return _plain(pick(_result(evaluation, project), parameters_of(evaluation)))

    return call


def _of_score(pick: Callable[[Score, Indicator, Parameters], Any]) -> Callable[..., Value]:
    def call(evaluation: Evaluation, indicator: Value) -> Value:
        score = _score(evaluation, indicator)
        return _plain(pick(score, indicator.record, parameters_of(evaluation)))

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
    _score(evaluation, indicator)
    listed = words if isinstance(words, tuple) else (words,)
    return _plain(checks.word_as_percent(indicator.record, [str(word) for word in listed]))


def _met(score: Score, _indicator: Indicator, _parameters: Parameters) -> Truth:
    """达标, unknown where it can't be said."""
    if score.met is None:
        return Truth.UNKNOWN
    return Truth.TRUE if score.met else Truth.FALSE


def _level_weight(evaluation: Evaluation, project: Value, level: Value) -> Value:
    """一级分值: the points of a 一级指标 under its usual name."""
    return checks.level_weight(_result(evaluation, project), str(level), parameters_of(evaluation))


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
    Function(
        "一级分值", lambda e, p, level: checks.level_weight(_result(e, p), str(level), parameters_of(e)), {}
    ),
    Function("成本金额", _cost, {}),
    Function("定性写成百分比", _word_percent, {}),
    Function(
        "小数位", lambda _e, number: number if isinstance(number, Missing) else checks.decimals(number), {}
    ),
    Function(
        "文中金额", lambda _e, text: text if isinstance(text, Missing) else checks.amounts_in(str(text)), {}
    ),
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
