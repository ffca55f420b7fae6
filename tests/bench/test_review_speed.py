"""What one edit of a complete year costs until its findings and gaps are known again; and from nothing."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from typing import Any

import pytest

from jixiao_desktop.audit.engine import audit, rules_of
from jixiao_desktop.engine.evaluation import Evaluation
from jixiao_desktop.engine.model import open_evaluation
from jixiao_desktop.ledger.amounts import Quantity
from jixiao_desktop.ledger.edits import Operation, Path, apply, set_value
from jixiao_desktop.ledger.exchange import read_exchange
from jixiao_desktop.ledger.facts import UnitYear
from jixiao_desktop.review import review
from tests.bench.conftest import ROOT, own_time, within

pytestmark = own_time
EDITS = 30
MOST_SECONDS = 0.008
MOST_FROM_NOTHING = 0.150


@pytest.fixture(scope="module")
def year() -> UnitYear:
    return read_exchange(ROOT / "tests" / "cases" / "full-2023.yaml")


@pytest.mark.parametrize(
    ("path", "values"),
    [
        (("支出", 1, "金额"), (Quantity(144_481_056), Quantity(144_481_057))),
        (("概况", "职能简介"), ("承担义务教育教学任务。", "承担义务教育教学任务")),
    ],
    ids=["amount", "text"],
)
def test_an_edit_until_its_findings_are_known(year: UnitYear, path: Path, values: tuple[Any, Any]) -> None:
    evaluation = open_evaluation(year)
    review(evaluation, diagnose=False)
    times = []
    for number in range(EDITS):
        change = set_value(evaluation.facts, path, values[number % 2])
        facts = apply(evaluation.facts, Operation("改动", (change,)))
        start = time.process_time()
        evaluation = evaluation.updated(facts)
        review(evaluation, diagnose=False)
        times.append(time.process_time() - start)
    median = statistics.median(times)
    print(f"\n{median * 1000:.2f} ms")
    assert median <= MOST_SECONDS


def test_the_audit_of_a_complete_year_from_nothing(benchmark: Callable[..., Any], year: UnitYear) -> None:
    def fresh() -> tuple[tuple[Evaluation], dict[str, Any]]:
        evaluation = open_evaluation(year)
        rules_of(evaluation)
        return (evaluation,), {}

    benchmark.pedantic(audit, setup=fresh, rounds=10)  # type: ignore[attr-defined]
    within(benchmark, MOST_FROM_NOTHING)
