"""The cells of one recognised table: what each stands for, its amount, its place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from jixiao_desktop.intake.cells import cell_amount, is_nothing, label, squash
from jixiao_desktop.intake.headers import Grid, Group, Header
from jixiao_desktop.intake.mapping import Part, TableSpec
from jixiao_desktop.intake.names import Names
from jixiao_desktop.intake.workbook import CellPlace, Sheet
from jixiao_desktop.ledger.amounts import AmountError, Quantity

TOTALS = {"合计", "总计", "本年合计"}
ANY_SIDE = "全部"
LEAST_ECONOMIC_COLUMNS = 5

_FOOTNOTE = re.compile(r"^(注|说明|备注|制表|单位负责人|审核)")


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


class RefusedError(Exception):
    """A sheet has the title of a table but cannot be read safely."""


class OtherLayoutError(RefusedError):
    """A sheet has the title of a table but not its layout: it may be another table of this title."""


class TableReader:
    """Reads the body of one table."""

    def __init__(
        self, sheet: Sheet, grid: Grid, header: Header, *, spec: TableSpec, unit: str, names: Names
    ) -> None:
        self.sheet, self.grid, self.header = sheet, grid, header
        self.spec, self.unit, self.names = spec, unit, names

    def cells(self) -> Iterator[Read]:
        """The cells of all groups. Raises RefusedError when one cannot be told for sure."""
        seen: set[frozenset[str]] = set()
        for number, group in enumerate(self.header.groups):
            columns = self._columns(group, seen)
            side = list(self.spec.labels)[min(number, len(self.spec.labels) - 1)] if self.spec.labels else ""
            yield from self._group(group, columns, side)
        for column in self.header.headless:
            self._refuse_values(column, "")
        if len(self.header.groups) == 1 or self.spec.rows != "名目":
            self._require_columns(seen)

    def _require_columns(self, seen: set[frozenset[str]]) -> None:
        for spec in self.spec.columns:
            if not spec.optional and not seen & set(spec.heads):
                raise RefusedError(f"缺少「{'/'.join(sorted(spec.heads[0]))}」一栏")

    def _columns(self, group: Group, seen: set[frozenset[str]]) -> dict[int, tuple[Part, bool, str]]:
        """What each value column says, whether it is a part and no sum, and its header."""
        found: dict[int, tuple[Part, bool, str]] = {}
        taken: dict[frozenset[str], int] = {}
        subtotals = any(path[-1:] == ("小计",) for _, path in group.values)
        for column, path in group.values:
            heads = frozenset(path)
            spec = next((one for one in self.spec.columns if heads in one.heads), None)
            title = "/".join(path)
            if spec is not None:
                key = spec.heads[0]
                if key in taken:
                    raise RefusedError(f"有两栏都是「{title}」")
                taken[key] = column
                seen.add(heads)
                found[column] = (spec.part, True, title)
            elif self.spec.economic_columns and path:
                code = self.names.economic(path, subtotals=subtotals)
                if code is None and path[-1] in TOTALS:
                    found[column] = (Part(), False, title)
                elif code is not None:
                    heads = frozenset([code])
                    if heads in taken:
                        raise RefusedError(f"有两栏都是「{title}」")
                    taken[heads] = column
                    found[column] = (Part(fixed=(("经济科目", (code,)),)), len(code) == 5, title)
                else:
                    self._refuse_values(column, title)
            else:
                self._refuse_values(column, title)
        if self.spec.economic_columns and len(found) < LEAST_ECONOMIC_COLUMNS:
            raise OtherLayoutError("没有找到经济分类科目的各栏")
        return found

    def _refuse_values(self, column: int, title: str) -> None:
        """An unknown column is passed over while it holds nothing, and refused when it does."""
        for row in range(self.header.end, len(self.grid)):
            text = self.grid[row][column]
            if not is_nothing(text) and re.search(r"[1-9]", text) and not self._is_footnote(row):
                address = self.sheet.place(row, column).address
                raise RefusedError(f"不认识「{title or '没有表头'}」这一栏，而{address}有数")

    def _is_footnote(self, row: int) -> bool:
        first = next((squash(cell) for cell in self.grid[row] if cell.strip()), "")
        return bool(_FOOTNOTE.match(first))

    def _group(
        self, group: Group, columns: Mapping[int, tuple[Part, bool, str]], side: str
    ) -> Iterator[Read]:
        rows = list(self._rows(group, side))
        codes = {code for _, _, code, _ in rows if code}
        below = {column: self.spec.part.joined(says) for column, (says, _, _) in columns.items()}
        for row, part, code, words in rows:
            is_total = not code and not any(dimension == "三公" for dimension, _ in part.fixed)
            lowest = not any(other != code and other.startswith(code) for other in codes) if code else False
            if self.spec.rows == "项目":
                lowest = any(dimension == "项目" for dimension, _ in part.fixed)
            for column, (_, is_part, title) in columns.items():
                text = self.grid[row][column]
                joined = below[column].joined(part).in_its_list()
                if joined.ignored:
                    continue
                yield Read(
                    part=joined
                    if is_total or joined.stated == part.stated
                    else replace(joined, stated=part.stated),
                    amount=self._amount(row, column),
                    place=self.sheet.place(row, column),
                    text=text.strip(),
                    leaf=is_part and (lowest if self.spec.rows != "名目" else True),
                    row=words,
                    column=title,
                    total=is_total and self.spec.rows != "名目",
                    code="" if self.spec.rows == "项目" else code,
                )

    def _amount(self, row: int, column: int) -> Quantity | None:
        text = self.grid[row][column]
        try:
            return cell_amount(text, self.unit)
        except AmountError as error:
            raise RefusedError(f"{self.sheet.place(row, column).address}：{error}") from error

    def _rows(self, group: Group, side: str) -> Iterator[tuple[int, Part, str, str]]:
        """Row number, what the row says, its code (empty for totals and labels), in words."""
        if self.spec.rows == "名目":
            yield from self._label_rows(group, side)
            return
        dimension = "经济科目" if self.spec.rows == "经济科目" else "科目"
        seen: set[tuple[str, str]] = set()
        for row in range(self.header.end, len(self.grid)):
            if not any(self.grid[row][c].strip() for c in (*group.codes, *group.names)):
                self._refuse_stray(row, group)
                continue
            code = self._code(row, group.codes)
            name = next((squash(self.grid[row][c]) for c in group.names if self.grid[row][c].strip()), "")
            said = self._said(row, group, name)
            if code is None:
                if self._is_footnote(row):
                    continue
                part = self._total(said, row, group)
                if part is not None:
                    yield row, part, "", said
                continue
            fixed: tuple[tuple[str, tuple[str, ...]], ...] = ((dimension, (code,)),)
            if self.spec.rows == "项目" and name != self.names.plain.get(code, ""):
                fixed = (*fixed, ("项目", (self._written(row, group.names),)))
            if (code, name) in seen:
                raise RefusedError(f"「{code} {name}」有两行")
            seen.add((code, name))
            yield row, Part(fixed=fixed), code, f"{code} {name}".strip()

    def _said(self, row: int, group: Group, name: str) -> str:
        texts = [squash(self.grid[row][c]) for c in (*group.codes, *group.names) if self.grid[row][c].strip()]
        return texts[0] if texts else name

    def _written(self, row: int, columns: Sequence[int]) -> str:
        return next((self.grid[row][c].strip() for c in columns if self.grid[row][c].strip()), "")

    def _total(self, said: str, row: int, group: Group) -> Part | None:
        named = self.spec.labels.get(ANY_SIDE, {}).get(said)
        if named is not None:
            return named
        if said in TOTALS:
            return Part()
        self._refuse_stray(row, group)
        return None

    def _refuse_stray(self, row: int, group: Group) -> None:
        """A row that names no 科目 must hold no figures."""
        for column, _ in group.values:
            text = self.grid[row][column]
            if re.fullmatch(r"-?[\d,]*\.?\d+", squash(text)) and re.search(r"[1-9]", text):
                raise RefusedError(f"第{row + 1}行有数，但看不出是哪个科目")

    def _code(self, row: int, columns: Sequence[int]) -> str | None:
        """The code of a row, in one cell or in 类, 款, 项 apart."""
        code = ""
        for column in columns:
            text = squash(self.grid[row][column])
            if not text.isdigit():
                continue
            code = text if text.startswith(code) or len(text) >= 3 else code + text
        return code if len(code) in (3, 5, 7) else None

    def _label_rows(self, group: Group, side: str) -> Iterator[tuple[int, Part, str, str]]:
        known = self.spec.labels.get(side, {})
        times: dict[str, int] = {}
        for row in range(self.header.end, len(self.grid)):
            if not group.names:
                if row == self.header.end or any(
                    re.search(r"\d", self.grid[row][c]) for c, _ in group.values
                ):
                    yield row, Part(), "", ""
                continue
            text = label(self._written(row, group.names))
            if not text or self._is_footnote(row):
                continue
            times[text] = times.get(text, 0) + 1
            part = known.get(text) or known.get(f"{text}#{times[text]}")
            if part is None and side in self.spec.class_lists:
                code = self.names.class_of(text)
                part = Part(fills=self.spec.class_lists[side], fixed=(("科目", (code,)),)) if code else None
            if part is not None:
                yield row, part, "", text
            else:
                self._refuse_stray(row, group)
