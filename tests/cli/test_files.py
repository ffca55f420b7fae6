"""Exporting, packing, reading back and importing: the subcommands that read and write files."""

from __future__ import annotations

import json
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from jixiao_desktop.cli import main
from jixiao_desktop.ledger.exchange import read_exchange
from jixiao_desktop.session import Session

UNIT = "攀枝花市仁和区教师进修学校"
Captured = pytest.CaptureFixture[str]


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("exported") / "成果"
    example = Path(__file__).parents[2] / "resources" / "examples" / "renhe-2021.yaml"
    assert main(["export", str(example), "--out", str(folder)]) == 0
    return folder


def test_export_makes_the_folder_and_every_format_with_the_exchange_file(exported: Path) -> None:
    assert {path.name for path in exported.iterdir()} == {
        f"{UNIT}2021年度单位决算.docx",
        f"{UNIT}2021年度单位决算.pdf",
        f"{UNIT}2021年度决算公开附表.xlsx",
        f"{UNIT}2021年度绩效自评表.xlsx",
        f"{UNIT}2021年度数据交换文件.yaml",
    }
    assert (exported / f"{UNIT}2021年度单位决算.pdf").read_bytes().startswith(b"%PDF-")
    assert zipfile.is_zipfile(exported / f"{UNIT}2021年度单位决算.docx")


def test_the_exchange_file_beside_them_has_the_same_facts(exported: Path, renhe_file: Path) -> None:
    assert read_exchange(exported / f"{UNIT}2021年度数据交换文件.yaml") == read_exchange(renhe_file)


