"""What a report is made of, before any file format: blocks of runs, tables and charts."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from jixiao_desktop.ledger.edits import Path
from jixiao_desktop.values import dataclass

if TYPE_CHECKING:
    from jixiao_desktop.engine.grid import Grid


@dataclass(frozen=True, slots=True)
class TextRun:
    """Words."""

    text: str


@dataclass(frozen=True, slots=True)
class FigureRun:
    """A figure as it is printed, and the 口径 behind it: ``本年支出合计[208]``."""

    text: str
    figure: str


@dataclass(frozen=True, slots=True)
class GapRun:
    """A visible 【待填：…】 with where to enter what is missing."""

    text: str
    what: str
    path: Path


Run = TextRun | FigureRun | GapRun


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading: level 1 is 第一部分, 2 is 一、, 3 is （一）, 4 is 1."""

    level: int
    runs: tuple[Run, ...]
    numbered: bool = True
    in_contents: bool = True


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; ``page`` names the wizard page that feeds it."""

    runs: tuple[Run, ...]
    style: Literal["body", "center", "right", "caption", "note", "sign"] = "body"
    page: str = ""


@dataclass(frozen=True, slots=True)
class ChartSeries:
    """One row of figures of a chart: exact numbers in the chart's unit."""

    name: str
    values: tuple[Fraction, ...]
    labels: tuple[str, ...]
    """What is printed at each value, rendered as in the text."""


@dataclass(frozen=True, slots=True)
class ChartData:
    """A chart: ``bar`` groups the series by category, ``pie`` shows one series, ``hbar`` lies."""

    number: str
    """图1"""
    title: str
    kind: Literal["bar", "pie", "hbar"]
    categories: tuple[str, ...]
    series: tuple[ChartSeries, ...]
    unit: str
    """万元"""


@dataclass(frozen=True, slots=True)
class ChartBlock:
    """A chart with its caption line: （图1：收、支决算总计变动情况图）（柱状图）."""

    chart: ChartData
    caption: str
    page: str = ""


@dataclass(frozen=True, slots=True)
class TableBlock:
    """An official table or form; ``heading`` is printed above it and stands in the contents."""

    grid: Grid
    heading: str


@dataclass(frozen=True, slots=True)
class PageBreak:
    """What follows starts on a new page."""


Block = Heading | Paragraph | ChartBlock | TableBlock | PageBreak


@dataclass(frozen=True, slots=True)
class Report:
    """One deliverable: cover, contents and blocks."""

    file_stem: str
    """Name of the file without its ending, safe on Windows."""
    title: str
    """For the document's properties."""
    cover: tuple[str, ...]
    """Lines of the cover, the largest first; empty: no cover, the title heads the first page."""
    cover_foot: tuple[str, ...]
    """公开时间 and the like, at the foot of the cover or above the contents."""
    contents: bool
    """Whether a table of contents follows the cover."""
    blocks: tuple[Block, ...]
    draft: bool
    """草稿 on every page."""
    author: str = ""
    annex: str = ""
    """附件4-2: printed above the title of the first page, at the left."""
