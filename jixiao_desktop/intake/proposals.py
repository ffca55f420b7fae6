"""What an import says about one fact: new, the same, different."""

from __future__ import annotations

from typing import Literal

from jixiao_desktop.intake.workbook import CellPlace
from jixiao_desktop.ledger.amounts import Agreement, Quantity, agreement
from jixiao_desktop.values import dataclass

Outcome = Literal["新增", "相同", "不同"]


@dataclass(frozen=True, slots=True)
class Proposal:
    """One fact that an import gives, beside what is there; a number of things is an int."""

    outcome: Outcome
    what: str
    old: Quantity | int | None
    new: Quantity | int | None
    place: CellPlace | None


def proposed(what: str, old: Quantity | int | None, new: Quantity | int, place: CellPlace | None) -> Proposal:
    """What becomes of a single fact."""
    outcome: Outcome = "新增" if old is None else "相同" if keeps(old, new) else "不同"
    return Proposal(outcome, what, old, new, place)


def keeps(old: Quantity | int, new: Quantity | int) -> bool:
    """Whether what is there says the same, as exactly or more so."""
    if isinstance(old, int) or isinstance(new, int):
        return old == new
    return agreement(old, new) is Agreement.SAME or (
        agreement(old, new) is Agreement.TAIL and old.half < new.half
    )
