"""《项目支出绩效评价报告》 and its relatives: the outline of a pack filled from one project.

Figures come from the project's funds and indicators through the pack's wording; the rest is the
clerk's own text, and what is missing is a visible 【待填】.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from jixiao_desktop.engine.evaluation import Evaluation
from jixiao_desktop.engine.model import load_model
from jixiao_desktop.engine.rows import Row
from jixiao_desktop.ledger.edits import Path
from jixiao_desktop.ledger.facts import EvaluationReport, Project
from jixiao_desktop.ledger.shape import normal
from jixiao_desktop.packs.model import as_text
from jixiao_desktop.packs.source import PackError
from jixiao_desktop.performance.results import result_of
from jixiao_desktop.report.blocks import (
    Block,
    ChartBlock,
    Heading,
    PageBreak,
    Paragraph,
    Report,
    TableBlock,
    TextRun,
)
from jixiao_desktop.report.deliverables import safe_stem
from jixiao_desktop.report.evaluation_outline import Content, ReportOutline, Section, outline_of
from jixiao_desktop.report.lines import Placeholder, long_blocks
from jixiao_desktop.report.numbering import TOP_LEVEL, numbering
from jixiao_desktop.report.overall_report import overall_blocks, overall_outline
from jixiao_desktop.report.performance_charts import levels_chart, project_chart_blocks
from jixiao_desktop.report.runs import LongText, gap
from jixiao_desktop.report.templates import wording_of
from jixiao_desktop.values import dataclass

PAGE = "评价报告"
PROJECT_PAGE = "项目自评"


@dataclass(frozen=True, slots=True)
class EvaluatedProject:
    """What one report is about: a project, and the 评价报告 that was entered for it, if any."""

    number: int
    project: Project
    entry: EvaluationReport | None
    at: Path
    """The place of the 评价报告, where its texts are entered."""


def evaluation_reports(evaluation: Evaluation, *, draft: bool) -> tuple[Report, ...]:
    """One report for each 评价报告; in a pack that makes them, for each project while none is begun.

    Where the pack asks for it (自评表文件), the forms of all projects follow as one more file.
    Raises PackError.
    """
    forms = _forms_report(evaluation, draft=draft)
    return (*written_reports(evaluation, draft=draft), *(() if forms is None else (forms,)))


def written_reports(evaluation: Evaluation, *, draft: bool) -> tuple[Report, ...]:
    """The evaluation reports without the file of forms, that of the 整体自评 last. Raises PackError."""
    made = [evaluation_report(evaluation, subject, draft=draft) for subject in evaluated_projects(evaluation)]
    made.append(_overall_report(evaluation, draft=draft))
    return tuple(report for report in made if report is not None)


def _overall_report(evaluation: Evaluation, *, draft: bool) -> Report | None:
    outline, blocks = overall_outline(evaluation), overall_blocks(evaluation)
    if outline is None or not blocks:
        return None
    return _bare_report(evaluation, outline.title, blocks, draft=draft)


def _forms_report(evaluation: Evaluation, *, draft: bool) -> Report | None:
    """The forms by themselves, ready to sign, for packs whose report has no room for them."""
    from jixiao_desktop.performance.forms import all_forms  # as in _form

    settings = evaluation.model.pack.settings
    forms = all_forms(evaluation)
    if "自评表文件" not in settings or not forms:
        return None
    tables = (TableBlock(form, "") for form in forms)
    blocks: tuple[Block, ...] = (*tables, *project_chart_blocks(evaluation, PROJECT_PAGE))
    return _bare_report(evaluation, as_text(settings["自评表文件"]), blocks, draft=draft)


def _bare_report(evaluation: Evaluation, title: str, blocks: tuple[Block, ...], *, draft: bool) -> Report:
    """A report of the unit without cover and contents."""
    name = _unit_name(evaluation)
    worded = _worded(title, {"单位": name, "年度": str(evaluation.facts.year)})
    return Report(
        file_stem=safe_stem(worded),
        title=worded,
        cover=(),
        cover_foot=(),
        contents=False,
        blocks=blocks,
        draft=draft,
        author=name,
    )


def _unit_name(evaluation: Evaluation) -> str:
    unit = evaluation.read(("单位",))
    return (unit.name if unit else None) or "未命名单位"


def evaluated_projects(evaluation: Evaluation) -> tuple[EvaluatedProject, ...]:
    """The projects that a report is made of, in order; entries that name no project are left out."""
    projects = evaluation.read(("项目",)) or ()
    entries = evaluation.read(("评价报告",))
    if entries is None:
        return tuple(
            EvaluatedProject(number, project, None, ("评价报告", number))
            for number, project in enumerate(projects)
        )
    numbers = {normal(project.name): number for number, project in enumerate(projects)}
    return tuple(
        EvaluatedProject(found, projects[found], entry, ("评价报告", position))
        for position, entry in enumerate(entries)
        if (found := numbers.get(normal(entry.project))) is not None
    )


def outline_for(evaluation: Evaluation, entry: EvaluationReport | None) -> ReportOutline | None:
    """The outline of a report: that of its own 模板, else of the file's. Raises PackError."""
    return _outline(_under(evaluation, entry))


