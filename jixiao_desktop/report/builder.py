"""The deliverables of a pack as reports of blocks: what Word, PDF and the preview show."""

from __future__ import annotations

from collections.abc import Iterator

from jixiao_desktop.engine.evaluation import Evaluation
from jixiao_desktop.engine.grid import Grid
from jixiao_desktop.engine.layouts import official_tables
from jixiao_desktop.engine.model import PackModel
from jixiao_desktop.performance.forms import all_forms, project_forms
from jixiao_desktop.report.blocks import Block, ChartBlock, Heading, PageBreak, Paragraph, Report, TableBlock
from jixiao_desktop.report.charts import chart_specs
from jixiao_desktop.report.deliverables import Deliverable, deliverables, deliverables_of, safe_stem
from jixiao_desktop.report.evaluation_report import PAGE, PROJECT_PAGE, evaluation_reports, written_reports
from jixiao_desktop.report.glossary import glossary_entries
from jixiao_desktop.report.lines import Item, Placeholder
from jixiao_desktop.report.narrative import FORMS, TABLES, no_forms, without_tables
from jixiao_desktop.report.overall_report import PAGE as OVERALL_PAGE
from jixiao_desktop.report.performance_charts import project_chart_blocks
from jixiao_desktop.report.templates import load_wording, wording_of

EVALUATION_PAGES = (PAGE, PROJECT_PAGE, OVERALL_PAGE)


def prove_report(model: PackModel) -> None:
    """Prove wording, charts, glossary and deliverables of a pack. Raises PackError."""
    load_wording(model)
    chart_specs(model)
    glossary_entries(model)
    deliverables(model.pack)


def build_reports(evaluation: Evaluation, *, final: bool = False) -> tuple[Report, ...]:
    """Every report of the evaluation's pack; a draft unless ``final``. Raises PackError."""
    made = (_report(evaluation, item, draft=not final) for item in deliverables_of(evaluation))
    return (*made, *evaluation_reports(evaluation, draft=not final))


def _report(evaluation: Evaluation, deliverable: Deliverable, *, draft: bool) -> Report:
    def line(text: str) -> str:
        return wording_of(evaluation).line(evaluation, text)

    blocks: list[Block] = []
    for part in deliverable.parts:
        found = section(evaluation, part)
        if blocks and found and isinstance(found[0], Heading) and found[0].level == 1:
            blocks.append(PageBreak())
        blocks.extend(found)
    return Report(
        file_stem=safe_stem(line(deliverable.file_name)),
        title=line(deliverable.title),
        cover=tuple(filter(None, map(line, deliverable.cover))),
        cover_foot=tuple(filter(None, map(line, deliverable.cover_foot))),
        contents=deliverable.contents,
        blocks=tuple(blocks),
        draft=draft,
        author=evaluation.read(("单位", "名称")) or "",
    )


def section(evaluation: Evaluation, name: str) -> tuple[Block, ...]:
    """The blocks of one wording, kept until a fact that it read changes. Raises PackError."""
    return evaluation.remembered(("报告", "节", name), lambda: tuple(_section(evaluation, name)))


def _section(evaluation: Evaluation, name: str) -> Iterator[Block]:
    for item in wording_of(evaluation).render(evaluation, name):
        yield from _expanded(evaluation, item)


def _expanded(evaluation: Evaluation, item: Item) -> Iterator[Block]:
    if isinstance(item, Placeholder) and item.name == TABLES:
        for grid in official_tables(evaluation):
            yield TableBlock(grid, f"{grid.ordinal}、{grid.title}")
    elif isinstance(item, Placeholder) and item.name == FORMS:
        yield from no_forms(evaluation, item.page)
        for number, grid in enumerate(_annexed_forms(evaluation), start=1):
            yield TableBlock(grid, f"附件{number}：{form_title(grid)}")
        yield from project_chart_blocks(evaluation, item.page)
    else:
        yield from without_tables(evaluation, item)


def _annexed_forms(evaluation: Evaluation) -> tuple[Grid, ...]:
    """The forms of the projects; a 部门 that was evaluated as a whole annexes that form too."""
    if evaluation.read(("单位", "报告主体")) != "部门" or evaluation.read((OVERALL_PAGE,)) is None:
        return project_forms(evaluation)
    return all_forms(evaluation)


def form_title(grid: Grid) -> str:
    """The title of a form with its project, said once."""
    if not grid.project or grid.project in grid.title:
        return grid.title
    return f"{grid.project}{grid.title}"


def section_blocks(evaluation: Evaluation, page: str) -> tuple[Block, ...]:
    """What of the report one page of the wizard feeds, under the headings that hold it."""
    wording = wording_of(evaluation)
    found: list[Block] = []
    for deliverable in deliverables_of(evaluation):
        for part in deliverable.parts:
            if page in wording.pages.get(part, ()):
                found.extend(_fed_by(section(evaluation, part), page))
    if page in EVALUATION_PAGES:
        for report in written_reports(evaluation, draft=True):
            found.extend(_fed_by(report.blocks, page))
    return tuple(found)


def _fed_by(blocks: tuple[Block, ...], page: str) -> Iterator[Block]:
    heading: Heading | None = None
    for block in blocks:
        if isinstance(block, Heading):
            heading = block
        elif isinstance(block, TableBlock) or (
            isinstance(block, Paragraph | ChartBlock) and page in block.page.split()
        ):
            if heading is not None:
                yield heading
                heading = None
            yield block
