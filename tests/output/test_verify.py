"""验包: what was changed is found, what was not is left in peace, what is unsafe is refused."""

from __future__ import annotations

import json
import random
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from io import BytesIO
from pathlib import Path

import pytest

from jixiao_desktop.engine.evaluation import Evaluation
from jixiao_desktop.engine.model import open_evaluation
from jixiao_desktop.ledger.exchange import read_exchange
from jixiao_desktop.output.contents import Item, ReportSource, package_items
from jixiao_desktop.output.differences import Difference, Kind
from jixiao_desktop.output.docx import docx_bytes
from jixiao_desktop.output.manifest import MANIFEST
from jixiao_desktop.output.package import write_package
from jixiao_desktop.output.safe_archive import read_package
from jixiao_desktop.output.verify import VerifyCancelledError, verify
from jixiao_desktop.output.verify_files import compare_item
from jixiao_desktop.report.blocks import Block, ChartBlock
from jixiao_desktop.resources import resource_path
from tests.output.mutations import archived, mutated, repacked
from tests.output.sample import sample_report

MADE_AT = datetime(2022, 9, 15, 8, 30)  # noqa: DTZ001  (a clerk's clock has no zone)
CHANGES = 50


@pytest.fixture(scope="module")
def evaluation() -> Evaluation:
    return open_evaluation(read_exchange(resource_path("examples", "chenggong-2021.yaml")))


