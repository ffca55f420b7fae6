"""The rows of a table for given facts: loops run, trees linked, groups padded to one height."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jixiao_desktop.engine.layout_columns import chinese_number, holds, items
from jixiao_desktop.engine.layout_model import Bindings, GroupNode, RowNode
from jixiao_desktop.values import dataclass

if TYPE_CHECKING:
    from jixiao_desktop.engine.evaluation import Evaluation


@dataclass(eq=False, slots=True)
class Line:
    """One row of one group; ``below`` are the rows that it sums as their parent in the tree."""

    node: RowNode
    bindings: Bindings
    tag: str | None
    level: int
    below: list[Line]
    row: int = -1
    """Its row in the body, known once the groups have been padded."""

    @property
    def is_total(self) -> bool:
        """A 合计 row: always a figure, even a zero."""
        return self.node.use_total or bool(self.node.parts)


BLANK = RowNode(blank=1)


def lines_of(group: GroupNode, evaluation: Evaluation, bindings: Bindings) -> list[Line]:
    """The rows of a group from the top; a fill row is still one line."""
    lines: list[Line] = []
    for node in group.rows:
        if node.blank:
            lines.extend(_blank() for _ in range(node.blank))
        else:
            _expand(node, evaluation, bindings, lines, None)
    return lines


def padded(groups: list[list[Line]]) -> list[list[Line]]:
    """The groups brought to one height: at the fill row, else above the last row."""
    heights = [sum(not line.node.fill for line in lines) for lines in groups]
    height = max(heights)
    result = []
    for lines, own in zip(groups, heights, strict=True):
        missing = [_blank() for _ in range(height - own)]
        at = next((i for i, line in enumerate(lines) if line.node.fill), None)
        if at is None:
            result.append([*lines[:-1], *missing, *lines[-1:]])
        else:
            result.append([*lines[:at], *missing, *lines[at + 1 :]])
    for lines in result:
        for number, line in enumerate(lines):
            line.row = number
    return result


def _blank() -> Line:
    return Line(BLANK, {}, None, 0, [])


def _expand(
    node: RowNode, evaluation: Evaluation, bindings: Bindings, lines: list[Line], parent: Line | None
) -> None:
    if node.over is None:
        _add(node, evaluation, bindings, lines, parent)
        return
    ancestors: list[tuple[str, Line]] = []
    count = 0
    for item in items(node.over, evaluation, bindings):
        count += 1
        local = {**bindings, str(node.variable): item, "序": chinese_number(count)}
        while node.tree and ancestors and not str(item).startswith(ancestors[-1][0]):
            ancestors.pop()
        above = ancestors[-1][1] if ancestors else parent
        line = _add(node, evaluation, local, lines, above)
        if line is None:
            count -= 1
        elif node.tree:
            ancestors.append((str(item), line))


def _add(
    node: RowNode, evaluation: Evaluation, bindings: Bindings, lines: list[Line], parent: Line | None
) -> Line | None:
    if not holds(node.condition, evaluation, bindings):
        return None
    if node.bindings:
        own = {name: value.evaluate(evaluation, bindings) for name, value in node.bindings.items()}
        bindings = {**bindings, **own}
    level = 0 if parent is None else parent.level + 1
    line = Line(node, bindings, node.tag if parent is None else None, level, [])
    lines.append(line)
    if parent is not None:
        parent.below.append(line)
    for child in node.below:
        _expand(child, evaluation, bindings, lines, line)
    return line
