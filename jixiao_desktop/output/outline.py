"""How a report falls into contents entries and sections of one paper orientation."""

from __future__ import annotations

from collections.abc import Iterable

from jixiao_desktop.output.table_layout import FittedTable, fit_table
from jixiao_desktop.report.blocks import Block, Heading, PageBreak, Report, Run, TableBlock
from jixiao_desktop.values import dataclass

TABLE_LEVEL = 2
"""The outline level of a table's heading."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the contents; ``block`` is the position of its block in the report."""

    block: int
    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Section:
    """Consecutive blocks on paper of one orientation: (position in the report, block)."""

    landscape: bool
    blocks: tuple[tuple[int, Block], ...]


@dataclass(frozen=True, slots=True)
class Outline:
    """The laid-out skeleton of a report that every paged writer follows."""

    entries: tuple[Entry, ...]
    sections: tuple[Section, ...]
    tables: dict[int, FittedTable]
    """By the position of the table's block."""


def plain(runs: Iterable[Run]) -> str:
    """The words of runs."""
    return "".join(run.text for run in runs)


def has_title(report: Report) -> bool:
    """Whether the title heads the first page: there is no cover, and forms alone have their own."""
    forms_only = bool(report.blocks) and all(isinstance(block, TableBlock) for block in report.blocks)
    return not report.cover and not forms_only


def outline(report: Report) -> Outline:
    """Find contents entries, fit tables to the paper and group blocks by orientation."""
    tables = {
        at: fit_table(block.grid) for at, block in enumerate(report.blocks) if isinstance(block, TableBlock)
    }
    return Outline(contents_entries(report), _sections(report.blocks, tables), tables)


def contents_entries(report: Report) -> tuple[Entry, ...]:
    """The lines of the table of contents, in order."""
    entries = []
    for at, block in enumerate(report.blocks):
        if isinstance(block, Heading) and block.in_contents:
            entries.append(Entry(at, block.level, plain(block.runs)))
        elif isinstance(block, TableBlock) and block.heading:
            entries.append(Entry(at, TABLE_LEVEL, block.heading))
    return tuple(entries)


def _sections(blocks: tuple[Block, ...], tables: dict[int, FittedTable]) -> tuple[Section, ...]:
    sections: list[tuple[bool, list[tuple[int, Block]]]] = []
    for at, block in enumerate(blocks):
        landscape = _landscape(at, blocks, tables)
        if not sections or sections[-1][0] != landscape:
            sections.append((landscape, []))
        group = sections[-1][1]
        if isinstance(block, TableBlock) and group and isinstance(group[-1][1], TableBlock):
            group.append((at, PageBreak()))
        if isinstance(block, PageBreak) and (not group or isinstance(group[-1][1], PageBreak)):
            continue
        group.append((at, block))
    return tuple(Section(landscape, _without_last_break(group)) for landscape, group in sections if group)


def _landscape(at: int, blocks: tuple[Block, ...], tables: dict[int, FittedTable]) -> bool:
    """A heading, and the page break before it, go with the table that follows at once."""
    while at < len(blocks) and isinstance(blocks[at], Heading | PageBreak):
        at += 1
    return at in tables and tables[at].landscape


def _without_last_break(group: list[tuple[int, Block]]) -> tuple[tuple[int, Block], ...]:
    while group and isinstance(group[-1][1], PageBreak):
        group.pop()
    return tuple(group)
