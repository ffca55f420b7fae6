"""Imported tables against the facts, cell by cell.

The official tables are computed from the facts and stand beside the imported ones; cells that no official
table of the pack has (detail sheets, budgets) are compared with the sum of the facts that they stand for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from jixiao_desktop.intake.mapping import Part
from jixiao_desktop.intake.own_tables import Key, OwnCell
from jixiao_desktop.intake.recognition import Table
from jixiao_desktop.intake.selection import Selections
from jixiao_desktop.intake.table_reader import Read
from jixiao_desktop.intake.workbook import CellPlace
from jixiao_desktop.ledger.amounts import ZERO, Agreement, Quantity, agreement, total
from jixiao_desktop.ledger.facts import UnitYear
from jixiao_desktop.values import dataclass

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
    """The workbook contradicts itself: the cell is not the sum of its rows, or has no row."""
    own_place: str
    """The same cell of our official table; empty where the pack has no such table."""
    part: Part
    """What the cell stands for."""


def compare(
    tables: Iterable[Table], facts: UnitYear, computed: Computed, own: Mapping[Key, OwnCell]
) -> tuple[Difference, ...]:
    """Every cell that differs by more than a rounding tail, in the order of the tables."""
    selections = Selections(facts)
    found: list[Difference] = []
    for table in tables:
        for read in table.cells:
            cell = own.get((table.spec.id, read.part))
            imported = read.amount or ZERO
            ours = selections.sum(read.part) if cell is None else cell.amount
            if ours is not None and not _differ(imported, ours):
                continue
            ours = _ours(read, selections, computed) if cell is None else cell.amount
            if ours is None or not _differ(imported, ours):
                continue
            found.append(
                Difference(
                    table=table.spec.id,
                    row=read.row,
                    column=read.column,
                    place=read.place,
                    imported=imported,
                    ours=ours,
                    own_error=_contradicts_itself(read, table),
                    own_place="" if cell is None else cell.place,
                    part=read.part,
                )
            )
        found += _rows_not_there(table, own)
    return tuple(found)


def _differ(imported: Quantity, ours: Quantity) -> bool:
    return imported != ours and agreement(imported, ours) is Agreement.DIFFERENT


def _ours(read: Read, selections: Selections, computed: Computed) -> Quantity | None:
    ours = selections.of(read.part)
    return computed(read.part.label) if ours is None and read.part.label is not None else ours


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


def _rows_not_there(table: Table, own: Mapping[Key, OwnCell]) -> Iterator[Difference]:
    """Rows of our table that the workbook's has not, where it goes into such detail.

    Each is shown at the workbook's first cell, with the first amount that is not nothing.
    """
    codes = {read.code for read in table.cells if read.code}
    lowest = {code for code in codes if not any(c != code and c.startswith(code) for c in codes)}
    shown: set[str] = set()
    for (kind, _), cell in own.items():
        code = cell.read.code
        if kind != table.spec.id or not cell.read.leaf or not code or code in codes | shown:
            continue
        if not cell.amount.fen or any(code.startswith(one) for one in lowest) or not codes:
            continue
        shown.add(code)
        yield Difference(
            table=kind,
            row=cell.read.row,
            column=cell.read.column,
            place=table.cells[0].place,
            imported=ZERO,
            ours=cell.amount,
            own_error=False,
            own_place=cell.place,
            part=cell.read.part,
        )
