"""Which lists of the facts are summed by which dimensions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from itertools import product
from typing import Any

from jixiao_desktop.engine.cube import ANY, Alternatives, CellKey, Cube, code_alternatives
from jixiao_desktop.ledger.amounts import Quantity
from jixiao_desktop.ledger.facts import (
    BudgetLine,
    CarryoverLine,
    EconomicLine,
    ExpenseLine,
    IncomeLine,
    UnitYear,
)
from jixiao_desktop.ledger.spending import expense_lines
from jixiao_desktop.values import dataclass

FULL_SUBJECT = 7
FULL_ECONOMIC = 5


@dataclass(frozen=True, slots=True)
class CubeSpec:
    """One cube: the list that it sums, what the list is called, its split and its amount."""

    attribute: str
    title: str
    dimensions: tuple[str, ...]
    split: Callable[[Any], Alternatives]
    amount: Callable[[Any], Quantity | None]

    def rows(self, facts: UnitYear) -> tuple[Any, ...]:
        """The lines; none where the list was never begun."""
        spent = self.attribute == "expenses"
        rows: tuple[Any, ...] | None = expense_lines(facts) if spent else getattr(facts, self.attribute)
        return rows or ()

    def empty(self) -> Cube:
        """The cube of no lines."""
        return Cube(self.split, self.amount)

    @property
    def code_positions(self) -> tuple[int, ...]:
        """Where among the dimensions the codes stand."""
        return tuple(i for i, name in enumerate(self.dimensions) if name in ("科目", "经济科目"))


@dataclass(frozen=True, slots=True)
class Slice:
    """Which codes of a cube are wanted: the code dimension, the others fixed (None = any)."""

    position: int
    fixed: tuple[tuple[str | None, ...], ...]
    """For every dimension the values allowed; the code dimension's entry is ignored."""

    def codes(self, index: CodeIndex) -> tuple[str, ...]:
        """The codes with lines in this slice; ``205=`` marks a code that was entered as such."""
        others = (allowed for at, allowed in enumerate(self.fixed) if at != self.position)
        return tuple(sorted({code for other in product(*others) for code in index.get(other, ())}))


CodeIndex = Mapping[CellKey, Iterable[str]]
"""For each choice of the other dimensions the codes that have lines."""


def code_index(keys: Iterable[CellKey], position: int) -> CodeIndex:
    """Which codes of one dimension stand beside which values of the others."""
    index: dict[CellKey, set[str]] = {}
    for key in keys:
        code = key[position]
        if code is not None and code != ANY:
            index.setdefault(key[:position] + key[position + 1 :], set()).add(code)
    return index


def _subject(code: str | None) -> tuple[str | None, ...]:
    return code_alternatives(code, FULL_SUBJECT)


def _income(line: IncomeLine) -> Alternatives:
    return _subject(line.subject), (None, line.source)


def _fees_split(line: IncomeLine) -> Alternatives:
    return (() if line.education_fees is None else _subject(line.subject),)


def _expense(line: ExpenseLine) -> Alternatives:
    return _subject(line.subject), (None, line.fund), (None, line.nature)


def _economic(line: EconomicLine) -> Alternatives:
    subject: tuple[str | None, ...] = (None,)
    if line.subject is not None:
        subject = (*_subject(line.subject), ANY)
    codes = code_alternatives(line.economic, FULL_ECONOMIC)
    return codes, (None, line.fund), (None, line.nature), subject


def _by_project(line: EconomicLine) -> Alternatives:
    project = () if line.project is None else (line.project,)
    return project, code_alternatives(line.economic, FULL_ECONOMIC), (None, line.fund), (None, line.nature)


def _carryover(line: CarryoverLine) -> Alternatives:
    subject: tuple[str | None, ...] = (None,)
    if line.subject is not None:
        subject = (*_subject(line.subject), ANY)
    nature = (None,) if line.nature is None else (None, line.nature, ANY)
    return subject, (None, line.fund), nature


def _budget(line: BudgetLine) -> Alternatives:
    return _subject(line.subject), (None, line.fund)


def _amount(line: Any) -> Quantity | None:
    amount: Quantity | None = line.amount
    return amount


_BUDGET_DIMENSIONS = ("科目", "资金")
_CARRYOVER_DIMENSIONS = ("科目", "资金", "性质")

CUBES: dict[str, CubeSpec] = {
    "收入": CubeSpec("incomes", "收入决算", ("科目", "来源"), _income, _amount),
    "教育收费": CubeSpec("incomes", "收入决算", ("科目",), _fees_split, lambda line: line.education_fees),
    "支出": CubeSpec("expenses", "支出决算", ("科目", "资金", "性质"), _expense, _amount),
    "经济": CubeSpec("economics", "经济分类", ("经济科目", "资金", "性质", "科目"), _economic, _amount),
    "项目经济": CubeSpec("economics", "经济分类", ("项目", "经济科目", "资金", "性质"), _by_project, _amount),
    "年初": CubeSpec("carryovers", "结转结余", _CARRYOVER_DIMENSIONS, _carryover, lambda line: line.opening),
    "年末": CubeSpec("carryovers", "结转结余", _CARRYOVER_DIMENSIONS, _carryover, lambda line: line.closing),
    "全年预算": CubeSpec("budgets", "预算", _BUDGET_DIMENSIONS, _budget, lambda line: line.adjusted),
    "年初预算": CubeSpec("budgets", "预算", _BUDGET_DIMENSIONS, _budget, lambda line: line.initial),
}
