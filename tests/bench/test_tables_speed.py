"""Laying out and computing the official tables, and what an edit costs them."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from typing import Any

from jixiao_desktop.engine.evaluation import Evaluation
from jixiao_desktop.engine.layouts import compute_table, load_layouts, official_tables
from jixiao_desktop.engine.model import load_model
from jixiao_desktop.ledger.amounts import Quantity
from jixiao_desktop.ledger.edits import Operation, apply, set_value
from jixiao_desktop.ledger.facts import UnitYear
from tests.bench.conftest import own_time, within

pytestmark = own_time


def test_load_all_layouts(benchmark: Any, full: UnitYear) -> None:
    model = load_model(full.template)
    benchmark(lambda: load_layouts(model))
    within(benchmark, 0.15)


def test_compute_all_tables_from_nothing(benchmark: Any, full: UnitYear) -> None:
    model = load_model(full.template)
    layouts = load_layouts(model)

    def compute() -> None:
        evaluation = Evaluation(model, full)
        for layout in layouts:
            compute_table(layout, evaluation)

    benchmark(compute)
    within(benchmark, 0.15)


def test_all_tables_after_an_edit_of_one_income_line(benchmark: Any, full: UnitYear) -> None:
    before = Evaluation(load_model(full.template), full)
    official_tables(before)
    amounts = count(1_000_000)

    def next_edit() -> tuple[tuple[UnitYear], dict[str, Any]]:
        change = set_value(full, ("收入", 0, "金额"), Quantity(next(amounts)))
        return (apply(full, Operation("改", (change,))),), {}

    edit: Callable[[UnitYear], object] = lambda facts: official_tables(before.updated(facts))  # noqa: E731
    benchmark.pedantic(edit, setup=next_edit, rounds=30)
    within(benchmark, 0.04)
