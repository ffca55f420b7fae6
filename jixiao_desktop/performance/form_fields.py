"""The names that the cells of a 绩效 form may use, and what each puts into its cell."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from jixiao_desktop.ledger.amounts import Quantity
from jixiao_desktop.ledger.facts import Goal, Project
from jixiao_desktop.performance.form_content import (
    BLANK,
    OTHER_SECTION,
    Content,
    Field,
    Subject,
    money,
    points,
    rate,
    sentences,
    words,
)
from jixiao_desktop.performance.form_row_fields import FRAMEWORK_FIELDS, INDICATOR_FIELDS, TASK_FIELDS
from jixiao_desktop.performance.funds import FundColumn, column_total, rate_of


def _of_project(key: str, pick: Callable[[Project], str | None]) -> Field:
    def content(subject: Subject) -> Content:
        project = subject.project
        return BLANK if project is None else words(pick(project), (*subject.at, key))

    return content


def _of_goal(key: str, pick: Callable[[Goal], str | None]) -> Field:
    def content(subject: Subject) -> Content:
        holder = subject.project or subject.overall
        goal = None if holder is None else holder.goal
        return words(None if goal is None else pick(goal), (*subject.at, "总体目标", key))

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
        return rate(result.rate.rate)
    if not _has_source(result.project, subject.sources):
        return Content("", "percent")
    spent = column_total(result.project, "执行", subject.at, subject.sources)
    adjusted = column_total(result.project, "全年预算", subject.at, subject.sources)
    return rate(rate_of(spent, adjusted))


def _superior(subject: Subject) -> Content:
    project, unit = subject.project, subject.facts.unit
    own = project.superior if project else None
    return words(own or (unit.superior if unit else None), (*subject.at, "主管部门"))


def _superior_with_code(subject: Subject) -> Content:
    project, unit = subject.project, subject.facts.unit
    code = (project.superior_code if project else None) or (unit.superior_code if unit else None)
    return words(f"{_superior(subject).text}{code or ''}", (*subject.at, "主管部门"))


def _implementer(subject: Subject) -> Content:
    project, unit = subject.project, subject.facts.unit
    own = project.implementer if project else None
    return words(own or (unit.name if unit else None), (*subject.at, "实施单位"))


def _unit_name(subject: Subject) -> Content:
    return words(subject.facts.unit.name if subject.facts.unit else None, ("单位", "名称"))


def _coded_name(subject: Subject) -> Content:
    project = subject.project
    if project is None:
        return BLANK
    return words(f"{project.code}-{project.name}" if project.code else project.name, (*subject.at, "名称"))


def _rate_reason(subject: Subject) -> Content:
    project = subject.project
    if project is None:
        return BLANK
    return words(sentences(project.rate_reason, project.adjustment_reason), (*subject.at, "执行率原因"))


def _other_matters(subject: Subject) -> Content:
    reasons = _rate_reason(subject)
    return reasons if reasons.text else Content("无", source=reasons.source)


def _overall_matters(subject: Subject) -> Content:
    sections = (subject.overall.sections if subject.overall else None) or {}
    return words(sections.get(OTHER_SECTION) or "无", ("整体自评", "段落", OTHER_SECTION))


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
    return words(overview.duties if overview else None, ("概况", "职能简介"))


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


FIELDS: Mapping[str, Field] = {
    **_PROJECT_FIELDS,
    **INDICATOR_FIELDS,
    **TASK_FIELDS,
    **FRAMEWORK_FIELDS,
}
SETS: Mapping[str, Mapping[str, Field]] = {
    "指标": INDICATOR_FIELDS,
    "任务": TASK_FIELDS,
    "框架": FRAMEWORK_FIELDS,
}
"""What rows may run over (逐), and the names that only such rows know."""


def known_names(over: str | None) -> frozenset[str]:
    """The names that a cell may use, in a row that runs over a set or in a single one."""
    return frozenset(_PROJECT_FIELDS) | frozenset(SETS[over] if over else ())
