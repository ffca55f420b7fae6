"""The full cases, summed up here line by line with nothing but the reader: they must add up."""

from collections.abc import Callable, Iterable
from decimal import Decimal
from pathlib import Path

import pytest

from jixiao_desktop.ledger.amounts import Quantity
from jixiao_desktop.ledger.exchange import parse_exchange, read_exchange, write_exchange
from jixiao_desktop.ledger.facts import FUNDS, INCOME_SOURCES, NATURES, Project, UnitYear

CASES = Path(__file__).parent.parent / "cases"
FISCAL = dict(zip(FUNDS[:3], INCOME_SOURCES[:3], strict=True))


@pytest.fixture(params=[2021, 2023])
def full(request: pytest.FixtureRequest) -> UnitYear:
    return read_exchange(CASES / f"full-{request.param}.yaml")


def fen(amounts: Iterable[Quantity | None]) -> int:
    total = 0
    for amount in amounts:
        assert amount is not None
        assert amount.half == 0
        total += amount.fen
    return total


def income(facts: UnitYear, source: str | None = None, subject: str = "") -> int:
    return fen(
        line.amount
        for line in facts.incomes or ()
        if source in (None, line.source) and line.subject.startswith(subject)
    )


def spent(facts: UnitYear, fund: str | None = None, nature: str | None = None, subject: str = "") -> int:
    return fen(
        line.amount
        for line in facts.expenses or ()
        if fund in (None, line.fund) and nature in (None, line.nature) and line.subject.startswith(subject)
    )


def economic(facts: UnitYear, code: str, funds: tuple[str, ...] = tuple(FISCAL), nature: str = "") -> int:
    return fen(
        line.amount
        for line in facts.economics or ()
        if line.economic.startswith(code) and line.fund in funds and nature in ("", line.nature)
    )


def carried(facts: UnitYear, fund: str | None = None, subject: str = "") -> tuple[int, int]:
    lines = [
        line
        for line in facts.carryovers or ()
        if fund in (None, line.fund) and (line.subject or "").startswith(subject)
    ]
    return fen(line.opening for line in lines), fen(line.closing for line in lines)


def stated(facts: UnitYear, name: str) -> int:
    return fen([(facts.stated or {})[name]])


def last(facts: UnitYear, name: str) -> int:
    return fen([(facts.last_year or {})[name]])


def spent_on(project: Project) -> int:
    return fen(line.spent for line in project.funds or ())


def test_everything_occurs(full: UnitYear) -> None:
    assert {line.source for line in full.incomes or ()} == set(INCOME_SOURCES)
    assert {line.nature for line in full.expenses or ()} == set(NATURES)
    assert {line.fund for line in full.expenses or ()} == set(FUNDS)
    assert {line.fund for line in full.carryovers or ()} == set(FUNDS)
    assert all(line.subject for line in full.economics or ())


def test_income_and_spending_balance(full: UnitYear) -> None:
    opening, closing = carried(full)
    flows = full.other_flows
    assert flows is not None
    used, distributed = fen([flows.surplus_used]), fen([flows.surplus_distributed])
    assert income(full) + used + opening == spent(full) + distributed + closing
    assert stated(full, "收入总计") == stated(full, "支出总计") == income(full) + used + opening
    assert stated(full, "本年收入合计") == income(full)
    assert stated(full, "本年支出合计") == spent(full)


@pytest.mark.parametrize(("fund", "source"), FISCAL.items())
def test_each_fund_balances_for_each_subject(full: UnitYear, fund: str, source: str) -> None:
    for subject in {line.subject for line in full.expenses or () if line.fund == fund}:
        opening, closing = carried(full, fund, subject)
        assert opening + income(full, source, subject) - spent(full, fund, None, subject) == closing


def test_every_slice_is_spelled_out_by_economic_lines(full: UnitYear) -> None:
    sums: dict[tuple[str | None, str, str], int] = {}
    for line in full.economics or ():
        key = (line.subject, line.fund, line.nature)
        sums[key] = sums.get(key, 0) + fen([line.amount])
    assert sums == {(e.subject, e.fund, e.nature): fen([e.amount]) for e in full.expenses or ()}


@pytest.mark.parametrize(
    ("item", "code"),
    [("因公出国（境）费", "30212"), ("公务用车购置费", "31013"), ("公务用车运行维护费", "30231")],
)
def test_three_public_items_equal_their_economic_subjects(full: UnitYear, item: str, code: str) -> None:
    assert fen([(full.three_public or {})[item].actual]) == economic(full, code) > 0


