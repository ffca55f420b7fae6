"""The names that the cells of a 绩效 form may use, and what each puts into its cell."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from jixiao_desktop.engine.grid import CellKind
from jixiao_desktop.engine.values import Missing, Ratio, Value
from jixiao_desktop.ledger.amounts import Quantity, format_amount
from jixiao_desktop.ledger.edits import Path
from jixiao_desktop.ledger.facts import Goal, Indicator, KeyTask, OverallEvaluation, Project, UnitYear
from jixiao_desktop.performance.funds import FundColumn, column_total, rate_of
from jixiao_desktop.performance.results import ProjectResult
from jixiao_desktop.performance.scoring import Score
from jixiao_desktop.performance.targets import (
    QUALITATIVE,
    actual_text,
    half_up,
    number_text,
    target_text,
)


@dataclass(frozen=True, slots=True)
class Content:
    """What stands in a cell: the text, the value behind it, and the fact that it comes from."""

    text: str
    kind: CellKind = "text"
    value: Value = None
    source: Path | None = None
    stated: bool = False


@dataclass(frozen=True, slots=True)
class FrameworkRow:
    """One third-level indicator of an evaluation framework (评价指标体系框架)."""

    first: str
    second: str
    third: str
    criterion: str
    """看什么."""
    method: str
    """算法."""
    weight: Decimal


@dataclass(frozen=True, slots=True)
class Subject:
    """What a form is about: a project with its result, or the 整体自评; and the row being written."""

    facts: UnitYear
    money_unit: str
    result: ProjectResult | None = None
    overall: OverallEvaluation | None = None
    indicator: Indicator | None = None
    score: Score | None = None
    task: KeyTask | None = None
    framework: FrameworkRow | None = None
    row_at: Path = ()
    sources: tuple[str, ...] | None = field(default=None)

    @property
    def project(self) -> Project | None:
        """The project, where the form is about one."""
        return None if self.result is None else self.result.project

    @property
    def at(self) -> Path:
        """The place of the project or of the 整体自评."""
        return ("整体自评",) if self.result is None else self.result.at


Field = Callable[[Subject], Content]
BLANK = Content("")
OTHER_SECTION = "其他需说明的情况"


def money(value: Quantity | Missing | None, subject: Subject, *, stated: bool = False) -> Content:
    """An amount with two decimals in the form's unit; what is missing leaves the cell empty."""
    if not isinstance(value, Quantity):
        return Content("", "amount", value)
    return Content(format_amount(value, subject.money_unit), "amount", value, stated=stated)


def percent_text(ratio: Fraction) -> str:
    """A rate as it stands in forms and reports: ``99.11%``."""
    return f"{half_up(ratio * 100, 2):f}%"


def points(value: Decimal | Missing | None, source: Path | None = None) -> Content:
    """A weight or score without trailing zeros."""
    if not isinstance(value, Decimal):
        return Content("", "count", value, source)
    return Content(number_text(value), "count", Fraction(value), source)


def _rate(value: Ratio | Missing | None) -> Content:
    if not isinstance(value, Ratio):
        return Content("", "percent", value)
    return Content(percent_text(value.value), "percent", value)


def _text(value: str | None, source: Path | None = None) -> Content:
    return Content((value or "").strip(), source=source)


def _of_project(key: str, pick: Callable[[Project], str | None]) -> Field:
    def content(subject: Subject) -> Content:
        project = subject.project
        return BLANK if project is None else _text(pick(project), (*subject.at, key))

    return content


def _of_goal(key: str, pick: Callable[[Goal], str | None]) -> Field:
    def content(subject: Subject) -> Content:
        holder = subject.project or subject.overall
        goal = None if holder is None else holder.goal
        return _text(None if goal is None else pick(goal), (*subject.at, "总体目标", key))

    return content


def _fund(column: FundColumn) -> Field:
    def content(subject: Subject) -> Content:
        result = subject.result
        if result is None:
            return BLANK
        if subject.sources is None:
            tally = result.funds.column(column)
            stated, computed = tally.stated, tally.computed
            differs = stated is not None and isinstance(computed, Quantity) and stated.fen != computed.fen
            return money(tally.value, subject, stated=differs)
        if not _has_source(result.project, subject.sources):
            return Content("", "amount")
        return money(column_total(result.project, column, subject.at, subject.sources), subject)

    return content


