from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jixiao_desktop.ledger.amounts import AmountError, Quantity, format_amount
from jixiao_desktop.ledger.typed import read_amount, read_count, read_number


@pytest.mark.parametrize(
    ("text", "unit", "expected"),
    [
        ("1234.5", "元", Quantity(123450)),
        ("1,234.50", "元", Quantity(123450)),
        ("1,234,567", "元", Quantity(123456700)),
        ("1，234.50元", "元", Quantity(123450)),
        ("１２３４．５０", "元", Quantity(123450)),
        (" 1 234.5 ", "元", Quantity(123450)),
        ("¥1,234.50", "元", Quantity(123450)),
        ("￥88", "元", Quantity(8800)),
        ("-35.2", "元", Quantity(-3520)),
        ("−35.2", "元", Quantity(-3520)),
        ("+7", "元", Quantity(700)),
        (".5", "元", Quantity(50)),
        ("12。5", "元", Quantity(1250)),
        ("0", "元", Quantity(0)),
        ("12.3万", "元", Quantity(12_300_000, 5000)),
        ("12.34万元", "元", Quantity(12_340_000, 5000)),
        ("400.51", "万元", Quantity(400_510_000, 5000)),
        ("1,234.50元", "万元", Quantity(123450)),
        ("9.9", "万元", Quantity(9_900_000, 5000)),
        ("=120+35.5", "元", Quantity(15550)),
        ("＝120＋35.5", "元", Quantity(15550)),
        ("=(120+35.5)*2", "元", Quantity(31100)),
        ("=100-200/4", "元", Quantity(5000)),
        ("=-(3-5)*1.25", "元", Quantity(250)),
        ("=12×3÷8", "元", Quantity(450)),
        ("=10/3*3", "元", Quantity(1000)),
        ("=0.1+0.2", "元", Quantity(30)),
        ("=1+2万", "元", Quantity(3_000_000, 5000)),
        ("", "元", None),
        ("   ", "元", None),
        ("-", "元", None),
        ("—", "万元", None),
        ("——", "元", None),
        ("－", "元", None),
    ],
)
def test_what_is_typed_means(text: str, unit: str, expected: Quantity | None) -> None:
    assert read_amount(text, unit) == expected


@pytest.mark.parametrize(
    ("text", "unit", "sentence"),
    [
        ("abc", "元", "「abc」不是金额，请写成 1234.56 这样的数字"),
        ("一百", "元", "「一百」不是金额，请写成 1234.56 这样的数字"),
        ("1,23", "元", "「1,23」的千分位逗号位置不对，请写成 1,234.56 或 1234.56"),
        ("1234,567", "元", "「1234,567」的千分位逗号位置不对，请写成 1,234.56 或 1234.56"),
        ("120+35.5", "元", "「120+35.5」不是金额；要计算请以“=”开头，例如 =120+35.5"),
        ("1.2.3", "元", "「1.2.3」不是金额；要计算请以“=”开头，例如 =120+35.5"),
        ("1.234", "元", "「1.234」的小数过多，以元为单位最多2位小数"),
        ("1e5", "元", "「1e5」不是金额，请写成 1234.56 这样的数字"),
        ("1234567890123456", "元", "「1234567890123456」过大，整数部分最多15位"),
        ("=1/0", "元", "「=1/0」里除以了零"),
        ("=10/3", "元", "「=10/3」算出来不是整分，请先取整到分"),
        ("=(1+2", "元", "「=(1+2」的算式不完整"),
        ("=1+2)", "元", "「=1+2)」的算式不完整，请检查括号"),
        ("=1 2+", "元", "「=1 2+」的算式不完整"),
        ("=", "元", "「=」的算式看不懂，只能用数字、加减乘除和括号"),
        ("=A1+2", "元", "「=A1+2」的算式看不懂，只能用数字、加减乘除和括号"),
        ("=2**3", "元", "「=2**3」的算式不完整"),
        ("=999999999999999*999", "元", "「=999999999999999*999」过大，整数部分最多15位"),
        ("12.3亿", "元", "「12.3亿」不是金额，请写成 1234.56 这样的数字"),
    ],
)
def test_what_is_no_amount_is_refused_with_a_sentence(text: str, unit: str, sentence: str) -> None:
    with pytest.raises(AmountError) as caught:
        read_amount(text, unit)
    assert str(caught.value) == sentence


def test_a_text_without_end_is_refused() -> None:
    with pytest.raises(AmountError, match="太长"):
        read_amount("=" + "(" * 5000, "元")


@given(st.text(alphabet="0123456789.,+-*/()=万元￥１２ —", max_size=60), st.sampled_from(["元", "万元"]))
def test_anything_typed_is_an_amount_nothing_or_a_sentence(text: str, unit: str) -> None:
    result = outcome(text, unit)
    assert result is None or isinstance(result, Quantity) or "「" in result


def outcome(text: str, unit: str) -> Quantity | str | None:
    try:
        return read_amount(text, unit)
    except AmountError as error:
        return str(error)


@given(st.integers(-(10**14), 10**14), st.booleans())
def test_a_shown_amount_is_read_back(fen: int, grouped: bool) -> None:
    text = format_amount(Quantity(fen), "元", grouped=grouped)
    assert read_amount(text, "元") == Quantity(fen)


@given(st.lists(st.integers(0, 10**8), min_size=1, max_size=6), st.integers(1, 50))
def test_a_formula_is_exact(parts: list[int], times: int) -> None:
    formula = "=(" + "+".join(f"{Decimal(part) / 100:f}" for part in parts) + f")*{times}"
    assert read_amount(formula, "元") == Quantity(int(Fraction(sum(parts) * times)))


@pytest.mark.parametrize(
    ("text", "expected"), [("12", 12), ("１,２34", 1234), ("", None), ("—", None), ("007", 7)]
)
def test_counts(text: str, expected: int | None) -> None:
    assert read_count(text) == expected


@pytest.mark.parametrize("text", ["1.5", "-1", "三", "12人", "1,2", "12345678901"])
def test_what_is_no_count(text: str) -> None:
    with pytest.raises(AmountError, match="不是整数"):
        read_count(text)


@pytest.mark.parametrize(
    ("text", "expected"), [("0.5", Decimal("0.5")), ("９５", Decimal(95)), ("-3", Decimal(-3)), (" ", None)]
)
def test_numbers(text: str, expected: Decimal | None) -> None:
    assert read_number(text) == expected


@pytest.mark.parametrize("text", ["95%", "NaN", "1e3", "Infinity", "五"])
def test_what_is_no_number(text: str) -> None:
    with pytest.raises(AmountError, match="不是数字"):
        read_number(text)
