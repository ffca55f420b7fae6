"""What taken facts would change in the facts that are there: new, the same, different."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from jixiao_desktop.intake.mapping import LISTS
from jixiao_desktop.intake.selection import RECEPTION, Line
from jixiao_desktop.intake.taking import Taken, three_public_values
from jixiao_desktop.intake.workbook import CellPlace
from jixiao_desktop.ledger.amounts import ZERO, Agreement, Quantity, agreement, total
from jixiao_desktop.ledger.edits import Path, value_at
from jixiao_desktop.ledger.facts import (
    FUNDS,
    INCOME_SOURCES,
    NATURES,
    CarryoverLine,
    EconomicLine,
    ExpenseLine,
    FundPart,
    IncomeLine,
    OtherFlows,
    ThreePublicItem,
    UnitYear,
)
from jixiao_desktop.ledger.shape import keys_of, normal

Keys = tuple[tuple[str, str], ...]
Outcome = Literal["新增", "相同", "不同"]

_ROWS: Mapping[str, Any] = {
    "收入": IncomeLine, "支出": ExpenseLine, "经济分类": EconomicLine, "结转结余": CarryoverLine,
}  # fmt: skip
_SLICES = {"收入": ("来源",), "支出": ("资金", "性质"), "经济分类": ("资金", "性质"), "结转结余": ("资金",)}
"""Where a table says something about a slice of a list, what it does not list there is nothing."""
_RECEPTIONS = ("国内公务接待费", "外事接待费")


@dataclass(frozen=True, slots=True)
class Proposal:
    """One fact that an import gives, beside what is there."""

    outcome: Outcome
    what: str
    old: Quantity | None
    new: Quantity | None
    place: CellPlace | None


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
        items, said, places = _merge_three_public(base.three_public or {}, taken)
        facts = replace(facts, three_public=items)
        proposals += said
        sources.update(places)
    facts, said, places = _merge_values(facts, taken)
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
    return "相同" if all(new is None or _keeps(old, new) for old, new in pairs) else "不同"


def _keeps(old: Quantity, new: Quantity) -> bool:
    """Whether what is there says the same, as exactly or more so."""
    return agreement(old, new) is Agreement.SAME or (
        agreement(old, new) is Agreement.TAIL and old.half < new.half
    )


def _words(fills: str, measure: str, keys: Iterable[tuple[str, str]]) -> str:
    shown = "" if measure == "金额" else f" {measure}"
    return f"{fills} {' '.join(value for _, value in keys)}{shown}"


def _merge_three_public(
    items: Mapping[str, ThreePublicItem], taken: Taken
) -> tuple[dict[str, ThreePublicItem], list[Proposal], dict[Path, CellPlace]]:
    result = dict(items)
    proposals: list[Proposal] = []
    sources: dict[Path, CellPlace] = {}
    lines = [line for line in taken.lines if line.fills == "三公经费"]
    for (name, measure), (amount, fund) in three_public_values(lines).items():
        place = next(
            (
                p
                for key, p in taken.sources.items()
                if key[:2] == ("三公经费", measure) and ("三公", name) in key
            ),
            None,
        )
        parts = [result[one] for one in _RECEPTIONS if one in result] if name == RECEPTION else []
        held = parts or ([result[name]] if name in result else [])
        known = [q for item in held if (q := item.budget if measure == "预算" else item.actual) is not None]
        old = total(known) if known else None
        outcome: Outcome = "新增" if old is None else "相同" if _keeps(old, amount) else "不同"
        proposals.append(Proposal(outcome, f"三公经费 {name} {measure}", old, amount, place))
        if outcome == "相同":
            continue
        for one in _RECEPTIONS if name == RECEPTION else ():
            result.pop(one, None)
        result[name] = _with_amount(result.get(name, ThreePublicItem()), measure, amount, fund)
        if place is not None:
            sources["三公经费", name, measure] = place
    return result, proposals, sources


def _with_amount(
    item: ThreePublicItem, measure: str, amount: Quantity, fund: Quantity | None
) -> ThreePublicItem:
    part = item.fund_part
    if fund is not None:
        part = replace(part or FundPart(), **{"budget" if measure == "预算" else "actual": fund})
    if measure == "预算":
        return replace(item, budget=amount, fund_part=part)
    return replace(item, actual=amount, fund_part=part)


def _merge_values(facts: UnitYear, taken: Taken) -> tuple[UnitYear, list[Proposal], dict[Path, CellPlace]]:
    """其他收支 and 申报值."""
    proposals: list[Proposal] = []
    sources: dict[Path, CellPlace] = {}
    flows = facts.other_flows or OtherFlows()
    for path, amount in taken.values.items():
        steps = tuple(path.split("."))
        outcome = _place_value(value_at(facts, steps), amount, path, taken.sources.get((path,)), proposals)
        if outcome != "相同":
            flows = replace(flows, **{keys_of(OtherFlows)[normal(steps[-1])].attribute: amount})
            if (place := taken.sources.get((path,))) is not None:
                sources[steps] = place
    stated = dict(facts.stated or {})
    for label, amount in taken.stated.items():
        origin = taken.sources.get(("申报值", label))
        outcome = _place_value(stated.get(label), amount, f"申报值 {label}", origin, proposals)
        if outcome != "相同":
            stated[label] = amount
            if origin is not None:
                sources["申报值", label] = origin
    return (
        replace(
            facts,
            other_flows=flows if taken.values else facts.other_flows,
            stated=stated if taken.stated else facts.stated,
        ),
        proposals,
        sources,
    )


def _place_value(
    old: Quantity | None, new: Quantity, what: str, place: CellPlace | None, proposals: list[Proposal]
) -> Outcome:
    outcome: Outcome = "新增" if old is None else "相同" if _keeps(old, new) else "不同"
    proposals.append(Proposal(outcome, what, old, new, place))
    return outcome
