"""Imported tables against the facts, cell by cell."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from jixiao_desktop.intake.recognition import Table
from jixiao_desktop.intake.selection import Selections
from jixiao_desktop.intake.table_reader import Read
from jixiao_desktop.intake.workbook import CellPlace
from jixiao_desktop.ledger.amounts import ZERO, Agreement, Quantity, agreement, total
from jixiao_desktop.ledger.facts import UnitYear

Computed = Callable[[str], Quantity | None]
"""What the detail gives for a 口径, whatever is stated for it."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A cell of a workbook that is not what the facts give."""

    table: str
    row: str
    column: str
    place: CellPlace
    imported: Quantity
    ours: Quantity
    own_error: bool
    """The workbook contradicts itself: the cell is not the sum of its rows."""


def compare(tables: Iterable[Table], facts: UnitYear, computed: Computed) -> tuple[Difference, ...]:
    """Every cell that differs by more than a rounding tail, in the order of the tables."""
    selections = Selections(facts)
    found = []
    for table in tables:
        for read in table.cells:
            ours = selections.of(read.part)
            if ours is None and read.part.label is not None:
                ours = computed(read.part.label)
            imported = read.amount or ZERO
            if ours is None or agreement(imported, ours) is not Agreement.DIFFERENT:
                continue
            own = _contradicts_itself(read, table)
            found.append(Difference(table.spec.id, read.row, read.column, read.place, imported, ours, own))
    return tuple(found)


def _contradicts_itself(read: Read, table: Table) -> bool:
    """Whether a total row's cell is not the sum of the lowest rows of its column."""
    if not read.total:
        return False
    parts = [
        other.amount or ZERO
        for other in table.cells
        if other.leaf and not other.total and other.place.column == read.place.column
    ]
    return bool(parts) and agreement(total(parts), read.amount or ZERO) is Agreement.DIFFERENT
