"""What every test needs: a window system that is none, and the example files."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
_CACHE = tempfile.TemporaryDirectory(prefix="jixiao-cache-")
# packs are proved anew in each test run, whatever an earlier one kept
os.environ["XDG_CACHE_HOME"] = _CACHE.name

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def renhe_file() -> Path:
    """The exchange file of the built-in example of Sichuan 2021."""
    return ROOT / "resources" / "examples" / "renhe-2021.yaml"


@pytest.fixture
def chenggong_file() -> Path:
    """The exchange file of the built-in example with an evaluation report."""
    return ROOT / "resources" / "examples" / "chenggong-2021.yaml"


def pytest_addoption(parser: pytest.Parser) -> None:
    """``--rewrite-golden`` writes the golden files anew instead of comparing: review them in the diff."""
    parser.addoption("--rewrite-golden", action="store_true", help="write golden files anew")


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[Path, str], None]:
    """Compare a text with a golden file, or write it with ``--rewrite-golden``."""
    rewrite: bool = request.config.getoption("--rewrite-golden")

    def compare(path: Path, text: str) -> None:
        if rewrite:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        assert text.splitlines() == path.read_text(encoding="utf-8").splitlines()

    return compare
