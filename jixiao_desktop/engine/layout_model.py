"""What the YAML of an official table (附表) says, once every name in it has been proved."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import field
from typing import TYPE_CHECKING, Any

from jixiao_desktop.engine.expressions import Expression
from jixiao_desktop.engine.grid import CellKind
from jixiao_desktop.engine.values import Missing, Value
from jixiao_desktop.ledger.edits import Path
from jixiao_desktop.ledger.shape import normal
from jixiao_desktop.values import dataclass

if TYPE_CHECKING:
    from jixiao_desktop.engine.evaluation import Evaluation

_REFERENCE = re.compile(r"""(?P<name>\w+)(?:\[(?:(?P<variable>\w+)|"(?P<word>[^"]+)")\])?""")
_CALL = re.compile(r"(?P<name>\w+)\(")
_LIST_OF_FUNCTION = {
    "收入": "收入", "教育收费": "收入", "支出": "支出", "经济": "经济分类", "已知经济": "经济分类",
    "项目金额": "经济分类", "结转": "结转结余", "预算数": "预算", "三公": "三公经费",
}  # fmt: skip

Bindings = Mapping[str, Any]
"""Local names of a row or column (科目, 资金, 序 …) and their values."""


@dataclass(frozen=True, slots=True)
class Reference:
    """A bare 口径 in a cell, ``本年支出合计[科目]``: it can be a 申报值 and can be explained."""

    name: str
    selection: str | None
    bound: bool
    """The selection is the name of a local variable, not a word itself."""

    def selected(self, bindings: Bindings) -> str | None:
        """The selection with the row's variable filled in."""
        return str(bindings[self.selection]) if self.bound and self.selection else self.selection


@dataclass(frozen=True, slots=True)
class Formula:
    """An expression of a cell, and the bare 口径 that it is, if it is one."""

    expression: Expression
    reference: Reference | None
    source: Path | None = None
    """The list of the facts that it sums, where it is no 口径."""


@dataclass(frozen=True, slots=True)
class Template:
    """Text with expressions in braces: ``{序}、{名称(类)}``."""

    parts: tuple[str | Expression, ...]

    def render(self, evaluation: Evaluation, bindings: Bindings) -> str:
        """The text; what is missing or does not exist leaves nothing."""
        return "".join(_shown(part, evaluation, bindings) for part in self.parts)


@dataclass(frozen=True, slots=True)
class ColumnNode:
    """One column, or a heading above several (``below``), once or for each item of a set (逐)."""

    title: Template
    name: Template
    tag: Template | None = None
    kind: CellKind = "amount"
    width: float = 8.0
    value: Formula | Template | None = None
    total: Formula | Template | None = None
    parts: tuple[Template, ...] = ()
    """Names or tags of the columns that it sums (合计)."""
    lane: str | None = None
    """What stands in the 栏次 row, where that is not a number."""
    bindings: Mapping[str, Expression] = field(default_factory=dict)
    condition: Expression | None = None
    variable: str | None = None
    over: Expression | None = None
    below: tuple[ColumnNode, ...] = ()


@dataclass(frozen=True, slots=True)
class RowNode:
    """One row, or one for each item of a set (逐), or empty rows (空行)."""

    title: Template | None = None
    column: str | None = None
    """The column that the title stands in, where that is not the first."""
    span: int = 1
    tag: str | None = None
    parts: tuple[str, ...] = ()
    """Tags of the rows that it sums (合计)."""
    value: Formula | None = None
    """What stands in every amount column, where the columns themselves do not say."""
    cells: Mapping[str, Formula | Template] = field(default_factory=dict)
    use_total: bool = False
    """Take what a column says for totals (总) instead of what it says for rows (值)."""
    bold: bool = False
    indent: int = 0
    tree: bool = False
    """The items are codes, 类 before 款 before 项: a parent sums its children."""
    blank: int = 0
    fill: bool = False
    """Empty rows until the group is as high as its neighbour."""
    bindings: Mapping[str, Expression] = field(default_factory=dict)
    condition: Expression | None = None
    variable: str | None = None
    over: Expression | None = None
    below: tuple[RowNode, ...] = ()


@dataclass(frozen=True, slots=True)
class GroupNode:
    """Columns and rows that stand beside another group (并排), such as 收入 beside 支出."""

    title: Template | None
    columns: tuple[ColumnNode, ...]
    rows: tuple[RowNode, ...]


@dataclass(frozen=True, slots=True)
class Note:
    """A line below the table, under a condition where it has one."""

    text: Template
    condition: Expression | None = None


@dataclass(frozen=True, slots=True)
class Layout:
    """One official table as data: everything but the figures."""

    id: str
    title: Template
    number: str
    ordinal: str
    groups: tuple[GroupNode, ...]
    notes: tuple[Note, ...]
    empty: Template
    """The sentence under a table that has no figure (空表)."""
    landscape: bool
    lanes: bool
    """Whether the 栏次 row is printed."""


def reference_in(text: str, local_names: frozenset[str]) -> Reference | None:
    """The bare 口径 that an expression is, or None; whether it exists is not asked here."""
    match = _REFERENCE.fullmatch(text.strip())
    if match is None or normal(match["name"]) in local_names:
        return None
    name = normal(match["name"])
    if match["word"] is not None:
        return Reference(name, match["word"], bound=False)
    variable = match["variable"]
    if variable is None:
        return Reference(name, None, bound=False)
    return Reference(name, normal(variable), bound=normal(variable) in local_names)


def list_summed(text: str) -> Path | None:
    """The list that an expression such as ``收入(科目=科目)`` sums, or None."""
    match = _CALL.match(text.strip())
    name = _LIST_OF_FUNCTION.get(normal(match["name"])) if match else None
    return None if name is None else (name,)


def _shown(part: str | Expression, evaluation: Evaluation, bindings: Bindings) -> str:
    if isinstance(part, str):
        return part
    value: Value = evaluation.evaluate(part, bindings)
    return "" if value is None or isinstance(value, Missing) else str(value)
