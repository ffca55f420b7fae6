"""Writing files, after the libraries are imported."""

from __future__ import annotations

import shutil
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest

from jixiao_desktop.engine.layouts import official_tables
from jixiao_desktop.engine.model import open_evaluation
from jixiao_desktop.ledger.facts import UnitYear
from jixiao_desktop.output.docx import docx_bytes
from jixiao_desktop.output.pdf import typeset
from jixiao_desktop.output.xlsx import write_workbook
from jixiao_desktop.report.blocks import Report
from jixiao_desktop.report.builder import build_reports
from tests.bench.conftest import of_children, own_time, within

pytestmark = own_time


@pytest.fixture(scope="module")
def report(full: UnitYear) -> Report:
    return build_reports(open_evaluation(full))[0]


def test_docx(benchmark: Any, report: Report) -> None:
    benchmark.pedantic(lambda: docx_bytes(report), rounds=3, warmup_rounds=1)
    within(benchmark, 2.0)


def test_pdf(benchmark: Any, report: Report) -> None:
    benchmark.pedantic(lambda: typeset(report), rounds=3, warmup_rounds=1)
    within(benchmark, 1.0)


def test_pdf_beside_libreoffice(benchmark: Any, report: Report, tmp_path: Path) -> None:
    """Where LibreOffice is installed, it converts the same report's Word file in the same run."""
    benchmark.pedantic(lambda: typeset(report), rounds=3, warmup_rounds=1)
    if (program := shutil.which("soffice")) is None:
        return
    word = tmp_path / "报告.docx"
    word.write_bytes(docx_bytes(report))
    profile = f"-env:UserInstallation=file://{tmp_path / 'profile'}"
    command = [program, profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(word)]
    seconds = []
    for _ in range(2):  # the first run makes the profile
        before, started = of_children(), time.perf_counter()
        subprocess.run(command, check=True, capture_output=True)
        seconds = [of_children() - before, time.perf_counter() - started]
    assert word.with_suffix(".pdf").is_file()
    benchmark.extra_info["LibreOffice, processor seconds"], benchmark.extra_info["wall seconds"] = seconds
    within(benchmark, seconds[0])


def test_xlsx(benchmark: Any, full: UnitYear, tmp_path: Path) -> None:
    tables = official_tables(open_evaluation(full))
    benchmark.pedantic(lambda: write_workbook(tables, tmp_path / "tables.xlsx"), rounds=5, warmup_rounds=1)
    within(benchmark, 0.5)
