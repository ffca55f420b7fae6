"""Arithmetic and comparison of values, with Missing, 「no such thing」 (None) and rounding tails."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from jixiao_desktop.engine.values import Missing, Ratio, Truth, Value
from jixiao_desktop.ledger.amounts import Agreement, Quantity, agreement


class OperandError(TypeError):
    """Two values can't be put together; the expression is wrong."""


def arithmetic(sign: str, left: Value, right: Value) -> Value:
    """``left sign right``; a missing operand gives Missing, None gives None."""
    if isinstance(left, Missing) or isinstance(right, Missing):
        return joined(left, right)
    if left is None or right is None:
        return None
    if isinstance(left, Quantity) or isinstance(right, Quantity):
        return _money(sign, left, right)
    if isinstance(left, Ratio) or isinstance(right, Ratio):
        return _ratio(sign, as_ratio(left), as_ratio(right))
    if sign == "+" and isinstance(left, tuple) and isinstance(right, tuple):
        return left + right
    if sign == "+" and isinstance(left, str) and isinstance(right, str):
        return left + right
    return _plain(sign, number(left), number(right))


def joined(*values: Value) -> Missing:
    """All that the missing ones among the values wait for."""
    result = Missing(())
    for value in values:
        if isinstance(value, Missing):
            result |= value
    return result


def number(value: Value) -> Fraction:
    """A plain number. Raises OperandError."""
    if isinstance(value, int | Fraction) and not isinstance(value, bool):
        return Fraction(value)
    raise OperandError(f"{value!r} 不是数")


def as_ratio(value: Value) -> Ratio:
    """A plain number as an exact ratio."""
    if isinstance(value, Ratio):
        return value
    exact = number(value)
    return Ratio(exact, exact, exact)


def _money(sign: str, left: Value, right: Value) -> Value:
    if isinstance(left, Quantity) and isinstance(right, Quantity):
        if sign == "+":
            return left + right
        if sign == "-":
            return left - right
        if sign == "/":
            return quotient(left, right)
    if sign in "+-" and left == 0:
        return right if sign == "+" else -right
    if sign in "+-" and right == 0:
        return left
    if sign == "*":
        amount, factor = (left, right) if isinstance(left, Quantity) else (right, left)
        return _scaled(amount, as_ratio(factor).value)
    if sign == "/" and isinstance(left, Quantity):
        divisor = number(right)
        return None if divisor == 0 else _scaled(left, 1 / divisor)
    raise OperandError(f"金额不能这样计算：{sign}")


def _scaled(amount: Quantity, factor: Fraction) -> Quantity:
    return Quantity(half_up(amount.fen * factor), -(-abs(amount.half * factor) // 1))


def half_up(value: Fraction) -> int:
    """The nearest whole number; a half goes away from zero (四舍五入)."""
    return half_up_quotient(value.numerator, value.denominator)


def half_up_quotient(part: int, whole: int) -> int:
    """The nearest whole number to part / whole, whole above zero; a half goes away from zero."""
    size = (2 * abs(part) + whole) // (2 * whole)
    return size if part >= 0 else -size


def quotient(part: Quantity, whole: Quantity) -> Ratio | None:
    """Part / whole with the interval that the half-widths allow; None when whole is zero."""
    if whole.fen == 0:
        return None
    value = Fraction(part.fen, whole.fen)
    if whole.low <= 0 <= whole.high:
        return Ratio(value, value, value)
    corners = [Fraction(p, w) for p in (part.low, part.high) for w in (whole.low, whole.high)]
    return Ratio(value, min(corners), max(corners))


def _ratio(sign: str, left: Ratio, right: Ratio) -> Value:
    pick = _PLAIN.get(sign)
    if pick is None or (sign == "/" and right.value == 0):
        return None
    if sign == "/" and right.low <= 0 <= right.high:
        exact = left.value / right.value
        return Ratio(exact, exact, exact)
    corners = [pick(a, b) for a in (left.low, left.high) for b in (right.low, right.high)]
    return Ratio(pick(left.value, right.value), min(corners), max(corners))


_PLAIN: dict[str, Callable[[Fraction, Fraction], Fraction]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: a / b,
}


def _plain(sign: str, left: Fraction, right: Fraction) -> Value:
    if sign == "/" and right == 0:
        return None
    return _PLAIN[sign](left, right)


def compare(sign: str, left: Value, right: Value) -> Truth:
    """``left sign right``, three-valued, with TAIL where only rounding stands between."""
    if sign in ("in", "not in"):
        return _membership(sign, left, right)
    if isinstance(left, Missing) or isinstance(right, Missing) or left is None or right is None:
        return Truth.UNKNOWN
    if isinstance(left, Quantity) or isinstance(right, Quantity):
        return _compare_money(sign, _as_money(left), _as_money(right))
    if isinstance(left, Ratio) or isinstance(right, Ratio):
        return _compare_ratio(sign, as_ratio(left), as_ratio(right))
    if isinstance(left, int | Fraction) and isinstance(right, int | Fraction):
        return truth(_ORDER[sign](left, right))
    if type(left) is not type(right) and not (isinstance(left, str) and isinstance(right, str)):
        raise OperandError(f"{left!r} 与 {right!r} 不能比较")
    return truth(_ORDER[sign](left, right))


_ORDER: dict[str, Callable[[Value, Value], bool]] = {
    "==": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}


def truth(value: Value) -> Truth:
    """A condition's outcome: Missing is UNKNOWN, None is FALSE."""
    if isinstance(value, Truth):
        return value
    if isinstance(value, Missing):
        return Truth.UNKNOWN
    if isinstance(value, Quantity):
        return truth(not value.is_zero)
    return Truth.TRUE if value else Truth.FALSE


def negated(value: Truth) -> Truth:
    """Not: what is only a tail apart stays so."""
    turned = {Truth.TRUE: Truth.FALSE, Truth.FALSE: Truth.TRUE}
    return turned.get(value, value)


def _as_money(value: Value) -> Quantity:
    if isinstance(value, Quantity):
        return value
    if value == 0:
        return Quantity(0)
    raise OperandError("金额只能与金额或 0 比较")


_TRUTH_OF_AGREEMENT = {
    Agreement.SAME: Truth.TRUE,
    Agreement.TAIL: Truth.TAIL,
    Agreement.DIFFERENT: Truth.FALSE,
}


def _compare_money(sign: str, left: Quantity, right: Quantity) -> Truth:
    agree = agreement(left, right)
    if sign in ("==", "!="):
        equal = _TRUTH_OF_AGREEMENT[agree]
        return equal if sign == "==" else negated(equal)
    if _ORDER[sign](left.fen, right.fen):
        return Truth.TRUE
    return Truth.TAIL if agree is Agreement.TAIL else Truth.FALSE


def _compare_ratio(sign: str, left: Ratio, right: Ratio) -> Truth:
    apart = left.high < right.low or right.high < left.low
    if _ORDER[sign](left.value, right.value):
        return Truth.TRUE
    if sign == "!=":
        return Truth.FALSE
    return Truth.FALSE if apart else (Truth.FALSE if _exact(left, right) else Truth.TAIL)


def _exact(left: Ratio, right: Ratio) -> bool:
    return left.low == left.high and right.low == right.high


def _membership(sign: str, left: Value, right: Value) -> Truth:
    if isinstance(left, Missing) or isinstance(right, Missing):
        return Truth.UNKNOWN
    inside = truth(left is not None and right is not None and left in right)
    return inside if sign == "in" else negated(inside)
