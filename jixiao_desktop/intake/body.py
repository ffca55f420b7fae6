"""The rows of a table's body: which of them say what, by their codes, names and labels."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from jixiao_desktop.intake.cells import is_nothing, label, squash
from jixiao_desktop.intake.headers import Grid, Group, Header
from jixiao_desktop.intake.mapping import Part, TableSpec
from jixiao_desktop.intake.names import Names
from jixiao_desktop.intake.workbook import Sheet
from jixiao_desktop.values import dataclass

TOTALS = {"合计", "总计", "本年合计"}
ANY_SIDE = "全部"

_FOOTNOTE = re.compile(r"^(注|说明|备注|制表|单位负责人|审核)")
_CODE_AND_NAME = re.compile(r"(\d{7}|\d{5}|\d{3})[-_.、:]?(\D.*)")


class RefusedError(Exception):
    """A sheet has the title of a table but cannot be read safely."""


@dataclass(frozen=True, slots=True)
class BodyRow:
    """One row: what it says, the code it has (empty for a total, a label), and its words."""

    number: int
    part: Part
    code: str
    words: str


class Body:
    """The rows below the header of one table."""

    def __init__(self, sheet: Sheet, grid: Grid, header: Header, spec: TableSpec, names: Names) -> None:
        self.sheet, self.grid, self.header = sheet, grid, header
        self.spec, self.names = spec, names
        above = {tuple(map(squash, grid[row])) for row in range(header.end)}
        self.numbers = [
            row for row in range(header.end, len(grid)) if tuple(map(squash, grid[row])) not in above
        ]
        """The rows of the body; where a page begins, the header may stand again."""

    def rows(self, group: Group, side: str) -> Iterator[BodyRow]:
        """The rows that say something, for one group of columns. Raises RefusedError."""
        if self.spec.rows == "名目":
            return self._label_rows(group, side)
        return self._subject_rows(group)

    def refuse_values(self, column: int, title: str) -> None:
        """An unknown column is passed over while it holds nothing, and refused when it does."""
        for row in self.numbers:
            text = self.grid[row][column]
            if not is_nothing(text) and re.search(r"[1-9]", text) and not self._is_footnote(row):
                address = self.sheet.place(row, column).address
                raise RefusedError(f"不认识「{title or '没有表头'}」这一栏，而{address}有数")

    def _is_footnote(self, row: int) -> bool:
        first = next((squash(cell) for cell in self.grid[row] if cell.strip()), "")
        return bool(_FOOTNOTE.match(first))

    def _subject_rows(self, group: Group) -> Iterator[BodyRow]:
        dimension = "经济科目" if self.spec.rows == "经济科目" else "科目"
        seen: set[tuple[str, str]] = set()
        for row in self.numbers:
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
                    yield BodyRow(row, part, "", said)
                continue
            fixed: tuple[tuple[str, tuple[str, ...]], ...] = ((dimension, (code,)),)
            if self.spec.rows == "项目" and name != self.names.plain.get(code, ""):
                fixed = (*fixed, ("项目", (self._written(row, group.names),)))
            if (code, name) in seen:
                raise RefusedError(f"「{code} {name}」有两行")
            seen.add((code, name))
            yield BodyRow(row, Part(fixed=fixed), code, f"{code} {name}".strip())

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
        if not self.spec.passes_projects:
            self._refuse_stray(row, group)
        return None

    def _refuse_stray(self, row: int, group: Group) -> None:
        """A row that names no 科目 must hold no figures."""
        for column, _ in group.values:
            text = self.grid[row][column]
            if re.fullmatch(r"-?[\d,]*\.?\d+", squash(text)) and re.search(r"[1-9]", text):
                raise RefusedError(f"第{row + 1}行有数，但看不出是哪个科目")

    def _code(self, row: int, columns: Sequence[int]) -> str | None:
        """The code of a row, in one cell (with its name perhaps) or in 类, 款, 项 apart."""
        code = ""
        for column in columns:
            text = squash(self.grid[row][column])
            if match := _CODE_AND_NAME.fullmatch(text):
                text = match[1]
            if not text.isdigit():
                continue
            if code and len(text) == 1:
                text = text.zfill(2)
            code = text if text.startswith(code) or len(text) >= 3 else code + text
        return code if len(code) in (3, 5, 7) else None

    def _label_rows(self, group: Group, side: str) -> Iterator[BodyRow]:
        known = self.spec.labels.get(side, {})
        times: dict[str, int] = {}
        for row in self.numbers:
            if not group.names:
                if row == self.header.end or any(
                    re.search(r"\d", self.grid[row][c]) for c, _ in group.values
                ):
                    yield BodyRow(row, Part(), "", "")
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
                yield BodyRow(row, part, "", text)
            else:
                self._refuse_stray(row, group)
