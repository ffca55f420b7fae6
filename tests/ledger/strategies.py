"""Hypothesis strategies for facts, made from the declared shape alone: a new key is covered at once."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from jixiao_desktop.ledger.amounts import Quantity
from jixiao_desktop.ledger.facts import UnitYear
from jixiao_desktop.ledger.shape import (
    Amount,
    Choice,
    Count,
    EconomicCode,
    Flag,
    Items,
    Key,
    Kind,
    Number,
    Record,
    Rows,
    SubjectCode,
    Table,
    keys_of,
    normal,
)

MAX_ROWS = 3

_UNFIT = "\r\ufffe\uffff"
_READABLE = st.characters(exclude_categories=("Cc", "Cs", "Cn"), exclude_characters=_UNFIT)
_SYNTAX = "支出0123_no true null（一）、，。：:#-?'\"\\{}[]&*!|>%@`~= \t\n"

texts: SearchStrategy[str] = st.one_of(
    st.text(_SYNTAX, max_size=40),
    st.text(_READABLE, max_size=20),
    st.sampled_from(
        ["", "no", "null", "~", "010", "1_000", "=", "2021-12-31", "是", "<<", "- x", "a: b", "a #b"]
    ),
    st.lists(st.text(_READABLE, max_size=30), min_size=2, max_size=4).map("\n".join),
)
names: SearchStrategy[str] = texts.filter(lambda text: bool(normal(text)))


def _quantity(step: tuple[int, int], number: int) -> Quantity:
    multiple, half = step
    return Quantity(number * multiple, half if number else 0)


def quantities(*, exact: bool | None = None) -> SearchStrategy[Quantity]:
    """Amounts that can be entered: exact ones, or 万元 with two to five decimals."""
    steps = {True: [(1, 0)], False: [(10_000, 5_000), (1_000, 500), (100, 50), (10, 5)]}
    some = [*steps[True], *steps[False]] if exact is None else steps[exact]
    return st.builds(_quantity, st.sampled_from(some), st.integers(-(10**9), 10**9))


def codes(lengths: tuple[int, ...]) -> SearchStrategy[str]:
    """Well-formed 科目 codes."""
    return st.sampled_from(lengths).flatmap(
        lambda length: st.text("0123456789", min_size=length, max_size=length)
    )


def values(kind: Kind, *, exact: bool | None = None) -> SearchStrategy[Any]:
    """Any value of a kind."""
    match kind:
        case Amount():
            return quantities(exact=exact)
        case Count():
            return st.integers(0, 999_999_999)
        case Number():
            return st.decimals(-10_000, 10_000, places=4).map(Decimal.normalize)
        case Flag():
            return st.booleans()
        case Choice():
            return st.sampled_from(kind.options)
        case SubjectCode():
            return codes((3, 5, 7))
        case EconomicCode():
            return codes((3, 5))
        case Items():
            return st.lists(texts, max_size=MAX_ROWS).map(tuple)
        case Record():
            return records(kind.type, exact=exact)
        case Rows():
            return st.lists(records(kind.type, exact=exact), max_size=MAX_ROWS).map(tuple)
        case Table():
            return tables(kind, exact=exact)
        case _:
            return texts


def tables(kind: Table, *, exact: bool | None = None) -> SearchStrategy[Mapping[str, Any]]:
    """Tables of a kind; free names differ also in their plain forms."""
    keys = names if kind.keys is None else st.sampled_from(kind.keys)
    return st.lists(
        st.tuples(keys, values(kind.of, exact=exact)),
        max_size=MAX_ROWS,
        unique_by=lambda entry: normal(entry[0]),
    ).map(dict)


def records(record: type[Any], *, exact: bool | None = None) -> SearchStrategy[Any]:
    """Records of a dataclass of the facts; what need not be given is often absent."""
    return st.builds(
        lambda fields: record(**fields),
        st.fixed_dictionaries(
            {key.attribute: _field(record, key, exact) for key in keys_of(record).values()}
        ),
    )


def _field(record: type[Any], key: Key, exact: bool | None) -> SearchStrategy[Any]:
    if record is UnitYear and key.name == "年度":
        return st.integers(2000, 2099)
    if record is UnitYear and key.name == "科目名称":
        return st.none() | st.dictionaries(codes((3, 5, 7)), texts, max_size=MAX_ROWS)
    given = values(key.kind, exact=exact)
    if key.rest and isinstance(key.kind, Table):
        declared = {plain for plain, one in keys_of(record).items() if not one.rest}
        given = given.filter(lambda table: table and not declared & {normal(name) for name in table})
    return given if key.required else st.none() | given


unit_years: SearchStrategy[UnitYear] = st.one_of(
    records(UnitYear), records(UnitYear, exact=True), records(UnitYear, exact=False)
)
