"""The likely cause of a difference, on items small enough to do by hand (amounts in 元)."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jixiao_desktop.audit.diagnosis import MAX_CAUSES, Item, likely_causes
from jixiao_desktop.ledger.amounts import Quantity


def items(*yuan: int) -> tuple[Item, ...]:
    return tuple(Item(f"第{i}项", Quantity(amount * 100), ("经济分类", i)) for i, amount in enumerate(yuan))


ITEMS = items(1250, 3640, 24, 510, 17032)


@pytest.mark.parametrize(
    ("difference", "words", "where"),
    [
        (-3640, ("漏加", "第1项"), 1),
        (510, ("少了", "第3项"), 3),
        (-7280, ("正负号", "第1项"), 1),
        (2150 - 1250, ("颠倒", "第0项"), 0),
        (12500 - 1250, ("小数点", "第0项"), 0),
        (239976, ("单位", "第2项"), 2),
        (-(1250 + 510), ("第3项", "第0项", "之和"), 3),
        (-(24 + 510 + 3640), ("第2项", "第3项", "第1项", "之和"), 2),
    ],
)
def test_the_cause_is_named_with_its_cell(difference: int, words: tuple[str, ...], where: int) -> None:
    causes = likely_causes(Quantity(difference * 100), ITEMS)
    told = [cause for cause in causes if all(word in cause.text for word in words)]
    assert told, causes
    assert told[0].where == ("经济分类", where)


def test_last_years_figure_left_standing_is_recognised() -> None:
    stale = Item("基本工资", Quantity(5_000_00), ("经济分类", 0), last_year=Quantity(5_000_00 - 700_00))
    causes = likely_causes(Quantity(-700_00), (stale,))
    assert "上年数" in causes[0].text


def test_nothing_is_claimed_where_nothing_fits() -> None:
    assert likely_causes(Quantity(7), ITEMS) == ()


@given(st.lists(st.integers(-(10**12), 10**12), max_size=100), st.integers(-(10**12), 10**12))
def test_never_more_than_three_causes_and_always_of_the_items(amounts: list[int], difference: int) -> None:
    known = tuple(Item(str(i), Quantity(a), ("经济分类", i)) for i, a in enumerate(amounts))
    causes = likely_causes(Quantity(difference), known)
    assert len(causes) <= MAX_CAUSES
    assert all(cause.where in {item.path for item in known} for cause in causes)


def test_a_hundred_items_take_less_than_fifty_milliseconds() -> None:
    many = tuple(Item(str(i), Quantity(i * i * 1_009 + 17, 5_000), ("经济分类", i)) for i in range(100))
    start = time.perf_counter()
    for difference in (1, 123_457, -98_765_431):
        likely_causes(Quantity(difference, 5_000), many)
    assert (time.perf_counter() - start) / 3 < 0.05
