"""The text of the reports without tables and forms, and the gaps (【待填】) that it shows.

It is all that ``check``, ``text`` and the verdict need, and is known long before a table is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial

from jixiao_desktop.engine.evaluation import Evaluation
from jixiao_desktop.ledger.edits import Path
from jixiao_desktop.report.blocks import Block, ChartBlock, GapRun, Heading, Paragraph, Report, Run, TextRun
from jixiao_desktop.report.charts import charts_of
from jixiao_desktop.report.deliverables import deliverables_of
from jixiao_desktop.report.evaluation_report import written_reports
from jixiao_desktop.report.glossary import glossary_paragraphs
from jixiao_desktop.report.lines import CHART, Item, Placeholder
from jixiao_desktop.report.performance_charts import project_chart_blocks
from jixiao_desktop.report.runs import gap, text_of
from jixiao_desktop.report.templates import wording_of

GLOSSARY, FORMS, TABLES = "名词解释", "自评表", "附表"
"""What a template may leave to the program (@名词解释 …)."""


def narrative_text(report: Report) -> str:
    """Headings, paragraphs and captions in order as plain text, without cover, contents and tables.

    A report without a cover begins with its title.
    """
    title = () if report.cover else (report.title,)
    return "\n".join((*title, *_narrative(report.blocks))) + "\n"


def narrative_of(evaluation: Evaluation) -> str:
    """The narrative of every report of the pack that has one; computes no table. Raises PackError."""
    own = _own_narrative(evaluation)
    texts = ["\n".join(_narrative(own)) + "\n"] if own else []
    return "\n".join((*texts, *map(narrative_text, written_reports(evaluation, draft=True))))


def _own_narrative(evaluation: Evaluation) -> list[Block]:
    """The blocks of the pack's own reports without tables and forms, each part kept until it changes."""

    def part_blocks(part: str) -> tuple[Block, ...]:
        items = wording_of(evaluation).render(evaluation, part)
        return tuple(block for item in items for block in without_tables(evaluation, item))

    return [
        block
        for deliverable in deliverables_of(evaluation)
        for part in deliverable.parts
        for block in evaluation.remembered(("报告", "文", part), partial(part_blocks, part))
    ]


def _narrative(blocks: Iterable[Block]) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, Heading | Paragraph):
            yield text_of(block.runs)
        elif isinstance(block, ChartBlock):
            yield block.caption


def report_gaps(evaluation: Evaluation) -> tuple[GapRun, ...]:
    """The gaps that the reports of the evaluation show, covers included, each place once."""
    runs: list[Run] = []
    for deliverable in deliverables_of(evaluation):
        for text in (*deliverable.cover, *deliverable.cover_foot):
            runs.extend(wording_of(evaluation).line_runs(evaluation, text))
        for part in deliverable.parts:
            found = evaluation.remembered(("报告", "待填", part), partial(_gaps_of_part, evaluation, part))
            runs.extend(found)
    runs.extend(evaluation.remembered(("报告", "待填"), partial(_gaps_of_written, evaluation)))
    return _each_place_once(runs)


def _gaps_of_part(evaluation: Evaluation, part: str) -> tuple[GapRun, ...]:
    """The gaps in the wording of one part; a chart, which changes most often, has none."""
    items = wording_of(evaluation).render(evaluation, part)
    texts = (item for item in items if not (isinstance(item, Placeholder) and item.name == CHART))
    return _each_place_once(_runs(block for item in texts for block in without_tables(evaluation, item)))


def _gaps_of_written(evaluation: Evaluation) -> tuple[GapRun, ...]:
    """The gaps in the evaluation reports; the projects, where a pack that writes no other has none yet."""
    reports = written_reports(evaluation, draft=True)
    if not reports and not deliverables_of(evaluation) and evaluation.read(("项目",)) is None:
        return (gap("评价的项目", ("项目",)),)
    return _each_place_once(_runs(block for report in reports for block in report.blocks))


def gaps(report: Report) -> tuple[GapRun, ...]:
    """The gaps in the text of one report, each place once."""
    return _each_place_once(_runs(report.blocks))


def _runs(blocks: Iterable[Block]) -> Iterator[Run]:
    for block in blocks:
        if isinstance(block, Heading | Paragraph):
            yield from block.runs


def _each_place_once(runs: Iterable[Run]) -> tuple[GapRun, ...]:
    by_path: dict[Path, GapRun] = {}
    for run in runs:
        if isinstance(run, GapRun):
            by_path.setdefault(run.path, run)
    return tuple(by_path.values())


def without_tables(evaluation: Evaluation, item: Item) -> Iterator[Block]:
    """What one item of a template becomes where tables and forms are left out."""
    if not isinstance(item, Placeholder):
        yield item
    elif item.name == CHART:
        chart = charts_of(evaluation).get(item.argument)
        if chart is not None:
            yield replace(chart, page=item.page)
    elif item.name == GLOSSARY:
        yield from glossary_paragraphs(evaluation, item.page)
    elif item.name == FORMS:
        yield from no_forms(evaluation, item.page)
        yield from project_chart_blocks(evaluation, item.page)


def no_forms(evaluation: Evaluation, page: str) -> Iterator[Paragraph]:
    """What stands where the forms would, while there is no project: a gap, unless the unit says 0."""
    projects = evaluation.read(("项目",))
    evaluated = evaluation.read(("其他事项", "预算绩效", "自评项目数"))
    if projects is None and evaluated != 0:
        yield Paragraph((gap("项目绩效自评", ("项目",)),), page=page)
    elif not projects:
        year = evaluation.read(("年度",))
        yield Paragraph((TextRun(f"{year}年度没有开展项目绩效自评。"),), page=page)