def test_export_lists_files_as_json_and_only_the_formats_asked_for(
    renhe_file: Path, tmp_path: Path, capsys: Captured
) -> None:
    assert main(["export", str(renhe_file), "--out", str(tmp_path), "--formats", "xlsx", "--json"]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert [item["kind"] for item in listed] == ["xlsx", "xlsx", "exchange"]
    assert {Path(item["path"]) for item in listed} == set(tmp_path.iterdir())


def test_exporting_again_keeps_what_the_clerk_edited_and_says_where(
    renhe_file: Path, tmp_path: Path, capsys: Captured
) -> None:
    command = ["export", str(renhe_file), "--out", str(tmp_path), "--formats", "xlsx"]
    assert main(command) == 0
    book = tmp_path / f"{UNIT}2021年度决算公开附表.xlsx"
    book.write_bytes(b"edited")
    capsys.readouterr()
    assert main(command) == 0
    said = capsys.readouterr().err
    assert str(tmp_path / "旧版") in said
    assert said.rstrip().endswith(book.name)
    assert (tmp_path / "旧版" / book.name).read_bytes() == b"edited"
    assert zipfile.is_zipfile(book)


def test_export_to_a_place_that_is_a_file_is_a_sentence(
    renhe_file: Path, tmp_path: Path, capsys: Captured
) -> None:
    (tmp_path / "out").write_text("mine")
    assert main(["export", str(renhe_file), "--out", str(tmp_path / "out"), "--formats", "xlsx"]) == 2
    assert "不能建立文件夹" in capsys.readouterr().err
    assert (tmp_path / "out").read_text() == "mine"


def test_a_file_that_is_open_in_an_office_program_is_left_alone(
    renhe_file: Path, tmp_path: Path, capsys: Captured
) -> None:
    name = f"{UNIT}2021年度决算公开附表.xlsx"
    (tmp_path / name).write_text("old")
    (tmp_path / f".~lock.{name}#").touch()
    assert main(["export", str(renhe_file), "--out", str(tmp_path), "--formats", "xlsx"]) == 2
    assert name in capsys.readouterr().err
    assert (tmp_path / name).read_text() == "old"


def test_a_folder_of_exported_files_verifies_and_a_changed_figure_does_not(
    exported: Path, tmp_path: Path, capsys: Captured
) -> None:
    assert main(["verify", str(exported)]) == 0
    capsys.readouterr()
    for path in exported.iterdir():
        content = path.read_bytes()
        if path.suffix == ".yaml":
            content = content.replace(b"281.58", b"281.59")
        (tmp_path / path.name).write_bytes(content)
    assert main(["verify", str(tmp_path), "--json"]) == 1
    report = json.loads(capsys.readouterr().out)
    assert any("281.58" in item["found"] for item in report["differences"])


def test_a_package_is_written_and_verifies(renhe_file: Path, tmp_path: Path, capsys: Captured) -> None:
    assert main(["package", str(renhe_file), "--out", str(tmp_path)]) == 0
    written = Path(capsys.readouterr().out.splitlines()[0])
    assert written.parent == tmp_path
    assert main(["verify", str(written)]) == 0


def test_what_is_no_package_is_refused(tmp_path: Path, renhe_file: Path, capsys: Captured) -> None:
    assert main(["verify", str(tmp_path / "none.zip")]) == 2
    assert main(["verify", str(renhe_file)]) == 2
    assert main(["verify", str(tmp_path)]) == 2
    assert "Traceback" not in capsys.readouterr().err


def test_exported_tables_are_imported_again(exported: Path, tmp_path: Path, capsys: Captured) -> None:
    book = exported / f"{UNIT}2021年度决算公开附表.xlsx"
    out = tmp_path / "facts.yaml"
    assert main(["import", str(book), "--out", str(out), "--pack", "sichuan-2021"]) == 0
    assert f"已写入 {out}" in capsys.readouterr().out
    facts = read_exchange(out)
    assert facts.year == 2021
    amounts = {line.subject: line.amount for line in facts.incomes or () if line.amount is not None}
    assert {code: amount.fen for code, amount in amounts.items()} == {
        "205": 281_580_000, "208": 52_950_000, "210": 24_020_000, "221": 41_960_000,
    }  # fmt: skip


def test_importing_twice_into_a_book_changes_nothing_the_second_time(
    exported: Path, tmp_path: Path, capsys: Captured
) -> None:
    book = exported / f"{UNIT}2021年度决算公开附表.xlsx"
    into = tmp_path / "unit.jixiao"
    command = ["import", str(book), "--into", str(into), "--pack", "sichuan-2021", "--json"]
    assert main(command) == 0
    assert {fact["outcome"] for fact in json.loads(capsys.readouterr().out)["facts"]} == {"新增"}
    assert main(command) == 0
    assert {fact["outcome"] for fact in json.loads(capsys.readouterr().out)["facts"]} == {"相同"}


def test_importing_a_new_year_is_one_operation_and_explain_ends_at_the_cell(
    exported: Path, chenggong_file: Path, tmp_path: Path, capsys: Captured
) -> None:
    book = exported / f"{UNIT}2021年度决算公开附表.xlsx"
    into = tmp_path / "unit.jixiao"
    Session.create(into, replace(read_exchange(chenggong_file), year=2020)).close()
    assert main(["import", str(book), "--into", str(into), "--pack", "sichuan-2021", "--year", "2021"]) == 0
    session = Session.open(into)
    assert session.undo_title == "导入2021年度"
    session.undo()
    assert session.years == (2020,)
    session.redo()
    session.close()
    capsys.readouterr()
    assert main(["explain", str(into), "一般公共预算财政拨款支出", "--year", "2021"]) == 0
    assert f"{book.name} · 公开06表一般公共预算财政拨款支出决算表 · C" in capsys.readouterr().out


def test_another_unit_or_year_is_refused_whole(
    exported: Path, chenggong_file: Path, tmp_path: Path, capsys: Captured
) -> None:
    book = exported / f"{UNIT}2021年度决算公开附表.xlsx"
    out = tmp_path / "facts.yaml"
    assert main(["import", str(book), "--out", str(out), "--base", str(chenggong_file)]) == 2
    assert UNIT in capsys.readouterr().err
    assert main(["import", str(book), "--out", str(out), "--year", "2019"]) == 2
    assert not out.exists()


def test_what_is_no_workbook_is_refused(renhe_file: Path, tmp_path: Path, capsys: Captured) -> None:
    assert main(["import", str(renhe_file), "--out", str(tmp_path / "x.yaml")]) == 2
    assert "没有取用任何数据" in capsys.readouterr().err


def test_a_book_gives_the_same_as_its_exchange_file(
    renhe_file: Path, tmp_path: Path, capsys: Captured
) -> None:
    path = tmp_path / "unit.jixiao"
    Session.create(path, read_exchange(renhe_file)).close()
    for name, *rest in (["text"], ["check", "--json"]):
        printed = []
        codes = []
        for file in (path, renhe_file):
            codes.append(main([name, str(file), *rest]))
            printed.append(capsys.readouterr().out)
        assert codes[0] == codes[1]
        assert printed[0] == printed[1]


def test_of_several_years_one_must_be_named(renhe_file: Path, tmp_path: Path, capsys: Captured) -> None:
    path = tmp_path / "unit.jixiao"
    session = Session.create(path, read_exchange(renhe_file))
    session.new_year(2022, "sichuan-2022", {})
    session.close()
    assert main(["explain", str(path), "收入总计"]) == 2
    assert "2021、2022" in capsys.readouterr().err
    assert main(["explain", str(path), "收入总计", "--year", "2021"]) == 0
    assert main(["explain", str(path), "收入总计", "--year", "2020"]) == 2
    assert "没有2020年度" in capsys.readouterr().err
