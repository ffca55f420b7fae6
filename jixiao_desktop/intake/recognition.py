"""Which official table a sheet is, and what each of its cells stands for."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from jixiao_desktop.intake.body import TOTALS, RefusedError
from jixiao_desktop.intake.cells import squash
from jixiao_desktop.intake.headers import Grid, filled, find_header, spread
from jixiao_desktop.intake.mapping import TableSpec
from jixiao_desktop.intake.names import Names
from jixiao_desktop.intake.table_reader import OtherLayoutError, Read, TableReader
from jixiao_desktop.intake.workbook import Sheet
from jixiao_desktop.values import dataclass

TITLE_ROWS = 12
SHEET_NAME_LENGTH, LEAST_OF_A_TITLE = 31, 8

_TITLE_NOISE = re.compile(
    r"20\d\d年度?|公开\d*表?|财决?(公开)?[\d\-附]*表?|Z\d+(_\d+)?|附?表[一二三四五六七八九十\d]*|附件|[一二三四五六七八九十]+、"
    r"|[\d.、_:：\-()\s]|单位"
)
_YEAR = re.compile(r"(20\d\d)年")
_MONEY = re.compile(r"单位:?(?:人民币)?(万?元)(?![\u4e00-\u9fff])")
_UNIT_NAME = re.compile(
    r"^(?:编制|填报|填制)?(?:单位|部门)(?:名称)?(?:\((?:公章|盖章)\))?:(.+?)(?:20\d\d年.*|(?:金额)?单位:.*)?$"
)
"""The name of a place may begin or end with 元."""


@dataclass(frozen=True, slots=True)
class Table:
    """A recognised table."""

    spec: TableSpec
    sheet: str
    book: str
    year: int | None
    unit: str
    unit_name: str
    cells: tuple[Read, ...]
    not_held: tuple[str, ...] = ()
    """Columns and rows with blank cells for which the facts have no figure."""


@dataclass(frozen=True, slots=True)
class Skipped:
    """A sheet that is not taken, and why."""

    book: str
    sheet: str
    reason: str
    table: str | None = None
    """The table that it is by its title, when it was refused as such."""


def joined(one: Table, other: Table) -> Table:
    """A table that stands on two sheets as one: a row may have its parts on the other sheet."""
    cells = (*one.cells, *other.cells)
    codes = {cell.code for cell in cells if cell.code}
    parents = {code[:length] for code in codes for length in (3, 5) if length < len(code)}
    return replace(one, cells=tuple(replace(c, leaf=False) if c.code in parents else c for c in cells))


def recognise(sheet: Sheet, specs: Iterable[TableSpec], names: Names) -> Table | Skipped:
    """The table that a sheet is, or why it is not taken."""
    if sheet.hidden:
        return Skipped(sheet.book, sheet.name, "隐藏的工作表，没有读；需要时请先取消隐藏")
    if not any(cell.strip() for row in sheet.rows for cell in row):
        return Skipped(sheet.book, sheet.name, "空白的工作表，或行列过多")
    grid = filled(sheet)
    candidates = _titled(grid, sheet.name, specs)
    if not candidates:
        return Skipped(sheet.book, sheet.name, "没有认出是哪一张决算表")
    refusals = []
    for spec in candidates:
        try:
            return _read_table(sheet, grid, spec, names)
        except OtherLayoutError as refusal:
            refusals.append((str(refusal), spec.id))
        except RefusedError as refusal:
            refusals.insert(0, (str(refusal), spec.id))
    return Skipped(sheet.book, sheet.name, *refusals[0])


def _titled(grid: Grid, sheet_name: str, specs: Iterable[TableSpec]) -> list[TableSpec]:
    """The tables whose title stands at the head of the sheet; or else in its name, cut at 31."""
    texts = {squash(cell) for row in grid[:TITLE_ROWS] for cell in row if "表" in cell}
    titles = [(title, spec) for spec in specs for title in spec.titles]
    found = [(len(title), spec) for title, spec in titles if any(_is_title(title, text) for text in texts)]
    if not found:
        name = _TITLE_NOISE.sub("", re.sub(r"[(（].*$", "", squash(sheet_name)))
        cut = len(sheet_name) >= SHEET_NAME_LENGTH and len(name) >= LEAST_OF_A_TITLE
        found = [
            (len(title), spec) for title, spec in titles if name == title or (cut and title.startswith(name))
        ]
    longest = max((length for length, _ in found), default=0)
    return list({spec.id: spec for length, spec in found if length == longest}.values())


def _is_title(title: str, text: str) -> bool:
    """Whether a text is the title, with nothing more than year, table number and the like."""
    return title in text and not _TITLE_NOISE.sub("", text.replace(title, "", 1))


def _read_table(sheet: Sheet, grid: Grid, spec: TableSpec, names: Names) -> Table:
    labels = {name.partition("#")[0] for side in spec.labels.values() for name in side}

    def is_label(text: str) -> bool:
        return (
            text in labels or text in TOTALS or (bool(spec.class_lists) and names.class_of(text) is not None)
        )

    header = find_header(grid, spec, is_label)
    if header is None:
        raise OtherLayoutError(f"标题是「{spec.id}」，但没有找到表头")
    texts = [squash(cell) for row in grid for cell in row if cell.strip()]
    head = [squash(cell) for row in grid[: header.end] for cell in row if cell.strip()]
    units = {match[1] for text in texts if (match := _MONEY.search(text))}
    if len(units) != 1:
        raise RefusedError("没有写明金额单位是元还是万元" if not units else "同一张表里金额单位不一致")
    table = Table(
        spec=spec,
        sheet=sheet.name,
        book=sheet.book,
        year=next((int(match[1]) for text in head if (match := _YEAR.search(text))), None),
        unit=units.pop(),
        unit_name=next(
            (
                match[1]
                for text in head
                if (match := _UNIT_NAME.match(text)) and match[1] not in ("元", "万元", "人民币元")
            ),
            "",
        ),
        cells=(),
    )
    if not sheet.merged:
        grid = spread(grid, header.first, header.end)
        header = find_header(grid, spec, is_label) or header
    reader = TableReader(sheet, grid, header, spec=spec, unit=table.unit, names=names)
    return replace(table, cells=tuple(reader.cells()), not_held=tuple(reader.not_held))
