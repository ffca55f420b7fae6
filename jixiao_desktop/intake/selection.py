"""Sums of facts by what a cell stands for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import product
from typing import Any

from jixiao_desktop.intake.mapping import LISTS, Part
from jixiao_desktop.ledger.amounts import ZERO, Quantity, total
from jixiao_desktop.ledger.edits import value_at
from jixiao_desktop.ledger.facts import FundPart, ThreePublicItem, UnitYear
from jixiao_desktop.ledger.shape import keys_of, normal
from jixiao_desktop.values import dataclass

CODES = ("科目", "经济科目")
"""Dimensions in which a value stands for all that begins with it."""

RECEPTION = "公务接待费"
CARS = "公务用车购置及运行维护费"
OPTIONAL_MEASURES = ("年初预算", "其中教育收费")
"""Amounts that lines may lack: where none has one, it was not entered."""
THREE_PUBLIC = {"年初预算": "initial", "预算": "budget", "决算": "actual"}
"""The amounts of a 三公 item by their attributes."""
GENERAL, FUND = "一般公共预算", "政府性基金"
_PARTS_OF = {RECEPTION: ("国内公务接待费", "外事接待费"), CARS: ("公务用车购置费", "公务用车运行维护费")}


Dimensions = tuple[str, ...]
Fixed = Sequence[tuple[str, tuple[str, ...]]]
"""A selection: dimensions, each with the values that it may have."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of any list: its dimensions that are known, and one amount."""

    fills: str
    measure: str
    keys: tuple[tuple[str, str], ...]
    amount: Quantity

    def key(self, dimension: str) -> str | None:
        """The value in a dimension, if it is known."""
        return dict(self.keys).get(dimension)


class Sums:
    """Sums of lines by selection: one table for each set of dimensions that is asked for."""

    def __init__(self, lines: Iterable[Line]) -> None:
        self.lines = tuple(lines)
        self._tables: dict[Dimensions, dict[Dimensions, Quantity]] = {}
        self._vague: dict[Dimensions, dict[Dimensions, set[Dimensions]]] = {}

    def of(self, fixed: Fixed) -> Quantity:
        """The sum of the lines in a selection; a line that does not know a dimension lies outside."""
        table = self._table(tuple(dimension for dimension, _ in fixed))
        found = [table[key] for key in _keys_in(fixed) if key in table]
        return found[0] if len(found) == 1 else total(found)

    def has(self, fixed: Fixed) -> bool:
        """Whether there is any line in a selection: 经济分类 that was not entered says nothing."""
        table = self._table(tuple(dimension for dimension, _ in fixed))
        return any(key in table for key in _keys_in(fixed))

    def tells(self, fixed: Fixed) -> bool:
        """Whether each line that may belong to a selection says whether it does."""
        vague = self._vague_lines(tuple(dimension for dimension, _ in fixed))
        return not any(
            key in keys
            for known, keys in vague.items()
            for key in _keys_in([part for part in fixed if part[0] in known])
        )

    def _table(self, dimensions: Dimensions) -> dict[Dimensions, Quantity]:
        table = self._tables.get(dimensions)
        if table is None:
            table = self._tables[dimensions] = {}
            for line in self.lines:
                keys = dict(line.keys)
                if all(dimension in keys for dimension in dimensions):
                    for key in product(*(_standing_for(d, keys[d]) for d in dimensions)):
                        table[key] = table.get(key, ZERO) + line.amount
        return table

    def _vague_lines(self, dimensions: Dimensions) -> dict[Dimensions, set[Dimensions]]:
        """The lines that do not know all dimensions: by those that they know, the values of these."""
        found = self._vague.get(dimensions)
        if found is None:
            found = self._vague[dimensions] = {}
            for line in self.lines:
                keys = dict(line.keys)
                known = tuple(d for d in dimensions if d in keys)
                if len(known) < len(dimensions):
                    values = product(*(_standing_for(d, keys[d]) for d in known))
                    found.setdefault(known, set()).update(values)
        return found


def _keys_in(fixed: Fixed) -> Iterable[Dimensions]:
    """The keys of a selection; most select one value in each dimension."""
    if all(len(values) == 1 for _, values in fixed):
        return (tuple(values[0] for _, values in fixed),)
    return product(*(values for _, values in fixed))


