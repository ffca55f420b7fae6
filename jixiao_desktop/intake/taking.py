"""From the cells of recognised tables to facts.

Finer tables are taken first; what a coarser table says about the same is only checked. Sums of funds
are told apart by taking off what the tables of single funds say (余).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field

from jixiao_desktop.intake.mapping import LISTS, Part, TableSpec
from jixiao_desktop.intake.recognition import Table
from jixiao_desktop.intake.selection import CARS, FUND, Line, Sums
from jixiao_desktop.intake.table_reader import Read
from jixiao_desktop.intake.workbook import CellPlace
from jixiao_desktop.ledger.amounts import ZERO, Quantity, total
from jixiao_desktop.values import dataclass

_NEEDED = {
    "收入": ("科目", "来源"),
    "支出": ("科目", "资金", "性质"),
    "经济分类": ("经济科目", "资金", "性质"),
    "结转结余": ("资金",),
    "预算": ("资金", "科目"),
    "三公经费": ("三公",),
}
_OPTIONAL = {"经济分类": ("科目", "项目"), "结转结余": ("科目", "性质")}
USUAL_HALF = 5_000
"""A difference of 万元 figures with two decimals is written with two decimals again."""


@dataclass(slots=True)
class Taken:
    """What tables gave: lines and single values with their places, lists known to be there."""

    lines: list[Line] = field(default_factory=list)
    values: dict[str, Quantity | int] = field(default_factory=dict)
    """Single facts by their path; a number of things is an int."""
    stated: dict[str, Quantity] = field(default_factory=dict)
    sources: dict[tuple[object, ...], CellPlace] = field(default_factory=dict)
    lists: set[str] = field(default_factory=set)
    missing: list[str] = field(default_factory=list)
    """What could not be told, and which table would tell it."""
    partial: set[str] = field(default_factory=set)
    """Lists of which a part could not be told: their sums say nothing yet."""
    wrong: list[str] = field(default_factory=list)
    """Figures of the workbook that contradict each other so that nothing can be taken from them."""

    def of(self, fills: str, measure: str) -> list[Line]:
        """The lines taken for one amount of a list."""
        return [line for line in self.lines if line.fills == fills and line.measure == measure]


def take(tables: Sequence[Table]) -> Taken:
    """The facts in recognised tables."""
    taken = Taken()
    ordered = sorted(tables, key=lambda table: table.spec.order)
    present = {table.spec.id for table in tables}
    for table in ordered:
        _take_direct(table, taken)
    for table in ordered:
        if any(read.part.rest for read in table.cells):
            _take_rest(table, taken, present)
    return taken


def _take_direct(table: Table, taken: Taken) -> None:
    before = list(taken.lines)
    for read in table.cells:
        part = read.part
        if part.fills is not None and not part.checked and part.fills != "预算":
            taken.lists.add(part.fills)
        if part.label is not None and read.amount is not None:
            taken.stated.setdefault(part.label, read.amount)
            taken.sources.setdefault(("申报值", part.label), read.place)
        if part.path is not None:
            taken.values.setdefault(part.path, _value(read))
            taken.sources.setdefault((part.path,), read.place)
        line = _line(read)
        if line is None or part.rest or _covered(line, before):
            continue
        _add(line, read.place, taken)


def _value(read: Read) -> Quantity | int:
    amount = read.amount or ZERO
    return amount.fen // 100 if read.part.count else amount


def _line(read: Read) -> Line | None:
    """The line that a cell gives by itself, if it is no sum."""
    part = read.part
    if part.fills is None or part.checked or not read.leaf or read.total:
        return None
    fixed = dict(part.fixed)
    if any(len(values) != 1 for values in fixed.values()):
        return None
    if any(dimension not in fixed for dimension in _NEEDED[part.fills]):
        return None
    amount = read.amount
    if amount is None or (amount.fen == 0 and part.fills != "三公经费"):
        return None
    measure = part.measure or LISTS[part.fills][1][0]
    known = LISTS[part.fills][0]
    return Line(part.fills, measure, tuple((k, fixed[k][0]) for k in known if k in fixed), amount)


def _covered(line: Line, before: Iterable[Line]) -> bool:
    """Whether a finer table has said what this line says."""
    keys = dict(line.keys)
    for other in before:
        if other.fills != line.fills or other.measure != line.measure:
            continue
        others = dict(other.keys)
        if line.fills == "三公经费":
            if others["三公"] == keys["三公"] and ("资金" not in keys or others == keys):
                return True
        elif line.fills in _OPTIONAL:
            fixed = [d for d in keys if d not in (*_OPTIONAL[line.fills], "经济科目")]
            finer = any(d in others and d not in keys for d in _OPTIONAL[line.fills])
            if (finer or others == keys) and all(others.get(d) == keys[d] for d in fixed):
                return True
        elif others == keys:
            return True
    return False


def _add(line: Line, place: CellPlace, taken: Taken) -> None:
    taken.lines.append(line)
    taken.lists.add(line.fills)
    taken.sources.setdefault((line.fills, line.measure, *line.keys), place)


def _take_rest(table: Table, taken: Taken, present: set[str]) -> None:
    """Take what is left of sums when the parts that other tables gave are taken off."""
    absent = [group for group in table.spec.needs if not present & set(group)]
    cells = [read for read in table.cells if read.part.rest and read.leaf and not read.total]
    if absent:
        if any(read.amount and read.amount.fen for read in cells):
            taken.partial.update(read.part.fills for read in cells if read.part.fills is not None)
            needed = "、".join(f"《{group[0]}》" for group in absent)
            taken.missing.append(f"《{table.spec.id}》里的合计分不开，还缺{needed}")
        return
    sums: dict[tuple[str, str], Sums] = {}
    for read in cells:
        key = _list_of(read.part)
        if key not in sums:
            sums[key] = Sums(taken.of(*key))
        line = _rest_line(read, sums[key], taken, table.spec)
        if line is not None:
            _add(line, read.place, taken)


def _list_of(part: Part) -> tuple[str, str]:
    fills = part.fills or ""
    return fills, part.measure or LISTS[fills][1][0]


def _rest_line(read: Read, sums: Sums, taken: Taken, spec: TableSpec) -> Line | None:
    """The line of what a cell leaves over; None when it leaves nothing."""
    fills, measure = _list_of(read.part)
    fixed = dict(read.part.fixed)
    rest = dict(read.part.rest)
    own = {**fixed, **{dimension: (value,) for dimension, value in rest.items()}}
    if sums.of(tuple(own.items())).fen:
        return None
    known = sums.of(read.part.fixed)
    amount = read.amount or ZERO
    left = amount - known
    if abs(left.fen) <= left.half:
        return None
    if left.fen < 0:
        taken.wrong.append(
            f"{read.place}：{read.row} {read.column}比各项资金之和少，《{spec.id}》与其他表不符，没有取用"
        )
        return None
    keys = {dimension: values[0] for dimension, values in fixed.items() if len(values) == 1} | rest
    half = 0 if left.half == 0 else USUAL_HALF if known.fen else amount.half
    ordered = tuple((k, keys[k]) for k in LISTS[fills][0] if k in keys)
    return Line(fills, measure, ordered, Quantity(left.fen, half))


def three_public_values(lines: Iterable[Line]) -> Mapping[tuple[str, str], tuple[Quantity, Quantity | None]]:
    """By item and measure the whole amount, and the part of a 政府性基金 where one table tells it."""
    by_item: dict[tuple[str, str], list[Line]] = {}
    for line in lines:
        by_item.setdefault((line.key("三公") or CARS, line.measure), []).append(line)
    found = {}
    for key, same in by_item.items():
        apart = [line for line in same if line.key("资金")]
        whole = [line for line in same if not line.key("资金")]
        fund = [line.amount for line in apart if line.key("资金") == FUND]
        amount = whole[0].amount if whole else total(line.amount for line in apart)
        found[key] = (amount, total(fund) if fund and total(fund).fen else None)
    return found
