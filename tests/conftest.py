"""What every test needs: a window system that is none, and the example files."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def renhe_file() -> Path:
    """The exchange file of the built-in example of Sichuan 2021."""
    return ROOT / "resources" / "examples" / "renhe-2021.yaml"


@pytest.fixture
def chenggong_file() -> Path:
    """The exchange file of the built-in example with an evaluation report."""
    return ROOT / "resources" / "examples" / "chenggong-2021.yaml"
