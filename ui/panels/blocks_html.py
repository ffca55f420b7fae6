"""Blocks of the report as rich text: figures and gaps are links, charts are pictures."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html import escape

from PySide6.QtGui import QColor, QFont, QTextCharFormat, QTextFormat

from jixiao_desktop.engine.grid import Cell, Grid
from jixiao_desktop.ledger.edits import Path
from jixiao_desktop.report.blocks import (
    Block,
    ChartBlock,
    ChartData,
    FigureRun,
    GapRun,
    Heading,
    PageBreak,
    Paragraph,
    Run,
    TableBlock,
)
from ui.theme import Colours, Theme

FIGURE, GAP = "figure:", "gap:"
MOST_ROWS = 60
NARROWEST = 50
"""Pixels that a column of a table gets at least: a wide table is scrolled, not squeezed."""
_SPACE = re.compile(r"[ \t\n\r]+")


class Links:
    """The places that the gaps of a text lead to, by their number in the text."""

    def __init__(self) -> None:
        self.paths: list[Path] = []
        self.charts: list[ChartData] = []

    def gap(self, path: Path) -> str:
        """The link of a gap."""
        self.paths.append(path)
        return f"{GAP}{len(self.paths) - 1}"

    def chart(self, chart: ChartData) -> str:
        """The address of a chart's picture."""
        self.charts.append(chart)
        return f"chart:{len(self.charts) - 1}"


def html_of(blocks: Iterable[Block], theme: Theme, links: Links, *, picture_width: int) -> str:
    """The blocks as one document."""
    colours = theme.colours
    parts = [_block(block, theme, links, picture_width) for block in blocks]
    return f'<body style="color:{colours.ink}; font-size:{theme.base}px">{"".join(parts)}</body>'


def line_pieces(
    block: Heading | Paragraph, theme: Theme, links: Links
) -> Iterator[tuple[str, QTextCharFormat]]:
    """The words of one line alone with their looks, to be put in place of others; as in ``html_of``."""
    heading = isinstance(block, Heading)
    plain = QTextCharFormat()
    size = _heading_size(block, theme) if isinstance(block, Heading) else theme.base
    plain.setProperty(QTextFormat.Property.FontPixelSize, size)
    plain.setForeground(QColor(theme.colours.ink))
    if heading:
        plain.setFontWeight(QFont.Weight.Bold)
    for run in block.runs:
        look = QTextCharFormat(plain)
        if isinstance(run, FigureRun):
            _lead(look, f"{FIGURE}{run.figure}", theme.colours.primary_dark, theme.colours.primary_soft)
        elif isinstance(run, GapRun):
            _lead(look, links.gap(run.path), theme.colours.unfilled, theme.colours.unfilled_soft)
        yield as_laid_out(run), look


def as_laid_out(run: Run) -> str:
    """The words of a run as a document holds them: white space is one space."""
    return _SPACE.sub(" ", run.text)


def _lead(look: QTextCharFormat, address: str, ink: str, ground: str) -> None:
    """Make words lead somewhere."""
    look.setAnchor(True)
    look.setAnchorHref(address)
    look.setForeground(QColor(ink))
    look.setBackground(QColor(ground))


def _heading_size(block: Heading, theme: Theme) -> int:
    return {1: theme.large + 2, 2: theme.large}.get(block.level, theme.base)


def _block(block: Block, theme: Theme, links: Links, width: int) -> str:
    if isinstance(block, Heading):
        style = (
            f"font-size:{_heading_size(block, theme)}px; font-weight:bold; margin-top:12px; margin-bottom:4px"
        )
        return f'<p style="{style}">{_runs(block.runs, theme.colours, links)}</p>'
    if isinstance(block, Paragraph):
        align = {"center": "center", "right": "right", "caption": "center", "sign": "right"}.get(
            block.style, "left"
        )
        indent = "2em" if block.style == "body" else "0"
        first = f"text-align:{align}; text-indent:{_indent(indent, theme)}px"
        style = f"{first}; line-height:150%; margin:2px 0 6px 0"
        return f'<p style="{style}">{_runs(block.runs, theme.colours, links)}</p>'
    if isinstance(block, ChartBlock):
        caption = f'<p style="text-align:center; color:{theme.colours.ink_soft}">{escape(block.caption)}</p>'
        picture = f'<img src="{links.chart(block.chart)}" width="{width}">'
        return f'<p style="text-align:center">{picture}</p>{caption}'
    if isinstance(block, TableBlock):
        heading = f'<p style="font-weight:bold; margin-top:12px">{escape(block.heading)}</p>'
        return heading + _table(block.grid, theme, width)
    if isinstance(block, PageBreak):
        return "<hr>"
    return ""


def _indent(wanted: str, theme: Theme) -> int:
    return 2 * theme.base if wanted == "2em" else 0


def _runs(runs: tuple[Run, ...], colours: Colours, links: Links) -> str:
    return "".join(_run(run, colours, links) for run in runs)


def _run(run: Run, colours: Colours, links: Links) -> str:
    text = escape(run.text)
    if isinstance(run, FigureRun):
        style = f"color:{colours.primary_dark}; background-color:{colours.primary_soft}; text-decoration:none"
        return f'<a href="{FIGURE}{escape(run.figure, quote=True)}" style="{style}">{text}</a>'
    if isinstance(run, GapRun):
        style = f"color:{colours.unfilled}; background-color:{colours.unfilled_soft}"
        return f'<a href="{links.gap(run.path)}" style="{style}">{text}</a>'
    return text


def _table(grid: Grid, theme: Theme, width: int) -> str:
    colours = theme.colours
    rows = [_row(cells, theme, head=True) for cells in grid.header]
    rows += [_row(cells, theme, head=False) for cells in grid.body[:MOST_ROWS]]
    more = (
        f"<p>还有 {len(grid.body) - MOST_ROWS} 行，见导出的附表。</p>" if len(grid.body) > MOST_ROWS else ""
    )
    style = f"border-collapse:collapse; border-color:{colours.line_strong}; font-size:{theme.small - 1}px"
    notes = "".join(f'<p style="color:{colours.ink_soft}">{escape(note)}</p>' for note in grid.notes)
    needed = NARROWEST * max((_columns(cells) for cells in (*grid.header, *grid.body)), default=0)
    wide = f' width="{needed}"' if needed > width else ""
    table = f'<table cellspacing="0" cellpadding="3"{wide} style="{style}">{"".join(rows)}</table>'
    return f"{table}{more}{notes}"


def _columns(cells: tuple[Cell | None, ...]) -> int:
    return sum(cell.columns for cell in cells if cell is not None)


def _row(cells: tuple[Cell | None, ...], theme: Theme, *, head: bool) -> str:
    return f"<tr>{''.join(_cell(cell, theme, head=head) for cell in cells if cell is not None)}</tr>"


def _cell(cell: Cell, theme: Theme, *, head: bool) -> str:
    text = escape(cell.text).replace("\n", "<br>") or "&nbsp;"
    ground = f' bgcolor="{theme.colours.sunken}"' if head else ""
    if cell.figure:
        link = escape(f"{FIGURE}{cell.figure}", quote=True)
        text = f'<a href="{link}" style="color:{theme.colours.primary_dark}; text-decoration:none">{text}</a>'
    text = f"<b>{text}</b>" if cell.bold else text
    indent = "&nbsp;" * 2 * cell.indent
    line = f' style="border:1px solid {theme.colours.line_strong}"'
    span = f'rowspan="{cell.rows}" colspan="{cell.columns}"'
    return f'<td{line} {span} align="{cell.align}"{ground}>{indent}{text}</td>'