@pytest.fixture(scope="module")
def package(evaluation: Evaluation, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_package(evaluation, tmp_path_factory.mktemp("package"), made_at=MADE_AT).path


@pytest.fixture(scope="module")
def files(package: Path) -> dict[str, bytes]:
    return read_package(package)


@pytest.fixture(scope="module")
def items(evaluation: Evaluation) -> dict[str, Item]:
    return {item.name: item for item in package_items(evaluation, final=False)}


def put(folder: Path, files: dict[str, bytes]) -> Path:
    path = folder / "收到的材料.zip"
    path.write_bytes(archived(files))
    return path


def name_with(files: dict[str, bytes], ending: str) -> str:
    return next(name for name in sorted(files) if name.endswith(ending))


def test_an_untouched_package_agrees(package: Path, files: dict[str, bytes]) -> None:
    report = verify(package)
    assert (report.exit_code, report.differences, report.notices) == (0, (), ())
    assert set(report.files) == set(files) - {MANIFEST}
    assert report.verdict == f"{len(report.files)} 个文件全部与数据一致"


def test_an_unpacked_package_agrees_whatever_else_lies_in_the_folder(
    tmp_path: Path, files: dict[str, bytes]
) -> None:
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    (tmp_path / "~$报告.docx").write_bytes(b"")
    (tmp_path / "会议记录.txt").write_text("与本件无关", encoding="utf-8")
    report = verify(tmp_path)
    assert report.exit_code == 0
    assert report.notices == ("「会议记录.txt」不在清单中，没有核对",)


def test_progress_names_every_file_and_verifying_can_be_stopped_between_two(
    package: Path, files: dict[str, bytes]
) -> None:
    seen: list[tuple[int, int, str]] = []
    verify(package, progress=lambda *step: seen.append(step))
    assert [done for done, _, _ in seen] == list(range(len(files) - 1))
    assert {steps for _, steps, _ in seen} == {len(files) - 1}
    assert {name for _, _, name in seen} == set(files) - {MANIFEST}
    started = len(seen)
    with pytest.raises(VerifyCancelledError, match="已取消"):
        verify(package, progress=lambda *step: seen.append(step), cancelled=lambda: len(seen) > started)
    assert len(seen) == started + 1


@pytest.mark.parametrize(
    ("said", "place"), [("年度", "年度"), ("SHA-256", "」的 SHA-256"), ("字节", "」的字节")]
)
def test_a_false_manifest_is_refused_with_the_reason(
    files: dict[str, bytes], tmp_path: Path, said: str, place: str
) -> None:
    data = json.loads(files[MANIFEST])
    where, false = (data, 2020) if said in data else (data["文件"][0], 12345 if said == "字节" else "0" * 64)
    where[said] = false
    report = verify(put(tmp_path, files | {MANIFEST: json.dumps(data, ensure_ascii=False).encode()}))
    assert report.exit_code == 2
    (reason,) = report.refused
    assert reason.startswith("清单不实：")
    assert reason.endswith(place)


def test_a_pack_of_another_version_is_told(files: dict[str, bytes], tmp_path: Path) -> None:
    data = json.loads(files[MANIFEST])
    now = data["模板"]["版本"]
    assert list(now) == ["kunming-4-2", "common"]
    data["模板"]["版本"] = dict.fromkeys(now, "0.9")
    manifest = (json.dumps(data, ensure_ascii=False, indent=2) + "\n").encode()
    report = verify(put(tmp_path, files | {MANIFEST: manifest}))
    assert report.exit_code == 0
    edition = "、".join(f"{name} {version}" for name, version in now.items())
    assert report.notices == (f"由模板 kunming-4-2 0.9、common 0.9 版生成，现用 {edition} 版核对",)


def test_every_single_change_is_found_in_the_file_where_it_was_made(
    files: dict[str, bytes], items: dict[str, Item], tmp_path: Path
) -> None:
    rng = random.Random(20210915)  # noqa: S311  (a seed for changes, not for secrets)
    missed = []
    for number in range(CHANGES):
        name, kind, content = mutated(files, rng)
        if name == MANIFEST:
            report = verify(put(tmp_path, files | {name: content}))
            found = [item.file for item in report.differences] + list(report.refused)
        else:
            found = [item.file for item in compare_item(items[name], content)]
            assert set(found) <= {name}
        if not found:
            missed.append((number, name, kind))
    assert missed == []


def change_text(before: str, after: str) -> Callable[[bytes], bytes]:
    """Replace words in a Word file as a clerk would."""

    def change(content: bytes) -> bytes:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        text = parts["word/document.xml"].decode()
        assert before in text
        parts["word/document.xml"] = text.replace(before, after, 1).encode()
        return archived(parts)

    return change


def test_a_changed_figure_is_told_with_its_place_and_both_numbers(
    files: dict[str, bytes], tmp_path: Path
) -> None:
    name = name_with(files, "评价报告.docx")
    changed = change_text("430.15", "430.51")(files[name])
    (found,) = verify(put(tmp_path, files | {name: changed})).differences
    assert found.file == name
    assert found.kind == Kind.NUMBER
    assert found.expected.startswith("430.15")
    assert found.found.startswith("430.51")
    assert found.place.startswith("「")


def test_a_file_that_was_only_saved_again_is_a_notice(files: dict[str, bytes], tmp_path: Path) -> None:
    name = name_with(files, "评价报告.docx")
    again = repacked(files[name], "word/document.xml", lambda root: root is not None)
    assert again is not None
    assert again != files[name]
    report = verify(put(tmp_path, files | {name: again}))
    assert report.exit_code == 0
    assert report.notices == (f"「{name}」重新保存过，内容一致",)


def test_changed_facts_are_found_in_the_exchange_file_and_in_everything_made_from_it(
    files: dict[str, bytes], tmp_path: Path
) -> None:
    name = name_with(files, "数据交换文件.yaml")
    changed = files[name].decode().replace("430.15", "430.51")
    report = verify(put(tmp_path, files | {name: changed.encode()}))
    assert report.exit_code == 1
    assert Difference(name, Kind.TEXT, "全文", "清单所列的数据", "改过的数据") in report.differences
    assert {item.file for item in report.differences} >= {name_with(files, "评价报告.docx")}


def test_a_changed_pdf_and_web_page_are_found(files: dict[str, bytes], tmp_path: Path) -> None:
    page, pdf = name_with(files, ".html"), name_with(files, "评价报告.pdf")
    changed = files[page].decode().replace("430.15", "430.51", 1).encode()
    report = verify(put(tmp_path, files | {page: changed, pdf: files[name_with(files, "自评表.pdf")]}))
    assert {item.file for item in report.differences} == {page, pdf}


def test_a_chart_with_another_figure_is_found() -> None:
    told = sample_report(draft=False, rows=1)
    made = docx_bytes(replace(told, blocks=tuple(map(with_false_chart, told.blocks))))
    item = Item("a.docx", "docx", ReportSource(told), lambda: made)
    (found,) = compare_item(item, made)
    assert found.place == "图1（收、支决算总计变动情况图）"
    assert list(compare_item(item, docx_bytes(told))) == []


def with_false_chart(block: Block) -> Block:
    """The bar chart with one digit of one label changed."""
    if not isinstance(block, ChartBlock) or block.chart.kind != "bar":
        return block
    first, second = block.chart.series
    false = replace(second, labels=("400.57", "400.51"))
    return replace(block, chart=replace(block.chart, series=(first, false)))


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"not an office file" * 50])
def test_a_file_that_cannot_be_opened_is_one_difference(
    files: dict[str, bytes], tmp_path: Path, content: bytes
) -> None:
    spoilt = {name: content for name in files if name.endswith((".docx", ".xlsx", ".pdf"))}
    report = verify(put(tmp_path, files | spoilt))
    assert report.exit_code == 1
    assert {item.file for item in report.differences} == set(spoilt)


