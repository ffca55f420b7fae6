"""What users write or paste."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jixiao_desktop.report.usertext import Part, clause, clean_lines, parts_of, reason, use


def test_blanks_of_word_are_cleaned() -> None:
    pasted = "\u3000\u3000第一段\u00a0话。\r\n\r\n\t第二段 \u200b\v第三段"
    assert clean_lines(pasted) == ["第一段 话。", "第二段", "第三段"]


def test_numbering_gives_headings_by_depth() -> None:
    text = "一、教学\n（一）课程\n开齐课程。\n1.校舍\n2.完成维修。\n（1）门窗\n二、后勤"
    assert parts_of(text) == (
        Part("一、教学", 1),
        Part("（一）课程", 2),
        Part("开齐课程。", 0),
        Part("1.校舍", 3),
        Part("2.完成维修。", 0),
        Part("（1）门窗", 4),
        Part("二、后勤", 1),
    )


def test_the_highest_numbering_used_is_the_first_level() -> None:
    assert [part.depth for part in parts_of("（一）课程\n1.校舍\n（二）后勤")] == [1, 2, 1]


@pytest.mark.parametrize(
    "line",
    [
        "一是聚焦关键指标",
        "一、",
        "1.5倍",
        "2021年",
        "一、" + "很长的话" * 10,
        "（一）这是一句话。",
        "十佳学校",
    ],
)
def test_what_only_looks_like_numbering_is_a_paragraph(line: str) -> None:
    assert parts_of(line)[0].depth == 0


@pytest.mark.parametrize(
    ("written", "fitted"),
    [
        ("人员减少", "人员减少"),
        ("人员减少。", "人员减少"),
        ("主要原因是人员减少。", "人员减少"),
        ("主要变动原因是：是人员减少", "人员减少"),
        ("决算数小于预算数的主要原因是据实结算。", "据实结算"),
        ("主要是人员减少", "人员减少"),
        ("是否追加由县定", "是否追加由县定"),
        ("一是人员减少；\n二是厉行节约。", "一是人员减少；二是厉行节约"),
        ("原因不明", "原因不明"),
        ("。", ""),
        (" \n", ""),
    ],
)
def test_a_reason_becomes_a_clause(written: str, fitted: str) -> None:
    assert clause(written) == fitted


@pytest.mark.parametrize(
    ("written", "fitted"),
    [
        ("一是人员增加；二是新增项目。", "：一是人员增加；二是新增项目"),
        ("主要原因是：一是人员增加；二是新增项目", "：一是人员增加；二是新增项目"),
        ("1.人员增加；2.新增项目", "：1.人员增加；2.新增项目"),
        ("（1）人员增加\n（2）新增项目", "：（1）人员增加；（2）新增项目"),
        ("第一，人员增加；第二，新增项目", "：第一，人员增加；第二，新增项目"),
        ("第一季度停课", "第一季度停课"),
        ("1.5万元尾款结转", "1.5万元尾款结转"),
        ("人员增加", "人员增加"),
        ("", ""),
    ],
)
def test_several_reasons_follow_a_colon(written: str, fitted: str) -> None:
    assert reason(written) == fitted


@pytest.mark.parametrize("written", ["设备采购", "主要用于设备采购。", "用于设备采购；"])
def test_a_use_becomes_a_clause(written: str) -> None:
    assert use(written) == "设备采购"


@given(st.text(alphabet="是主要原因为：、。；，甲乙1 \n", max_size=20))
def test_a_clause_begins_and_ends_with_words(text: str) -> None:
    found = clause(text)
    assert found == clause(found)
    assert not found or (found[-1] not in "。；，、：" and found[0] not in "。；，、：")
