"""Sums over a list of lines by any choice of its dimensions, kept up to date by differences.

Each line is added once to every cell that it belongs to, so a query is one look-up. A code
(科目, 经济科目) belongs to itself and to the codes above it; ``None`` stands for all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import field
from itertools import product
from typing import Any

from jixiao_desktop.ledger.amounts import Quantity
from jixiao_desktop.values import dataclass

CellKey = tuple[str | None, ...]
Alternatives = tuple[tuple[str | None, ...], ...]
"""For each dimension of a line, the values under which it can be asked for."""

ANY = "*"
"""Asks for the lines that have a value in an optional dimension at all."""


@dataclass(frozen=True, slots=True)
class CubeCell:
    """What a cell holds: the sum, how many lines, and how many of them lack their amount."""

    fen: int = 0
    half: int = 0
    lines: int = 0
    blanks: int = 0

    @property
    def amount(self) -> Quantity:
        """The sum of the amounts that are there."""
        return Quantity(self.fen, self.half)


EMPTY = CubeCell()


@dataclass(frozen=True, slots=True)
class Cube:
    """The cells of one list; ``split`` gives a line's alternatives, ``amount`` its amount."""

    split: Callable[[Any], Alternatives]
    amount: Callable[[Any], Quantity | None]
    rows: tuple[Any, ...] = ()
    cells: dict[CellKey, CubeCell] = field(default_factory=dict)

    def cell(self, key: CellKey) -> CubeCell:
        """The cell under a key, one value or None for each dimension."""
        return self.cells.get(key, EMPTY)

    def keys(self) -> Iterable[CellKey]:
        """Every key that some line belongs to."""
        return self.cells.keys()

    def updated(self, rows: tuple[Any, ...]) -> tuple[Cube, frozenset[CellKey]]:
        """The cube of other rows, and the keys of the cells that are not as before.

        Only the rows that are not the very same objects as before are looked at.
        """
        if rows is self.rows:
            return self, frozenset()
        gone, new = _difference(self.rows, rows)
        cells = dict(self.cells)
        touched: set[CellKey] = set()
        for row in gone:
            self._add(cells, row, -1, touched)
        for row in new:
            self._add(cells, row, 1, touched)
        before = self.cells
        changed = frozenset(key for key in touched if cells.get(key) != before.get(key))
        return Cube(self.split, self.amount, rows, cells), changed

    def _add(self, cells: dict[CellKey, CubeCell], row: Any, sign: int, touched: set[CellKey]) -> None:
        amount = self.amount(row)
        fen, half = (0, 0) if amount is None else (amount.fen, amount.half)
        blank = amount is None
        for key in product(*self.split(row)):
            old = cells.get(key, EMPTY)
            cell = CubeCell(
                old.fen + sign * fen, old.half + sign * half, old.lines + sign, old.blanks + sign * blank
            )
            touched.add(key)
            if cell.lines:
                cells[key] = cell
            else:
                del cells[key]


def code_alternatives(code: str | None, full_length: int) -> tuple[str | None, ...]:
    """A code and the codes above it; a code that stops short is also marked with ``=``.

    The mark lets a query for a lower code notice that only the upper one was entered.
    """
    if code is None:
        return (None,)
    above = tuple(code[:length] for length in (3, 5, 7) if length <= len(code))
    short = (code + "=",) if len(code) < full_length else ()
    return (None, *above, *short)


def _difference(old: tuple[Any, ...], new: tuple[Any, ...]) -> tuple[list[Any], list[Any]]:
    """The rows that went and the rows that came, by identity."""
    start = 0
    while start < len(old) and start < len(new) and old[start] is new[start]:
        start += 1
    end = 0
    while end < min(len(old), len(new)) - start and old[-1 - end] is new[-1 - end]:
        end += 1
    return list(old[start : len(old) - end]), list(new[start : len(new) - end])
