"""Functions of expressions over the money, levels and indicators of a 项目 row."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

from jixiao_desktop.engine.evaluation import Evaluation
from jixiao_desktop.engine.operators import OperandError
from jixiao_desktop.engine.rows import Row
from jixiao_desktop.engine.values import Gap, Missing, Truth, Value
from jixiao_desktop.ledger.amounts import ZERO, Quantity
from jixiao_desktop.ledger.facts import Indicator
from jixiao_desktop.performance import checks
from jixiao_desktop.performance.funds import FUND_COLUMNS, Tally, column_total
from jixiao_desktop.performance.results import ProjectResult, parameters_of, result_of, results_of, sum_of
from jixiao_desktop.performance.scoring import Score, score_indicator


def project_result(evaluation: Evaluation, row: Value) -> ProjectResult:
    """The result of a 项目 row, or of the project that an 指标 row belongs to."""
    if not isinstance(row, Row) or len(row.path) < 2 or row.path[0] != "项目":
        raise OperandError("这个函数要一个项目，或项目的一条指标")
    return result_of(evaluation, int(row.path[1]))


def indicator_score(evaluation: Evaluation, row: Value) -> Score:
    """The score of an 指标 row, of a project or of the 整体自评."""
    if not isinstance(row, Row) or not isinstance(row.record, Indicator):
        raise OperandError("这个函数要一条指标")
    if row.path[0] == "项目":
        return project_result(evaluation, row).scores[int(row.path[3])]
    evaluation.read(row.path)
    return score_indicator(row.record, parameters_of(evaluation), row.path)


def plain(value: Any) -> Value:
    """Decimals as fractions, truths as three-valued ones, lists as tuples."""
    if isinstance(value, bool):
        return Truth.TRUE if value else Truth.FALSE
    return Fraction(value) if isinstance(value, Decimal) else value


def _stated(tally: Tally[Any], row: Value, key: str) -> Value:
    if tally.stated is not None:
        return plain(tally.stated)
    path = row.path if isinstance(row, Row) else ()
    return Missing((Gap((*path, "申报", key), f"申报的{key}"),))


def _column(name: Value) -> Any:
    if name not in FUND_COLUMNS:
        raise OperandError(f"资金的栏只有{'、'.join(FUND_COLUMNS)}")
    return name


def funds_sum(evaluation: Evaluation, project: Value, column: Value, source: Value = None) -> Value:
    """资金合计: what the sources give in a column, all or one."""
    result = project_result(evaluation, project)
    if source is not None:
        wanted = (str(source),) if isinstance(source, str) else tuple(source)
        return column_total(result.project, _column(column), result.at, wanted)
    return result.funds.column(_column(column)).computed


def funds_stated(evaluation: Evaluation, project: Value, column: Value) -> Value:
    """申报资金合计: what the form states for a column; Missing where it states nothing."""
    return _stated(
        project_result(evaluation, project).funds.column(_column(column)), project, f"{column}合计"
    )


def funds_value(evaluation: Evaluation, project: Value, column: Value) -> Value:
    """项目资金: the total that counts in a column, the stated one first."""
    return project_result(evaluation, project).funds.column(_column(column)).value


def fund_rate_agrees(evaluation: Evaluation, project: Value) -> Value:
    """执行率相符: whether the stated 执行率 is the computed one."""
    result = project_result(evaluation, project)
    stated = result.project.stated.rate if result.project.stated else None
    if stated is None or result.rate.rate is None or isinstance(result.rate.rate, Missing):
        return Truth.UNKNOWN
    agrees = checks.rate_agrees(stated, result.rate.rate)
    return Truth.TAIL if agrees is None else plain(agrees)


def adjustment(evaluation: Evaluation, project: Value) -> Value:
    """预算调整数: 全年预算 − 年初预算; Missing while one of them is."""
    funds = project_result(evaluation, project).funds
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
    result = project_result(evaluation, project)
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
    result = project_result(evaluation, project)
    return tuple(
        Row(
            (*result.at, "申报", "分值小计", level.name),
            {
                "名称": level.name,
                "分值": plain(level.weight.computed),
                "得分": plain(level.score.computed),
                "申报分值": _stated(level.weight, project, f"{level.name}分值小计"),
                "申报得分": _stated(level.score, project, f"{level.name}得分小计"),
            },
        )
        for level in result.levels
    )


def uses_of(evaluation: Evaluation, project: Value) -> Value:
    """Rows of 使用明细."""
    result = project_result(evaluation, project)
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


def deducted(evaluation: Evaluation, project: Value) -> tuple[Row, ...]:
    """扣分指标: the rows of indicators that lost points."""
    result = project_result(evaluation, project)
    return _indicator_rows(result, lambda score: score.lost is not None and score.lost > 0)


def unmentioned(evaluation: Evaluation, project: Value, text: Value) -> Value:
    """未提到的扣分指标: names of indicators that lost points and that a text does not mention (R-15)."""
    if isinstance(text, Missing) or text is None:
        return text
    rows = deducted(evaluation, project)
    return tuple(row.record.third or "" for row in rows if not checks.mentions(str(text), row.record))


def met(evaluation: Evaluation, project: Value) -> Value:
    """达标指标: the rows of indicators that reached their target."""
    return _indicator_rows(project_result(evaluation, project), lambda score: score.met is True)


def second_rows(evaluation: Evaluation, project: Value, first: Value) -> Value:
    """各二级: one row for each 二级指标 of a 一级 with 名称, 分值, 得分."""
    result = project_result(evaluation, project)
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
                "分值": plain(sum_of(score.weight for own, score in pairs if own == name)),
                "得分": plain(sum_of(score.value for own, score in pairs if own == name)),
            },
        )
        for name in dict.fromkeys(name for name, _ in pairs)
    )


def indicators_under(evaluation: Evaluation, project: Value, first: Value, second: Value = None) -> Value:
    """指标于: the rows of indicators under a 一级 (by its usual name too), and a 二级 where one is named."""
    parameters = parameters_of(evaluation)
    result = project_result(evaluation, project)
    return tuple(
        Row((*result.at, "指标", number), indicator)
        for number, indicator in enumerate(result.project.indicators or ())
        if str(first) in {indicator.first or "", parameters.level(indicator.first)}
        and (second is None or (indicator.second or "") == str(second))
    )


def undecided(evaluation: Evaluation, project: Value) -> Value:
    """未完成情况 where no target was missed: 无, or Missing while an indicator can't be judged."""
    result = project_result(evaluation, project)
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
    return _indicator_rows(project_result(evaluation, project), lambda score: score.met is False)


def _indicator_rows(result: ProjectResult, wanted: Callable[[Score], bool]) -> tuple[Row, ...]:
    indicators = result.project.indicators or ()
    return tuple(
        Row((*result.at, "指标", number), indicator)
        for number, (indicator, score) in enumerate(zip(indicators, result.scores, strict=True))
        if wanted(score)
    )