def _has_source(project: Project, sources: tuple[str, ...]) -> bool:
    return any(fund.source in sources for fund in project.funds or ())


def _execution_rate(subject: Subject) -> Content:
    result = subject.result
    if result is None:
        return BLANK
    if subject.sources is None:
        return _rate(result.rate.rate)
    if not _has_source(result.project, subject.sources):
        return Content("", "percent")
    spent = column_total(result.project, "执行", subject.at, subject.sources)
    adjusted = column_total(result.project, "全年预算", subject.at, subject.sources)
    return _rate(rate_of(spent, adjusted))


def _superior(subject: Subject) -> Content:
    project, unit = subject.project, subject.facts.unit
    own = project.superior if project else None
    return _text(own or (unit.superior if unit else None), (*subject.at, "主管部门"))


def _superior_with_code(subject: Subject) -> Content:
    project, unit = subject.project, subject.facts.unit
    code = (project.superior_code if project else None) or (unit.superior_code if unit else None)
    return _text(f"{_superior(subject).text}{code or ''}", (*subject.at, "主管部门"))


def _implementer(subject: Subject) -> Content:
    project, unit = subject.project, subject.facts.unit
    own = project.implementer if project else None
    return _text(own or (unit.name if unit else None), (*subject.at, "实施单位"))


def _unit_name(subject: Subject) -> Content:
    return _text(subject.facts.unit.name if subject.facts.unit else None, ("单位", "名称"))


def _coded_name(subject: Subject) -> Content:
    project = subject.project
    if project is None:
        return BLANK
    return _text(f"{project.code}-{project.name}" if project.code else project.name, (*subject.at, "名称"))


def sentences(*parts: str | None) -> str:
    """Texts one after another, each closed by its own full stop."""
    found = [part.strip() for part in parts if part and part.strip()]
    return "".join(part if part[-1] in "。！？；" or len(found) == 1 else f"{part}。" for part in found)


def _rate_reason(subject: Subject) -> Content:
    project = subject.project
    if project is None:
        return BLANK
    return _text(sentences(project.rate_reason, project.adjustment_reason), (*subject.at, "执行率原因"))


def _other_matters(subject: Subject) -> Content:
    reasons = _rate_reason(subject)
    return reasons if reasons.text else Content("无", source=reasons.source)


def _overall_matters(subject: Subject) -> Content:
    sections = (subject.overall.sections if subject.overall else None) or {}
    return _text(sections.get(OTHER_SECTION) or "无", ("整体自评", "段落", OTHER_SECTION))


def _total_weight(subject: Subject) -> Content:
    result = subject.result
    return points(result.weight.value) if result is not None and result.scored else Content("", "count")


def _total(subject: Subject) -> Content:
    result = subject.result
    return BLANK if result is None else points(result.total.value, (*subject.at, "申报", "总分"))


def _grade(subject: Subject) -> Content:
    grade = subject.result.grade.value if subject.result else None
    return Content(grade if isinstance(grade, str) else "", value=grade, source=(*subject.at, "申报", "等级"))


def _rate_weight(subject: Subject) -> Content:
    return BLANK if subject.result is None else points(subject.result.rate.weight)


def _rate_points(subject: Subject) -> Content:
    return BLANK if subject.result is None else points(subject.result.rate.score.value)


def _duties(subject: Subject) -> Content:
    overview = subject.facts.overview
    return _text(overview.duties if overview else None, ("概况", "职能简介"))


