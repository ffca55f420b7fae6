"""审核报告: the findings as a report that can be printed and handed in, and as a sheet for Excel."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from jixiao_desktop.audit.findings import Finding, Level, verdict
from jixiao_desktop.engine.evaluation import Evaluation
from jixiao_desktop.engine.grid import Cell, Column, Grid
from jixiao_desktop.ledger.edits import place_words
from jixiao_desktop.report.blocks import Block, Heading, Paragraph, Report, TableBlock, TextRun

COLUMNS = (("序号", 3.0), ("编号", 5.0), ("审核结果", 24.0), ("位置", 12.0), ("说明", 12.0))
SHEET_COLUMNS = (
    ("序号", 3.0), ("级别", 4.0), ("编号", 5.0), ("审核结果", 26.0), ("可能的原因", 16.0),
    ("位置", 12.0), ("说明", 14.0),
)  # fmt: skip
CHINESE_NUMBERS = "一二三四"
NO_PLACE = "—"


def audit_paper(evaluation: Evaluation, findings: Iterable[Finding], title: str) -> Report:
    """The findings by level, each with its places and 说明, under the verdict."""
    return Report(
        file_stem=title,
        title=title,
        cover=(),
        cover_foot=(),
        contents=False,
        blocks=tuple(_blocks(evaluation, tuple(findings))),
        draft=False,
        author=_unit(evaluation),
    )


def audit_sheet(evaluation: Evaluation, findings: Iterable[Finding]) -> Grid:
    """All findings in one table, the gravest first, to be sorted and filtered; one row says so if none."""
    rows = tuple(_sheet_row(number, finding) for number, finding in enumerate(findings, start=1))
    width = len(SHEET_COLUMNS)
    nothing = (Cell("没有发现问题", columns=width, align="center"), *[None] * (width - 1))
    return _grid_of(evaluation, "审核报告", SHEET_COLUMNS, rows or (nothing,))


def _sheet_row(number: int, finding: Finding) -> tuple[Cell, ...]:
    return (
        Cell(str(number), "line_number", align="center"),
        Cell(str(finding.level), "label", align="center"),
        Cell(finding.id, "label", align="center"),
        Cell(finding.message),
        Cell("；".join(cause.text for cause in finding.causes)),
        Cell(_places(finding)),
        Cell(finding.explained or ""),
    )


def _blocks(evaluation: Evaluation, findings: tuple[Finding, ...]) -> Iterator[Block]:
    pack, year = evaluation.model.pack, evaluation.facts.year
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
        group = [finding for finding in findings if finding.level is level]
        rows = tuple(_row(at, finding) for at, finding in enumerate(group, start=1))
        yield TableBlock(_grid_of(evaluation, "", COLUMNS, rows), "")


def _paragraph(text: str) -> Paragraph:
    return Paragraph((TextRun(text),))


def _grid_of(
    evaluation: Evaluation,
    title: str,
    columns: tuple[tuple[str, float], ...],
    rows: tuple[tuple[Cell | None, ...], ...],
) -> Grid:
    return Grid(
        id="审核报告",
        number="",
        title=title,
        ordinal="",
        unit_name=_unit(evaluation),
        year=f"{evaluation.facts.year}年度",
        money_unit="",
        columns=tuple(Column(width) for _, width in columns),
        header=(tuple(Cell(name, "label", align="center") for name, _ in columns),),
        body=rows,
        is_form=True,
    )


def _unit(evaluation: Evaluation) -> str:
    unit = evaluation.facts.unit
    return (unit.name if unit else None) or ""


def _places(finding: Finding) -> str:
    return "、".join(place_words(path) for path in finding.where) or NO_PLACE


def _row(number: int, finding: Finding) -> tuple[Cell, ...]:
    causes = "；".join(cause.text for cause in finding.causes)
    message = f"{finding.message}\n可能的原因：{causes}" if causes else finding.message
    return (
        Cell(str(number), "line_number", align="center"),
        Cell(finding.id, "label", align="center"),
        Cell(message),
        Cell(_places(finding)),
        Cell(finding.explained or ""),
    )
