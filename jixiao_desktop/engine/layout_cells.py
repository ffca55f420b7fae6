"""The body of a table: every cell's value, text, parts and origin."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jixiao_desktop.engine.catalogue import label_of
from jixiao_desktop.engine.grid import Cell, CellKind
from jixiao_desktop.engine.layout_columns import Leaf
from jixiao_desktop.engine.layout_model import Bindings, Formula, Template
from jixiao_desktop.engine.layout_rows import Line
from jixiao_desktop.engine.values import Gap, Missing, Value
from jixiao_desktop.ledger.amounts import ZERO, Quantity, format_amount
from jixiao_desktop.packs.source import PackError
from jixiao_desktop.values import dataclass

if TYPE_CHECKING:
    from jixiao_desktop.engine.evaluation import Evaluation

GAP = "【待填】"
NAMING: tuple[CellKind, ...] = ("code", "label", "text")
"""The kinds that name a row; all others are figures."""


@dataclass(frozen=True, slots=True)
class Style:
    """How amounts are printed: their unit, decimals, and whether a zero leaves the cell blank."""

    unit: str = "万元"
    decimals: int = 2
    blank_zero: bool = True


class Body:
    """Computes the cells of the padded groups; ``gaps`` and ``figures`` tell what it met."""

    def __init__(
        self,
        evaluation: Evaluation,
        style: Style,
        leaves: tuple[Leaf, ...],
        groups: list[list[Line]],
    ) -> None:
        self.evaluation = evaluation
        self.style = style
        self.leaves = leaves
        self.groups = groups
        self.gaps: dict[Gap, None] = {}
        self.has_figures = False
        self.columns = [_numbered(leaves, group) for group in range(len(groups))]
        self.column_parts = _column_parts(leaves)
        self.contents: dict[tuple[int, int], Formula | Template] = {}
        self.values: dict[tuple[int, int], Value] = {}
        kinds = {leaf.node.kind for leaf in leaves}
        self.blanks = {kind: _blank(kind) for kind in kinds}
        self.zeros = {kind: _blank(kind, ZERO) for kind in kinds}
        self.line_number = 0

    def rows(self) -> tuple[tuple[Cell | None, ...], ...]:
        """The body, row by row."""
        height = max((len(lines) for lines in self.groups), default=0)
        cells: list[list[Cell | None]] = [[None] * len(self.leaves) for _ in range(height)]
        for index, lines in enumerate(self.groups):
            for line in lines:
                self._evaluate(line, self.columns[index])
        for index, lines in enumerate(self.groups):
            tagged = _by_tag(lines)
            for line in lines:
                self._fill(line, self.columns[index], tagged, cells)
        return tuple(tuple(row) for row in cells)

    def _evaluate(self, line: Line, columns: list[tuple[int, Leaf]]) -> None:
        for number, leaf in columns:
            content = _content(line, leaf)
            if content is None:
                continue
            self.contents[line.row, number] = content
            if isinstance(content, Formula):
                self.values[line.row, number] = self._value(content, _merged(leaf, line))

    def _value(self, content: Formula, bindings: Bindings) -> Value:
        try:
            return content.expression.evaluate(self.evaluation, bindings)
        except KeyError as unbound:
            message = f"「{content.expression.text}」：这一行、这一栏没有「{unbound.args[0]}」（逐、令）"
            raise PackError(content.expression.place, message) from unbound

    def _fill(
        self,
        line: Line,
        columns: list[tuple[int, Leaf]],
        tagged: dict[str, list[Line]],
        cells: list[list[Cell | None]],
    ) -> None:
        rows = _part_rows(line, tagged)
        titled, spanned = _title_columns(line, columns)
        for number, leaf in columns:
            if leaf.node.kind == "line_number":
                self.line_number += 1
                cells[line.row][number] = Cell(str(self.line_number), "line_number", align="center")
            elif number == titled and line.node.title is not None:
                cells[line.row][number] = self._title(line, line.node.title)
            elif number not in spanned:
                cells[line.row][number] = self._cell(line, leaf, number, rows)

    def _title(self, line: Line, title: Template) -> Cell:
        text = title.render(self.evaluation, line.bindings)
        return Cell(
            text,
            "label",
            columns=line.node.span,
            bold=line.node.bold,
            align="center" if line.node.span > 1 or line.node.bold else "left",
            indent=line.node.indent + line.level,
        )

    def _cell(self, line: Line, leaf: Leaf, number: int, rows: list[int]) -> Cell:
        content = self.contents.get((line.row, number))
        if content is None:
            return self.blanks[leaf.node.kind]
        if isinstance(content, Template):
            text = content.render(self.evaluation, _merged(leaf, line))
            return Cell(text, leaf.node.kind, bold=line.node.bold, indent=self._indent(line, leaf))
        value = self.values[line.row, number]
        if leaf.node.kind in NAMING:
            text = "" if value is None or isinstance(value, Missing) else str(value)
            return Cell(text, leaf.node.kind, bold=line.node.bold, indent=self._indent(line, leaf))
        return self._figure(line, leaf, content, value, self._parts(line, number, rows))

    def _indent(self, line: Line, leaf: Leaf) -> int:
        return line.node.indent + line.level if leaf.node.kind == "label" else 0

    def _figure(
        self, line: Line, leaf: Leaf, content: Formula, value: Value, parts: tuple[tuple[int, int], ...]
    ) -> Cell:
        text = self._text(value, always=line.is_total)
        if isinstance(value, Quantity) and value.fen:
            self.has_figures = True
        elif value == ZERO and not text and not parts and content.reference is None:
            return self.zeros[leaf.node.kind]
        known = [self.values.get(part) for part in parts]
        sums = self._sums(value, known)
        reference = content.reference
        figure = None
        stated = False
        if reference is not None:
            selection = reference.selected(_merged(leaf, line))
            figure = label_of(reference.name, selection)
            stated = sums is False and self.evaluation.figure(reference.name, selection).stated
        return Cell(
            text,
            leaf.node.kind,
            value=value,
            bold=line.node.bold,
            align="right",
            sum_of=parts if sums else (),
            stated=stated,
            figure=figure,
            source=content.source,
        )

    def _text(self, value: Value, *, always: bool) -> str:
        if isinstance(value, Missing):
            self.gaps.update(dict.fromkeys(value.gaps))
            return GAP if always else ""
        if isinstance(value, Quantity):
            if value.is_zero and self.style.blank_zero and not always:
                return ""
            return format_amount(value, self.style.unit, self.style.decimals, grouped=True)
        return "" if value is None else str(value)

    @staticmethod
    def _sums(value: Value, parts: list[Value]) -> bool | None:
        """Whether the parts give the value; None where that can't be said."""
        if not parts or not isinstance(value, Quantity):
            return None
        fen = 0
        for part in parts:
            if not isinstance(part, Quantity):
                return None
            fen += part.fen
        return fen == value.fen

    def _parts(self, line: Line, number: int, rows: list[int]) -> tuple[tuple[int, int], ...]:
        if rows:
            return tuple((row, number) for row in rows)
        return tuple((line.row, column) for column in self.column_parts[number])