def evaluation_report(evaluation: Evaluation, subject: EvaluatedProject, *, draft: bool) -> Report | None:
    """The report of one project; None where its pack makes no such report. Raises PackError."""
    own = _under(evaluation, subject.entry)
    outline = _outline(own)
    if outline is None:
        return None
    name = _unit_name(own)
    words = {
        "单位": name,
        "年度": str(own.facts.year),
        "项目": subject.project.name,
        "附件号": (subject.entry.annex if subject.entry else None) or "",
    }
    title = _worded(outline.title, words)
    return Report(
        file_stem=safe_stem(title),
        title=title,
        cover=(),
        cover_foot=(),
        contents=False,
        blocks=tuple(_blocks(own, outline, subject)),
        draft=draft,
        author=name,
        annex=_worded(outline.annex, words) if words["附件号"] else "",
    )


def _under(evaluation: Evaluation, entry: EvaluationReport | None) -> Evaluation:
    """The evaluation under the report's own 模板, where that is another pack."""
    template = entry.template if entry else None
    if template is None or template == evaluation.model.pack.id:
        return evaluation
    model = evaluation.model.made_once(("评价报告", "模板", template), lambda: load_model(template))
    return evaluation.under(model)


def _outline(evaluation: Evaluation) -> ReportOutline | None:
    return evaluation.model.made_once("提纲", lambda: outline_of(evaluation.model.pack))


def _blocks(evaluation: Evaluation, outline: ReportOutline, subject: EvaluatedProject) -> Iterator[Block]:
    yield from _sections(evaluation, outline.sections, subject, TOP_LEVEL)
    if outline.with_form:
        yield PageBreak()
        yield _form(evaluation, subject.number)


def _form(evaluation: Evaluation, number: int, name: str | None = None) -> TableBlock:
    # imported here: most reports have no form, and forms are much to load for `check`
    from jixiao_desktop.performance.forms import project_form

    return TableBlock(project_form(evaluation, number, name), "")


def _sections(
    evaluation: Evaluation, sections: Iterable[Section], subject: EvaluatedProject, level: int
) -> Iterator[Block]:
    for number, section in enumerate(sections, 1):
        yield Heading(level, (TextRun(f"{numbering(level, number)}{section.title}"),))
        for content in section.contents:
            yield from _content(evaluation, content, subject, level)
        yield from _sections(evaluation, section.sections, subject, level + 1)


def _content(
    evaluation: Evaluation, content: Content, subject: EvaluatedProject, level: int
) -> Iterator[Block]:
    if content.part == "生成":
        yield from _generated(evaluation, content.name, subject)
    elif content.part == "表":
        yield _form(evaluation, subject.number, content.name)
    elif content.part == "图":
        chart = levels_chart(result_of(evaluation, subject.number), "图1")
        if chart is not None:
            yield ChartBlock(
                chart, f"（图1：{subject.project.name}项目{chart.title}）（条形图）", PROJECT_PAGE
            )
    else:
        yield from _own_text(evaluation, content, subject, level)


def _generated(evaluation: Evaluation, name: str, subject: EvaluatedProject) -> Iterator[Block]:
    """A paragraph of the wording, with 项目 (and 评价, where there is one) bound."""
    bound = [("项目", Row(("项目", subject.number), evaluation.read(("项目", subject.number))))]
    bound.append(("评价", Row(subject.at, evaluation.read(subject.at) if subject.entry else None)))
    for item in wording_of(evaluation).render(evaluation, name, tuple(bound)):
        if isinstance(item, Placeholder):
            place = wording_of(evaluation).places[name]
            raise PackError(place, f"评价报告里不能用「@{item.name}」")
        yield item


def _own_text(
    evaluation: Evaluation, content: Content, subject: EvaluatedProject, level: int
) -> Iterator[Block]:
    at: Path = (*subject.at, content.name)
    evaluation.read(subject.at)
    texts = (subject.entry.sections if subject.entry else None) or {}
    wanted = normal(content.name)
    text = next((value for key, value in texts.items() if normal(key) == wanted), None)
    page = PAGE
    if not (text or "").strip() and content.fallback:
        text, page = own_text(subject.project, content.fallback), PROJECT_PAGE
    if (text or "").strip():
        yield from long_blocks(LongText(str(text)), level, page)
    else:
        yield Paragraph((gap(content.name, at),), page=PAGE)


def own_text(project: Project, name: str) -> str | None:
    """One of the texts of a 项目 by its name in :data:`OWN_TEXTS`."""
    goal = project.goal
    return {
        "预期目标": goal.expected if goal else None,
        "实际完成情况": goal.actual if goal else None,
        "实施内容及过程": project.process,
        "评价结论": project.conclusion,
        "存在问题": project.problems,
        "改进措施": project.measures,
    }[name]


def _worded(line: str, words: dict[str, str]) -> str:
    for word, text in words.items():
        line = line.replace(f"{{{word}}}", text)
    return line
