"""PDF of a report by typst, and the pages on which its contents entries stand.

The template ``resources/typst/report.typ`` gets the report as JSON, so a user's text is never markup.
Only the bundled fonts are used; a font that is missing is an error.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date
from typing import Any

import typst

from jixiao_desktop.output import fonts
from jixiao_desktop.output.chart_size import alternative_text, blank_svg
from jixiao_desktop.output.outline import Outline, has_title, outline
from jixiao_desktop.output.table_layout import LINE, FittedTable, Part, PlacedCell
from jixiao_desktop.output.text import printable
from jixiao_desktop.report.blocks import (
    Block,
    ChartBlock,
    ChartData,
    GapRun,
    Heading,
    Paragraph,
    Report,
    Run,
    TableBlock,
)
from jixiao_desktop.resources import resource_path
from jixiao_desktop.values import dataclass

LONG_CELL = 400
"""A cell with more characters may be broken across pages."""
_LONG_WORD = re.compile(r"[!-~]{16,}")
_ZERO_WIDTH_SPACE = "\u200b"


class TypesettingError(Exception):
    """The report could not be set; the message says why (a missing font, a mistake in the template)."""


@dataclass(frozen=True, slots=True)
class Typeset:
    """A report as PDF and, by position of the block, the printed page number of each contents entry."""

    pdf: bytes
    pages: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Source:
    """A report as the template takes it, ready to be set."""

    data: str
    archival: bool


def typeset(report: Report, *, archival_date: date | None = None, pictures: bool = True) -> Typeset:
    """Set a report; with a date it becomes a PDF/A-2b for long keeping. Raises TypesettingError.

    Without ``pictures`` the charts are left blank, which takes half the time and keeps the pages.
    """
    return set_source(source_of(report, archival_date=archival_date, pictures=pictures))


def source_of(
    report: Report,
    *,
    archival_date: date | None = None,
    pictures: bool = True,
    layout: Outline | None = None,
) -> Source:
    """What :func:`set_source` takes; draws the charts. ``layout`` is the report's outline, if known."""
    data = _data(report, layout or outline(report), pictures=pictures)
    data["date"] = [archival_date.year, archival_date.month, archival_date.day] if archival_date else None
    return Source(json.dumps(data, ensure_ascii=False), archival_date is not None)


def set_source(source: Source) -> Typeset:
    """Let typst set the report; other threads go on meanwhile. Raises TypesettingError."""
    compiler = typst.Compiler(
        input=str(resource_path("typst", "report.typ")),
        root=str(resource_path("typst")),
        font_paths=[str(fonts.fonts_folder())],
        ignore_system_fonts=True,
        sys_inputs={"data": source.data},
    )
    try:
        pdf, warnings = compiler.compile_with_warnings(
            format="pdf", pdf_tags=False, pdf_standards=["a-2b"] if source.archival else []
        )
        found = json.loads(compiler.query("<page-of>", field="value"))
    except RuntimeError as error:
        raise TypesettingError(f"排版没有成功：{error}") from error
    for warning in warnings:
        raise TypesettingError(f"排版没有成功：{warning.message}")
    if not isinstance(pdf, bytes):
        raise TypesettingError("排版没有成功：没有得到文件")
    return Typeset(pdf, dict(found))


def _data(report: Report, layout: Outline, *, pictures: bool) -> dict[str, Any]:
    return {
        "title": _text(report.title),
        "annex": _text(report.annex),
        "has_title": has_title(report),
        "author": _text(report.author),
        "cover": [_text(line) for line in report.cover],
        "cover_foot": [_text(line) for line in report.cover_foot],
        "contents": report.contents,
        "draft": report.draft,
        "line": LINE,
        "fonts": {
            "title": fonts.typst_family(fonts.TITLE),
            "body": fonts.typst_family(fonts.BODY),
            "kai": fonts.typst_family(fonts.KAI),
            "hei": fonts.typst_family(fonts.HEI),
            "song": fonts.typst_family(fonts.SONG),
        },
        "entries": [{"at": e.block, "level": e.level, "text": _text(e.text)} for e in layout.entries],
        "sections": [
            {
                "landscape": section.landscape,
                "blocks": [_block(at, block, layout, pictures=pictures) for at, block in section.blocks],
            }
            for section in layout.sections
        ],
    }


def _block(at: int, block: Block, layout: Outline, *, pictures: bool) -> dict[str, Any]:
    match block:
        case Heading():
            return {
                "kind": "heading", "at": at, "level": block.level, "in-contents": block.in_contents,
                "runs": _runs(block.runs),
            }  # fmt: skip
        case Paragraph():
            return {"kind": "paragraph", "style": block.style, "runs": _runs(block.runs)}
        case ChartBlock():
            return {
                "kind": "chart", "svg": _svg(block.chart) if pictures else blank_svg(block.chart),
                "alt": alternative_text(block.chart),
                "caption": _text(block.caption),
            }  # fmt: skip
        case TableBlock():
            return _table(at, block, layout.tables[at])
        case _:
            return {"kind": "break"}


def _svg(chart: ChartData) -> str:
    from jixiao_desktop.output.charts import chart_svg  # only a PDF with its charts needs matplotlib

    return chart_svg(chart)


def _runs(runs: tuple[Run, ...]) -> list[dict[str, str]]:
    return [{"kind": "gap" if isinstance(run, GapRun) else "text", "text": _text(run.text)} for run in runs]


def _table(at: int, block: TableBlock, fitted: FittedTable) -> dict[str, Any]:
    grid = block.grid
    return {
        "kind": "table",
        "at": at,
        "heading": _text(block.heading),
        "title": "" if grid.title in block.heading else _text(grid.title),
        "continued": _text(f"{block.heading or grid.title}（续表）"),
        "official": not grid.is_form,
        "number": _text(grid.number),
        "unit": _text(grid.unit_name),
        "year": _text(grid.year),
        "money": _text(grid.money_unit),
        "notes": [_text(note) for note in grid.notes],
        "size": fitted.size,
        "cell-room": fitted.cell_room,
        "parts": [_part(part) for part in fitted.parts],
    }


def _part(part: Part) -> dict[str, Any]:
    below = len(part.header)
    return {
        "widths": list(part.widths),
        "above": [_cell(cell, 0) for row in part.above for cell in row],
        "header": [_cell(cell, 0) for row in part.header for cell in row],
        "body": [_cell(cell, below) for row in part.body for cell in row],
    }


def _cell(placed: PlacedCell, below: int) -> dict[str, Any]:
    cell = placed.cell
    return {
        "x": placed.column, "y": placed.row + below, "rows": placed.rows, "columns": placed.columns,
        "text": _text(cell.text), "align": cell.align, "indent": cell.indent, "bold": cell.bold,
        "breakable": len(cell.text) > LONG_CELL or placed.rows > 1,
    }  # fmt: skip


def _text(text: str) -> str:
    """Text without control characters, and with places to break in words as long as a line."""
    return _LONG_WORD.sub(lambda word: _ZERO_WIDTH_SPACE.join(word.group()), printable(text))
