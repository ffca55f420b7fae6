"""The narrative as a whole, and what one page of the wizard shows after an edit."""

from __future__ import annotations

from itertools import count
from typing import Any

from jixiao_desktop.engine.evaluation import Evaluation
from jixiao_desktop.engine.model import load_model
from jixiao_desktop.ledger.amounts import Quantity
from jixiao_desktop.ledger.edits import Operation, apply, set_value
from jixiao_desktop.ledger.facts import UnitYear
from jixiao_desktop.report.builder import section_blocks
from jixiao_desktop.report.narrative import narrative_of
from tests.bench.conftest import within


def test_text_of_the_full_case(benchmark: Any, full: UnitYear) -> None:
    """Every sentence from nothing, with the pack's wording compiled."""
    model = load_model(full.template)
    narrative_of(Evaluation(model, full))
    benchmark(lambda: narrative_of(Evaluation(model, full)))
    within(benchmark, 0.100)


def test_preview_of_a_page_after_an_edit(benchmark: Any, full: UnitYear) -> None:
    state = Evaluation(load_model(full.template), full)
    narrative_of(state)
    amounts = count(1)

    def next_edit() -> tuple[tuple[Evaluation], dict[str, Any]]:
        path = ("三公经费", "国内公务接待费", "决算")
        change = set_value(state.facts, path, Quantity(next(amounts) * 10000))
        return (state.updated(apply(state.facts, Operation("改金额", (change,)))),), {}

    benchmark.pedantic(lambda after: section_blocks(after, "三公经费"), setup=next_edit, rounds=50)
    within(benchmark, 0.005)
