"""The 账套: one commit, opening a file of ten full years, its size."""

from __future__ import annotations

from decimal import Decimal
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from jixiao_desktop.ledger.amounts import Quantity
from jixiao_desktop.ledger.edits import Operation, insert_row, set_value
from jixiao_desktop.ledger.facts import (
    EconomicLine,
    Indicator,
    Overview,
    Project,
    ProjectFund,
    UnitYear,
)
from jixiao_desktop.session import Session
from tests.bench.conftest import within

LINES = 400
PROJECTS = 50
INDICATORS = 15
YEARS = range(2012, 2022)
EDITS_PER_YEAR = 300
P99_SECONDS = 0.1


def a_full_year(year: int) -> UnitYear:
    """A year as large as one gets."""
    indicators = tuple(
        Indicator(
            first="产出指标", second="数量指标", third=f"第{number}项指标", sign="≥", target="100",
            actual="98", unit="人次", weight=Decimal(5),
        )
        for number in range(INDICATORS)
    )  # fmt: skip
    funds = tuple(
        ProjectFund(source=source, adjusted=Quantity(1_000_000), spent=Quantity(900_000))
        for source in ("当年财政拨款", "上年结转资金", "其他资金")
    )
    return UnitYear(
        template="sichuan-2021",
        year=year,
        overview=Overview(duties="实施义务教育。" * 200, work="完成年度教学任务。" * 200),
        economics=tuple(
            EconomicLine(
                economic="30101", fund="一般公共预算", nature="基本支出", amount=Quantity(number * 100)
            )
            for number in range(LINES)
        ),
        projects=tuple(
            Project(name=f"项目{number}", funds=funds, indicators=indicators, process="按计划实施。" * 50)
            for number in range(PROJECTS)
        ),
    )


@pytest.fixture(scope="module")
def big(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Ten such years with a history."""
    path = tmp_path_factory.mktemp("big") / "十年.jixiao"
    with Session.create(path, a_full_year(YEARS[0])) as session:
        for year in YEARS[1:]:
            session.import_year(a_full_year(year), "交换文件")
            for number in range(EDITS_PER_YEAR):
                change = set_value(session.facts, ("经济分类", number, "金额"), Quantity(number))
                session.perform(Operation("修改 经济分类 金额", (change,)))
    return path


def test_open_ten_full_years(benchmark: Any, big: Path) -> None:
    def opened() -> None:
        Session.open(big).close()

    benchmark.pedantic(opened, rounds=20, warmup_rounds=2)
    benchmark.extra_info["bytes per year"] = big.stat().st_size // len(YEARS)
    within(benchmark, 0.3)


def test_size_of_a_full_year(big: Path) -> None:
    # 400 lines, 50 projects with 15 indicators, the imported year once more in the journal, 300 edits
    assert big.stat().st_size / len(YEARS) < 1_000_000


def test_commit_one_edit(benchmark: Any, big: Path) -> None:
    numbers = count()
    with Session.open(big) as session:

        def edited() -> None:
            change = set_value(session.facts, ("经济分类", 200, "金额"), Quantity(next(numbers)))
            session.perform(Operation("修改 经济分类 金额", (change,)))
            session.flush()

        benchmark.pedantic(edited, rounds=300, warmup_rounds=5)
    durations = benchmark.stats.stats.sorted_data
    benchmark.extra_info["p99 ms"] = round(durations[int(len(durations) * 0.99)] * 1000, 2)
    within(benchmark, 0.02)
    assert durations[int(len(durations) * 0.99)] <= P99_SECONDS


def test_an_edit_is_in_memory_at_once(benchmark: Any, big: Path) -> None:
    """What the window waits for: the writer commits behind it."""
    numbers = count()
    with Session.open(big) as session:

        def edited() -> None:
            change = set_value(session.facts, ("经济分类", 200, "金额"), Quantity(next(numbers)))
            session.perform(Operation("修改 经济分类 金额", (change,)), merge="金额")

        benchmark.pedantic(edited, rounds=300, warmup_rounds=5)
    within(benchmark, 0.005)


def test_insert_a_row_in_the_middle(benchmark: Any, big: Path) -> None:
    line = EconomicLine(economic="30101", fund="一般公共预算", nature="基本支出", amount=Quantity(1))
    with Session.open(big) as session:

        def inserted() -> None:
            change = insert_row(session.facts, ("经济分类", 200), line)
            session.perform(Operation("添加 经济分类", (change,)))
            session.flush()

        benchmark.pedantic(inserted, rounds=100)
    within(benchmark, 0.02)
