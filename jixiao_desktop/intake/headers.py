"""Where a sheet's header is and what its columns are headed: by texts, never by position."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from jixiao_desktop.intake.cells import label, squash
from jixiao_desktop.intake.mapping import TableSpec
from jixiao_desktop.intake.workbook import Sheet
from jixiao_desktop.values import dataclass

CODE_HEADS = {
    "功能分类科目编码", "支出功能分类科目编码", "科目编码", "科目代码", "编码", "科目编码(类款项)",
    "经济分类科目编码", "支出经济分类科目编码", "经济科目编码",
}  # fmt: skip
NAME_HEADS = {"科目名称", "名称", "项目名称", "科目(项目)名称", "经济分类科目名称"}
LABEL_HEADS = {
    "项目", "项目(按功能分类)", "项目(按支出功能分类)", "项目(按支出性质)", "项目(按支出性质和经济分类)",
}  # fmt: skip
LINE_HEADS = {"行次", "栏次", "序号"}
LEVEL_HEADS = {"类", "款", "项"}
SEARCHED_ROWS = 30

_KIND_HEAD = re.compile(r".*(代码|编码|编号|类别|属性|标识|备注)|是否.*")
"""Columns that describe a project: nothing that we take, whatever stands in them."""
_NUMBERED = re.compile(r"\(?(?!3\d\d)\d{1,3}\)?|栏次|类款项|类|款|项")
_CODE = re.compile(r"\d{3,7}")
Grid = list[list[str]]


@dataclass(frozen=True, slots=True)
class Group:
    """Columns that belong together: what says the row, then its values with their headers."""

    codes: tuple[int, ...]
    names: tuple[int, ...]
    values: tuple[tuple[int, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class Header:
    """The rows of a header, the groups of columns under it, and the columns that have no header."""

    first: int
    end: int
    groups: tuple[Group, ...]
    headless: tuple[int, ...]


def filled(sheet: Sheet) -> Grid:
    """The cells of a sheet and one blank row more, each merged range filled with its text."""
    width = max((len(row) for row in sheet.rows), default=0)
    grid = [[*row, *[""] * (width - len(row))] for row in (*sheet.rows, ())]
    for (top, left), (bottom, right) in sheet.merged:
        if top < len(grid) and left < width:
            for row in range(top, min(bottom, len(grid) - 1) + 1):
                for column in range(left, min(right, width - 1) + 1):
                    grid[row][column] = grid[top][left]
    return grid


def spread(grid: Grid, first: int, end: int) -> Grid:
    """Header texts carried to the right over blanks, for sheets that do not tell their merged cells.

    A text is carried no further than the text above it, and not over a column that is wholly blank.
    """
    result = [list(row) for row in grid]
    used = [
        column for column in range(1, len(grid[first])) if any(row[column].strip() for row in grid[first:])
    ]
    for row in range(first, end):
        for column in used:
            under_same = row == first or result[row - 1][column] == result[row - 1][column - 1]
            if not result[row][column].strip() and under_same:
                result[row][column] = result[row][column - 1]
    return result


def find_header(grid: Grid, spec: TableSpec, is_label: Callable[[str], bool]) -> Header | None:
    """The header of a table of this kind, or None when the sheet has none.

    ``is_label`` tells the texts that rows of the body may begin with.
    """
    known = CODE_HEADS | NAME_HEADS | LABEL_HEADS | spec.spanning
    for column in spec.columns:
        known = known.union(*column.heads, *column.among)
    for first, row in enumerate(grid[:SEARCHED_ROWS]):
        texts = {squash(cell) for cell in row if cell.strip()}
        if len(texts) < 2 or not texts & known or (len(texts & known) < 2 and not spec.economic_columns):
            continue
        end = _body_start(grid, first, spec, is_label)
        if end is None:
            return None
        paths = _paths(grid, first, end)
        groups = tuple(_groups(paths, spec))
        headless = tuple(column for column, path in enumerate(paths) if not path)
        return Header(first, end, groups, headless) if groups else None
    return None


def _body_start(grid: Grid, first: int, spec: TableSpec, is_label: Callable[[str], bool]) -> int | None:
    """The first row below the header that names a 科目, a total or a label."""
    for number in range(first + 1, min(len(grid), first + SEARCHED_ROWS)):
        keys = [
            column
            for column, path in enumerate(_paths(grid, first, number))
            if set(path) & (CODE_HEADS | NAME_HEADS | LABEL_HEADS)
        ]
        texts = [squash(grid[number][column]) for column in keys]
        if spec.rows == "名目" and not keys:
            blank = not any(cell.strip() for cell in grid[number])
            if blank or (
                any(re.search(r"\d", cell) for cell in grid[number]) and not _is_numbering(grid[number])
            ):
                return number
            continue
        if any(text in LEVEL_HEADS or text == "类款项" for text in texts):
            continue
        if any(_CODE.fullmatch(text) or is_label(label(text)) for text in texts if text):
            return number
    return None


def _is_numbering(row: list[str]) -> bool:
    """Whether a row only numbers the columns (栏次)."""
    return all(_NUMBERED.fullmatch(squash(cell)) for cell in row if cell.strip())


def _paths(grid: Grid, first: int, end: int) -> list[tuple[str, ...]]:
    """For each column the texts above it from top to bottom, each once, without numberings."""
    width = len(grid[first])
    paths = []
    for column in range(width):
        path: list[str] = []
        for row in range(first, end):
            text = squash(grid[row][column])
            if text and (not path or path[-1] != text) and not (row > first and _NUMBERED.fullmatch(text)):
                path.append(text)
        paths.append(tuple(dict.fromkeys(path)))
    return paths


def _groups(paths: list[tuple[str, ...]], spec: TableSpec) -> Iterator[Group]:
    codes: list[int] = []
    names: list[int] = []
    values: list[tuple[int, tuple[str, ...]]] = []
    for column, path in enumerate(paths):
        heads = set(path)
        is_code = bool(heads & CODE_HEADS)
        is_name = not is_code and (bool(heads & NAME_HEADS) or bool(LABEL_HEADS & set(path[-1:])))
        if (is_code or is_name) and values:
            yield Group(tuple(codes), tuple(names), tuple(values))
            codes, names, values = [], [], []
        if is_code:
            codes.append(column)
        elif is_name:
            names.append(column)
        elif path and not heads & LINE_HEADS and not _KIND_HEAD.fullmatch(path[-1]):
            values.append((column, tuple(text for text in path if text not in spec.spanning)))
    if values:
        yield Group(tuple(codes), tuple(names), tuple(values))
