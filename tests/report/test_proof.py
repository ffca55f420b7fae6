"""A pack with a name that does not exist is refused with file and line."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from jixiao_desktop.engine.model import load_model
from jixiao_desktop.packs.loader import list_packs
from jixiao_desktop.packs.source import PackError
from jixiao_desktop.report.builder import prove_report
from tests.report.support import ROOT, model

PACKS = ROOT / "resources" / "packs"
Spoil = Callable[[str, str], None]


@pytest.fixture
def spoil(tmp_path: Path) -> Callable[[str, str], str]:
    """Write a text into a file of a copy of the packs and prove it; gives the complaint."""

    def spoiled(name: str, text: str) -> str:
        shutil.copytree(PACKS, tmp_path / "packs", dirs_exist_ok=True)
        (tmp_path / "packs" / name).write_text(text, encoding="utf-8")
        with pytest.raises(PackError) as complaint:
            prove_report(load_model("sichuan-2022", root=tmp_path / "packs"))
        return str(complaint.value)

    return spoiled


@pytest.mark.parametrize("pack", [pack.id for pack in list_packs()])
def test_every_bundled_pack_is_proved(pack: str) -> None:
    prove_report(model(pack))


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("{{收入总记}}", "不认识「收入总记」"),
        ("{{变动(收入总记)}}", "不认识「收入总记」"),
        ("{% if 有无 %}{% endif %}", "不认识「有无」"),
        ('{{本年支出合计["基本开支"]}}', "不能按「基本开支」分"),
        ("{{收入总计[205]}}", "不能再分"),
        ('{{构成(本年支出合计, ["基本支出", "项目开支"])}}', "不能按「项目开支」分"),
        ('{{说明("收支变动")}}', "没有事项「收支变动」"),
        ('{{说明("三公经费变动[接待费]")}}', "三公没有「接待费」"),
        ('{{三公("接待费", "决算")}}', "三公没有「接待费」"),
        ('{{事实("其他事项.政府采购.货品")}}', "没有「货品」"),
        ('{{选项("小数位数")}}', "没有选项「小数位数」"),
        ('{{末级科目("支出", 资产="一般公共预算")}}', "没有参数「资产」"),
        ('{% from "句型" import 与上年相比 with context %}', "没有句子文件「句型」"),
        ("{{收入总计", "写法有误"),
        ("{{收入总计|四舍五入}}", "不认识「四舍五入」"),
        ("{% if 收入总计 is 没数 %}{% endif %}", "不认识「没数」"),
        ("![图9]", "charts.yaml 里没有「图9」"),
        ("@夜 收入决算", "没有「@夜」"),
    ],
)
def test_a_misspelt_name_names_file_and_line(
    spoil: Callable[[str, str], str], line: str, complaint: str
) -> None:
    said = spoil("sichuan-2022/wording/收入.j2", f"== 二、收入\n\n{line}\n")
    assert said.startswith("sichuan-2022/wording/收入.j2:3: ")
    assert complaint in said


@pytest.mark.parametrize(
    ("name", "text", "complaint"),
    [
        ("charts.yaml", "- {图: 图1, 题: 甲, 型: 柱状图, 口径: [收入总记]}", "没有口径「收入总记」"),
        ("charts.yaml", "- {图: 图1, 题: 甲, 型: 圆饼图, 口径: 收入总计}", "没有「圆饼图」"),
        ("charts.yaml", "- {图: 图1, 题: 甲, 型: 柱状图, 口经: 收入总计}", "不认识「口经」"),
        ("glossary.yaml", "- {词: 甲, 当: 收入总记 != 0}", "不认识「收入总记」"),
    ],
)
def test_charts_and_glossary_are_proved_too(
    spoil: Callable[[str, str], str], name: str, text: str, complaint: str
) -> None:
    said = spoil(f"sichuan-2022/{name}", f"\n{text}\n")
    assert said.startswith(f"sichuan-2022/{name}:2: ")
    assert complaint in said


def test_a_part_without_wording_is_named(spoil: Callable[[str, str], str]) -> None:
    text = (PACKS / "sichuan-2022" / "pack.yaml").read_text(encoding="utf-8")
    said = spoil("sichuan-2022/pack.yaml", text + "报告: [{文件名: 甲, 题名: 甲, 部分: [收入, 收出]}]\n")
    assert "sichuan-2022/pack.yaml:" in said
    assert "没有句子文件「收出」" in said