_PROJECT_FIELDS: dict[str, Field] = {
    "年度": lambda subject: Content(str(subject.facts.year)),
    "下一年度": lambda subject: Content(str(subject.facts.year + 1)),
    "金额单位": lambda subject: Content(subject.money_unit),
    "单位名称": _unit_name,
    "单位职责": _duties,
    "项目名称": _of_project("名称", lambda project: project.name),
    "编码和项目名称": _coded_name,
    "项目类型": _of_project("类型", lambda project: project.kind),
    "主管部门": _superior,
    "主管部门及代码": _superior_with_code,
    "实施单位": _implementer,
    "年初预算": _fund("年初预算"),
    "全年预算": _fund("全年预算"),
    "执行": _fund("执行"),
    "执行率": _execution_rate,
    "执行率分值": _rate_weight,
    "执行率得分": _rate_points,
    "执行说明": _rate_reason,
    "其他说明": _other_matters,
    "整体其他说明": _overall_matters,
    "预期目标": _of_goal("预期", lambda goal: goal.expected),
    "实际完成情况": _of_goal("实际", lambda goal: goal.actual),
    "实施内容及过程": _of_project("实施内容及过程", lambda project: project.process),
    "评价结论": _of_project("评价结论", lambda project: project.conclusion),
    "存在问题": _of_project("存在问题", lambda project: project.problems),
    "改进措施": _of_project("改进措施", lambda project: project.measures),
    "项目负责人": _of_project("项目负责人", lambda project: project.head),
    "财务负责人": _of_project("财务负责人", lambda project: project.finance_head),
    "总分值": _total_weight,
    "总分": _total,
    "等级": _grade,
}


def _of_indicator(key: str, pick: Callable[[Indicator], str | None]) -> Field:
    def content(subject: Subject) -> Content:
        indicator = subject.indicator
        return BLANK if indicator is None else _text(pick(indicator), (*subject.row_at, key))

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
    return _text(f"{text}{remark or ''}", (*subject.row_at, "偏差原因"))


def _sign(indicator: Indicator) -> str:
    return "" if indicator.sign in {None, QUALITATIVE} else str(indicator.sign)


_INDICATOR_FIELDS: dict[str, Field] = {
    "一级": _of_indicator("一级", lambda indicator: indicator.first),
    "二级": _of_indicator("二级", lambda indicator: indicator.second),
    "三级": _of_indicator("三级", lambda indicator: indicator.third),
    "指标性质": _of_indicator("符号", _sign),
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
        return BLANK if subject.task is None else _text(pick(subject.task), (*subject.row_at, key))

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
    return BLANK if task is None else _rate(rate_of(task.spent, task.approved))


_TASK_FIELDS: dict[str, Field] = {
    "任务": _task_text("任务", lambda task: task.task),
    "主要内容": _task_text("内容", lambda task: task.content),
    "批复金额": _task_money("批复金额", lambda task: task.approved),
    "实际支出": _task_money("实际支出", lambda task: task.spent),
    "任务执行率": _task_rate,
    "原因": _task_text("原因", lambda task: task.reason),
}


def _framework_text(pick: Callable[[FrameworkRow], str]) -> Field:
    def content(subject: Subject) -> Content:
        return BLANK if subject.framework is None else _text(pick(subject.framework))

    return content


def _framework_weight(subject: Subject) -> Content:
    row = subject.framework
    return Content("", "count") if row is None else points(row.weight)


_FRAMEWORK_FIELDS: dict[str, Field] = {
    "框架一级": _framework_text(lambda row: row.first),
    "框架二级": _framework_text(lambda row: row.second),
    "框架三级": _framework_text(lambda row: row.third),
    "评价要点": _framework_text(lambda row: row.criterion),
    "评价算法": _framework_text(lambda row: row.method),
    "框架分值": _framework_weight,
    "得分": _points,
    "偏差原因及改进措施": _deviation,
}

FIELDS: Mapping[str, Field] = {
    **_PROJECT_FIELDS,
    **_INDICATOR_FIELDS,
    **_TASK_FIELDS,
    **_FRAMEWORK_FIELDS,
}
SETS: Mapping[str, Mapping[str, Field]] = {
    "指标": _INDICATOR_FIELDS,
    "任务": _TASK_FIELDS,
    "框架": _FRAMEWORK_FIELDS,
}
"""What rows may run over (逐), and the names that only such rows know."""


def known_names(over: str | None) -> frozenset[str]:
    """The names that a cell may use, in a row that runs over a set or in a single one."""
    return frozenset(_PROJECT_FIELDS) | frozenset(SETS[over] if over else ())
