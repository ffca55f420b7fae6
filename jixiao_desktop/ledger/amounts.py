"""Money as it was entered: whole 分 and how exactly they are known.

A figure entered in 元 is exact. One entered in 万元 with two decimals is known to ± 50 元: the
unrounded figure lies anywhere in that interval. Sums add the half-widths, so a rounding tail
(尾差) is judged by interval and never by a tolerance.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from enum import IntEnum

from jixiao_desktop.values import dataclass

FEN_PER_UNIT = {"元": 100, "万元": 1_000_000}
DECIMALS_OF_UNIT = {"元": 2, "万元": 6}
USUAL_DECIMALS = 2
MAX_DIGITS = 15

_NUMBER = re.compile(r"[+-]?(\d+)(?:\.(\d*))?|[+-]?\.(\d+)")


class AmountError(ValueError):
    """A text is no amount; the message is a Chinese clause that can follow a place and a colon."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """An amount of money: ``fen`` 分, known to ± ``half`` 分."""

    fen: int
    half: int = 0

    def __add__(self, other: Quantity) -> Quantity:
        return Quantity(self.fen + other.fen, self.half + other.half)

    def __sub__(self, other: Quantity) -> Quantity:
        return Quantity(self.fen - other.fen, self.half + other.half)

    def __neg__(self) -> Quantity:
        return Quantity(-self.fen, self.half)

    def __abs__(self) -> Quantity:
        return Quantity(abs(self.fen), self.half)

    @property
    def low(self) -> int:
        """The least 分 that it can be."""
        return self.fen - self.half

    @property
    def high(self) -> int:
        """The most 分 that it can be."""
        return self.fen + self.half

    @property
    def is_zero(self) -> bool:
        """Nothing at all was entered or is left (as shown, whatever the half-width)."""
        return self.fen == 0


ZERO = Quantity(0)


class Agreement(IntEnum):
    """How two amounts that should be equal compare."""

    DIFFERENT = 0
    TAIL = 1
    """Not the same as written, but the unrounded figures can be equal (尾差)."""
    SAME = 2


def agreement(left: Quantity, right: Quantity) -> Agreement:
    """Compare two amounts by interval: the same, a rounding tail apart, or different."""
    if left.fen == right.fen:
        return Agreement.SAME
    if abs(left.fen - right.fen) <= left.half + right.half:
        return Agreement.TAIL
    return Agreement.DIFFERENT


def total(amounts: Iterable[Quantity]) -> Quantity:
    """The sum of amounts; nothing gives an exact zero."""
    fen = half = 0
    for amount in amounts:
        fen += amount.fen
        half += amount.half
    return Quantity(fen, half)


def parse_amount(text: str, unit: str) -> Quantity:
    """Read a plain decimal such as ``-1234.5`` in 元 or 万元.

    A 万元 figure with up to two decimals is known to ± 50 元, each further decimal makes it ten
    times as exact; an amount in 元 and a zero are exact. Raises AmountError.
    """
    written = text.strip()
    match = _NUMBER.fullmatch(written)
    if match is None:
        raise AmountError(f"「{shorten(text)}」不是金额，请写成 1234.56 这样的数字")
    decimals = len(match.group(2) or match.group(3) or "")
    if decimals > DECIMALS_OF_UNIT[unit]:
        raise AmountError(f"「{shorten(text)}」的小数过多，以{unit}为单位最多{DECIMALS_OF_UNIT[unit]}位小数")
    if len(match.group(1) or "") > MAX_DIGITS:
        raise AmountError(f"「{shorten(text)}」过大，整数部分最多{MAX_DIGITS}位")
    fen = int(Decimal(written) * FEN_PER_UNIT[unit])
    if fen == 0 or unit == "元":
        return Quantity(fen)
    step = FEN_PER_UNIT[unit] // 10 ** max(decimals, USUAL_DECIMALS)
    return Quantity(fen, step // 2)


def decimals_needed(amount: Quantity, unit: str) -> int | None:
    """How many decimals ``unit`` needs to carry this amount with its exactness; None if it cannot."""
    if amount.fen == 0:
        return 0 if amount.half == 0 else None
    if unit == "元":
        return 2 if amount.half == 0 else None
    for decimals in range(USUAL_DECIMALS, DECIMALS_OF_UNIT[unit] + 1):
        step = FEN_PER_UNIT[unit] // 10**decimals
        if step // 2 == amount.half and amount.fen % step == 0:
            return decimals
    return None


def in_unit(amount: Quantity, unit: str) -> Decimal:
    """The amount as an exact decimal number of 元 or 万元."""
    return Decimal(amount.fen) / FEN_PER_UNIT[unit]


def format_amount(
    amount: Quantity, unit: str, decimals: int = 2, *, trim: bool = False, grouped: bool = False
) -> str:
    """Write an amount rounded half up, e.g. ``400.51``; ``trim`` drops trailing zeros (``9.9``)."""
    parts, in_one = 10**decimals, FEN_PER_UNIT[unit]
    rounded = (2 * abs(amount.fen) * parts + in_one) // (2 * in_one)
    text = f"{rounded // parts:,}" if grouped else str(rounded // parts)
    if decimals:
        text += f".{rounded % parts:0{decimals}}"
    if trim and decimals:
        text = text.rstrip("0").rstrip(".")
    return f"-{text}" if amount.fen < 0 and rounded else text


def shorten(text: str, limit: int = 30) -> str:
    """A text short enough to be quoted in a sentence."""
    flat = " ".join(text.split())
    return flat if len(flat) <= limit else flat[:limit] + "…"
