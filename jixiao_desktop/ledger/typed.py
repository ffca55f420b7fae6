"""What a clerk types into a cell: a number, money with its unit, or a small sum.

``1,234.5``, ``１２３４．５``, ``1234.5元``, ``12.3万``, ``=120+35.5``, ``-``. Nothing typed, or a dash,
means that there is nothing. Full-width forms and spaces are as good as plain ones.
"""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from fractions import Fraction

from jixiao_desktop.ledger.amounts import (
    DECIMALS_OF_UNIT,
    MAX_DIGITS,
    AmountError,
    Quantity,
    parse_amount,
    shorten,
)

MAX_LENGTH = 200

_DASHES = frozenset("-—–―−－ー")
_UNITS = {"元": "元", "圆": "元", "万": "万元", "万元": "万元"}
_SUFFIXED = re.compile(r"(?P<number>.*?)(?P<unit>万元|万|元|圆)?")
_GROUPED = re.compile(r"[+-]?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]*)?")
_PLAIN = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)")
_COUNT = re.compile(r"[0-9]{1,9}")
_NUMBER = re.compile(r"[+-]?[0-9]{1,15}(\.[0-9]{1,10})?")
_TOKEN = re.compile(r"[0-9]+(?:\.[0-9]*)?|\.[0-9]+|[-+*/()]")
_SIGNS = str.maketrans({"−": "-", "–": "-", "—": "-", "×": "*", "÷": "/", "¥": "", "￥": "", "。": "."})


def read_amount(text: str, unit: str) -> Quantity | None:
    """The amount that a typed text means in a cell of 元 or 万元; None when it means nothing.

    A unit that is typed wins over the cell's. The result of a formula must come out to the 分.
    Raises AmountError with a sentence for the clerk.
    """
    written = _plain(text)
    if not written:
        return None
    if len(written) > MAX_LENGTH:
        raise AmountError(f"「{shorten(text)}」太长，请写一个金额")
    is_formula = written.startswith("=")
    match = _SUFFIXED.fullmatch(written.removeprefix("=").translate(_SIGNS))
    number, suffix = (match["number"], match["unit"]) if match else (written, None)
    meant = _UNITS.get(suffix or "", unit)
    if is_formula:
        return _formula(number, meant, text)
    if _GROUPED.fullmatch(number):
        number = number.replace(",", "")
    if not _PLAIN.fullmatch(number):
        raise AmountError(_complaint(number, text))
    return parse_amount(number, meant)


def read_count(text: str) -> int | None:
    """A whole number that is not negative; None for nothing. Raises AmountError."""
    written = _plain(text)
    if not written:
        return None
    digits = written.replace(",", "") if _GROUPED.fullmatch(written) else written
    if not _COUNT.fullmatch(digits):
        raise AmountError(f"「{shorten(text)}」不是整数，请写 0、12 这样的数字")
    return int(digits)


def read_number(text: str) -> Decimal | None:
    """A decimal that is no money (权重, 得分, a percentage); None for nothing. Raises AmountError."""
    written = _plain(text)
    if not written:
        return None
    digits = written.replace(",", "") if _GROUPED.fullmatch(written) else written
    if not _NUMBER.fullmatch(digits):
        raise AmountError(f"「{shorten(text)}」不是数字，请写 95 或 0.5 这样的数字")
    return Decimal(digits)


def _plain(text: str) -> str:
    """The text in plain forms without spaces; nothing for a dash."""
    written = "".join(unicodedata.normalize("NFKC", text).split())
    return "" if all(character in _DASHES for character in written) else written


def _complaint(number: str, text: str) -> str:
    if "," in number and re.fullmatch(r"[+-]?[0-9,]+(\.[0-9]*)?", number):
        return f"「{shorten(text)}」的千分位逗号位置不对，请写成 1,234.56 或 1234.56"
    if re.fullmatch(r"[0-9.+*/()-]+", number):
        return f"「{shorten(text)}」不是金额；要计算请以“=”开头，例如 =120+35.5"
    return f"「{shorten(text)}」不是金额，请写成 1234.56 这样的数字"


def _formula(formula: str, unit: str, text: str) -> Quantity:
    """The exact value of a formula as an amount, which must be a whole number of 分."""
    tokens = _TOKEN.findall(formula)
    if not tokens or "".join(tokens) != formula:
        raise AmountError(f"「{shorten(text)}」的算式看不懂，只能用数字、加减乘除和括号")
    try:
        value, rest = _sum(tokens)
    except ZeroDivisionError as error:
        raise AmountError(f"「{shorten(text)}」里除以了零") from error
    except (IndexError, RecursionError) as error:
        raise AmountError(f"「{shorten(text)}」的算式不完整") from error
    if rest:
        raise AmountError(f"「{shorten(text)}」的算式不完整，请检查括号")
    return parse_amount(_decimal_text(value, unit, text), unit)


def _decimal_text(value: Fraction, unit: str, text: str) -> str:
    scaled = value * 10 ** DECIMALS_OF_UNIT[unit]
    if scaled.denominator != 1:
        raise AmountError(f"「{shorten(text)}」算出来不是整分，请先取整到分")
    if abs(value) >= 10**MAX_DIGITS:
        raise AmountError(f"「{shorten(text)}」过大，整数部分最多{MAX_DIGITS}位")
    exact = f"{Decimal(scaled.numerator).scaleb(-DECIMALS_OF_UNIT[unit]):f}"
    return exact.rstrip("0").rstrip(".") if "." in exact else exact


def _sum(tokens: list[str]) -> tuple[Fraction, list[str]]:
    value, tokens = _product(tokens)
    while tokens and tokens[0] in "+-":
        sign = 1 if tokens[0] == "+" else -1
        term, tokens = _product(tokens[1:])
        value += sign * term
    return value, tokens


def _product(tokens: list[str]) -> tuple[Fraction, list[str]]:
    value, tokens = _factor(tokens)
    while tokens and tokens[0] in "*/":
        times = tokens[0] == "*"
        factor, tokens = _factor(tokens[1:])
        value = value * factor if times else value / factor
    return value, tokens


def _factor(tokens: list[str]) -> tuple[Fraction, list[str]]:
    head, rest = tokens[0], tokens[1:]
    if head in "+-":
        value, rest = _factor(rest)
        return (value if head == "+" else -value), rest
    if head == "(":
        value, rest = _sum(rest)
        if rest[0] != ")":
            raise IndexError
        return value, rest[1:]
    if head in ")*/":
        raise IndexError
    return Fraction(head.rstrip(".") or "0"), rest