def test_a_missing_file_is_refused(files: dict[str, bytes], tmp_path: Path) -> None:
    name = name_with(files, ".pdf")
    report = verify(put(tmp_path, {n: c for n, c in files.items() if n != name}))
    assert report.exit_code == 2
    assert report.refused == (f"缺少清单中的「{name}」",)


def test_an_extra_file_is_refused(files: dict[str, bytes], tmp_path: Path) -> None:
    report = verify(put(tmp_path, files | {"另一份.docx": b"x"}))
    assert (report.exit_code, report.refused) == (2, ("「另一份.docx」不在清单中",))


def test_a_file_struck_from_the_manifest_and_the_package_is_missed(
    files: dict[str, bytes], tmp_path: Path
) -> None:
    name = name_with(files, ".xlsx")
    data = json.loads(files[MANIFEST])
    data["文件"] = [entry for entry in data["文件"] if entry["名称"] != name]
    rest = {n: c for n, c in files.items() if n != name}
    report = verify(put(tmp_path, rest | {MANIFEST: json.dumps(data).encode()}))
    assert report.refused == (f"清单中没有「{name}」，这份数据应当有它",)


@pytest.mark.parametrize(
    "name",
    ["../外面.docx", "/etc/passwd", "a\\..\\b.docx", "C:决算.docx", "里面/一层.docx", "..", "a/../../b"],
)
def test_names_that_lead_out_of_the_package_are_refused(
    files: dict[str, bytes], tmp_path: Path, name: str
) -> None:
    report = verify(put(tmp_path, files | {name: b"x"}))
    assert report.exit_code == 2
    assert "指向别处" in report.verdict
    assert [p.name for p in tmp_path.rglob("*")] == ["收到的材料.zip"]


def test_a_bomb_is_refused_unopened(files: dict[str, bytes], tmp_path: Path) -> None:
    report = verify(put(tmp_path, files | {"大.docx": b"\0" * 60 * 1024**2}))
    assert report.exit_code == 2
    assert "压缩炸弹" in report.verdict


def test_a_bomb_within_a_word_file_is_not_unpacked(files: dict[str, bytes], tmp_path: Path) -> None:
    name = name_with(files, ".docx")
    inner = archived({"word/document.xml": b" " * 30 * 1024**2})
    report = verify(put(tmp_path, files | {name: inner}))
    assert report.exit_code == 1
    assert "压缩炸弹" in report.differences[0].found


def test_entities_in_a_word_file_are_refused(files: dict[str, bytes], tmp_path: Path) -> None:
    name = name_with(files, ".docx")
    evil = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'
    report = verify(put(tmp_path, files | {name: archived({"word/document.xml": evil})}))
    assert "不安全" in report.differences[0].found


def test_two_members_of_one_name_are_refused(files: dict[str, bytes], tmp_path: Path) -> None:
    path = put(tmp_path, files)
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(path, "a") as archive:
        archive.writestr(MANIFEST, b"{}")
    assert "两个" in verify(path).verdict


@pytest.mark.parametrize(
    "content",
    [b"", b"[]", b"{}", b"\xff\xfe", b"[" * 100_000, b'{"\xe6\xa0\xbc\xe5\xbc\x8f": "jixiao-package/1"}'],
)
def test_a_manifest_that_cannot_be_read_is_refused(
    files: dict[str, bytes], tmp_path: Path, content: bytes
) -> None:
    report = verify(put(tmp_path, files | {MANIFEST: content}))
    assert report.exit_code == 2
    assert "清单" in report.verdict


def test_what_is_no_package_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(b"no zip")
    empty = tmp_path / "空"
    empty.mkdir()
    assert verify(tmp_path / "a.zip").exit_code == 2
    assert verify(tmp_path / "没有.zip").exit_code == 2
    assert verify(empty).refused == ("没有数据交换文件，无从核对",)


def test_a_damaged_exchange_file_is_refused_with_its_place(files: dict[str, bytes], tmp_path: Path) -> None:
    name = name_with(files, "数据交换文件.yaml")
    report = verify(put(tmp_path, files | {name: files[name] + "多余: 1\n".encode()}))
    assert report.exit_code == 2
    assert "多余" in report.verdict


def test_the_report_as_data_says_the_same(files: dict[str, bytes], tmp_path: Path) -> None:
    name = name_with(files, "评价报告.docx")
    changed = change_text("430.15", "430.51")(files[name])
    data = verify(put(tmp_path, files | {name: changed})).as_json()
    assert data["exit"] == 1
    assert data["differences"][0]["file"] == name
    json.dumps(data)


def test_every_file_is_made_with_the_same_bytes_again(evaluation: Evaluation, items: dict[str, Item]) -> None:
    for item in package_items(evaluation, final=False):
        assert item.make() == items[item.name].make()
