"""What an indicator asks for and what was reached: reading 符号, 指标值 and 实际值 as numbers or days.

Nothing is guessed: a text that is no plain number or date stays a text.
"""

from __future__ import annotations

import calendar
import re
import unicodedata
from datetime import date
from decimal import Decimal
from fractions import Fraction

from jixiao_desktop.ledger.facts import SIGNS, Indicator
from jixiao_desktop.performance.parameters import Parameters
from jixiao_desktop.values import dataclass

QUALITATIVE = "定性"
AT_LEAST = ("≥", ">")
AT_MOST = ("≤", "<")
STRICT = (">", "<")

_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)")
_GROUPED = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d*)?")
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})(?:[-/.月](\d{1,2})日?|月)?")


@dataclass(frozen=True, slots=True)
class Days:
    """A day, or the month of a date without its day, as first and last day."""

    first: date
    last: date


def read_number(text: str | None, unit: str | None = None) -> Fraction | None:
    """The number that a text is, also with its unit behind it (``95%``, ``52次``); None if it is none."""
    if text is None:
        return None
    written = _plain(text)
    suffix = _plain(unit or "")
    if suffix and written.endswith(suffix):
        written = written[: -len(suffix)]
    elif written.endswith("%") and suffix in {"", "%"}:
        written = written[:-1]
    if _GROUPED.fullmatch(written):
        written = written.replace(",", "")
    return Fraction(Decimal(written)) if _NUMBER.fullmatch(written) else None


def read_days(text: str | None) -> Days | None:
    """The day (``2021-12-31``, ``2021年12月31日``) or month that a text is; None if it is none."""
    match = _DAY.fullmatch(_plain(text or ""))
    if match is None:
        return None
    year, month = int(match[1]), int(match[2])
    if not 1 <= month <= 12 or year < 1:
        return None
    length = calendar.monthrange(year, month)[1]
    if match[3] is None:
        return Days(date(year, month, 1), date(year, month, length))
    if not 1 <= int(match[3]) <= length:
        return None
    day = date(year, month, int(match[3]))
    return Days(day, day)


def is_percent(indicator: Indicator) -> bool:
    """Whether the indicator counts in percent."""
    return _plain(indicator.unit or "") == "%" or (
        indicator.unit is None and _plain(indicator.target or "").endswith("%")
    )


def sign_of(indicator: Indicator) -> str:
    """The sign (符号); where none is given: ≤ for a date, = for a number, 定性 for a text."""
    if indicator.sign is not None:
        return indicator.sign
    if read_days(indicator.target) is not None:
        return "≤"
    return "=" if read_number(indicator.target, indicator.unit) is not None else QUALITATIVE


def is_capped_rate(indicator: Indicator, parameters: Parameters) -> bool:
    """Whether it is a rate that can't pass 100 % (覆盖率, 合格率), unlike 增长率 or 控制率."""
    name = indicator.third or ""
    if any(word in name for word in parameters.uncapped_words):
        return False
    return is_percent(indicator) or (indicator.unit is None and bool(re.search(r"率(（[^）]*）)?$", name)))


def is_cost(indicator: Indicator, parameters: Parameters) -> bool:
    """Whether more than the target is too much: 成本, 标准, 单价 …"""
    names = f"{indicator.first or ''}{indicator.second or ''}{indicator.third or ''}"
    return any(word in names for word in parameters.cost_words)


def is_satisfaction(indicator: Indicator, parameters: Parameters) -> bool:
    """Whether it stands under 满意度指标."""
    return parameters.level(indicator.first) == "满意度指标"


def target_text(indicator: Indicator) -> str:
    """年度指标值 in one cell: sign, value and unit (``≥95%``).

    The sign of a text is not written, nor that of a value with signs of its own (``≥95%且≤100%``).
    """
    own = (indicator.target or "").strip()[:1] in SIGNS
    sign = "" if own or indicator.sign in {None, QUALITATIVE} else indicator.sign
    return f"{sign}{with_unit(indicator.target, indicator)}"


def actual_text(indicator: Indicator) -> str:
    """实际完成值 in one cell, with its unit where it is a number."""
    return with_unit(indicator.actual, indicator)


def with_unit(value: str | None, indicator: Indicator) -> str:
    """A value with the indicator's unit behind it, where it is a number without one."""
    if value is None:
        return ""
    bare = _NUMBER.fullmatch(_plain(value)) or _GROUPED.fullmatch(_plain(value))
    return f"{value}{indicator.unit}" if bare and indicator.unit else value


def number_text(number: Fraction | Decimal, decimals: int = 2) -> str:
    """A plain number rounded half up, without trailing zeros: ``9.44``, ``10``."""
    return _trimmed(half_up(number if isinstance(number, Fraction) else Fraction(number), decimals))


def percent_number(share: Fraction) -> str:
    """A share in percent with up to two decimals, without the sign: ``99.11``."""
    return _trimmed(half_up(share, 4).scaleb(2))


def _trimmed(number: Decimal) -> str:
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def half_up(number: Fraction, decimals: int = 2) -> Decimal:
    """The number rounded half up (away from zero), exactly."""
    top, bottom = abs(number.numerator) * 10**decimals, number.denominator
    whole = (2 * top + bottom) // (2 * bottom)
    return Decimal(-whole if number < 0 else whole).scaleb(-decimals)


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())
