"""Cases and bounds for the benchmarks. Run with ``python -m pytest tests/bench``.

Everything is measured and bounded in processor time: other work on the machine does not falsify it,
and on an idle machine it is about the time that the user waits.
"""

from __future__ import annotations

import resource
import time
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


def of_children() -> float:
    """Processor seconds of the processes that were started and have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


own_time = pytest.mark.benchmark(timer=time.process_time)
childrens_time = pytest.mark.benchmark(timer=of_children)


def within(benchmark: Any, seconds: float) -> None:
    """Assert the bound on the median."""
    median = benchmark.stats.stats.median
    assert median <= seconds, f"{median * 1000:.1f} ms, allowed are {seconds * 1000:.0f} ms"
