"""Help and mistakes in the arguments, in Chinese."""

from __future__ import annotations

import pytest

from jixiao_desktop.cli import main
from jixiao_desktop.cli.parser import build_parser


def refused(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    with pytest.raises(SystemExit) as stop:
        main(arguments)
    assert stop.value.code == 2
    return capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ([], "还缺少：命令"),
        (["check"], "还缺少：文件"),
        (["export", "a.yaml"], "还缺少：--out"),
        (["print", "a.yaml"], "没有 'print'"),
        (["check", "a.yaml", "--fast"], "不认识这些参数：--fast"),
        (["check", "a.yaml", "--year", "21"], "--year：「21」不是年度"),
        (["check", "a.yaml", "--year"], "--year 后面还缺少内容"),
        (
            ["export", "a.yaml", "--out", "x", "--formats", "docx,odt"],
            "没有「odt」这种格式，可用：docx、xlsx、pdf",
        ),
        (["export", "a.yaml", "--out", "x", "--formats", ","], "可用：docx、xlsx、pdf"),
        (["check", "a.yaml", "--json=1"], "--json 不带内容"),
    ],
)
def test_mistakes_are_said_in_chinese_with_the_usage(
    arguments: list[str], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    said = refused(arguments, capsys)
    assert sentence in said
    assert said.count("用法：") == 1


def test_formats_keep_the_order_of_the_program_and_take_a_chinese_comma() -> None:
    options = build_parser().parse_args(["export", "a.yaml", "--out", "x", "--formats", "PDF，docx"])
    assert options.formats == ("docx", "pdf")


def test_help_is_chinese_and_lists_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        main(["--help"])
    assert stop.value.code == 0
    said = capsys.readouterr().out
    for name in ("export", "check", "text", "table", "explain"):
        assert f"\n    {name} " in said
    assert not {"usage", "options", "positional", "show this"} & set(said.replace(":", " ").split())
