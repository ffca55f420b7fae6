"""三公经费, single facts and 申报值 of an import, merged into what is there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from jixiao_desktop.intake.proposals import Proposal, proposed
from jixiao_desktop.intake.selection import RECEPTION, THREE_PUBLIC
from jixiao_desktop.intake.taking import Taken, three_public_values
from jixiao_desktop.intake.workbook import CellPlace
from jixiao_desktop.ledger.amounts import Quantity, total
from jixiao_desktop.ledger.edits import Operation, Path, apply, set_value, value_at
from jixiao_desktop.ledger.facts import FundPart, ThreePublicItem, UnitYear

Places = dict[Path, CellPlace]
_RECEPTIONS = ("国内公务接待费", "外事接待费")


def merge_three_public(
    items: Mapping[str, ThreePublicItem], taken: Taken
) -> tuple[dict[str, ThreePublicItem], list[Proposal], Places]:
    """The items with the amounts that were taken; 公务接待费 replaces its parts where it differs."""
    result = dict(items)
    proposals: list[Proposal] = []
    sources: Places = {}
    lines = [line for line in taken.lines if line.fills == "三公经费"]
    for (name, measure), (amount, fund) in three_public_values(lines).items():
        place = _place_of(name, measure, taken)
        parts = [result[one] for one in _RECEPTIONS if one in result] if name == RECEPTION else []
        held = parts or ([result[name]] if name in result else [])
        known = _known(held, measure)
        proposal = proposed(f"三公经费 {name} {measure}", total(known) if known else None, amount, place)
        proposals.append(proposal)
        if proposal.outcome == "相同":
            continue
        for one in _RECEPTIONS if name == RECEPTION else ():
            result.pop(one, None)
        result[name] = _with_amount(result.get(name, ThreePublicItem()), measure, amount, fund)
        if place is not None:
            sources["三公经费", name, measure] = place
    return result, proposals, sources


def _known(items: Iterable[ThreePublicItem], measure: str) -> list[Quantity]:
    amounts = (getattr(item, THREE_PUBLIC[measure]) for item in items)
    return [amount for amount in amounts if amount is not None]


def _place_of(name: str, measure: str, taken: Taken) -> CellPlace | None:
    keys = (key for key in taken.sources if key[:2] == ("三公经费", measure) and ("三公", name) in key)
    return next((taken.sources[key] for key in keys), None)


def _with_amount(
    item: ThreePublicItem, measure: str, amount: Quantity, fund: Quantity | None
) -> ThreePublicItem:
    changed: dict[str, Any] = {THREE_PUBLIC[measure]: amount}
    if fund is not None and measure in ("预算", "决算"):
        part: dict[str, Any] = {THREE_PUBLIC[measure]: fund}
        changed["fund_part"] = replace(item.fund_part or FundPart(), **part)
    return replace(item, **changed)


def merge_values(facts: UnitYear, taken: Taken) -> tuple[UnitYear, list[Proposal], Places]:
    """Single facts such as 其他收支.结余分配, then 申报值."""
    proposals: list[Proposal] = []
    sources: Places = {}
    for path, amount in taken.values.items():
        steps: Path = tuple(path.split("."))
        if steps[0] == "三公经费" and value_at(facts, steps[:2]) is None:
            continue
        proposal = proposed(
            " ".join(map(str, steps)), value_at(facts, steps), amount, taken.sources.get((path,))
        )
        facts = _merged(facts, steps, proposal, proposals, sources)
    for label, stated in taken.stated.items():
        place = taken.sources.get(("申报值", label))
        known = (facts.stated or {}).get(label)
        proposal = proposed(f"申报值 {label}", known, stated, place)
        facts = _merged(facts, ("申报值", label), proposal, proposals, sources)
    return facts, proposals, sources


def _merged(
    facts: UnitYear, path: Path, proposal: Proposal, proposals: list[Proposal], sources: Places
) -> UnitYear:
    proposals.append(proposal)
    if proposal.outcome == "相同":
        return facts
    if proposal.place is not None:
        sources[path] = proposal.place
    return apply(facts, Operation("", (set_value(facts, path, proposal.new),)))
