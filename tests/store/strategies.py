"""Random operations on facts, drawn by the declared shape."""

from __future__ import annotations

from hypothesis import strategies as st

from jixiao_desktop.ledger import edits
from jixiao_desktop.ledger.edits import Change, Path
from jixiao_desktop.ledger.facts import UnitYear
from jixiao_desktop.ledger.shape import Kind, Record, Rows, Table, keys_of
from tests.ledger.strategies import records, values

NAMES = st.sampled_from(("收入总计", "本年支出合计[208]", "甲", "a/b", "因公出国（境）费"))
FIXED = ("年度",)


@st.composite
def small_years(draw: st.DrawFn) -> UnitYear:
    """Facts of 2021 with a few of their keys filled."""
    keys = [key for key in keys_of(UnitYear).values() if not key.required]
    picked = draw(st.lists(st.sampled_from(keys), max_size=2, unique=True))
    filled = {key.attribute: draw(values(key.kind)) for key in picked}
    return UnitYear(template="sichuan-2021", year=2021, **filled)


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
