"""Packs: inheritance, and mistakes that name file and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from jixiao_desktop.engine.model import load_model
from jixiao_desktop.packs.loader import list_packs, load_pack
from jixiao_desktop.packs.source import PackError


def write(root: Path, name: str, text: str) -> None:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    write(tmp_path, "底/pack.yaml", "名称: 底\n版本: 1.0\n可选: 否\n选项: {甲: 1, 乙: 2}\n")
    write(tmp_path, "底/measures.yaml", "- 口径: 收入\n  等于: 收入()\n- 口径: 支出\n  等于: 支出()\n")
    write(tmp_path, "底/tables/一.yaml", "题: 底一\n")
    write(
        tmp_path, "省/pack.yaml", "名称: 省\n版本: 2.1\n继承: 底\n年度: {从: 2021, 到: 2021}\n选项: {乙: 3}\n"
    )
    write(tmp_path, "省/tables/一.yaml", "题: 省一\n")
    write(tmp_path, "新/pack.yaml", "名称: 新\n版本: 1\n继承: 省\n年度: {从: 2022}\n")
    return tmp_path


def test_a_pack_takes_over_what_it_does_not_say_itself(root: Path) -> None:
    pack = load_pack("新", root)
    assert pack.lineage == ("新", "省", "底")
    assert dict(pack.options) == {"甲": "1", "乙": "3"}
    assert pack.documents("tables")["一"] == {"题": "省一"}
    assert set(load_model("新", root=root).measures) == {"收入", "支出"}


def test_a_pack_says_its_version_and_those_of_what_it_extends(root: Path) -> None:
    pack = load_pack("新", root)
    assert dict(pack.versions) == {"新": "1", "省": "2.1", "底": "1.0"}
    assert pack.edition == "新 1、省 2.1、底 1.0"


def test_the_years_of_a_pack_are_its_own(root: Path) -> None:
    pack = load_pack("新", root)
    assert pack.serves(2022)
    assert pack.serves(2030)
    assert not pack.serves(2021)
    assert pack.years_text == "2022年度起"
    assert load_pack("省", root).years_text == "2021年度"


def test_packs_that_only_serve_others_are_not_listed(root: Path) -> None:
    assert [pack.id for pack in list_packs(root)] == ["新", "省"]


@pytest.mark.parametrize(
    ("name", "text", "place", "words"),
    [
        ("省/measures.yaml", "- 口径: 甲\n  等于: 收人 - 支出\n", "省/measures.yaml:2", "收入"),
        ("省/measures.yaml", "- 口径: 甲\n  等餘: 收入\n", "省/measures.yaml:2", "等于"),
        ("省/measures.yaml", "- 等于: 收入\n", "省/measures.yaml:1", "口径"),
        ("省/measures.yaml", "- 口径: 甲\n  口径: 乙\n", "省/measures.yaml:2", "两次"),
        ("省/measures.yaml", "- 口径: 甲\n  等于: 收入\n  可选: [科木]\n", "省/measures.yaml:3", "科目"),
        ("省/measures.yaml", "甲: [\n", "省/measures.yaml:2", "YAML"),
        ("省/pack.yaml", "名称: 省\n继承: 没有\n", "省/pack.yaml:2", "可用"),
        ("底/pack.yaml", "名称: 底\n继承: 新\n", "底/pack.yaml:2", "绕回"),
        ("省/pack.yaml", "名称: 省\n继承: 底\n", "省/pack.yaml:1", "版本"),
        ("底/pack.yaml", "名称: 底\n版本: 新\n", "底/pack.yaml:2", "1.0"),
    ],
)
def test_a_mistake_is_refused_with_file_and_line(
    root: Path, name: str, text: str, place: str, words: str
) -> None:
    write(root, name, text)
    with pytest.raises(PackError) as caught:
        load_model("新", root=root)
    assert str(caught.value).startswith(place)
    assert words in str(caught.value)


def test_a_figure_that_needs_itself_is_refused(root: Path) -> None:
    from jixiao_desktop.engine.evaluation import Evaluation
    from jixiao_desktop.ledger.facts import UnitYear

    write(root, "省/measures.yaml", "- 口径: 甲\n  等于: 乙\n- 口径: 乙\n  等于: 甲\n")
    evaluation = Evaluation(load_model("新", root=root), UnitYear(template="新", year=2022))
    with pytest.raises(PackError, match="绕回"):
        evaluation.figure("甲")
