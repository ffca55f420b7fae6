"""「与上一版比较」: the figures that changed, and what was entered that no figure of the whole unit shows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from jixiao_desktop.ledger.amounts import Quantity
from jixiao_desktop.ledger.edits import Path, path_text
from jixiao_desktop.ledger.facts import UnitYear
from jixiao_desktop.ledger.shape import Amount, Kind, Record, Rows, Table, keys_of
from jixiao_desktop.store.versions import ChangedFigure, Final, changed_figures

IN_FIGURES = ("收入", "支出", "经济分类", "结转结余", "预算", "上年", "申报值", "核实")
"""Lists whose sums are figures; their lines would only repeat them."""


def changed_amounts(old: Final, new: Final) -> list[ChangedFigure]:
    """Changed figures first, then changed amounts by the place where they are entered."""
    before, after = _amounts(old.facts), _amounts(new.facts)
    places = dict.fromkeys((*after, *before))
    entered = (ChangedFigure(path_text(p), before.get(p), after.get(p)) for p in places)
    return [*changed_figures(old, new), *(item for item in entered if item.old != item.new)]


def _amounts(facts: UnitYear) -> dict[Path, Quantity]:
    return {path: value for path, value in _leaves(Record(UnitYear), facts, ()) if path[0] not in IN_FIGURES}


def _leaves(kind: Kind, value: Any, path: Path) -> Iterator[tuple[Path, Quantity]]:
    """Every amount that was entered; rows are called by their name, or else their number."""
    if value is None:
        return
    if isinstance(kind, Record):
        for item in keys_of(kind.type).values():
            yield from _leaves(item.kind, getattr(value, item.attribute), (*path, item.name))
    elif isinstance(kind, Rows):
        for number, line in enumerate(value, start=1):
            name = getattr(line, "name", None)
            yield from _leaves(
                Record(kind.type), line, (*path, name if isinstance(name, str) and name else number)
            )
    elif isinstance(kind, Table):
        for name, below in value.items():
            yield from _leaves(kind.of, below, (*path, name))
    elif isinstance(kind, Amount) and isinstance(value, Quantity):
        yield path, value
