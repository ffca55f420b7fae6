"""验包 on the largest report: every single change is found, and none is invented after a re-save.

Run by hand or nightly: ``pytest tests/bench/test_verify_changes.py``. The part with LibreOffice needs
``soffice`` on the path.
"""

from __future__ import annotations

import random
import shutil
import subprocess
from datetime import datetime
from pathlib import Path

import pytest

from jixiao_desktop.engine.evaluation import Evaluation
from jixiao_desktop.engine.model import open_evaluation
from jixiao_desktop.ledger.exchange import read_exchange
from jixiao_desktop.output.contents import package_items
from jixiao_desktop.output.manifest import MANIFEST
from jixiao_desktop.output.package import write_package
from jixiao_desktop.output.safe_archive import read_package
from jixiao_desktop.output.verify import verify
from jixiao_desktop.output.verify_files import compare_item
from tests.output.mutations import archived, mutated

CHANGES = 200
FILTERS = {".docx": "docx:MS Word 2007 XML", ".xlsx": "xlsx:Calc MS Excel 2007 XML"}
CASES = Path(__file__).parent.parent / "cases"


@pytest.fixture(scope="module")
def evaluation() -> Evaluation:
    return open_evaluation(read_exchange(CASES / "full-2021.yaml"))


@pytest.fixture(scope="module")
def files(evaluation: Evaluation, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    made_at = datetime(2022, 9, 15, 8, 30)  # noqa: DTZ001
    return read_package(write_package(evaluation, tmp_path_factory.mktemp("package"), made_at=made_at).path)


def test_two_hundred_single_changes_are_all_found(
    evaluation: Evaluation, files: dict[str, bytes], tmp_path: Path
) -> None:
    items = {item.name: item for item in package_items(evaluation, final=False)}
    assert [d for name, item in items.items() for d in compare_item(item, files[name])] == []
    rng = random.Random(2021)  # noqa: S311
    missed = []
    for number in range(CHANGES):
        name, kind, content = mutated(files, rng)
        if name == MANIFEST:
            path = tmp_path / "a.zip"
            path.write_bytes(archived(files | {name: content}))
            found = verify(path).exit_code != 0
        else:
            found = bool(list(compare_item(items[name], content)))
        if not found:
            missed.append((number, name, kind))
    assert missed == []


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_nothing_is_invented_in_files_that_libreoffice_saved_again(
    files: dict[str, bytes], tmp_path: Path
) -> None:
    folder, saved = tmp_path / "package", tmp_path / "saved"
    folder.mkdir()
    for name, content in files.items():
        path = folder / name
        path.write_bytes(content)
        if path.suffix in FILTERS:
            profile = f"-env:UserInstallation=file://{tmp_path / 'profile'}"
            command = ["soffice", profile, "--headless", "--convert-to", FILTERS[path.suffix]]
            subprocess.run([*command, "--outdir", str(saved), str(path)], check=True, capture_output=True)
            shutil.copy(saved / name, path)
    report = verify(folder)
    assert report.differences == ()
    assert report.exit_code == 0
    changed = [name for name in files if Path(name).suffix in FILTERS]
    assert sorted(report.notices) == sorted(f"「{name}」重新保存过，内容一致" for name in changed)
