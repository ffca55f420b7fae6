"""The narrative of the built-in example, sentence by sentence as the published report should have it."""

from __future__ import annotations

from pathlib import Path

import pytest

from jixiao_desktop.cli import main

SENTENCES = (
    "2021年度收、支总计400.51万元。与2020年相比，收、支总计各减少17.84万元，下降4.3%。主要变动原因是人员经费减少。",
    "其中：基本支出390.61万元，占97.5%；项目支出9.9万元，占2.5%。",
    "教育支出281.58万元，占70.3%；社会保障和就业支出52.95万元，占13.2%；",
    "卫生健康支出24.02万元，占6%；住房保障支出41.96万元，占10.5%。",
)
NEVER = ("增加/减少", "完成预算0%", "、。", "；。", "××", "元元")


@pytest.fixture
def narrative(renhe_file: Path, capsys: pytest.CaptureFixture[str]) -> str:
    assert main(["text", str(renhe_file)]) == 0
    return capsys.readouterr().out


@pytest.mark.parametrize("sentence", SENTENCES)
def test_a_sentence_of_the_report(narrative: str, sentence: str) -> None:
    assert sentence in narrative


@pytest.mark.parametrize("leftover", NEVER)
def test_no_leftover(narrative: str, leftover: str) -> None:
    assert leftover not in narrative


def test_the_parts_come_in_order(narrative: str) -> None:
    parts = ["第一部分", "第二部分", "第三部分"]
    places = [narrative.index(part) for part in parts]
    assert places == sorted(places)


def test_without_a_project_there_is_a_note_instead_of_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "school.yaml"
    file.write_text("格式: jixiao/1\n模板: kunming-4-2\n年度: 2023\n金额单位: 元\n", encoding="utf-8")
    assert main(["text", str(file)]) == 0
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "还没有项目" in captured.err
