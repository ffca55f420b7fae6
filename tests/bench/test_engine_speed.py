"""Loading packs, evaluating, editing, wording, auditing: inside one process."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from typing import Any

import pytest

from jixiao_desktop.audit.engine import audit
from jixiao_desktop.engine.evaluation import Evaluation
from jixiao_desktop.engine.layouts import official_tables
from jixiao_desktop.engine.model import build_model, load_model
from jixiao_desktop.ledger.amounts import Quantity
from jixiao_desktop.ledger.edits import Operation, apply, set_value
from jixiao_desktop.ledger.facts import UnitYear
from jixiao_desktop.packs.loader import load_pack
from jixiao_desktop.report.narrative import narrative_of
from tests.bench.conftest import own_time, within

pytestmark = own_time
PACKS = ("sichuan-2021", "sichuan-2022", "kunming-4-2")


def evaluated(facts: UnitYear) -> Evaluation:
    """Every figure without a selection, and every table."""
    evaluation = Evaluation(load_model(facts.template), facts)
    for name in evaluation.model.measures:
        evaluation.figure(name)
    official_tables(evaluation)
    return evaluation


@pytest.mark.parametrize("pack_id", PACKS)
def test_load_a_pack(benchmark: Any, pack_id: str) -> None:
    benchmark(lambda: build_model(load_pack(pack_id)))
    within(benchmark, 0.8)


def test_full_evaluation(benchmark: Any, full: UnitYear) -> None:
    """Every figure that there is, from nothing."""
    model = load_model(full.template)

    def evaluate() -> None:
        evaluation = Evaluation(model, full)
        for name in model.measures:
            evaluation.figure(name)

    benchmark(evaluate)
    within(benchmark, 0.020)


def test_all_tables(benchmark: Any, full: UnitYear) -> None:
    benchmark(lambda: evaluated(full))
    within(benchmark, 0.3)


def test_one_edit_with_figures_and_audit(benchmark: Any, full: UnitYear) -> None:
    state = evaluated(full)
    audit(state)
    amounts = count(1)

    def next_edit() -> tuple[tuple[Evaluation, UnitYear], dict[str, Any]]:
        amount = Quantity(next(amounts) * 100)
        change = set_value(state.facts, ("支出", 0, "金额"), amount)
        return (state, apply(state.facts, Operation("改金额", (change,)))), {}

    def edit(before: Evaluation, facts: UnitYear) -> None:
        after = before.updated(facts)
        for name in after.model.measures:
            after.figure(name)
        audit(after)

    benchmark.pedantic(edit, setup=next_edit, rounds=50)
    within(benchmark, 0.050)


def test_narrative(benchmark: Any, full: UnitYear) -> None:
    fresh: Callable[[], Evaluation] = lambda: Evaluation(load_model(full.template), full)  # noqa: E731
    narrative_of(fresh())
    benchmark(lambda: narrative_of(fresh()))
    within(benchmark, 0.3)


def test_full_audit(benchmark: Any, full: UnitYear) -> None:
    model = load_model(full.template)
    benchmark(lambda: audit(Evaluation(model, full)))
    within(benchmark, 0.3)
