"""The cells of one recognised table: what each stands for, its amount, its place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from jixiao_desktop.intake.body import Body, BodyRow, RefusedError
from jixiao_desktop.intake.cells import cell_amount
from jixiao_desktop.intake.headers import Grid, Group, Header
from jixiao_desktop.intake.mapping import Part, TableSpec
from jixiao_desktop.intake.names import Names
from jixiao_desktop.intake.workbook import CellPlace, Sheet
from jixiao_desktop.ledger.amounts import AmountError, Quantity
from jixiao_desktop.values import dataclass

LEAST_ECONOMIC_COLUMNS = 5
COUNTED_AS = "元"
"""A number of things is read as so many 元, whatever the unit of the table."""


@dataclass(frozen=True, slots=True)
class Read:
    """One cell that was read: what it stands for, its amount (None: blank), its place."""

    part: Part
    amount: Quantity | None
    place: CellPlace
    text: str
    leaf: bool
    """It is no sum of other rows or columns of its table."""
    row: str
    column: str
    """Row and column in words, for lists of differences."""
    total: bool = False
    """It stands in the total row."""
    code: str = ""
    """The code of its row; empty for a total, a label or a project."""


@dataclass(frozen=True, slots=True)
class ReadColumn:
    """What a value column says, whether it is a part and no sum, and its header in words."""

    part: Part
    is_part: bool
    title: str


class OtherLayoutError(RefusedError):
    """A sheet has the title of a table but not its layout: it may be another table of this title."""


class TableReader:
    """Reads the body of one table."""

    def __init__(
        self, sheet: Sheet, grid: Grid, header: Header, *, spec: TableSpec, unit: str, names: Names
    ) -> None:
        self.sheet, self.grid, self.header = sheet, grid, header
        self.spec, self.unit, self.names = spec, unit, names
        self.body = Body(sheet, grid, header, spec, names)
        self.not_held: dict[str, None] = {}
        """Columns and rows that are known, have blank cells, and stand for nothing that facts hold."""

    def cells(self) -> Iterator[Read]:
        """The cells of all groups. Raises RefusedError when one cannot be told for sure."""
        seen: set[frozenset[str]] = set()
        for number, group in enumerate(self.header.groups):
            columns = self._columns(group, seen)
            side = list(self.spec.labels)[min(number, len(self.spec.labels) - 1)] if self.spec.labels else ""
            yield from self._group(group, columns, side)
        for column in self.header.headless:
            self.body.refuse_values(column, "")
        if len(self.header.groups) == 1 or self.spec.rows != "名目":
            self._require_columns(seen)

    def _require_columns(self, seen: set[frozenset[str]]) -> None:
        for spec in self.spec.columns:
            if not spec.optional and not any(spec.fits(heads) for heads in seen):
                raise RefusedError(f"缺少「{'/'.join(sorted((*spec.heads, *spec.among)[0]))}」一栏")

    def _columns(self, group: Group, seen: set[frozenset[str]]) -> dict[int, ReadColumn]:
        found: dict[int, ReadColumn] = {}
        taken: dict[frozenset[str], int] = {}
        subtotals = any(path[-1:] == ("小计",) for _, path in group.values)
        for column, path in group.values:
            heads = frozenset(path)
            spec = next((one for one in self.spec.columns if one.fits(heads)), None)
            title = "/".join(path)
            if spec is not None:
                key = (*spec.heads, *spec.among)[0]
                if key in taken and not spec.part.ignored:
                    raise RefusedError(f"有两栏都是「{title}」")
                taken[key] = column
                seen.add(heads)
                found[column] = ReadColumn(spec.part, True, title)
            elif self.spec.economic_columns and path:
                code = self.names.economic(path, subtotals=subtotals)
                if code is None and path[-1] in ("合计", "总计"):
                    found[column] = ReadColumn(Part(), False, title)
                elif code is not None:
                    heads = frozenset([code])
                    if heads in taken:
                        raise RefusedError(f"有两栏都是「{title}」")
                    taken[heads] = column
                    found[column] = ReadColumn(Part(fixed=(("经济科目", (code,)),)), len(code) == 5, title)
                else:
                    self.body.refuse_values(column, title)
            else:
                self.body.refuse_values(column, title)
        if self.spec.economic_columns and len(found) < LEAST_ECONOMIC_COLUMNS:
            raise OtherLayoutError("没有找到经济分类科目的各栏")
        return found if self.spec.economic_columns else _without_sums(found)

    def _group(self, group: Group, columns: Mapping[int, ReadColumn], side: str) -> Iterator[Read]:
        rows = list(self.body.rows(group, side))
        codes = {row.code for row in rows if row.code}
        below = {number: self.spec.part.joined(column.part) for number, column in columns.items()}
        labelled = self.spec.rows == "名目"
        for row in rows:
            is_total = not row.code and not any(d in ("三公", "科目") for d, _ in row.part.fixed)
            lowest = bool(row.code) and not any(c != row.code and c.startswith(row.code) for c in codes)
            if self.spec.rows == "项目":
                lowest = any(dimension == "项目" for dimension, _ in row.part.fixed)
            for number, column in columns.items():
                part = self._meaning(below[number], row, is_total=is_total)
                if part.ignored:
                    if not self.grid[row.number][number].strip():
                        self.not_held[column.title if column.part.ignored else row.words] = None
                    continue
                yield Read(
                    part=part,
                    amount=self._amount(row.number, number, COUNTED_AS if part.count else self.unit),
                    place=self.sheet.place(row.number, number),
                    text=self.grid[row.number][number].strip(),
                    leaf=column.is_part and (labelled or lowest),
                    row=row.words,
                    column=column.title,
                    total=is_total and not labelled,
                    code="" if self.spec.rows == "项目" else row.code,
                )

    def _meaning(self, column: Part, row: BodyRow, *, is_total: bool) -> Part:
        """What column and row say together; a 口径 of the column is stated by the total row only."""
        says = row.part
        if says.path is not None and column.measure not in (None, "决算"):
            return Part(ignored=True)
        if self.spec.class_lists and column.fills:
            of_classes = says.fills in self.spec.class_lists.values()
            if not of_classes and says.fills != column.fills:
                return Part(ignored=True)
            says = replace(says, fills=None, measure=None, stated=None)
        joined = column.joined(says).in_its_list()
        if is_total or joined.stated == says.stated:
            return joined
        code = dict(says.fixed).get("科目", ("",))[0]
        if self.spec.class_lists and column.fills and column.stated and not column.selection and code:
            return replace(joined, selection=code)
        return replace(joined, stated=says.stated)

    def _amount(self, row: int, column: int, unit: str) -> Quantity | None:
        text = self.grid[row][column]
        try:
            return cell_amount(text, unit)
        except AmountError as error:
            raise RefusedError(f"{self.sheet.place(row, column).address}：{error}") from error


def _without_sums(columns: Mapping[int, ReadColumn]) -> dict[int, ReadColumn]:
    """A column is a sum where others give the same amount by more dimensions (合计, 基本支出结转 …)."""

    def is_sum(column: ReadColumn) -> bool:
        mine = column.part
        return any(
            (other.part.fills, other.part.measure) == (mine.fills, mine.measure)
            and not other.part.ignored
            and set(other.part.fixed) > set(mine.fixed)
            for other in columns.values()
        )

    return {
        number: replace(column, is_part=column.is_part and not is_sum(column))
        for number, column in columns.items()
    }
