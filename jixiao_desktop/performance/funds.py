"""The money of a project: totals over its sources and the execution rate (预算执行率)."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from typing import Generic, Literal, TypeVar

from jixiao_desktop.engine.values import Gap, Missing, Ratio
from jixiao_desktop.ledger.amounts import Agreement, Quantity, agreement, total
from jixiao_desktop.ledger.edits import Path
from jixiao_desktop.ledger.facts import Project, ProjectFund
from jixiao_desktop.performance.parameters import Parameters
from jixiao_desktop.performance.targets import half_up, number_text, percent_number
from jixiao_desktop.values import dataclass

FundColumn = Literal["年初预算", "全年预算", "执行"]
FUND_COLUMNS: tuple[FundColumn, ...] = ("年初预算", "全年预算", "执行")

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Tally(Generic[T]):
    """A total as the detail gives it and as the form states it; the stated one counts."""

    computed: T | Missing | None
    stated: T | None = None

    @property
    def value(self) -> T | Missing | None:
        """What counts."""
        return self.computed if self.stated is None else self.stated


@dataclass(frozen=True, slots=True)
class RateScore:
    """The execution rate and its score: weight × min(rate, 1), half up to two decimals."""

    rate: Ratio | Missing | None
    """None: 全年预算 is 0 and there is no rate."""
    weight: Decimal
    score: Tally[Decimal]
    over_budget: bool
    """执行 exceeds 全年预算: no score until it is mended."""
    steps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Funds:
    """资金 of a project in its three columns."""

    initial: Tally[Quantity]
    adjusted: Tally[Quantity]
    spent: Tally[Quantity]

    def column(self, name: FundColumn) -> Tally[Quantity]:
        """One column by its name in the exchange file."""
        return {"年初预算": self.initial, "全年预算": self.adjusted, "执行": self.spent}[name]


def fund_amount(fund: ProjectFund, column: FundColumn) -> Quantity | None:
    """What a source has in a column; None where it is not filled in."""
    return {"年初预算": fund.initial, "全年预算": fund.adjusted, "执行": fund.spent}[column]


def column_total(
    project: Project, column: FundColumn, at: Path = (), sources: Iterable[str] | None = None
) -> Quantity | Missing:
    """The sum of a column over all sources, or over some; a source that is not listed counts as 0."""
    if project.funds is None:
        return Missing((Gap((*at, "资金"), "项目资金"),))
    wanted = None if sources is None else set(sources)
    amounts: list[Quantity] = []
    gaps: list[Gap] = []
    for number, fund in enumerate(project.funds):
        if wanted is not None and fund.source not in wanted:
            continue
        amount = fund_amount(fund, column)
        if amount is None:
            gaps.append(Gap((*at, "资金", number, column), f"{fund.source}的{column}"))
        else:
            amounts.append(amount)
    return Missing(tuple(gaps)) if gaps else total(amounts)


def funds_of(project: Project, at: Path = ()) -> Funds:
    """The three totals of a project, each with what the form states."""
    stated = project.stated
    return Funds(
        initial=Tally(column_total(project, "年初预算", at), stated.initial if stated else None),
        adjusted=Tally(column_total(project, "全年预算", at), stated.adjusted if stated else None),
        spent=Tally(column_total(project, "执行", at), stated.spent if stated else None),
    )


def usage_total(project: Project, at: Path = ()) -> Tally[Quantity]:
    """The sum of 使用明细."""
    stated = project.stated.usage if project.stated else None
    if project.usage is None:
        return Tally(Missing((Gap((*at, "使用明细"), "资金使用明细"),)), stated)
    gaps = tuple(
        Gap((*at, "使用明细", number, "金额"), f"使用明细第{number + 1}行的金额")
        for number, line in enumerate(project.usage)
        if line.amount is None
    )
    if gaps:
        return Tally(Missing(gaps), stated)
    return Tally(total(line.amount for line in project.usage if line.amount is not None), stated)


def rate_of(spent: Quantity | Missing | None, adjusted: Quantity | Missing | None) -> Ratio | Missing | None:
    """执行 ÷ 全年预算 with the bounds that the unrounded figures allow; None where the budget is 0."""
    missing = [value for value in (spent, adjusted) if isinstance(value, Missing)]
    if missing:
        return missing[0] if len(missing) == 1 else missing[0] | missing[1]
    if not isinstance(spent, Quantity) or not isinstance(adjusted, Quantity) or adjusted.fen == 0:
        return None
    corners = [
        Fraction(top, bottom)
        for top in (spent.low, spent.high)
        for bottom in (adjusted.low, adjusted.high)
        if bottom != 0
    ]
    return Ratio(Fraction(spent.fen, adjusted.fen), min(corners), max(corners))


def is_over_budget(spent: Quantity | Missing | None, adjusted: Quantity | Missing | None) -> bool:
    """Whether more was spent than budgeted, beyond a rounding tail."""
    if not isinstance(spent, Quantity) or not isinstance(adjusted, Quantity):
        return False
    return spent.fen > adjusted.fen and agreement(spent, adjusted) is Agreement.DIFFERENT


def rate_score(project: Project, funds: Funds, parameters: Parameters, at: Path = ()) -> RateScore:
    """The score of the execution rate of a project."""
    stated = project.stated
    weight = (
        half_up(parameters.rate_weight)
        if stated is None or stated.rate_weight is None
        else stated.rate_weight
    )
    spent, adjusted = funds.spent.value, funds.adjusted.value
    rate = rate_of(spent, adjusted)
    over = is_over_budget(spent, adjusted)
    computed, steps = _score(rate, weight, adjusted, at, over=over)
    return RateScore(rate, weight, Tally(computed, stated.rate_score if stated else None), over, steps)


def _score(
    rate: Ratio | Missing | None,
    weight: Decimal,
    adjusted: Quantity | Missing | None,
    at: Path,
    *,
    over: bool,
) -> tuple[Decimal | Missing | None, tuple[str, ...]]:
    if isinstance(rate, Missing):
        return rate, tuple(f"{gap.what}还没有填" for gap in rate.gaps)
    if rate is None:
        spent_path = (*at, "资金")
        what = "全年预算数为0，没有执行率，执行率得分请人工确定"
        return (Missing((Gap(spent_path, "执行率得分"),)) if adjusted is not None else None), (what,)
    percent = f"执行率 = 全年执行数 ÷ 全年预算数 = {percent_number(rate.value)}%"
    if over:
        what = "全年执行数大于全年预算数，请先核对资金，改正前不给分"
        return Missing((Gap((*at, "资金"), "改正后的项目资金"),)), (percent, what)
    share = min(rate.value, Fraction(1))
    score = half_up(Fraction(weight) * share)
    return score, (
        percent,
        f"得分 = {number_text(weight)} × {percent_number(share)}% = {number_text(score)}",
    )
