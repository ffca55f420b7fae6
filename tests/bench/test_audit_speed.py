"""One edit in a large ledger, recomputed and audited; and how that grows with the ledger."""

from __future__ import annotations

import statistics
import time
from dataclasses import replace
from decimal import Decimal

from jixiao_desktop.audit.engine import audit
from jixiao_desktop.engine.evaluation import Evaluation
from jixiao_desktop.engine.model import open_evaluation
from jixiao_desktop.ledger.amounts import Quantity
from jixiao_desktop.ledger.codes import load_codes
from jixiao_desktop.ledger.edits import Operation, apply, set_value
from jixiao_desktop.ledger.facts import EconomicLine, ExpenseLine, Indicator, Project, UnitYear
from tests.bench.conftest import own_time

pytestmark = own_time
FUND, NATURE = "一般公共预算", "基本支出"
ECONOMIC = ("30101", "30102", "30107", "30108", "30201", "30205", "30207", "30211")
EDITS = 40
MOST_SECONDS = 0.005
MOST_GROWTH = 12


def large(facts: UnitYear, lines: int, projects: int = 50, indicators: int = 20) -> Evaluation:
    """A sound year with so many lines of 支出 and 经济分类 together, each 支出 split into four."""
    codes = [code for code in load_codes().functions if len(code) == 7 and code.startswith("20")]
    subjects = [codes[number % len(codes)] for number in range(lines // 5)]
    expenses = tuple(
        ExpenseLine(subject=code, fund=FUND, nature=NATURE, amount=Quantity(400_00)) for code in subjects
    )
    economics = tuple(
        EconomicLine(economic=economic, fund=FUND, nature=NATURE, amount=Quantity(100_00), subject=code)
        for number, code in enumerate(subjects)
        for economic in ECONOMIC[number % 2 :: 2]
    )
    rows = tuple(_project(facts, number, indicators) for number in range(projects))
    return open_evaluation(
        replace(facts, expenses=expenses, economics=economics, projects=rows, stated=None, budgets=None)
    )


def _project(facts: UnitYear, number: int, indicators: int) -> Project:
    model = (facts.projects or ())[0]
    first = (model.indicators or ())[0]
    rows: list[Indicator] = [
        replace(first, third=f"享受补助学生人数之{i}", weight=Decimal("4.5"), score=Decimal("4.5"))
        for i in range(indicators)
    ]
    return replace(model, name=f"项目{number}", indicators=tuple(rows), stated=None)


def seconds_of_an_edit(evaluation: Evaluation) -> float:
    """The median time from an edited amount to all figures and findings."""
    audit(evaluation, diagnose=False)
    times = []
    for number in range(EDITS):
        amount = Quantity(400_00 if number % 2 else 400_01)
        change = set_value(evaluation.facts, ("支出", 7, "金额"), amount)
        facts = apply(evaluation.facts, Operation("改金额", (change,)))
        start = time.process_time()
        evaluation = evaluation.updated(facts)
        for name in evaluation.model.measures:
            evaluation.figure(name)
        audit(evaluation, diagnose=False)
        times.append(time.process_time() - start)
    return statistics.median(times)


def test_an_edit_of_a_large_ledger(full: UnitYear) -> None:
    small = seconds_of_an_edit(large(full, 400))
    tenfold = seconds_of_an_edit(large(full, 4_000))
    print(
        f"\n400 lines: {small * 1000:.2f} ms; "
        f"4,000 lines: {tenfold * 1000:.2f} ms, {tenfold / small:.1f} times"
    )
    assert small <= MOST_SECONDS
    assert tenfold <= MOST_GROWTH * small
