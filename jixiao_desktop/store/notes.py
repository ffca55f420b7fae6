"""What the 账套 remembers about a year beside its facts: what was taken over, and from where."""

from __future__ import annotations

from collections.abc import Mapping

from jixiao_desktop.ledger.amounts import Quantity
from jixiao_desktop.ledger.edits import Change, changed
from jixiao_desktop.ledger.facts import UnitYear
from jixiao_desktop.ledger.origins import Origin
from jixiao_desktop.ledger.shape import Amount, Items, Record, Table, Text, key
from jixiao_desktop.values import dataclass

NOTES = "附注"
"""The first step of a path into the notes; everything else is a path into the facts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class YearNotes:
    """附注 of one year."""

    carried: tuple[str, ...] | None = key("去年文字", Items())
    """Texts as they were taken over: a field that still holds one of them is to be checked."""
    taken: Mapping[str, Quantity] | None = key("上年决算数", Table(Amount()))
    """上年 figures as last year's report gave them."""
    corrected: Mapping[str, str] | None = key("上年更正", Table(Text()))
    """Why a 上年 figure was set to something else."""
    origins: Mapping[str, Origin] | None = key("来处", Table(Record(Origin)))
    """The workbook cells that imported amounts were taken from, by what each amount is."""


@dataclass(frozen=True, slots=True)
class StoredYear:
    """One year of the 账套: the facts and the notes about them."""

    facts: UnitYear
    notes: YearNotes | None = None


def applied(year: StoredYear | None, change: Change) -> StoredYear | None:
    """A year after one change; None when there is no such year. Raises PathError."""
    if not change.path:
        if change.new is None:
            return None
        return StoredYear(change.new, year.notes if year else None)
    if year is None:
        raise LookupError("no such year")
    if change.path[0] == NOTES:
        return StoredYear(year.facts, changed(year.notes, YearNotes, change.path[1:], change))
    return StoredYear(changed(year.facts, UnitYear, change.path, change), year.notes)


def noting(notes: YearNotes | None, origins: Mapping[str, Origin]) -> Change:
    """The change that notes where more amounts come from."""
    known = notes.origins if notes else None
    return Change("set", (NOTES, "来处"), known, {**(known or {}), **origins})
