from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jixiao_desktop.ledger.amounts import (
    ZERO,
    Agreement,
    AmountError,
    Quantity,
    agreement,
    decimals_needed,
    format_amount,
    in_unit,
    parse_amount,
    shorten,
    total,
)
from tests.ledger.strategies import quantities

any_amount = quantities()
units = st.sampled_from(["元", "万元"])


@given(any_amount, any_amount, any_amount)
def test_sums_do_not_depend_on_the_order(a: Quantity, b: Quantity, c: Quantity) -> None:
    assert (a + b) + c == a + (b + c) == total([c, b, a])
    assert a + b == b + a
    assert a + ZERO == a


@given(any_amount, any_amount)
def test_a_difference_is_as_inexact_as_a_sum(a: Quantity, b: Quantity) -> None:
    assert (a - b).fen == -(b - a).fen
    assert (a - b).half == (a + b).half == a.half + b.half
    turned = -a
    assert -turned == a
    assert abs(a).half == a.half
    assert a.low <= a.fen <= a.high


@given(any_amount, any_amount)
def test_agreement_is_that_of_the_intervals(a: Quantity, b: Quantity) -> None:
    overlap = max(a.low, b.low) <= min(a.high, b.high)
    expected = Agreement.SAME if a.fen == b.fen else Agreement.TAIL if overlap else Agreement.DIFFERENT
    assert agreement(a, b) is agreement(b, a) is expected


@pytest.mark.parametrize(
    ("text", "unit", "expected"),
    [
        ("281.58", "万元", Quantity(281_580_000, 5000)),
        ("9.9", "万元", Quantity(9_900_000, 5000)),
        ("4", "万元", Quantity(4_000_000, 5000)),
        ("1.234", "万元", Quantity(1_234_000, 500)),
        ("1.234567", "万元", Quantity(1_234_567)),
        ("0.00", "万元", ZERO),
        ("12.3", "元", Quantity(1230)),
        ("-0.01", "元", Quantity(-1)),
        (".5", "元", Quantity(50)),
        ("5.", "元", Quantity(500)),
    ],
)
def test_the_way_of_writing_says_how_exact_an_amount_is(text: str, unit: str, expected: Quantity) -> None:
    assert parse_amount(text, unit) == expected


@pytest.mark.parametrize("text", ["", "-", "1,000", "1 000", "0x10", "NaN", "1e2", "1.2.3", "--1", "."])
def test_what_is_no_plain_decimal_is_refused(text: str) -> None:
    with pytest.raises(AmountError, match="不是金额"):
        parse_amount(text, "元")


@given(any_amount)
def test_an_amount_written_with_the_decimals_it_needs_is_read_back(amount: Quantity) -> None:
    decimals = decimals_needed(amount, "万元")
    assert decimals is not None
    assert parse_amount(format_amount(amount, "万元", decimals), "万元") == amount


@given(st.integers(-(10**12), 10**12), units, st.integers(0, 6))
def test_rounding_is_half_up_and_off_by_half_a_step_at_most(fen: int, unit: str, decimals: int) -> None:
    shown = Decimal(format_amount(Quantity(fen), unit, decimals))
    exact = in_unit(Quantity(fen), unit)
    assert abs(shown - exact) <= Decimal(1).scaleb(-decimals) / 2
    if abs(shown - exact) * 2 == Decimal(1).scaleb(-decimals):
        assert abs(shown) > abs(exact)


@pytest.mark.parametrize(
    ("fen", "expected"),
    [(400_505_000, "400.51"), (-400_505_000, "-400.51"), (400_504_999, "400.50"), (-4_999, "0.00")],
)
def test_half_rounds_up(fen: int, expected: str) -> None:
    assert format_amount(Quantity(fen), "万元") == expected


def test_zeros_are_trimmed_and_thousands_grouped_on_demand() -> None:
    assert format_amount(Quantity(990), "元", trim=True) == "9.9"
    assert format_amount(Quantity(123456789), "元", grouped=True) == "1,234,567.89"
    assert format_amount(Quantity(100), "元", trim=True) == "1"


def test_an_amount_too_inexact_for_a_unit_says_so() -> None:
    assert decimals_needed(Quantity(100, 50), "元") is None
    assert decimals_needed(Quantity(0, 50), "万元") is None
    assert decimals_needed(Quantity(123, 5000), "万元") is None


def test_long_texts_are_quoted_short() -> None:
    assert shorten("一\n二  三") == "一 二 三"
    assert shorten("字" * 40) == "字" * 30 + "…"
