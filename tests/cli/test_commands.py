"""The subcommands on the built-in example and on files that can't be used."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from jixiao_desktop.cli import main

Captured = pytest.CaptureFixture[str]


def test_explain_goes_down_to_what_was_entered(renhe_file: Path, capsys: Captured) -> None:
    assert main(["explain", str(renhe_file), "收入总计"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("收入总计：400.51万元")
    assert any("281.58万元" in line and "收入[0]" in line for line in lines)
    assert any("其他收支.使用非财政拨款结余" in line for line in lines)


def test_explain_names_what_is_near_a_misspelt_figure(renhe_file: Path, capsys: Captured) -> None:
    assert main(["explain", str(renhe_file), "收入总记"]) == 2
    assert "收入总计" in capsys.readouterr().err


def test_a_table_is_found_by_number_and_title_and_is_the_same_csv(renhe_file: Path, capsys: Captured) -> None:
    printed = []
    for name in ("2", "公开02表", "收入决算表"):
        assert main(["table", str(renhe_file), name]) == 0
        printed.append(capsys.readouterr().out)
    assert printed[0] == printed[1] == printed[2]
    rows = list(csv.reader(io.StringIO(printed[0])))
    assert len({len(row) for row in rows}) == 1
    education = next(row for row in rows if "205" in row)
    assert "281.58" in education


def test_an_unknown_table_lists_those_that_there_are(renhe_file: Path, capsys: Captured) -> None:
    assert main(["table", str(renhe_file), "资产负债表"]) == 2
    said = capsys.readouterr().err
    assert "收入决算表" in said
    assert "公开01表" in said


def test_a_form_of_a_project_is_printed(renhe_file: Path, capsys: Captured) -> None:
    assert main(["table", str(renhe_file), "不是表", "--project", "不是项目"]) == 2
    assert "没有绩效表" in capsys.readouterr().err


def test_a_form_is_found_by_its_title_too(renhe_file: Path, capsys: Captured) -> None:
    printed = []
    for name in ("四川2021项目自评表", "项目绩效目标自评", "对外援助干部人才补助项目绩效目标自评"):
        assert main(["table", str(renhe_file), name, "--project", "对外援助干部人才补助"]) == 0
        printed.append(capsys.readouterr().out)
    assert printed[0] == printed[1] == printed[2]
    assert "21.32" in printed[0]


def test_the_overall_form_needs_an_overall_evaluation(renhe_file: Path, capsys: Captured) -> None:
    assert main(["table", str(renhe_file), "部门整体支出绩效自评表"]) == 2
    assert "还没有填整体自评" in capsys.readouterr().err


def test_check_gives_findings_as_data(renhe_file: Path, capsys: Captured) -> None:
    assert main(["check", str(renhe_file), "--json"]) == 1
    findings = json.loads(capsys.readouterr().out)
    assert {"id", "level", "message", "where", "values"} <= set(findings[0])
    assert {finding["level"] for finding in findings} <= {"错误", "核实", "提示", "未填"}
    assert any("19.53" in json.dumps(finding, ensure_ascii=False) for finding in findings)


def test_check_ends_with_the_verdict(renhe_file: Path, capsys: Captured) -> None:
    assert main(["check", str(renhe_file)]) == 1
    assert capsys.readouterr().out.splitlines()[-1].endswith("处错误")


@pytest.mark.parametrize("command", [["check"], ["text"], ["table", "1"], ["explain", "收入总计"]])
def test_an_unreadable_file_gives_2_and_a_place(
    command: list[str], renhe_file: Path, tmp_path: Path, capsys: Captured
) -> None:
    broken = tmp_path / "broken.yaml"
    text = renhe_file.read_text(encoding="utf-8")
    broken.write_text(text.replace("性质: 基本支出", "性质: 专项支出", 1), encoding="utf-8")
    name, *rest = command
    assert main([name, str(broken), *rest]) == 2
    said = capsys.readouterr().err
    assert "专项支出" in said
    assert "].性质" in said
    assert "Traceback" not in said


def test_a_missing_file_and_a_file_that_is_no_book_are_sentences(tmp_path: Path, capsys: Captured) -> None:
    assert main(["check", str(tmp_path / "none.yaml")]) == 2
    assert main(["check", str(tmp_path / "none.jixiao")]) == 2
    fake = tmp_path / "fake.jixiao"
    fake.write_bytes(b"not a database at all" * 100)
    assert main(["check", str(fake)]) == 2
    assert main(["check", str(tmp_path)]) == 2
    assert capsys.readouterr().err.count("\n") >= 4


def test_a_pack_for_other_years_is_used_and_named(renhe_file: Path, capsys: Captured) -> None:
    assert main(["explain", str(renhe_file), "收入总计", "--pack", "sichuan-2022"]) == 0
    assert "2021年度" in capsys.readouterr().err


def test_an_unknown_pack_lists_the_packs(renhe_file: Path, capsys: Captured) -> None:
    assert main(["check", str(renhe_file), "--pack", "atlantis"]) == 2
    assert "sichuan-2021" in capsys.readouterr().err


def test_a_year_that_the_file_does_not_hold_is_refused(renhe_file: Path, capsys: Captured) -> None:
    assert main(["check", str(renhe_file), "--year", "2019"]) == 2
    assert "2021年度" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("  收入总记: 418.35", "上年.收入总记: 没有口径「收入总记」，可用：收入总计"),
        ("  支出总计[2059]: 418.35", "上年.支出总计[2059]: 「支出总计」不能再分，请去掉方括号"),
    ],
)
def test_a_name_that_makes_no_sense_is_refused_with_its_line(
    wrong: str, said: str, renhe_file: Path, tmp_path: Path, capsys: Captured
) -> None:
    told = refused(renhe_file, tmp_path, "  收入总计: 418.35", wrong, capsys)
    assert said in told


def test_an_unknown_pack_lists_those_that_can_be_chosen(
    renhe_file: Path, tmp_path: Path, capsys: Captured
) -> None:
    known = "没有模板「sichuan-2031」，可用：kunming-4-2、national、sichuan-2021"
    assert f"模板: {known}" in refused(
        renhe_file, tmp_path, "模板: sichuan-2021", "模板: sichuan-2031", capsys
    )
    assert main(["text", str(renhe_file), "--pack", "sichuan-2031"]) == 2
    assert capsys.readouterr().err.startswith(known)


def refused(file: Path, folder: Path, written: str, wrong: str, capsys: Captured) -> str:
    """What is said about the file with one line changed; nothing is printed and its line is named."""
    text = file.read_text(encoding="utf-8")
    line = text[: text.index(f"\n{written}")].count("\n") + 2
    changed = folder / "改.yaml"
    changed.write_text(text.replace(f"\n{written}", f"\n{wrong}", 1), encoding="utf-8")
    assert main(["check", str(changed)]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert f"（第{line}行）" in told.err
    assert "没有读入" in told.err
    return told.err
