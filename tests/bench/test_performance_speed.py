"""Fifty projects of twenty indicators: one edit scored again, all forms filled and written."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from jixiao_desktop.engine.evaluation import Evaluation
from jixiao_desktop.engine.model import load_model
from jixiao_desktop.ledger.amounts import Quantity
from jixiao_desktop.ledger.edits import Operation, apply, set_value
from jixiao_desktop.ledger.facts import Indicator, Project, ProjectFund, UnitInfo, UnitYear
from jixiao_desktop.output.deliver import CancelledError, deliver
from jixiao_desktop.output.docx import write_docx
from jixiao_desktop.output.xlsx import write_workbook
from jixiao_desktop.performance.forms import project_forms
from jixiao_desktop.performance.results import results_of
from jixiao_desktop.report.blocks import Report, TableBlock
from tests.bench.conftest import own_time, within

pytestmark = own_time


@pytest.fixture
def fifty() -> UnitYear:
    """50 projects × 20 indicators."""
    fund = ProjectFund(
        source="当年财政拨款",
        initial=Quantity(50_000_000),
        adjusted=Quantity(40_000_000),
        spent=Quantity(39_000_000),
    )
    indicators = tuple(
        Indicator(first="产出指标", second="数量指标", third=f"第{n}项培训的参训率", sign="≥", target="95",
                  unit="%", actual=str(90 + n % 10), weight=Decimal("4.5"))
        for n in range(20)
    )  # fmt: skip
    projects = tuple(Project(name=f"项目{n}", funds=(fund,), indicators=indicators) for n in range(50))
    return UnitYear(template="national", year=2022, unit=UnitInfo(name="某校"), projects=projects)


def test_one_edit_scored_again(benchmark: Any, fifty: UnitYear) -> None:
    values = count(1)
    state = Evaluation(load_model("national"), fifty)
    results_of(state)

    def edit() -> None:
        nonlocal state
        change = set_value(state.facts, ("项目", 25, "指标", 10, "实际值"), str(next(values) % 95))
        state = state.updated(apply(state.facts, Operation("改", (change,))))
        results_of(state)

    benchmark(edit)
    within(benchmark, 0.005)


def test_all_forms_filled(benchmark: Any, fifty: UnitYear) -> None:
    model = load_model("national")
    benchmark(lambda: project_forms(Evaluation(model, fifty)))
    within(benchmark, 2.0)


def test_all_forms_exported(benchmark: Any, fifty: UnitYear, tmp_path: Path) -> None:
    """To Word and Excel, with the progress that the window shows."""
    made = Evaluation(load_model("sichuan-2022"), replace(fifty, template="sichuan-2022"))
    forms = project_forms(made)
    report = Report(
        file_stem="自评表",
        title="自评表",
        cover=(),
        cover_foot=(),
        contents=False,
        blocks=tuple(TableBlock(form, "") for form in forms),
        draft=False,
    )

    def write() -> None:
        write_docx(report, tmp_path / "自评表.docx")
        write_workbook(project_forms(made), tmp_path / "自评表.xlsx")

    benchmark.pedantic(write, rounds=1)
    within(benchmark, 10)


def test_a_report_for_each_project_is_exported_with_progress_and_can_be_stopped(
    benchmark: Any, fifty: UnitYear, tmp_path: Path
) -> None:
    evaluation = Evaluation(load_model("kunming-4-2"), replace(fifty, template="kunming-4-2"))
    told: list[tuple[int, int]] = []

    def export() -> None:
        deliver(
            evaluation, tmp_path, ("docx", "xlsx"), progress=lambda done, all_, _: told.append((done, all_))
        )

    benchmark.pedantic(export, rounds=1)
    assert told == [(number, 53) for number in range(53)]
    within(benchmark, 30)
    with pytest.raises(CancelledError) as stopped:
        deliver(
            evaluation,
            tmp_path / "停",
            ("docx", "xlsx"),
            progress=lambda done, all_, _: told.append((done, all_)),
            cancelled=lambda: len(told) >= 53 + 5,
        )
    assert len(stopped.value.written) == 5
