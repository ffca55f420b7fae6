"""The reports of a pack: cover, order of the parts, annexes, tables, gaps, file names."""

from __future__ import annotations

import pytest

from jixiao_desktop.packs.model import as_mapping
from jixiao_desktop.report.blocks import Heading, PageBreak, TableBlock
from jixiao_desktop.report.builder import build_reports, section_blocks
from jixiao_desktop.report.deliverables import safe_stem
from jixiao_desktop.report.narrative import gaps, report_gaps
from jixiao_desktop.report.runs import text_of
from jixiao_desktop.report.templates import load_wording
from tests.report.support import CASES, EXAMPLES, evaluation_from, evaluation_of, headings, income, model

RENHE = EXAMPLES / "renhe-2021.yaml"


def test_cover_and_name() -> None:
    report = build_reports(evaluation_from(CASES / "full-2021.yaml"))[0]
    assert report.file_stem == "云岫县实验学校2021年度单位决算"
    assert report.cover == ("云岫县实验学校", "2021年度单位决算")
    assert report.cover_foot == ("公开时间：2022年9月16日",)
    assert report.contents
    assert report.draft
    assert report.author == "云岫县实验学校"


def test_a_final_report_is_no_draft() -> None:
    assert not build_reports(evaluation_from(RENHE), final=True)[0].draft


def test_five_parts_each_on_a_new_page() -> None:
    blocks = build_reports(evaluation_from(RENHE))[0].blocks
    assert [title for level, title in headings(blocks) if level == 1] == [
        "第一部分 单位概况",
        "第二部分 2021年度单位决算情况说明",
        "第三部分 名词解释",
        "第四部分 附件",
        "第五部分 附表",
    ]
    breaks = [at for at, block in enumerate(blocks) if isinstance(block, PageBreak)]
    assert len(breaks) == 4
    for at in breaks:
        following = blocks[at + 1]
        assert isinstance(following, Heading)
        assert following.level == 1


def test_ten_sections() -> None:
    titles = [t for level, t in headings(build_reports(evaluation_from(RENHE))[0].blocks) if level == 2]
    second = titles[3:]
    assert [title[0] for title in second] == list("一二三四五六七八九十")


@pytest.mark.parametrize(("pack", "tables"), [("sichuan-2021", 14), ("sichuan-2022", 13)])
def test_annexes_and_tables(pack: str, tables: int) -> None:
    blocks = build_reports(evaluation_from(RENHE, pack))[0].blocks
    found = [block.heading for block in blocks if isinstance(block, TableBlock)]
    assert len(found) == 1 + tables
    assert found[0].startswith("附件1：")
    assert "对外援助干部人才补助" in found[0]
    assert found[1] == "一、收入支出决算总表"


def test_gaps_are_listed_once_with_their_places() -> None:
    evaluation = evaluation_from(CASES / "nothing-2021.yaml")
    found = report_gaps(evaluation)
    paths = [gap.path for gap in found]
    assert len(paths) == len(set(paths))
    assert ("单位", "公开时间") in paths
    assert ("说明", "收支总计变动") in paths
    assert set(gaps(build_reports(evaluation)[0])) <= set(found)


@pytest.mark.parametrize("pack", ["kunming-4-2", "national", "yunnan-self"])
def test_a_pack_of_project_reports_asks_for_the_projects(pack: str) -> None:
    assert [found.path for found in report_gaps(evaluation_of(pack))] == [("项目",)]
    assert report_gaps(evaluation_of(pack, 项目=[])) == ()


def test_a_page_feeds_its_sentences_under_their_heading() -> None:
    blocks = section_blocks(evaluation_from(RENHE), "其他重要事项")
    assert isinstance(blocks[0], Heading)
    assert text_of(blocks[0].runs) == "（一）机关运行经费支出情况"
    assert len([block for block in blocks if isinstance(block, Heading)]) == 4


def test_the_project_page_feeds_the_forms() -> None:
    assert any(isinstance(block, TableBlock) for block in section_blocks(evaluation_from(RENHE), "项目自评"))


def test_a_page_that_feeds_nothing() -> None:
    assert section_blocks(evaluation_from(RENHE), "导出") == ()


def test_every_page_that_the_wording_names_is_a_page_of_the_wizard() -> None:
    for pack in ("sichuan-2021", "sichuan-2022", "kunming-4-2"):
        known: set[str] = set()
        for layer in model(pack).pack.layers("pages"):
            known.update(as_mapping(as_mapping(layer)["页面"]))
        for pages in load_wording(model(pack)).pages.values():
            assert set(pages) <= known


@pytest.mark.parametrize(
    ("name", "stem"),
    [
        ('甲/乙\\丙:"学校"?', "甲乙丙学校"),
        ("  甲校. ", "甲校"),
        ("con", "_con"),
        ("", "_"),
        ("长" * 200, "长" * 100),
    ],
)
def test_file_names_are_safe_on_windows(name: str, stem: str) -> None:
    assert safe_stem(name) == stem


def test_edits_show_at_once() -> None:
    before = evaluation_of(收入=[income("3")])
    section_blocks(before, "收入决算")
    after = before.updated(evaluation_of(收入=[income("4")]).facts)
    text = "".join(
        text_of(b.runs)
        for b in section_blocks(after, "收入决算")
        if not isinstance(b, Heading) and hasattr(b, "runs")
    )
    assert "本年收入合计4万元" in text
