"""The official tables as computed from the facts, read like a workbook: what each cell stands for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from jixiao_desktop.engine.evaluation import Evaluation
from jixiao_desktop.engine.grid import Cell, Grid
from jixiao_desktop.engine.layouts import official_table, table_ids
from jixiao_desktop.intake.cells import squash
from jixiao_desktop.intake.mapping import Part, TableSpec
from jixiao_desktop.intake.names import Names
from jixiao_desktop.intake.recognition import Skipped, recognise
from jixiao_desktop.intake.table_reader import Read
from jixiao_desktop.intake.workbook import Sheet
from jixiao_desktop.ledger.amounts import Quantity
from jixiao_desktop.values import dataclass

Key = tuple[str, Part]
"""A table and what a cell of it stands for."""
_ABOVE = 2


@dataclass(frozen=True, slots=True)
class OwnCell:
    """A cell of an official table that the facts give."""

    amount: Quantity
    place: str
    """``公开03表 · 2050202 小学教育 · 基本支出``."""
    read: Read


def own_cells(
    evaluation: Evaluation, specs: Iterable[TableSpec], names: Names, wanted: frozenset[str]
) -> Mapping[Key, OwnCell]:
    """The cells of the official tables that are also among the wanted ones (by the id of their kind).

    An amount that is still missing has no cell.
    """
    kinds = [spec for spec in specs if spec.id in wanted]
    titles = {title for spec in kinds for title in spec.titles}
    found: dict[Key, OwnCell] = {}
    for table_id in table_ids(evaluation.model.pack):
        if squash(table_id) not in titles:
            continue
        grid = official_table(evaluation, table_id)
        table = recognise(_sheet(grid), kinds, names)
        if isinstance(table, Skipped):
            continue
        for read in table.cells:
            cell = _cell(grid, read)
            if cell is not None and isinstance(cell.value, Quantity):
                place = " · ".join(
                    text for text in (grid.number or grid.title, read.row, read.column) if text
                )
                found.setdefault((table.spec.id, read.part), OwnCell(cell.value, place, read))
    return found


def _sheet(grid: Grid) -> Sheet:
    """An official table as a sheet; its amounts are looked up, so that here they need no exactness."""
    rows: list[tuple[str, ...]] = [(grid.title,), (grid.money_unit,)]
    merged = []
    for number, cells in enumerate((*grid.header, *grid.body), start=_ABOVE):
        rows.append(tuple("" if cell is None else _text(cell) for cell in cells))
        for column, cell in enumerate(cells):
            if cell is not None and (cell.rows > 1 or cell.columns > 1):
                merged.append(((number, column), (number + cell.rows - 1, column + cell.columns - 1)))
    return Sheet("", grid.title, tuple(rows), tuple(merged))


def _text(cell: Cell) -> str:
    return ("0" if cell.text else "") if cell.kind == "amount" else cell.text


def _cell(grid: Grid, read: Read) -> Cell | None:
    row = read.place.row - _ABOVE - len(grid.header)
    return grid.body[row][read.place.column] if 0 <= row < len(grid.body) else None