def test_receptions_and_cars(full: UnitYear) -> None:
    items = full.three_public or {}
    domestic, foreign = items["国内公务接待费"], items["外事接待费"]
    assert fen([domestic.actual, foreign.actual]) == economic(full, "30217")
    assert fen([domestic.actual]) <= 15000 * (domestic.guests or 0)
    bought = (items["公务用车购置费"].bought or {}).values()
    assert fen(kind.amount for kind in bought if kind.amount) == economic(full, "31013")
    assert full.other_matters
    assert full.other_matters.assets
    assert sum((items["公务用车运行维护费"].owned or {}).values()) == sum(
        (full.other_matters.assets.cars or {}).values()
    )


@pytest.mark.parametrize(
    ("codes", "subjects"),
    [
        (("30113",), ("2210201",)),
        (("30110", "30111"), ("2101102", "2101103")),
        (("30108",), ("2080505",)),
        (("30109",), ("2080506",)),
    ],
)
def test_contributions_equal_their_subjects(
    full: UnitYear, codes: tuple[str, ...], subjects: tuple[str, ...]
) -> None:
    by_code = sum(economic(full, code, ("一般公共预算",), "基本支出") for code in codes)
    assert by_code == sum(spent(full, "一般公共预算", None, subject) for subject in subjects) > 0


def test_staff_costs_and_running_costs(full: UnitYear) -> None:
    general = ("一般公共预算",)
    staff = economic(full, "301", general, "基本支出") + economic(full, "303", general, "基本支出")
    assert staff == stated(full, "人员经费")
    assert spent(full, "一般公共预算", "基本支出") - staff == stated(full, "公用经费")


def test_budgets_cover_spending_and_differences_have_reasons(full: UnitYear) -> None:
    for line in full.budgets or ():
        difference = fen([line.adjusted]) - spent(full, line.fund, None, line.subject)
        assert difference == carried(full, line.fund, line.subject)[1]
        assert (difference != 0) == (f"预算差异[{line.subject}]" in (full.reasons or {}))


def test_last_year_balances_and_ends_where_this_year_begins(full: UnitYear) -> None:
    assert last(full, "收入总计") == last(full, "支出总计")
    assert last(full, "年末结转和结余") == carried(full)[0]
    assert last(full, "基本支出") + last(full, "项目支出") < last(full, "本年支出合计")
    assert last(full, "人员经费") + last(full, "公用经费") == last(full, "一般公共预算基本支出")
    items = (full.three_public or {}).values()
    assert fen(item.last_year for item in items) == last(full, "三公经费决算")


def test_procurement_and_assets(full: UnitYear) -> None:
    assert full.other_matters
    assert full.other_matters.procurement
    assert full.other_matters.assets
    procurement, assets = full.other_matters.procurement, full.other_matters.assets
    total = fen([procurement.goods, procurement.works, procurement.services])
    assert fen([procurement.to_micro]) <= fen([procurement.to_smaller]) <= total
    fixed = [assets.buildings, assets.vehicles_value, assets.large_equipment_value, assets.other_fixed]
    assert fen(fixed) == fen([assets.fixed])
    parts = [assets.current, assets.fixed, assets.investments, assets.construction]
    assert fen([*parts, assets.intangible, assets.other]) == fen([assets.total])


def test_projects_spend_what_their_economic_lines_say(full: UnitYear) -> None:
    for project in full.projects or ():
        lines = [line.amount for line in full.economics or () if line.project == project.name]
        assert spent_on(project) == fen(lines) <= fen(line.adjusted for line in project.funds or ())
    assert sum(map(spent_on, full.projects or ())) == spent(full, None, "项目支出")


def test_weights_and_scores_of_the_scored_forms() -> None:
    facts = read_exchange(CASES / "full-2023.yaml")
    for project in facts.projects or ():
        assert project.indicators
        assert project.stated
        assert sum(one.weight or 0 for one in project.indicators) == 90
        budget = fen(line.adjusted for line in project.funds or ())
        rate = (Decimal(10 * spent_on(project)) / budget).quantize(Decimal("0.01"), "ROUND_HALF_UP")
        assert project.stated.rate_score == rate
        assert project.stated.total == rate + sum(one.score or 0 for one in project.indicators)
        for one in project.indicators:
            assert (one.score == one.weight) == (one.deviation is None)


def test_the_empty_case_tells_nothing_from_unfilled() -> None:
    facts = read_exchange(CASES / "nothing-2021.yaml")
    assert facts.incomes == () == facts.carryovers
    assert facts.expenses is None
    assert facts.economics is None


@pytest.mark.parametrize("directory", [CASES, CASES.parent.parent / "resources" / "examples"])
def test_written_files_read_back_the_same(directory: Path) -> None:
    read: Callable[[Path], UnitYear] = read_exchange
    files = sorted(directory.glob("*.yaml"))
    assert files
    for file in files:
        facts = read(file)
        assert parse_exchange(write_exchange(facts), file.name) == facts
