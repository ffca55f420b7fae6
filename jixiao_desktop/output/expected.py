"""What a report must say when it is read back: its paragraphs and tables, with the 口径 of figures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from jixiao_desktop.output.compare_tables import ExpectedTable, Labels
from jixiao_desktop.output.compare_text import Expected
from jixiao_desktop.output.outline import contents_entries, has_title
from jixiao_desktop.output.readback import squeezed
from jixiao_desktop.output.table_layout import PlacedCell, fit_table
from jixiao_desktop.output.text import printable
from jixiao_desktop.report.blocks import (
    ChartBlock,
    FigureRun,
    Heading,
    Paragraph,
    Report,
    Run,
    TableBlock,
    TextRun,
)

COVER = "封面"
CONTENTS = "目录"


def expected_paragraphs(report: Report) -> tuple[Expected, ...]:
    """Every paragraph outside tables of the Word file that the report makes, in order."""
    return tuple(item for item in _paragraphs(report) if item.text)


def expected_tables(report: Report) -> tuple[ExpectedTable, ...]:
    """Every table of the Word file, a very wide one in its parts."""
    tables = []
    for block in report.blocks:
        if isinstance(block, TableBlock):
            title = f"「{block.heading or block.grid.title}」"
            parts = fit_table(block.grid).parts
            for number, part in enumerate(parts, start=1):
                place = f"{title}第{number}部分" if len(parts) > 1 else title
                if part.above:
                    tables.append(_table(f"{place}上部", part.above))
                tables.append(_table(place, (*part.header, *part.body)))
    return tuple(tables)


def _table(place: str, rows: Iterable[tuple[PlacedCell, ...]]) -> ExpectedTable:
    texts = []
    figures: Labels = {}
    for at, row in enumerate(rows):
        texts.append(tuple(printable(placed.cell.text) for placed in row))
        for column, placed in enumerate(row):
            if placed.cell.figure:
                figures[at, column] = placed.cell.figure
    return ExpectedTable(place, tuple(texts), figures)


def _paragraphs(report: Report) -> Iterator[Expected]:
    if report.cover:
        yield from (_plain(line, COVER) for line in (*report.cover, *report.cover_foot))
    elif has_title(report):
        yield from (_plain(line, "题名") for line in (report.annex, report.title, *report.cover_foot))
    if report.contents:
        yield _plain("目录", CONTENTS)
        yield from (_plain(entry.text, CONTENTS) for entry in contents_entries(report))
    place, number = "文首", 0
    for block in report.blocks:
        if isinstance(block, Heading):
            heading = _with_figures(block.runs, "")
            place, number = f"「{heading.text}」", 0
            yield Expected(heading.text, place, heading.figures)
        elif isinstance(block, Paragraph):
            number += 1
            yield _with_figures(block.runs, f"{place}第{number}段")
        elif isinstance(block, ChartBlock):
            yield _plain(block.caption, f"{place}的图")
        elif isinstance(block, TableBlock):
            yield from _around_table(block)


def _around_table(block: TableBlock) -> Iterator[Expected]:
    """The lines above and below a table; those of 公开NN表 again above each part."""
    grid = block.grid
    place = f"「{block.heading or grid.title}」"
    if block.heading:
        yield _plain(block.heading, place)
    if grid.title not in block.heading:
        yield _plain(grid.title, place)
    for number in range(len(fit_table(grid).parts)):
        if number:
            yield _plain(f"{block.heading or grid.title}（续表）", place)
        if not grid.is_form:
            yield _plain(grid.number, f"{place}表头")
            yield _plain(f"编制单位：{grid.unit_name}{grid.year}{grid.money_unit}", f"{place}表头")
    for note in grid.notes:
        yield _plain(note, f"{place}附注")


def _plain(text: str, place: str) -> Expected:
    return _with_figures((TextRun(text),), place)


def _with_figures(runs: Iterable[Run], place: str) -> Expected:
    text = ""
    figures = []
    for run in runs:
        begin = len(text)
        text += squeezed(printable(run.text))
        if isinstance(run, FigureRun):
            figures.append((begin, len(text), run.figure))
    return Expected(text, place, tuple(figures))
