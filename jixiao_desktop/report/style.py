"""How figures are printed: decimals, trailing zeros and the unit of money, by the report's options."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from jixiao_desktop.engine.evaluation import Evaluation
from jixiao_desktop.engine.operators import half_up_quotient
from jixiao_desktop.engine.reading import YES
from jixiao_desktop.ledger.amounts import FEN_PER_UNIT, Quantity, format_amount
from jixiao_desktop.ledger.shape import normal
from jixiao_desktop.values import dataclass

MAX_DECIMALS = 6


@dataclass(frozen=True, slots=True)
class Style:
    """The rendering of figures in a report."""

    money_unit: str = "万元"
    money_decimals: int = 2
    money_trim: bool = True
    percent_decimals: int = 1
    percent_trim: bool = True

    def money(self, amount: Quantity) -> str:
        """An amount with its unit: ``9.9万元``."""
        text = format_amount(amount, self.money_unit, self.money_decimals, trim=self.money_trim)
        return ("0" if text == "-0" else text) + self.money_unit

    def shows_nothing(self, amount: Quantity) -> bool:
        """Whether an amount is printed as zero."""
        shown = format_amount(amount, self.money_unit, self.money_decimals)
        return Decimal(shown) == 0

    def percent(self, share: Fraction) -> str:
        """A share (1 is 100 %) as ``97.5%``; exactly 0 and 100 never have decimals."""
        units = half_up_quotient(share.numerator * 10 ** (self.percent_decimals + 2), share.denominator)
        text = f"{Decimal(units).scaleb(-self.percent_decimals):f}"
        if "." in text and (self.percent_trim or share in {0, 1}):
            text = text.rstrip("0").rstrip(".")
        return f"{text}%"


def options_of(evaluation: Evaluation) -> Mapping[str, str]:
    """The report options: the pack's defaults under what the unit chose (选项)."""
    chosen = evaluation.read(("选项",)) or {}
    defaults = evaluation.model.pack.options
    return {normal(name): str(value) for name, value in {**defaults, **chosen}.items()}


def style_of(options: Mapping[str, str]) -> Style:
    """The style that the options ask for; an option that makes no sense leaves the default."""
    plain = Style()
    unit = options.get("金额单位", plain.money_unit)
    return Style(
        money_unit=unit if unit in FEN_PER_UNIT else plain.money_unit,
        money_decimals=_decimals(options.get("金额小数位"), plain.money_decimals),
        money_trim=is_yes(options.get("金额去尾零", "是")),
        percent_decimals=_decimals(options.get("百分比小数位"), plain.percent_decimals),
        percent_trim=is_yes(options.get("百分比去尾零", "是")),
    )


def is_yes(text: str) -> bool:
    """Whether an option says yes."""
    return text.strip().lower() in YES


def _decimals(text: str | None, default: int) -> int:
    if text is None or not text.strip().isdecimal():
        return default
    return min(int(text), MAX_DECIMALS)
