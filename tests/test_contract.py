"""What the code promises as a whole: layers, no Qt in the core, a quick start, exact money."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
CORE = ROOT / "jixiao_desktop"
HEAVY = {
    "matplotlib", "numpy", "openpyxl", "docx", "typst", "sqlite_utils", "xlsxwriter", "pypdfium2",
    "python_calamine",
}  # fmt: skip
MONEY_ROOMS = ("ledger", "engine", "audit", "performance", "report", "store")
PLACES = re.compile("四川|云南|昆明|攀枝花|呈贡|仁和|sichuan|yunnan|kunming|renhe|chenggong", re.IGNORECASE)


def sources(folder: Path) -> Iterator[tuple[str, ast.Module]]:
    for path in sorted(folder.rglob("*.py")):
        yield path.relative_to(ROOT).as_posix(), ast.parse(path.read_text(encoding="utf-8"))


def imported(tree: ast.Module) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names.update(alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module.partition(".")[0])
    return names


def test_the_core_imports_no_qt_and_nothing_of_the_window() -> None:
    guilty = [name for name, tree in sources(CORE) if imported(tree) & {"PySide6", "shiboken6", "ui"}]
    assert guilty == []


def test_the_layers_hold() -> None:
    checker = Path(sys.executable).with_name("lint-imports")
    result = subprocess.run([checker], cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize("module", ["jixiao_desktop.cli", "ui.app"])
def test_starting_imports_no_heavy_library(module: str) -> None:
    code = f"import {module}, sys, json; print(json.dumps(sorted(m.partition('.')[0] for m in sys.modules)))"
    result = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert set(json.loads(result.stdout)) & HEAVY == set()


def test_opening_and_checking_an_exchange_file_imports_no_heavy_library(renhe_file: Path) -> None:
    code = (
        "import sys, json; from jixiao_desktop.cli import main; "
        f"main(['check', {str(renhe_file)!r}]); "
        "print(json.dumps(sorted(m.partition('.')[0] for m in sys.modules)), file=sys.stderr)"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert set(json.loads(result.stderr.splitlines()[-1])) & HEAVY == set()


@pytest.mark.parametrize("room", MONEY_ROOMS)
def test_no_float_touches_money(room: str) -> None:
    guilty = [
        f"{name}:{node.lineno}"
        for name, tree in sources(CORE / room)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and ast.unparse(node.func) in {"float", "round"}
        and not any(word in ast.unparse(node) for word in ("宽", "width"))
    ]
    assert guilty == []


def test_no_module_names_a_province_or_a_school() -> None:
    guilty = [
        f"{path.relative_to(ROOT)}:{number}"
        for folder in (CORE, ROOT / "ui")
        for path in sorted(folder.rglob("*.py"))
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if PLACES.search(line)
    ]
    assert guilty == []


def test_no_year_decides_anything_in_the_core() -> None:
    guilty = [
        f"{name}:{node.lineno}"
        for name, tree in sources(CORE)
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and type(node.value) is int and 2010 < node.value < 2040
    ]
    assert guilty == []


def test_each_module_has_one_concern_that_fits_a_reader() -> None:
    lengths = {
        path.relative_to(ROOT).as_posix(): len(path.read_text(encoding="utf-8").splitlines())
        for folder in (CORE, ROOT / "ui", ROOT / "installer")
        for path in folder.rglob("*.py")
    }
    assert {name: length for name, length in lengths.items() if length > 500} == {}


def test_no_error_is_swallowed() -> None:
    guilty = []
    for folder in (CORE, ROOT / "ui", ROOT / "installer"):
        for name, tree in sources(folder):
            for node in ast.walk(tree):
                if isinstance(node, ast.ExceptHandler):
                    broad = node.type is None or ast.unparse(node.type) in {"Exception", "BaseException"}
                    raises = any(isinstance(below, ast.Raise) for below in ast.walk(node))
                    if broad and not raises:
                        guilty.append(f"{name}:{node.lineno}")
    assert guilty == []