def _standing_for(dimension: str, value: str) -> tuple[str, ...]:
    """The values that a selection may name to take in this one: a code's parents and itself."""
    if dimension not in CODES:
        return (value,)
    return tuple(value[:length] for length in (3, 5, 7) if length <= len(value))


def lines_of(facts: UnitYear, fills: str, measure: str) -> list[Line] | None:
    """The lines of a list of the facts with one of their amounts; None when it was not entered."""
    if fills == "三公经费":
        return _three_public(facts.three_public, measure)
    rows = value_at(facts, (fills,))
    if rows is None:
        return None
    lines = []
    for row in rows:
        keys = keys_of(type(row))
        amount = getattr(row, keys[normal(measure)].attribute)
        if amount is not None:
            known = [(name, getattr(row, keys[normal(name)].attribute)) for name in LISTS[fills][0]]
            lines.append(Line(fills, measure, tuple((k, v) for k, v in known if v is not None), amount))
    return lines


def _three_public(items: Mapping[str, ThreePublicItem] | None, measure: str) -> list[Line] | None:
    """三公 amounts by item and fund; 公务接待费 and its parts are told apart by the items entered."""
    if items is None:
        return None
    lines = []
    for name, item in items.items():
        amount = getattr(item, THREE_PUBLIC[measure])
        if amount is None:
            continue
        shown = RECEPTION if name in _PARTS_OF[RECEPTION] else name
        part = _fund_part(item.fund_part, measure)
        lines.append(Line("三公经费", measure, (("三公", shown), ("资金", GENERAL)), amount - part))
        if part.fen:
            lines.append(Line("三公经费", measure, (("三公", shown), ("资金", FUND)), part))
    return lines


def _fund_part(part: FundPart | None, measure: str) -> Quantity:
    if part is None or measure == "年初预算":
        return ZERO
    return getattr(part, THREE_PUBLIC[measure]) or ZERO


class Selections:
    """What facts give for the cells of tables."""

    def __init__(self, facts: UnitYear) -> None:
        self.facts = facts
        self._sums: dict[tuple[str, str], Sums | None] = {}

    def of(self, part: Part) -> Quantity | None:
        """The amount of a cell; None where the facts do not say."""
        if part.path is None and not self._tells(part):
            return None
        return self.sum(part)

    def sum(self, part: Part) -> Quantity | None:
        """What is entered for a cell, whether or not it is all."""
        if part.path is not None:
            found: Any = value_at(self.facts, tuple(part.path.split(".")))
            return Quantity(found * 100) if isinstance(found, int) else found
        sums = self._sums_of(part)
        return None if sums is None else sums.of(_selection(part))

    def _tells(self, part: Part) -> bool:
        sums = self._sums_of(part)
        if sums is None:
            return False
        if part.fills == "经济分类" and not sums.has(_slice(part)):
            return self._nothing_spent(_slice(part))
        return sums.tells(_selection(part))

    def _nothing_spent(self, fixed: Fixed) -> bool:
        spent = self._sums_of(Part(fills="支出"))
        return spent is not None and not spent.of(fixed).fen

    def _sums_of(self, part: Part) -> Sums | None:
        if part.fills is None:
            return None
        key = (part.fills, part.measure or LISTS[part.fills][1][0])
        if key not in self._sums:
            lines = lines_of(self.facts, *key)
            entered = lines or (lines is not None and key[1] not in OPTIONAL_MEASURES)
            self._sums[key] = Sums(lines or ()) if entered else None
        return self._sums[key]


def _selection(part: Part) -> Fixed:
    if part.fills != "三公经费":
        return part.fixed
    return [(dimension, _with_sums(dimension, values)) for dimension, values in part.fixed]


def _slice(part: Part) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple((d, values) for d, values in part.fixed if d in ("资金", "性质"))


def _with_sums(dimension: str, values: tuple[str, ...]) -> tuple[str, ...]:
    """A sum of both kinds of car costs also takes in the item that is entered as their sum."""
    if dimension == "三公" and set(values) == set(_PARTS_OF[CARS]):
        return (*values, CARS)
    return values