def _blank(kind: CellKind, value: Value = None) -> Cell:
    return Cell("", kind, value=value, align="left" if kind in NAMING else "right")


def _merged(leaf: Leaf, line: Line) -> Bindings:
    """The local names of a cell: the row's hide the column's."""
    return {**leaf.bindings, **line.bindings} if leaf.bindings else line.bindings


def _content(line: Line, leaf: Leaf) -> Formula | Template | None:
    """What a line shows in a column: its own cell, its value for all amounts, or the column's."""
    if line.node.blank:
        return None
    own = line.node.cells.get(leaf.name)
    if own is not None:
        return own
    if leaf.node.kind in NAMING:
        return None if line.node.title is not None else leaf.node.value
    if line.node.value is not None:
        return line.node.value
    if line.node.use_total and leaf.node.total is not None:
        return leaf.node.total
    return leaf.node.value


def _numbered(leaves: tuple[Leaf, ...], group: int) -> list[tuple[int, Leaf]]:
    return [(number, leaf) for number, leaf in enumerate(leaves) if leaf.group == group]


def _column_parts(leaves: tuple[Leaf, ...]) -> list[tuple[int, ...]]:
    """For each column the columns that it sums."""
    return [
        tuple(
            number
            for number, other in enumerate(leaves)
            if other.group == leaf.group and (other.name in leaf.parts or other.tag in leaf.parts)
        )
        if leaf.parts
        else ()
        for leaf in leaves
    ]


def _by_tag(lines: list[Line]) -> dict[str, list[Line]]:
    tagged: dict[str, list[Line]] = {}
    for line in lines:
        if line.tag is not None:
            tagged.setdefault(line.tag, []).append(line)
    return tagged


def _part_rows(line: Line, tagged: dict[str, list[Line]]) -> list[int]:
    if line.below:
        return [part.row for part in line.below]
    return [part.row for tag in line.node.parts for part in tagged.get(tag, ())]


def _title_columns(line: Line, columns: list[tuple[int, Leaf]]) -> tuple[int | None, frozenset[int]]:
    """The column of the row's title and the columns that the title covers besides."""
    if line.node.title is None:
        return None, frozenset()
    numbers = [number for number, leaf in columns]
    start = 0
    if line.node.column is not None:
        start = next(i for i, (_, leaf) in enumerate(columns) if leaf.name == line.node.column)
    return numbers[start], frozenset(numbers[start + 1 : start + line.node.span])
