"""Random facts and random operations on them, drawn by the declared shape."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from jixiao_desktop.ledger import edits
from jixiao_desktop.ledger.amounts import Quantity
from jixiao_desktop.ledger.edits import Change, Path
from jixiao_desktop.ledger.facts import UnitYear
from jixiao_desktop.ledger.shape import (
    Amount,
    Choice,
    Count,
    EconomicCode,
    Flag,
    Items,
    Kind,
    Number,
    Record,
    Rows,
    SubjectCode,
    Table,
    keys_of,
)

TEXTS = st.text(max_size=12)
NAMES = st.sampled_from(("收入总计", "本年支出合计[208]", "甲", "a/b", "因公出国（境）费"))
FIXED = ("年度",)


def values(kind: Kind, depth: int = 3) -> st.SearchStrategy[Any]:
    """Values of a kind; records fill some of their keys."""
    if isinstance(kind, Amount):
        return st.builds(Quantity, st.integers(-(10**17), 10**17), st.sampled_from((0, 500_000)))
    if isinstance(kind, Count):
        return st.integers(0, 10**6)
    if isinstance(kind, Number):
        return st.sampled_from([Decimal(text) for text in ("0", "12.50", "-3", "100.000")])
    if isinstance(kind, Flag):
        return st.booleans()
    if isinstance(kind, Choice):
        return st.sampled_from(kind.options)
    if isinstance(kind, SubjectCode):
        return st.sampled_from(("205", "20502", "2050202"))
    if isinstance(kind, EconomicCode):
        return st.sampled_from(("301", "30101"))
    if isinstance(kind, Items):
        return st.lists(TEXTS, max_size=3).map(tuple)
    if isinstance(kind, Record):
        return records(kind.type, depth)
    if isinstance(kind, Rows):
        return st.lists(records(kind.type, depth - 1), max_size=3 if depth > 0 else 0).map(tuple)
    if isinstance(kind, Table):
        keys = st.sampled_from(kind.keys) if kind.keys else NAMES
        return st.dictionaries(keys, values(kind.of, depth - 1), max_size=3)
    return TEXTS


def records(type_: type[Any], depth: int = 3) -> st.SearchStrategy[Any]:
    """Records of a type: the required keys, and some of the others."""
    keys = keys_of(type_).values()
    required = {key.attribute: values(key.kind, depth - 1) for key in keys if key.required}
    optional = {key.attribute: values(key.kind, depth - 1) for key in keys if not key.required}
    picked = st.lists(st.sampled_from(sorted(optional)), max_size=4, unique=True) if optional else st.just([])
    return picked.flatmap(
        lambda names: st.builds(type_, **required, **{name: optional[name] for name in names})
    )


@st.composite
def changes(draw: st.DrawFn, facts: UnitYear) -> Change:
    """One change somewhere in the facts: set, cleared, inserted or deleted."""
    kind: Kind = Record(UnitYear)
    path: Path = ()
    required = True
    while True:
        node = edits.value_at(facts, path)
        if isinstance(kind, Record):
            found = draw(st.sampled_from([k for k in keys_of(kind.type).values() if k.name not in FIXED]))
            path, kind, required = (*path, found.name), found.kind, found.required
        elif isinstance(kind, Rows):
            at = draw(st.integers(0, len(node or ())))
            if at == len(node or ()) or draw(st.integers(0, 3)) == 0:
                return edits.insert_row(facts, (*path, at), draw(records(kind.type)))
            path, kind, required = (*path, at), Record(kind.type), True
            if draw(st.integers(0, 3)) == 0:
                return edits.delete_row(facts, path)
        elif isinstance(kind, Table):
            name = draw(st.sampled_from(kind.keys) if kind.keys else NAMES)
            path, kind, required = (*path, name), kind.of, False
        inner = isinstance(kind, Record | Rows | Table)
        if not inner or draw(st.integers(0, 4)) == 0:
            new = st.none() | values(kind) if not required else values(kind)
            return edits.set_value(facts, path, draw(new))
