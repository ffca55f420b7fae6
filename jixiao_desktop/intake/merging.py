"""What taken facts would change in the facts that are there: new, the same, different."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from jixiao_desktop.intake.mapping import LISTS
from jixiao_desktop.intake.merging_values import merge_three_public, merge_values
from jixiao_desktop.intake.proposals import Outcome, Proposal, keeps
from jixiao_desktop.intake.selection import Line
from jixiao_desktop.intake.taking import Taken
from jixiao_desktop.intake.workbook import CellPlace
from jixiao_desktop.ledger.amounts import ZERO, Quantity, total
from jixiao_desktop.ledger.edits import Path, value_at
from jixiao_desktop.ledger.facts import (
    FUNDS,
    INCOME_SOURCES,
    NATURES,
    BudgetLine,
    CarryoverLine,
    EconomicLine,
    ExpenseLine,
    IncomeLine,
    UnitYear,
)
from jixiao_desktop.ledger.shape import keys_of, normal
from jixiao_desktop.values import dataclass

Keys = tuple[tuple[str, str], ...]

_ROWS: Mapping[str, Any] = {
    "收入": IncomeLine, "支出": ExpenseLine, "经济分类": EconomicLine, "结转结余": CarryoverLine,
    "预算": BudgetLine,
}  # fmt: skip
_SLICES = {
    "收入": ("来源",), "支出": ("资金", "性质"), "经济分类": ("资金", "性质"), "结转结余": ("资金",),
    "预算": ("资金",),
}  # fmt: skip
"""Where a table says something about a slice of a list, what it does not list there is nothing."""
_LEADING = {"预算": "全年预算"}
"""An amount without which the others of a line say nothing."""


@dataclass(frozen=True, slots=True)
class Merged:
    """The facts after an import, what it says about each, and where each amount comes from."""

    facts: UnitYear
    proposals: tuple[Proposal, ...]
    sources: Mapping[Path, CellPlace]


def merge(base: UnitYear, taken: Taken) -> Merged:
    """The facts with what was taken; what is there and more exact, or finer, stays."""
    facts, proposals, sources = base, [], {}
    for fills in _ROWS:
        if fills in taken.lists:
            rows, said, places = _merge_list(value_at(base, (fills,)), fills, taken)
            changed: dict[str, Any] = {keys_of(UnitYear)[fills].attribute: rows}
            facts = replace(facts, **changed)
            proposals += said
            sources.update(places)
    if "三公经费" in taken.lists:
        items, said, places = merge_three_public(base.three_public or {}, taken)
        facts = replace(facts, three_public=items)
        proposals += said
        sources.update(places)
    facts, said, places = merge_values(facts, taken)
    proposals += said
    sources.update(places)
    return Merged(facts, tuple(proposals), sources)


def _merge_list(
    rows: Sequence[Any] | None, fills: str, taken: Taken
) -> tuple[tuple[Any, ...], list[Proposal], dict[Path, CellPlace]]:
    kept = list(rows or ())
    proposals: list[Proposal] = []
    origins: dict[int, dict[str, CellPlace]] = {}
    by_keys: dict[Keys, dict[str, Line]] = {}
    for measure in LISTS[fills][1]:
        for line in taken.of(fills, measure):
            by_keys.setdefault(line.keys, {})[measure] = line
    leading = _LEADING.get(fills)
    by_keys = {keys: lines for keys, lines in by_keys.items() if leading is None or leading in lines}
    for keys, lines in sorted(by_keys.items(), key=lambda entry: _rank(entry[0])):
        at = _fitting(kept, keys, _ROWS[fills])
        found = [kept[number] for number in at]
        fresh = _row(fills, keys, lines)
        outcome = _outcome(found, fresh, fills)
        places = {m: p for m in lines if (p := taken.sources.get((fills, m, *keys))) is not None}
        for measure, line in lines.items():
            old = _sum(found, measure) if found else None
            what = _words(fills, measure, keys)
            proposals.append(Proposal(outcome, what, old, line.amount, places.get(measure)))
        target = at[0] if at else len(kept)
        origins.update({number: {} for number in at} | {target: places})
        if outcome == "相同":
            continue
        if len(found) == 1:
            fresh = replace(found[0], **_amounts(fresh, fills))
        for number in at[1:]:
            kept[number] = None
        kept[target : target + 1] = [fresh]
    proposals += _take_out(kept, set(origins), by_keys, fills)
    numbers = [number for number, row in enumerate(kept) if row is not None]
    places_of: dict[Path, CellPlace] = {
        (fills, at, measure): place
        for at, number in enumerate(numbers)
        for measure, place in origins.get(number, {}).items()
    }
    return tuple(kept[number] for number in numbers), proposals, places_of


def _take_out(kept: list[Any], used: set[int], by_keys: Iterable[Keys], fills: str) -> list[Proposal]:
    """Take rows out of slices that the tables cover without listing them."""
    slices = {tuple(dict(keys).get(d) for d in _SLICES[fills]) for keys in by_keys}
    proposals = []
    for number, row in enumerate(kept):
        if row is None or number in used or tuple(_get(row, d) for d in _SLICES[fills]) not in slices:
            continue
        measure = LISTS[fills][1][0]
        keys = [(d, _get(row, d)) for d in LISTS[fills][0] if _get(row, d) is not None]
        proposals.append(Proposal("不同", _words(fills, measure, keys), _get(row, measure), None, None))
        kept[number] = None
    return proposals


def _rank(keys: Keys) -> tuple[object, ...]:
    """The usual order of lines: by source or fund, then by code, then by nature."""
    known = dict(keys)
    return (
        _place_in(INCOME_SOURCES, known.get("来源")),
        _place_in(FUNDS, known.get("资金")),
        known.get("科目", ""),
        _place_in(NATURES, known.get("性质")),
        known.get("项目", ""),
        known.get("经济科目", ""),
    )


def _place_in(options: Sequence[str], value: str | None) -> int:
    return options.index(value) if value in options else -1


def _get(row: Any, name: str) -> Any:
    return getattr(row, keys_of(type(row))[normal(name)].attribute)


def _fitting(rows: Sequence[Any], keys: Keys, kind: Any) -> list[int]:
    """The numbers of the rows that have all these keys."""
    declared = keys_of(kind)
    wanted = [(declared[normal(name)].attribute, value) for name, value in keys]
    return [
        number
        for number, row in enumerate(rows)
        if row is not None and all(getattr(row, attribute) == value for attribute, value in wanted)
    ]


def _row(fills: str, keys: tuple[tuple[str, str], ...], lines: Mapping[str, Line]) -> Any:
    """A new row: an amount that was not said is nothing, but 其中教育收费 is then unknown."""
    declared = keys_of(_ROWS[fills])
    values: dict[str, Any] = {declared[normal(name)].attribute: value for name, value in keys}
    for measure in LISTS[fills][1]:
        key = declared[normal(measure)]
        line = lines.get(measure)
        values[key.attribute] = line.amount if line else ZERO if key.required else None
    return _ROWS[fills](**values)


def _amounts(row: Any, fills: str) -> dict[str, Quantity]:
    """The amounts of a row that are known, by attribute."""
    declared = keys_of(type(row))
    return {declared[normal(m)].attribute: _get(row, m) for m in LISTS[fills][1] if _get(row, m) is not None}


def _sum(rows: Iterable[Any], measure: str) -> Quantity:
    return total(_get(row, measure) or ZERO for row in rows)


def _outcome(found: Sequence[Any], fresh: Any, fills: str) -> Outcome:
    if not found:
        return "新增"
    pairs = [(_sum(found, measure), _get(fresh, measure)) for measure in LISTS[fills][1]]
    return "相同" if all(new is None or keeps(old, new) for old, new in pairs) else "不同"


def _words(fills: str, measure: str, keys: Iterable[tuple[str, str]]) -> str:
    shown = "" if measure == "金额" else f" {measure}"
    return f"{fills} {' '.join(value for _, value in keys)}{shown}"
