"""The columns of a table for given facts: loops run, headings laid out, 栏次 counted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jixiao_desktop.engine.grid import Cell, Column
from jixiao_desktop.engine.layout_model import Bindings, ColumnNode, GroupNode, Layout
from jixiao_desktop.engine.operators import truth
from jixiao_desktop.engine.values import Missing, Truth, Value
from jixiao_desktop.values import dataclass

if TYPE_CHECKING:
    from jixiao_desktop.engine.evaluation import Evaluation
    from jixiao_desktop.engine.expressions import Expression

Headings = tuple[tuple[int, str], ...]
CHINESE_DIGITS = "零一二三四五六七八九"


@dataclass(frozen=True, slots=True)
class Leaf:
    """One printed column."""

    node: ColumnNode
    group: int
    name: str
    tag: str | None
    parts: frozenset[str]
    bindings: Bindings
    """Local names that it has beside those of every row; empty where it has none."""
    headings: Headings
    """The headings above it and its own title, the topmost first, each with a number of its own."""


def chinese_number(number: int) -> str:
    """一 … 九十九, as in 一、 二十四、."""
    tens, ones = divmod(number, 10)
    if tens == 0:
        return CHINESE_DIGITS[ones]
    head = "十" if tens == 1 else f"{CHINESE_DIGITS[tens]}十"
    return head + (CHINESE_DIGITS[ones] if ones else "")


def holds(condition: Expression | None, evaluation: Evaluation, bindings: Bindings) -> bool:
    """Whether a row or column is wanted: no condition, or one that is true."""
    if condition is None:
        return True
    return truth(condition.evaluate(evaluation, bindings)) >= Truth.TAIL


def items(over: Expression, evaluation: Evaluation, bindings: Bindings) -> tuple[Value, ...]:
    """The members of a set; one that can't be said yet has none."""
    found = over.evaluate(evaluation, bindings)
    return () if found is None or isinstance(found, Missing) else tuple(found)


def leaves_of(layout: Layout, evaluation: Evaluation, bindings: Bindings) -> tuple[Leaf, ...]:
    """Every printed column, group by group."""
    return _Expander(evaluation, bindings).run(layout.groups)


class _Expander:
    def __init__(self, evaluation: Evaluation, bindings: Bindings) -> None:
        self.evaluation = evaluation
        self.bindings = bindings
        self.leaves: list[Leaf] = []
        self.headings = 0

    def run(self, groups: tuple[GroupNode, ...]) -> tuple[Leaf, ...]:
        for index, group in enumerate(groups):
            above: Headings = ()
            if group.title is not None:
                above = (self._heading(group.title.render(self.evaluation, self.bindings)),)
            for node in group.columns:
                self._node(node, index, self.bindings, above)
        return tuple(self.leaves)

    def _heading(self, text: str) -> tuple[int, str]:
        self.headings += 1
        return self.headings, text

    def _node(self, node: ColumnNode, group: int, bindings: Bindings, above: Headings) -> None:
        if node.over is None:
            self._one(node, group, bindings, above)
            return
        for item in items(node.over, self.evaluation, bindings):
            self._one(node, group, {**bindings, str(node.variable): item}, above)

    def _one(self, node: ColumnNode, group: int, bindings: Bindings, above: Headings) -> None:
        evaluation = self.evaluation
        if not holds(node.condition, evaluation, bindings):
            return
        if node.bindings:
            named = {name: value.evaluate(evaluation, bindings) for name, value in node.bindings.items()}
            bindings = {**bindings, **named}
        headings = (*above, self._heading(node.title.render(evaluation, bindings)))
        if node.below:
            for child in node.below:
                self._node(child, group, bindings, headings)
            return
        tag = None if node.tag is None else node.tag.render(evaluation, bindings)
        parts = frozenset(part.render(evaluation, bindings) for part in node.parts)
        name = node.name.render(evaluation, bindings)
        own: Bindings = {} if bindings is self.bindings else bindings
        self.leaves.append(Leaf(node, group, name, tag, parts, own, headings))


def columns_of(leaves: tuple[Leaf, ...]) -> tuple[Column, ...]:
    """The widths."""
    return tuple(Column(leaf.node.width) for leaf in leaves)


def header_of(leaves: tuple[Leaf, ...], *, lanes: bool) -> tuple[tuple[Cell | None, ...], ...]:
    """The header rows: nested headings with their spans, and the 栏次 row."""
    depth = max(len(leaf.headings) for leaf in leaves)
    rows = [_heading_row(leaves, level, depth) for level in range(depth)]
    if lanes:
        rows.append(_lane_row(leaves))
    return tuple(rows)


def _heading_row(leaves: tuple[Leaf, ...], level: int, depth: int) -> tuple[Cell | None, ...]:
    row: list[Cell | None] = []
    for index, leaf in enumerate(leaves):
        if level >= len(leaf.headings):
            row.append(None)
            continue
        number, title = leaf.headings[level]
        if index and leaves[index - 1].headings[level : level + 1] == ((number, title),):
            row.append(None)
            continue
        width = 1
        while leaves[index + width : index + width + 1] and leaves[index + width].headings[
            level : level + 1
        ] == ((number, title),):
            width += 1
        last = level == len(leaf.headings) - 1
        row.append(
            Cell(title, "label", rows=depth - level if last else 1, columns=width, bold=True, align="center")
        )
    return tuple(row)


def _lane_row(leaves: tuple[Leaf, ...]) -> tuple[Cell | None, ...]:
    row = []
    count = 0
    for leaf in leaves:
        text = leaf.node.lane or ""
        if leaf.node.lane is None and leaf.node.kind in ("amount", "count"):
            count += 1
            text = str(count)
        row.append(Cell(text, "label", align="center"))
    return tuple(row)
