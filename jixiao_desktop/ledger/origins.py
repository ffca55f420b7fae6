"""Where an imported fact came from: the file, its hash, the cell (来处).

An origin is kept by what the fact is (列表、科目、资金 …) and not by its row number, and with the amount
that was taken: a fact that was moved keeps its origin, one that was changed by hand has none any more.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from jixiao_desktop.ledger.amounts import Quantity
from jixiao_desktop.ledger.edits import Path, PathError, path_text, value_at
from jixiao_desktop.ledger.facts import UnitYear
from jixiao_desktop.ledger.shape import Amount, Text, key, keys_of
from jixiao_desktop.values import dataclass


@dataclass(frozen=True, slots=True)
class Origin:
    """The cell of a workbook that one amount was taken from."""

    place: str = key("位置", Text(), required=True)
    """``部门决算.xls · Z08_1 · F12``."""
    digest: str = key("校验", Text(), required=True)
    """SHA-256 of the file."""
    amount: Quantity = key("金额", Amount(), required=True)


def noted(value: object) -> Quantity | None:
    """What is noted of a fact to know it again: a number of things as so many 元; None for a text."""
    if isinstance(value, int) and not isinstance(value, bool):
        return Quantity(value * 100)
    return value if isinstance(value, Quantity) else None


def fact_key(facts: UnitYear, path: Path) -> str:
    """What the amount at a path is, whatever row it stands in: ``支出 2050202 一般公共预算 基本支出 金额``.

    Raises PathError.
    """
    if len(path) != 3 or not isinstance(path[1], int):
        return path_text(path)
    row = value_at(facts, path[:2])
    words = [
        str(value)
        for item in keys_of(type(row)).values()
        if not isinstance(item.kind, Amount) and (value := getattr(row, item.attribute)) is not None
    ]
    return " ".join([str(path[0]), *words, str(path[2])])


def origin_at(facts: UnitYear, origins: Mapping[str, Origin], path: Path) -> Origin | None:
    """Where the amount at a path came from, as long as it is what was taken; else None.

    The path of a row stands for its amounts: the origin of the first that has one.
    """
    for below in _amounts_at(facts, path):
        origin = origins.get(fact_key(facts, below))
        if origin is not None and origin.amount == noted(value_at(facts, below)):
            return origin
    return None


def _amounts_at(facts: UnitYear, path: Path) -> Iterator[Path]:
    try:
        value: Any = value_at(facts, path)
    except PathError:
        return
    if noted(value) is not None:
        yield path
    elif len(path) == 2 and isinstance(path[1], int) and value is not None:
        for item in keys_of(type(value)).values():
            if isinstance(item.kind, Amount):
                yield (*path, item.name)
