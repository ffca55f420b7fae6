"""Sums straight from the lines of a unit-year, for tests: no engine, no pack."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from jixiao_desktop.ledger.amounts import Quantity
from jixiao_desktop.ledger.facts import FISCAL_FUNDS, UnitYear

GENERAL = "一般公共预算"


def fen(amounts: Iterable[Quantity | None]) -> int:
    """The sum in 分; nothing entered counts as nothing."""
    return sum(amount.fen for amount in amounts if amount is not None)


def income(facts: UnitYear, source: str = "", code: str = "") -> int:
    """收入 of a source and of a 科目 with all below it."""
    return fen(
        line.amount
        for line in facts.incomes or ()
        if line.subject.startswith(code) and source in ("", line.source)
    )


def spent(facts: UnitYear, code: str = "", funds: Iterable[str] = (), nature: str = "") -> int:
    """支出 of a 科目 with all below it."""
    wanted = tuple(funds)
    return fen(
        line.amount
        for line in facts.expenses or ()
        if line.subject.startswith(code)
        and (not wanted or line.fund in wanted)
        and nature in ("", line.nature)
    )


def economic(facts: UnitYear, codes: tuple[str, ...], funds: Iterable[str], nature: str = "") -> int:
    """经济分类 of some 经济科目."""
    wanted = tuple(funds)
    return fen(
        line.amount
        for line in facts.economics or ()
        if line.economic.startswith(codes) and line.fund in wanted and nature in ("", line.nature)
    )


def carried(facts: UnitYear, when: str, funds: Iterable[str] = ()) -> int:
    """结转结余 at the start (年初) or the end (年末) of the year."""
    wanted = tuple(funds)
    lines = [line for line in facts.carryovers or () if not wanted or line.fund in wanted]
    return fen(line.opening if when == "年初" else line.closing for line in lines)


def whole(facts: UnitYear) -> int:
    """收入总计 by its parts."""
    used = facts.other_flows.surplus_used if facts.other_flows else None
    return income(facts) + fen([used]) + carried(facts, "年初")


def fiscal_whole(facts: UnitYear) -> int:
    """财政拨款收入总计 by its parts."""
    appropriations = sum(income(facts, source) for source in FISCAL_SOURCES)
    return appropriations + carried(facts, "年初", FISCAL_FUNDS)


FISCAL_SOURCES = (
    "一般公共预算财政拨款收入", "政府性基金预算财政拨款收入", "国有资本经营预算财政拨款收入",
)  # fmt: skip


def ten_thousands(amount: int) -> Decimal:
    """分 as 万元 to two decimals, half up."""
    return (Decimal(amount) / 1_000_000).quantize(Decimal("0.01"), ROUND_HALF_UP)


def percent(part: int, of: int) -> Decimal:
    """A share in percent to two decimals, half up."""
    exact = Fraction(part * 10_000, of)
    return Decimal((2 * exact.numerator + exact.denominator) // (2 * exact.denominator)) / 100
