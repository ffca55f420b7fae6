"""What the clerk waits for between choosing a workbook and seeing its preview."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from jixiao_desktop.intake.comparison import Difference
from jixiao_desktop.intake.door import preview_import, read_books
from jixiao_desktop.ledger.exchange import read_exchange
from jixiao_desktop.ledger.facts import UnitYear
from tests.bench.conftest import ROOT, own_time, within
from tests.intake.official import Workbook, write_workbook

pytestmark = own_time
FULL = read_exchange(ROOT / "tests" / "cases" / "full-2023.yaml")
EMPTY = UnitYear(template=FULL.template, year=FULL.year)


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Fourteen 财决 tables with their detail sheets."""
    layouts = Workbook(FULL).internal()[:14]
    return write_workbook(layouts, tmp_path_factory.mktemp("books") / "部门决算.xlsx")


@pytest.mark.parametrize("base", [EMPTY, FULL], ids=["into nothing", "into the same"])
def test_fourteen_sheets_read_previewed_and_compared(benchmark: Any, book: Path, base: UnitYear) -> None:
    def take() -> tuple[Difference, ...]:
        preview = preview_import(read_books([book]), base)
        assert len(preview.tables) == 14
        return preview.differences()

    take()
    assert benchmark(take) == ()
    within(benchmark, 1)
