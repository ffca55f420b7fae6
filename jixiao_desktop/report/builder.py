"""The deliverables of a pack as reports of blocks: what Word, PDF, the preview and ``text`` show.

``pack.yaml`` lists them under 报告: a file name, a cover, and the wording that each consists of::

    报告:
      - 文件名: "{{单位}}{{年度}}年度{{主体}}决算"
        题名: "…"
        封面: ["{{单位}}", "…"]
        封面落款: ["公开时间：{{单位信息.公开时间}}"]
        目录: 是
        部分: [单位概况, 收支总体]
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial

from jixiao_desktop.engine.evaluation import Evaluation
from jixiao_desktop.engine.grid import Grid
from jixiao_desktop.engine.layouts import official_tables
from jixiao_desktop.engine.model import PackModel
from jixiao_desktop.ledger.edits import Path
from jixiao_desktop.packs.model import Pack, as_mapping, as_text, check_keys, required
from jixiao_desktop.packs.source import PackError, Sequence, Text
from jixiao_desktop.performance.forms import project_forms
from jixiao_desktop.report.blocks import (
    Block,
    ChartBlock,
    GapRun,
    Heading,
    PageBreak,
    Paragraph,
    Report,
    Run,
    TableBlock,
    TextRun,
)
from jixiao_desktop.report.charts import chart_specs, charts_of
from jixiao_desktop.report.evaluation_report import PAGE, PROJECT_PAGE, evaluation_reports, written_reports
from jixiao_desktop.report.glossary import glossary_entries, glossary_paragraphs
from jixiao_desktop.report.lines import CHART, Item, Placeholder
from jixiao_desktop.report.runs import gap, text_of
from jixiao_desktop.report.style import is_yes
from jixiao_desktop.report.templates import load_wording, wording_of

_KEYS = ("文件名", "题名", "封面", "封面落款", "目录", "部分")
_FORBIDDEN = re.compile(r'[\\/:*?"<>|\x00-\x1f\ue000-\uf8ff]')
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?")
MAX_STEM = 100
EVALUATION_PAGES = (PAGE, PROJECT_PAGE)
GLOSSARY, FORMS, TABLES = "名词解释", "自评表", "附表"


@dataclass(frozen=True, slots=True)
class Deliverable:
    """One entry of 报告: its texts are one-line templates, its parts the names of wording."""

    file_name: Text
    title: Text
    cover: tuple[Text, ...]
    cover_foot: tuple[Text, ...]
    contents: bool
    parts: tuple[Text, ...]


def deliverables(pack: Pack) -> tuple[Deliverable, ...]:
    """The reports that a pack makes from 决算 data; none where it makes only others. Raises PackError."""
    node = pack.settings.get("报告", Sequence())
    if not isinstance(node, Sequence):
        raise PackError(pack.settings.place_of("报告"), "「报告」应当是一列")
    return tuple(_deliverable(pack, item) for item in node)


def deliverables_of(evaluation: Evaluation) -> tuple[Deliverable, ...]:
    """The reports of the evaluation's pack. Raises PackError."""
    model = evaluation.model
    return model.made_once("报告", lambda: deliverables(model.pack))


def _deliverable(pack: Pack, node: object) -> Deliverable:
    entry = as_mapping(node)  # type: ignore[arg-type]
    check_keys(entry, _KEYS)
    known = pack.text_files("wording")
    parts = _texts(entry.get("部分"))
    for part in parts:
        if part not in known:
            raise PackError(part.place, f"没有句子文件「{part}」")
    return Deliverable(
        file_name=as_text(required(entry, "文件名")),
        title=as_text(required(entry, "题名")),
        cover=_texts(entry.get("封面")),
        cover_foot=_texts(entry.get("封面落款")),
        contents=is_yes(str(entry.get("目录", "否"))),
        parts=parts,
    )


def _texts(node: object) -> tuple[Text, ...]:
    return tuple(as_text(item) for item in node) if isinstance(node, Sequence) else ()


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
        yield from _no_forms(evaluation, item.page)
        for number, grid in enumerate(project_forms(evaluation), start=1):
            yield TableBlock(grid, f"附件{number}：{form_title(grid)}")
    else:
        yield from _without_tables(evaluation, item)


def _without_tables(evaluation: Evaluation, item: Item) -> Iterator[Block]:
    if not isinstance(item, Placeholder):
        yield item
    elif item.name == CHART:
        chart = charts_of(evaluation).get(item.argument)
        if chart is not None:
            yield replace(chart, page=item.page)
    elif item.name == GLOSSARY:
        yield from glossary_paragraphs(evaluation, item.page)
    elif item.name == FORMS:
        yield from _no_forms(evaluation, item.page)


def _no_forms(evaluation: Evaluation, page: str) -> Iterator[Paragraph]:
    """What stands where the forms would, while there is no project: a gap, unless the unit says 0."""
    projects = evaluation.read(("项目",))
    evaluated = evaluation.read(("其他事项", "预算绩效", "自评项目数"))
    if projects is None and evaluated != 0:
        yield Paragraph((gap("项目绩效自评", ("项目",)),), page=page)
    elif not projects:
        year = evaluation.read(("年度",))
        yield Paragraph((TextRun(f"{year}年度没有开展项目绩效自评。"),), page=page)


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
        return tuple(block for item in items for block in _without_tables(evaluation, item))

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
    runs.extend(_gap_runs(_own_narrative(evaluation)))
    for report in written_reports(evaluation, draft=True):
        runs.extend(_gap_runs(report.blocks))
    return _each_place_once(runs)


def gaps(report: Report) -> tuple[GapRun, ...]:
    """The gaps in the text of one report, each place once."""
    return _each_place_once(_gap_runs(report.blocks))


def _gap_runs(blocks: Iterable[Block]) -> Iterator[Run]:
    for block in blocks:
        if isinstance(block, Heading | Paragraph):
            yield from block.runs


def _each_place_once(runs: Iterable[Run]) -> tuple[GapRun, ...]:
    by_path: dict[Path, GapRun] = {}
    for run in runs:
        if isinstance(run, GapRun):
            by_path.setdefault(run.path, run)
    return tuple(by_path.values())


def safe_stem(name: str) -> str:
    """A file name without ending that Windows takes: no forbidden signs, not reserved, not too long."""
    stem = _FORBIDDEN.sub("", name).strip(" .")[:MAX_STEM].rstrip(" .")
    return f"_{stem}" if not stem or _RESERVED.fullmatch(stem) else stem
