"""审核报告: the findings as a report that can be printed and handed in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from jixiao_desktop.audit.findings import Finding, Level, verdict
from jixiao_desktop.engine.evaluation import Evaluation
from jixiao_desktop.engine.grid import Cell, Column, Grid
from jixiao_desktop.ledger.edits import path_text
from jixiao_desktop.packs.model import Pack
from jixiao_desktop.report.blocks import Block, Heading, Paragraph, Report, TableBlock, TextRun

COLUMNS = (("序号", 3.0), ("编号", 5.0), ("审核结果", 24.0), ("位置", 12.0), ("说明", 12.0))
CHINESE_NUMBERS = "一二三四"
NO_PLACE = "—"


def audit_paper(evaluation: Evaluation, findings: Iterable[Finding], title: str) -> Report:
    """The findings by level, each with its places and 说明, under the verdict."""
    found = tuple(findings)
    unit = evaluation.facts.unit
    name = (unit.name if unit else None) or ""
    return Report(
        file_stem=title,
        title=title,
        cover=(),
        cover_foot=(),
        contents=False,
        blocks=tuple(_blocks(found, evaluation.facts.year, name, evaluation.model.pack)),
        draft=False,
        author=name,
    )


def _blocks(findings: tuple[Finding, ...], year: int, unit: str, pack: Pack) -> Iterator[Block]:
    counts = [(level, sum(finding.level is level for finding in findings)) for level in Level]
    shown = "、".join(f"{level}{count}项" for level, count in counts)
    yield _paragraph(
        f"本报告由程序按{year}年度数据和模板「{pack.name}」（{pack.edition}）逐条审核得出：{shown}。"
        f"结论：{verdict(findings).text}。"
    )
    for number, (level, count) in enumerate(counts):
        yield Heading(2, (TextRun(f"{CHINESE_NUMBERS[number]}、{level}"),))
        if not count:
            yield _paragraph("无。")
            continue
        group = tuple(finding for finding in findings if finding.level is level)
        yield TableBlock(_grid(group, level, year, unit), "")


def _paragraph(text: str) -> Paragraph:
    return Paragraph((TextRun(text),))


def _grid(findings: tuple[Finding, ...], level: Level, year: int, unit: str) -> Grid:
    header = tuple(Cell(name, "label", align="center") for name, _ in COLUMNS)
    return Grid(
        id=f"审核报告{level}",
        number="",
        title="",
        ordinal="",
        unit_name=unit,
        year=f"{year}年度",
        money_unit="",
        columns=tuple(Column(width) for _, width in COLUMNS),
        header=(header,),
        body=tuple(_row(number, finding) for number, finding in enumerate(findings, start=1)),
        is_form=True,
    )


def _row(number: int, finding: Finding) -> tuple[Cell, ...]:
    causes = "；".join(cause.text for cause in finding.causes)
    message = f"{finding.message}\n可能的原因：{causes}" if causes else finding.message
    return (
        Cell(str(number), "line_number", align="center"),
        Cell(finding.id, "label", align="center"),
        Cell(message),
        Cell("、".join(path_text(path) for path in finding.where) or NO_PLACE),
        Cell(finding.explained or ""),
    )
