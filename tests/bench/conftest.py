"""Cases and bounds for the benchmarks. Run with ``python -m pytest tests/bench``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from jixiao_desktop.ledger.exchange import read_exchange
from jixiao_desktop.ledger.facts import UnitYear

ROOT = Path(__file__).resolve().parent.parent.parent
FULL = ROOT / "tests" / "cases" / "full-2021.yaml"


@pytest.fixture(scope="session")
def full() -> UnitYear:
    """The case that has everything."""
    return read_exchange(FULL)


def within(benchmark: Any, seconds: float) -> None:
    """Assert the bound on the median."""
    median = benchmark.stats.stats.median
    assert median <= seconds, f"{median * 1000:.1f} ms, allowed are {seconds * 1000:.0f} ms"
