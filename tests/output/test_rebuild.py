"""A submission package gives back the years that it was made from, or says why it does not."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from jixiao_desktop.engine.model import open_evaluation
from jixiao_desktop.errors import Problem
from jixiao_desktop.ledger.exchange import read_exchange, write_exchange
from jixiao_desktop.ledger.facts import UnitYear
from jixiao_desktop.output.manifest import MANIFEST, digest
from jixiao_desktop.output.package import write_package
from jixiao_desktop.output.rebuild import rebuilt_years
from jixiao_desktop.output.safe_archive import read_package
from jixiao_desktop.session import Session
from tests.output.mutations import archived

MADE_AT = datetime(2024, 9, 15, 8, 30)  # noqa: DTZ001  (a clerk's clock has no zone)
FULL = read_exchange(Path(__file__).parents[1] / "cases" / "full-2023.yaml")
BEFORE = UnitYear(template=FULL.template, year=2022, unit=FULL.unit, overview=FULL.overview)
HEAVY = {"docx", "xlsx", "pdf", "html", "audit"}


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("package")
    return write_package(
        open_evaluation(FULL, None, open_evaluation(BEFORE)), folder, made_at=MADE_AT, leave_out=HEAVY
    ).path


@pytest.fixture
def files(package: Path) -> dict[str, bytes]:
    return read_package(package)


def put(folder: Path, files: dict[str, bytes]) -> Path:
    path = folder / "收到的材料.zip"
    path.write_bytes(archived(files))
    return path


def name_with(files: dict[str, bytes], ending: str) -> str:
    return next(name for name in sorted(files) if name.endswith(ending))


def listing(files: dict[str, bytes], change: Any) -> None:
    """Change the manifest."""
    data = json.loads(files[MANIFEST])
    change(data)
    files[MANIFEST] = json.dumps(data, ensure_ascii=False).encode()


def refusal(path: Path) -> str:
    with pytest.raises(Problem) as refused:
        rebuilt_years(path)
    assert refused.value.safe == "没有取用其中任何内容。"
    assert refused.value.happened.endswith("。")
    assert refused.value.todo.startswith("请")
    return str(refused.value)


def test_a_package_gives_back_both_years_whole(package: Path) -> None:
    assert rebuilt_years(package) == (BEFORE, FULL)


def test_both_years_are_saved_as_one_book(package: Path, tmp_path: Path) -> None:
    *earlier, latest = rebuilt_years(package)
    with Session.in_memory(latest, earlier=tuple(earlier), title="从报送材料重建") as session:
        assert (session.years, session.year, session.undo_title) == ((2022, 2023), 2023, None)
        session.save_as(tmp_path / "重建.jixiao")
    with Session.open(tmp_path / "重建.jixiao") as session:
        assert session.facts == FULL
        assert session.facts_of(2022) == BEFORE
        assert [entry.title for entry in session.history()] == ["从报送材料重建"]


def test_a_package_of_one_year_gives_that_year(tmp_path: Path) -> None:
    made = write_package(open_evaluation(BEFORE), tmp_path, made_at=MADE_AT, leave_out=HEAVY)
    assert rebuilt_years(made.path) == (BEFORE,)


@pytest.mark.parametrize("year", ["2022", "2023"])
def test_an_exchange_file_changed_after_packing_is_refused(
    files: dict[str, bytes], tmp_path: Path, year: str
) -> None:
    name = name_with(files, f"{year}年度数据交换文件.yaml")
    files[name] = files[name] + b"\n"
    assert f"「{name}」打包以后被改动过" in refusal(put(tmp_path, files))


def test_what_is_missing_is_named(files: dict[str, bytes], tmp_path: Path) -> None:
    listed = files.copy()
    name = name_with(files, "2023年度数据交换文件.yaml")
    del listed[name]
    assert f"缺少清单中的「{name}」" in refusal(put(tmp_path, listed))
    listing(listed, lambda data: data.update(文件=[]))
    assert "清单里没有数据交换文件" in refusal(put(tmp_path, listed))
    del listed[MANIFEST]
    assert f"里面没有「{MANIFEST}」，不是报送材料" in refusal(put(tmp_path, listed))


def test_a_name_that_leads_out_of_the_archive_is_refused(files: dict[str, bytes], tmp_path: Path) -> None:
    assert "指向别处" in refusal(put(tmp_path, files | {"../数据交换文件.yaml": b""}))


def test_what_is_no_archive_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "收到的材料.zip"
    path.write_bytes(b"PK\x03\x04 cut off")
    assert "「收到的材料.zip」不是压缩包，或者已经损坏" in refusal(path)
    assert "读不出来" in refusal(tmp_path / "没有.zip")


def test_a_damaged_manifest_is_refused(files: dict[str, bytes], tmp_path: Path) -> None:
    assert "清单不是 JSON 文件" in refusal(put(tmp_path, files | {MANIFEST: b"{"}))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("格式: 别的\n".encode(), "「别的」不是认识的格式"),
        ("格式: jixiao/1".encode("utf-16"), "UTF-16"),
        (write_exchange(replace(BEFORE, template="没有的")).encode(), "没有的"),
        (write_exchange(BEFORE).encode(), "清单说是2023年度的材料，里面却是2022年度、2022年度的数据"),
    ],
)
def test_a_listed_file_that_is_no_data_of_that_year_is_refused(
    files: dict[str, bytes], tmp_path: Path, content: bytes, said: str
) -> None:
    name = name_with(files, "2023年度数据交换文件.yaml")
    files[name] = content

    def relist(data: Any) -> None:
        entry = next(item for item in data["文件"] if item["名称"] == name)
        entry["SHA-256"] = digest(content)

    listing(files, relist)
    assert said in refusal(put(tmp_path, files))
