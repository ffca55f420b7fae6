"""Whole commands as a user starts them, with a warm disk cache."""

from __future__ import annotations

import os
import subprocess
import sys
from itertools import count
from pathlib import Path
from typing import Any

from tests.bench.conftest import FULL, ROOT, childrens_time, within

pytestmark = childrens_time
RENHE = ROOT / "resources" / "examples" / "renhe-2021.yaml"
FIRST_WINDOW = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from ui import app
from ui.shell.window import MainWindow

def warm_up(window):
    QTimer.singleShot(0, QApplication.quit)

MainWindow.warm_up = warm_up
sys.exit(app.main(["main.py"]))
"""
"""The program until the window is shown; loading the rest behind it is left out."""


def run(arguments: list[str], allowed: tuple[int, ...] = (0,)) -> None:
    environ = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    result = subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, env=environ, capture_output=True, text=True, check=False
    )
    assert result.returncode in allowed, result.stderr


def test_check(benchmark: Any) -> None:
    benchmark.pedantic(lambda: run(["main.py", "check", str(RENHE)], (0, 1)), rounds=5, warmup_rounds=1)
    within(benchmark, 0.8)


def test_text(benchmark: Any) -> None:
    benchmark.pedantic(lambda: run(["main.py", "text", str(RENHE)]), rounds=3, warmup_rounds=1)
    within(benchmark, 1.0)


def test_export_of_word_and_excel(benchmark: Any, tmp_path: Path) -> None:
    arguments = ["main.py", "export", str(RENHE), "--out", str(tmp_path), "--formats", "docx,xlsx"]
    benchmark.pedantic(lambda: run(arguments), rounds=3, warmup_rounds=1)
    within(benchmark, 5.0)


def test_export_of_everything(benchmark: Any, tmp_path: Path) -> None:
    arguments = ["main.py", "export", str(FULL), "--out", str(tmp_path)]
    benchmark.pedantic(lambda: run(arguments), rounds=3, warmup_rounds=1)
    within(benchmark, 6.0)


def test_package_of_everything(benchmark: Any, tmp_path: Path) -> None:
    """Word, Excel, PDF and web page with their charts, the audit's paper, data and manifest in one zip."""
    folders = (tmp_path / str(number) for number in count())
    benchmark.pedantic(
        lambda folder: run(["main.py", "package", str(FULL), "--out", str(folder)]),
        setup=lambda: ((next(folders),), {}),
        rounds=3,
        warmup_rounds=1,
    )
    within(benchmark, 6.0)


def test_first_window(benchmark: Any) -> None:
    benchmark.pedantic(lambda: run(["-c", FIRST_WINDOW]), rounds=5, warmup_rounds=1)
    within(benchmark, 0.8)
