"""The names that rows of a 绩效 form may use: of an indicator, a key task, a framework row."""

from __future__ import annotations

from collections.abc import Callable

from jixiao_desktop.ledger.amounts import Quantity
from jixiao_desktop.ledger.facts import Indicator, KeyTask
from jixiao_desktop.performance.form_content import (
    BLANK,
    Content,
    Field,
    FrameworkRow,
    Subject,
    money,
    points,
    rate,
    sentences,
    words,
)
from jixiao_desktop.performance.funds import rate_of
from jixiao_desktop.performance.targets import (
    QUALITATIVE,
    actual_text,
    sign_of,
    target_text,
)


def _of_indicator(key: str, pick: Callable[[Indicator], str | None]) -> Field:
    def content(subject: Subject) -> Content:
        indicator = subject.indicator
        return BLANK if indicator is None else words(pick(indicator), (*subject.row_at, key))

    return content


def _weight(subject: Subject) -> Content:
    score = subject.score
    return Content("", "count") if score is None else points(score.weight, (*subject.row_at, "权重"))


def _points(subject: Subject) -> Content:
    score = subject.score
    if score is None or score.origin == "不计分":
        return Content("", "count")
    return points(score.value, (*subject.row_at, "得分"))


def _deviation(subject: Subject) -> Content:
    indicator = subject.indicator
    if indicator is None:
        return BLANK
    override = indicator.override
    remark = f"（改分原因：{override.reason}）" if override is not None and override.reason else None
    excluded = "不适用" if indicator.not_applicable else None
    text = sentences(excluded, indicator.deviation, indicator.measure)
    return words(f"{text}{remark or ''}", (*subject.row_at, "偏差原因"))


def _sign(indicator: Indicator) -> str:
    return "" if indicator.sign in {None, QUALITATIVE} else str(indicator.sign)


def _sign_or_word(indicator: Indicator) -> str:
    """The sign of a form that leaves none open: 「定性」 is written out."""
    return "" if indicator.target is None else sign_of(indicator)


INDICATOR_FIELDS: dict[str, Field] = {
    "一级": _of_indicator("一级", lambda indicator: indicator.first),
    "二级": _of_indicator("二级", lambda indicator: indicator.second),
    "三级": _of_indicator("三级", lambda indicator: indicator.third),
    "指标性质": _of_indicator("符号", _sign),
    "指标性质（写明定性）": _of_indicator("符号", _sign_or_word),
    "指标值": _of_indicator("指标值", lambda indicator: indicator.target),
    "计量单位": _of_indicator("计量单位", lambda indicator: indicator.unit),
    "实际值": _of_indicator("实际值", lambda indicator: indicator.actual),
    "年度指标值": _of_indicator("指标值", target_text),
    "实际完成值": _of_indicator("实际值", actual_text),
    "分值": _weight,
    "得分": _points,
    "偏差原因及改进措施": _deviation,
}


def _task_text(key: str, pick: Callable[[KeyTask], str | None]) -> Field:
    def content(subject: Subject) -> Content:
        return BLANK if subject.task is None else words(pick(subject.task), (*subject.row_at, key))

    return content


def _task_money(key: str, pick: Callable[[KeyTask], Quantity | None]) -> Field:
    def content(subject: Subject) -> Content:
        if subject.task is None:
            return BLANK
        found = money(pick(subject.task), subject)
        return Content(found.text, found.kind, found.value, (*subject.row_at, key))

    return content


def _task_rate(subject: Subject) -> Content:
    task = subject.task
    return BLANK if task is None else rate(rate_of(task.spent, task.approved))


TASK_FIELDS: dict[str, Field] = {
    "任务": _task_text("任务", lambda task: task.task),
    "主要内容": _task_text("内容", lambda task: task.content),
    "批复金额": _task_money("批复金额", lambda task: task.approved),
    "实际支出": _task_money("实际支出", lambda task: task.spent),
    "任务执行率": _task_rate,
    "原因": _task_text("原因", lambda task: task.reason),
}


def _framework_text(pick: Callable[[FrameworkRow], str]) -> Field:
    def content(subject: Subject) -> Content:
        return BLANK if subject.framework is None else words(pick(subject.framework))

    return content


def _framework_weight(subject: Subject) -> Content:
    row = subject.framework
    return Content("", "count") if row is None else points(row.weight)


FRAMEWORK_FIELDS: dict[str, Field] = {
    "框架一级": _framework_text(lambda row: row.first),
    "框架二级": _framework_text(lambda row: row.second),
    "框架三级": _framework_text(lambda row: row.third),
    "评价要点": _framework_text(lambda row: row.criterion),
    "评价算法": _framework_text(lambda row: row.method),
    "框架分值": _framework_weight,
    "得分": _points,
    "偏差原因及改进措施": _deviation,
}
