"""Sums of facts by what a cell stands for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any

from jixiao_desktop.intake.mapping import LISTS, Part
from jixiao_desktop.ledger.amounts import ZERO, Quantity, total
from jixiao_desktop.ledger.edits import value_at
from jixiao_desktop.ledger.facts import FundPart, ThreePublicItem, UnitYear
from jixiao_desktop.ledger.shape import keys_of, normal

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
        self._tables: dict[tuple[str, ...], dict[tuple[str, ...], Quantity]] = {}

    def of(self, fixed: Iterable[tuple[str, tuple[str, ...]]]) -> Quantity:
        """The sum of the lines in a selection; a line that does not know a dimension lies outside."""
        selection = dict(fixed)
        table = self._table(tuple(selection))
        return total(table[key] for key in product(*selection.values()) if key in table)

    def has(self, fixed: Iterable[tuple[str, tuple[str, ...]]]) -> bool:
        """Whether there is any line in a selection: 经济分类 that was not entered says nothing."""
        selection = dict(fixed)
        table = self._table(tuple(selection))
        return any(key in table for key in product(*selection.values()))

    def _table(self, dimensions: tuple[str, ...]) -> dict[tuple[str, ...], Quantity]:
        table = self._tables.get(dimensions)
        if table is None:
            table = self._tables[dimensions] = {}
            for line in self.lines:
                keys = dict(line.keys)
                if all(dimension in keys for dimension in dimensions):
                    for key in product(*(_standing_for(d, keys[d]) for d in dimensions)):
                        table[key] = table.get(key, ZERO) + line.amount
        return table


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
        if part.path is not None:
            found: Any = value_at(self.facts, tuple(part.path.split(".")))
            return found if isinstance(found, Quantity) else None
        if part.fills is None:
            return None
        key = (part.fills, part.measure or LISTS[part.fills][1][0])
        if key not in self._sums:
            lines = lines_of(self.facts, *key)
            entered = lines or (lines is not None and key[1] not in OPTIONAL_MEASURES)
            self._sums[key] = Sums(lines or ()) if entered else None
        sums = self._sums[key]
        if sums is None or (part.fills == "经济分类" and not sums.has(_slice(part))):
            return None
        return sums.of([(d, _with_sums(d, values)) for d, values in part.fixed])


def _slice(part: Part) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple((d, values) for d, values in part.fixed if d in ("资金", "性质"))


def _with_sums(dimension: str, values: tuple[str, ...]) -> tuple[str, ...]:
    """A sum of both kinds of car costs also takes in the item that is entered as their sum."""
    if dimension == "三公" and set(values) == set(_PARTS_OF[CARS]):
        return (*values, CARS)
    return values
